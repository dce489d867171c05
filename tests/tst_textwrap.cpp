// Wrapping of texts in the preview: from the menus, by its key, remembered for all previews, and
// what is reached sideways without it.
#include "app/demohub.h"
#include "app/localhub/localhub.h"
#include "tests/support/windowstage.h"
#include "ui/preview/previewpane.h"
#include "ui/theme/theme.h"
#include "ui/widgets/textarea.h"
#include "ui/widgets/textview.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QDir>
#include <QMenu>
#include <QScrollBar>
#include <QToolButton>
#include <QWheelEvent>

using namespace Qt::StringLiterals;

class tst_TextWrap final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanup() { m_stage.reset(); }
    void allPreviewsFollow();
    void menuOfThePreview();
    void menuOfTheText();
    void onlyTextsWrap();
    void keysReachTheEnd_data();
    void keysReachTheEnd();
    void wheelGoesSideways();
    void draggingGoesSideways();
    void caretStaysInView();

private:
    void open(const QString &path);
    Settings &settings() const { return m_stage->app().settings(); }
    TextArea *area() const { return m_stage->visible<TextArea>(); }
    static void choose(QMenu *menu, const QString &words); // with the mouse

    DemoHub m_demo;
    std::unique_ptr<WindowStage> m_stage;
};

void tst_TextWrap::initTestCase()
{
    QString error;
    QVERIFY2(m_demo.start(&error), qPrintable(error));
    applyTheme(*qApp, Settings::Theme::Light);
}

void tst_TextWrap::open(const QString &path)
{
    if (!m_stage) {
        m_stage = std::make_unique<WindowStage>(m_demo.variables(), true);
        QVERIFY(m_stage->openWindow());
        m_stage->app().start();
    }
    m_stage->window().openAddress({.repo = *RepoId::parse(RepoKind::Model, u"openfjord/skald-13b"),
                                   .revision = {},
                                   .section = HubAddress::Section::Files,
                                   .path = path,
                                   .discussion = 0});
    QTRY_VERIFY(m_stage->visible<PreviewPane>());
    const PreviewController &preview = m_stage->visible<PreviewPane>()->controller();
    QTRY_VERIFY(preview.file() && preview.file()->entry.path == path
                && preview.state().phase == ViewState::Phase::Ready);
}

void tst_TextWrap::choose(QMenu *menu, const QString &words)
{
    QVERIFY(QTest::qWaitForWindowExposed(menu));
    for (QAction *action : menu->actions()) {
        if (action->text() != words)
            continue;
        const QPoint at = menu->actionGeometry(action).center();
        for (int step = 8; step >= 0; --step) // a menu takes no click of a hand that did not move
            QTest::mouseMove(menu, at - QPoint(step * 3, 0));
        QTest::mouseClick(menu, Qt::LeftButton, {}, at);
    }
}

void tst_TextWrap::allPreviewsFollow()
{
    open(u"draft/config.json"_s);
    QTRY_VERIFY(area());
    QVERIFY(settings().previewWrap() && area()->wraps());
    auto *first = area();
    m_stage->window().openAddress({.repo = *RepoId::parse(RepoKind::Model, u"orchard/pippin-2b"),
                                   .revision = {},
                                   .section = HubAddress::Section::Files,
                                   .path = u"config.json"_s,
                                   .discussion = 0});
    QTRY_VERIFY(area() && area() != first);
    area()->setFocus();
    QTest::keyClick(area(), Qt::Key_Z, Qt::AltModifier);
    QVERIFY(!area()->wraps());
    QVERIFY(!settings().previewWrap());
    QVERIFY(!first->wraps()); // in the tab behind
    if (const QString folder = qEnvironmentVariable("HUBNAUT_SHOTS"); !folder.isEmpty()) {
        m_stage->window().resize(1024, 700);
        m_stage->window().grab().save(QDir(folder).filePath(u"unwrapped.png"_s));
    }
    QVERIFY(m_stage->openWindow());
    open(u"draft/config.json"_s);
    QTRY_VERIFY(area());
    QVERIFY(!area()->wraps());
    area()->setFocus();
    QTest::keyClick(area(), Qt::Key_F, Qt::ControlModifier);
    QTest::keyClick(m_stage->window().focusWidget(), Qt::Key_Z, Qt::AltModifier); // in the find bar
    QVERIFY(area()->wraps() && settings().previewWrap());
}

void tst_TextWrap::menuOfThePreview()
{
    open(u"draft/config.json"_s);
    QTRY_VERIFY(area());
    auto *more = m_stage->button<QToolButton>(u"More"_s);
    QVERIFY(more);
    more->menu()->popup(QPoint(10, 10)); // clicking the button would wait in its own loop
    QTRY_VERIFY(more->menu()->isVisible());
    choose(more->menu(), u"Wrap lines"_s);
    QVERIFY(!area()->wraps() && !settings().previewWrap());
    QAction *const wrap = m_stage->visible<TextView>()->wrapAction();
    QVERIFY(wrap->isCheckable() && !wrap->isChecked());
}

void tst_TextWrap::menuOfTheText()
{
    open(u"draft/config.json"_s);
    QTRY_VERIFY(area());
    QWidget *text = area()->viewport();
    QContextMenuEvent event(QContextMenuEvent::Mouse, {60, 40}, text->mapToGlobal(QPoint(60, 40)));
    QApplication::sendEvent(text, &event);
    auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
    QVERIFY(menu);
    choose(menu, u"Wrap lines"_s);
    QVERIFY(!area()->wraps() && !settings().previewWrap());
}

void tst_TextWrap::onlyTextsWrap()
{
    open(u"draft/config.json"_s);
    auto *preview = m_stage->visible<PreviewPane>();
    QTRY_VERIFY(m_stage->visible<TextView>());
    QAction *const wrap = m_stage->visible<TextView>()->wrapAction();
    QVERIFY(wrap->isVisible());
    preview->showView(PreviewView::Tree);
    QVERIFY(!wrap->isVisible());
    preview->setFocus();
    QTest::keyClick(preview, Qt::Key_Z, Qt::AltModifier);
    QVERIFY(settings().previewWrap());
    preview->showView(PreviewView::Text);
    QVERIFY(wrap->isVisible());
}

void tst_TextWrap::keysReachTheEnd_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::newRow("plain") << QByteArray(400, 'x');
    QTest::newRow("tabs") << QByteArray("a\t").repeated(200); // wider than their bytes
    QTest::newRow("CJK") << QByteArray("\xE5\xAD\x97").repeated(300);
    QTest::newRow("long") << QByteArray(20'000, 'x');
    QTest::newRow("long with tabs") << QByteArray("a\t").repeated(10'000);
}

void tst_TextWrap::keysReachTheEnd()
{
    QFETCH(QByteArray, line);
    TextView view;
    view.resize(400, 300);
    view.setWrap(false);
    view.setText(line + "\nend\n", u"a.txt"_s);
    view.show();
    TextArea *shown = view.area();
    QScrollBar *bar = shown->horizontalScrollBar();
    QVERIFY(bar->maximum() > 0);
    view.grab();
    QTest::keyClick(shown, Qt::Key_End);
    QCOMPARE(shown->caret(), line.size());
    const QRect caret = shown->caretRect();
    QVERIFY2(shown->viewport()->rect().contains(caret), qPrintable(QDebug::toString(caret)));
    QVERIFY(bar->value() > 0 && bar->value() <= bar->maximum());
    QTest::keyClick(shown, Qt::Key_Home);
    QCOMPARE(bar->value(), 0);
    for (int i = 0; i < 60; ++i)
        QTest::keyClick(shown, Qt::Key_Right);
    QVERIFY(bar->value() > 0);
}

void tst_TextWrap::wheelGoesSideways()
{
    TextView view;
    view.resize(400, 300);
    view.setWrap(false);
    view.setText((QByteArray(3000, 'x') + '\n').repeated(100), u"a.txt"_s);
    view.show();
    TextArea *shown = view.area();
    const auto turn = [shown](QPoint angle, Qt::KeyboardModifiers modifiers) {
        QWheelEvent event({50, 50}, {50, 50}, {}, angle, Qt::NoButton, modifiers, Qt::NoScrollPhase,
                          false);
        QApplication::sendEvent(shown->viewport(), &event);
    };
    turn({0, -120}, Qt::ShiftModifier);
    const int once = shown->horizontalScrollBar()->value();
    QVERIFY(once > 0);
    QCOMPARE(shown->topLine(), 0);
    turn({-120, 0}, {});
    QVERIFY(shown->horizontalScrollBar()->value() > once);
    turn({0, -120}, {});
    QVERIFY(shown->topLine() > 0);
}

void tst_TextWrap::draggingGoesSideways()
{
    TextView view;
    view.resize(400, 300);
    view.setWrap(false);
    view.setText(QByteArray(3000, 'x') + '\n', u"a.txt"_s);
    view.show();
    QWidget *text = view.area()->viewport();
    QTest::mousePress(text, Qt::LeftButton, {}, {60, 5});
    QMouseEvent move(QEvent::MouseMove, QPointF(450, 5), QPointF(450, 5), Qt::NoButton,
                     Qt::LeftButton, {});
    QApplication::sendEvent(text, &move);
    QTRY_VERIFY(view.area()->horizontalScrollBar()->value() > 200); // goes on while it is held
    QTest::mouseRelease(text, Qt::LeftButton, {}, {450, 5});
    QVERIFY(view.selectedText().size() > 40);
}

void tst_TextWrap::caretStaysInView()
{
    TextView view;
    view.resize(400, 300);
    view.setText(QByteArray(100'000, 'x') + '\n', u"a.txt"_s);
    view.show();
    TextArea *shown = view.area();
    shown->select(70'000, 70'000);
    const auto caretSeen
        = [shown] { return shown->viewport()->rect().contains(shown->caretRect()); };
    QVERIFY(caretSeen());
    for (const bool wrap : {false, true}) {
        view.setWrap(wrap);
        QVERIFY(caretSeen());
        QCOMPARE(shown->caret(), 70'000);
    }
}

QTEST_MAIN(tst_TextWrap)
#include "tst_textwrap.moc"
