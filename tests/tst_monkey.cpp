// I11: whatever keys and mouse do, in whatever order, the window stays there and answers. By hand,
// with another seed and more of it: HUBNAUT_MONKEY_SEED=7 HUBNAUT_MONKEY_EVENTS=20000 tst_monkey
#include "app/demohub.h"
#include "tests/support/windowstage.h"
#include "ui/commit/fileeditor.h"
#include "ui/theme/theme.h"
#include "ui/widgets/markdownview.h"
#include "ui/window/omnibox.h"

#include <QApplication>
#include <QDesktopServices>
#include <QDialog>
#include <QFileDialog>
#include <QPointer>
#include <QRandomGenerator>
#include <QTabBar>
#include <QTest>
#include <QWheelEvent>

#include <chrono>
#include <iterator>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr quint32 kSeed = 20240611;
constexpr int kEvents = 3000;
constexpr auto kStuck = 20ms; // one event that has not come back has opened a loop of its own

int fromEnvironment(const char *name, int otherwise)
{
    bool given = false;
    const int value = qEnvironmentVariableIntValue(name, &given);
    return given ? value : otherwise;
}

// Presses keys and mouse buttons at random, through the windows as the desktop does.
class Monkey final : public QObject
{
public:
    Monkey(WindowStage &stage, quint32 seed)
        : m_stage(stage)
        , m_random(seed)
    {
        m_rescue.setInterval(kStuck);
        m_rescue.callOnTimeout(this, &Monkey::closeLoops);
        m_rescue.start();
    }

    void act();
    static void closeEverything();
    static QString stillAsks(); // after another try to close it: the class of a dialog

private:
    int below(int end) { return int(m_random.bounded(end)); }
    QPoint somewhere(const QWidget &widget)
    {
        return {below(std::max(1, widget.width())), below(std::max(1, widget.height()))};
    }
    Qt::KeyboardModifiers modifiers();
    QWidget *target();
    void key(QWindow *window);
    void type(QWindow *window);
    void click(QWidget &on);
    void drag(QWidget &on);
    void wheel(QWidget &on);
    void contextMenu(QWidget &on);
    void resize();
    void switchTab();
    void closeLoops();

    WindowStage &m_stage;
    QRandomGenerator m_random;
    QTimer m_rescue;
    int m_count = 0;
    int m_countBefore = 0; // at the last look of m_rescue
};

// Qt's own button menus run in a loop of their own: what this event opened must be closed from
// within, or the event never comes back.
void Monkey::closeLoops()
{
    if (std::exchange(m_countBefore, m_count) == m_count && m_count > 0)
        closeEverything();
}

void Monkey::closeEverything()
{
    for (int i = 0; i < 20 && QApplication::activePopupWidget(); ++i)
        QApplication::activePopupWidget()->close();
    for (QWidget *widget : QApplication::topLevelWidgets())
        if (auto *dialog = qobject_cast<QDialog *>(widget); dialog && dialog->isVisible())
            dialog->reject();
}

QString Monkey::stillAsks()
{
    closeEverything();
    const QWidget *modal = QApplication::activeModalWidget();
    return modal ? QString::fromLatin1(modal->metaObject()->className()) : QString();
}

Qt::KeyboardModifiers Monkey::modifiers()
{
    Qt::KeyboardModifiers chosen;
    if (below(4) == 0)
        chosen |= Qt::ControlModifier;
    if (below(6) == 0)
        chosen |= Qt::ShiftModifier;
    if (below(8) == 0)
        chosen |= Qt::AltModifier;
    return chosen;
}

QWidget *Monkey::target()
{
    if (QWidget *popup = QApplication::activePopupWidget())
        return popup;
    QWidget *modal = QApplication::activeModalWidget();
    if (qobject_cast<QFileDialog *>(modal)) { // Qt's own deletes and renames this machine's files
        closeEverything();
        modal = nullptr;
    }
    if (modal && below(10) > 0)
        return modal;
    return &m_stage.window();
}

void Monkey::key(QWindow *window)
{
    static constexpr Qt::Key kKeys[]
        = {Qt::Key_Tab,    Qt::Key_Tab,     Qt::Key_Backtab,  Qt::Key_Return, Qt::Key_Enter,
           Qt::Key_Escape, Qt::Key_Space,   Qt::Key_Up,       Qt::Key_Down,   Qt::Key_Down,
           Qt::Key_Left,   Qt::Key_Right,   Qt::Key_Home,     Qt::Key_End,    Qt::Key_PageUp,
           Qt::Key_Delete, Qt::Key_Menu,    Qt::Key_F2,       Qt::Key_F3,     Qt::Key_F5,
           Qt::Key_F6,     Qt::Key_F10,     Qt::Key_F11,      Qt::Key_Back,   Qt::Key_PageDown,
           Qt::Key_1,      Qt::Key_2,       Qt::Key_3,        Qt::Key_4,      Qt::Key_5,
           Qt::Key_Plus,   Qt::Key_Minus,   Qt::Key_A,        Qt::Key_B,      Qt::Key_C,
           Qt::Key_F,      Qt::Key_G,       Qt::Key_J,        Qt::Key_K,      Qt::Key_L,
           Qt::Key_R,      Qt::Key_T,       Qt::Key_V,        Qt::Key_W,      Qt::Key_Comma,
           Qt::Key_Q,      Qt::Key_Forward, Qt::Key_Backspace};
    // Alt alone closes a menu, which is gone before the key itself is sent to it.
    const Qt::KeyboardModifiers held
        = window == m_stage.window().windowHandle() ? modifiers() : Qt::KeyboardModifiers();
    QTest::keyClick(window, kKeys[below(int(std::size(kKeys)))], held);
}

void Monkey::type(QWindow *window)
{
    static const QString texts[] = {u"pippin"_s,
                                    u"a/b"_s,
                                    u"hf://orchard/pippin-2b/config.json"_s,
                                    u"http://127.0.0.1:9/x"_s,
                                    u"*.safetensors"_s,
                                    u"\\["_s,
                                    u"openfjord/skald-13b"_s,
                                    u"  "_s,
                                    u"99999999999"_s};
    const QPointer<QWindow> alive(window); // a key may close it
    for (const QChar c : texts[below(int(std::size(texts)))])
        if (alive)
            QTest::keyClick(window, c.toLatin1());
}

void Monkey::click(QWidget &on)
{
    static constexpr Qt::MouseButton kButtons[]
        = {Qt::LeftButton, Qt::LeftButton,  Qt::LeftButton, Qt::LeftButton,   Qt::LeftButton,
           Qt::LeftButton, Qt::RightButton, Qt::BackButton, Qt::MiddleButton, Qt::ForwardButton};
    const Qt::MouseButton button = kButtons[below(int(std::size(kButtons)))];
    QWindow *window = on.windowHandle();
    if (below(8) == 0 && &on == &m_stage.window()) // which no click deletes
        return QTest::mouseDClick(window, button, modifiers(), somewhere(on));
    const QPoint at = somewhere(on);
    const Qt::KeyboardModifiers with = modifiers();
    const QPointer<QWindow> alive(window);
    QTest::mousePress(window, button, with, at);
    if (alive)
        QTest::mouseRelease(window, button, with, at);
}

void Monkey::drag(QWidget &on)
{
    QWindow *window = on.windowHandle();
    const QPointer<QWindow> alive(window);
    QTest::mousePress(window, Qt::LeftButton, {}, somewhere(on));
    if (alive)
        QTest::mouseMove(window, somewhere(on));
    if (alive)
        QTest::mouseRelease(window, Qt::LeftButton, {}, somewhere(on));
}

void Monkey::wheel(QWidget &on)
{
    const QPoint at = somewhere(on);
    QTest::wheelEvent(on.windowHandle(), at, {0, (below(2) ? 120 : -120) * (1 + below(5))});
}

void Monkey::contextMenu(QWidget &on)
{
    const QPoint at = somewhere(on);
    QWidget *child = on.childAt(at);
    QWidget *to = child ? child : &on;
    const QPoint global = on.mapToGlobal(at);
    QContextMenuEvent event(QContextMenuEvent::Mouse, to->mapFromGlobal(global), global);
    QApplication::sendEvent(to, &event);
}

void Monkey::resize()
{
    m_stage.window().resize(400 + below(1600), 300 + below(1000));
}

void Monkey::switchTab()
{
    QList<QTabBar *> bars;
    for (auto *bar : m_stage.window().findChildren<QTabBar *>())
        if (bar->isVisible() && bar->count() > 0)
            bars << bar;
    if (bars.isEmpty())
        return;
    QTabBar *bar = bars[below(int(bars.size()))];
    const QPoint at = bar->mapTo(&m_stage.window(), bar->tabRect(below(bar->count())).center());
    if (m_stage.window().rect().contains(at)) // not scrolled out of sight
        QTest::mouseClick(m_stage.window().windowHandle(), Qt::LeftButton, {}, at);
}

void Monkey::act()
{
    ++m_count;
    if (!m_stage.window().isVisible()) // Ctrl+Q: the next start
        QVERIFY(m_stage.openWindow());
    QWidget &on = *target();
    if (!on.windowHandle())
        return;
    switch (below(20)) {
    case 0: return type(on.windowHandle());
    case 1: return resize();
    case 2:
    case 3: return wheel(on);
    case 4: return drag(on);
    case 5: return contextMenu(on);
    case 6: return switchTab();
    case 7:
    case 8:
    case 9:
    case 10:
    case 11:
    case 12: return key(on.windowHandle());
    default: return click(on);
    }
}

} // namespace

// Swallows what would leave the window: browsers and file managers.
class NoWayOut final : public QObject
{
    Q_OBJECT

public:
    NoWayOut()
    {
        for (const auto &scheme : {u"http"_s, u"https"_s, u"file"_s, u"mailto"_s})
            QDesktopServices::setUrlHandler(scheme, this, "swallow");
    }

public slots:
    void swallow(const QUrl &) { }
};

class tst_Monkey final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void windowSurvives(); // I11

private:
    DemoHub m_demo;
    NoWayOut m_swallow;
};

void tst_Monkey::initTestCase()
{
    qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere"); // no file manager, no notices
    QApplication::setQuitOnLastWindowClosed(false);
    QString error;
    QVERIFY2(m_demo.start(&error), qPrintable(error));
    applyTheme(*qApp, Settings::Theme::Light);
}

void tst_Monkey::windowSurvives()
{
    WindowStage stage(m_demo.variables(), true);
    QVERIFY(stage.openWindow());
    stage.app().start();
    // What it downloads must not fill the disk.
    m_demo.hub().setFault("stall", "/", -1, "cdn", 1 << 18);
    const auto seed = quint32(fromEnvironment("HUBNAUT_MONKEY_SEED", int(kSeed)));
    const int events = fromEnvironment("HUBNAUT_MONKEY_EVENTS", kEvents);
    {
        Monkey monkey(stage, seed);
        for (int i = 0; i < events && !QTest::currentTestFailed(); ++i) {
            monkey.act();
            if (i % 8 == 0)
                QTest::qWait(1); // answers come in
        }
    }
    Monkey::closeEverything();
    QVERIFY(stage.window().isVisible() || stage.openWindow());
    stage.window().showNormal();
    stage.window().resize(1400, 900);
    stage.window().activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&stage.window()));
    stage.app().settings().setOffline(false);
    m_demo.hub().clearFaults();
    // What it typed would be asked about for each tab, and a question keeps the window to itself.
    for (FileEditor *editor : stage.window().findChildren<FileEditor *>())
        editor->leave();
    // A tab that is open would stay at the monkey's revision.
    const TabList &tabs = stage.window().tabs();
    for (int i = 0; i < 200 && tabs.count() > 1; ++i)
        QTest::keyClick(&stage.window(), tabs.current() == 0 ? Qt::Key_Tab : Qt::Key_W,
                        Qt::ControlModifier);
    QTRY_COMPARE(Monkey::stillAsks(), QString());
    QTest::keyClick(&stage.window(), Qt::Key_L, Qt::ControlModifier);
    auto *box = stage.visible<Omnibox>();
    QTRY_VERIFY(box->hasFocus());
    box->clear();
    QTest::keyClicks(box, u"orchard/pippin-2b"_s);
    QTest::keyClick(box, Qt::Key_Return);
    const RepoId *repo = stage.window().tabs().repoAt(stage.window().tabs().current());
    QVERIFY(repo);
    QCOMPARE(repo->id(), u"orchard/pippin-2b"_s);
    QTest::keyClick(&stage.window(), Qt::Key_1, Qt::AltModifier);
    QTRY_VERIFY_WITH_TIMEOUT(
        stage.visible<MarkdownView>()
            && stage.visible<MarkdownView>()->toPlainText().contains(u"Pippin"_s),
        20'000);
}

QTEST_MAIN(tst_Monkey)
#include "tst_monkey.moc"
