#include "app/demohub.h"
#include "app/localhub/localstore.h"
#include "models/repolistmodel.h"
#include "tests/support/guibeat.h"
#include "tests/support/looks.h"
#include "tests/support/windowstage.h"
#include "ui/preview/previewpane.h"
#include "ui/repo/filetreeview.h"
#include "ui/repo/repopane.h"
#include "ui/repo/selectionbar.h"
#include "ui/search/resultview.h"
#include "ui/search/searchpane.h"
#include "ui/theme/theme.h"
#include "ui/widgets/markdownview.h"
#include "ui/widgets/notice.h"
#include "ui/widgets/searchbox.h"
#include "ui/widgets/textarea.h"
#include "ui/window/omnibox.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabBar>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using Section = HubAddress::Section;

namespace {

constexpr auto kSmallModel = "orchard/pippin-2b"_L1;

// How long the event loop was away at most: what a person feels as a freeze.
class Heartbeat final : public QObject
{
public:
    Heartbeat()
    {
        m_timer.setInterval(std::chrono::milliseconds(5));
        m_timer.callOnTimeout(this, [this] { m_longest = std::max(m_longest, m_since.restart()); });
        m_since.start();
        m_timer.start();
    }

    qint64 longest() const { return m_longest; } // ms

private:
    QTimer m_timer;
    QElapsedTimer m_since;
    qint64 m_longest = 0;
};

} // namespace

// What people do with the window, by key and mouse, against a Hub that answers.
class tst_Window final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();
    void searchOpenPreviewDownload();
    void jumpsByAddress();
    void sectionsGetTheKeys();
    void closesAndReopensTabs();
    void backAndForwardArePerTab();
    void sessionComesBack();
    void lostNetworkCanBeRetried();
    void hostileNamesStayPlain(); // M09
    void neverAway(); // H8

private:
    template<typename T>
    T *visible() const
    {
        return m_stage->visible<T>();
    }
    MainWindow *window() const { return &m_stage->window(); }
    AppContext &app() const { return m_stage->app(); }
    void goTo(const QString &address); // through the omnibox
    void openSection(const QString &title);
    QTabBar *tabBar() const; // of the window
    QString currentName() const;

    DemoHub m_demo;
    std::unique_ptr<WindowStage> m_stage;
};

void tst_Window::initTestCase()
{
    QString error;
    QVERIFY2(m_demo.start(&error), qPrintable(error));
    applyTheme(*qApp, Settings::Theme::Light);
}

void tst_Window::init()
{
    m_stage = std::make_unique<WindowStage>(m_demo.variables(), true);
    QVERIFY(m_stage->openWindow());
    app().start();
}

void tst_Window::cleanup()
{
    m_stage.reset();
    m_demo.hub().clearFaults();
}

void tst_Window::goTo(const QString &address)
{
    window()->activateWindow(); // the offscreen platform does not give it back after a list
    QVERIFY(QTest::qWaitForWindowActive(window()));
    QTest::keyClick(window(), Qt::Key_L, Qt::ControlModifier);
    auto *box = visible<Omnibox>();
    QTRY_VERIFY(box->hasFocus());
    QTest::keyClicks(box, address);
    QTest::keyClick(box, Qt::Key_Return);
}

QTabBar *tst_Window::tabBar() const
{
    for (auto *bar : window()->findChildren<QTabBar *>()) {
        if (bar->accessibleName() == u"Tabs")
            return bar;
    }
    return nullptr;
}

void tst_Window::openSection(const QString &title)
{
    QTabBar *bar = nullptr;
    for (auto *each : visible<RepoPane>()->findChildren<QTabBar *>()) {
        if (each->isVisible())
            bar = each;
    }
    QVERIFY(bar);
    for (int i = 0; i < bar->count(); ++i) {
        if (bar->tabText(i).startsWith(title))
            QTest::mouseClick(bar, Qt::LeftButton, {}, bar->tabRect(i).center());
    }
}

QString tst_Window::currentName() const
{
    const RepoId *repo = window()->tabs().repoAt(window()->tabs().current());
    return repo ? repo->id() : QString();
}

void tst_Window::searchOpenPreviewDownload()
{
    QTest::keyClick(window(), Qt::Key_1, Qt::ControlModifier);
    QTRY_VERIFY(visible<ResultView>() && visible<ResultView>()->model()->rowCount() > 0);
    QVERIFY(visible<SearchPane>()->isAncestorOf(QApplication::focusWidget())); // keys follow
    auto *search = visible<SearchPane>()->findChild<SearchBox *>();
    search->setFocus();
    QTest::keyClicks(search, u"pippin-2b"_s);
    auto *list = visible<ResultView>();
    QTRY_VERIFY(list->model()->rowCount() > 0 && list->model()->rowCount() <= 2);
    QTest::keyClick(search, Qt::Key_Down);
    QTRY_VERIFY(list->hasFocus());
    if (list->currentIndex().data(RepoListModel::IdRole).toString() != kSmallModel)
        QTest::keyClick(list, Qt::Key_Down); // the other of the two
    QTest::keyClick(list, Qt::Key_Return);
    QCOMPARE(currentName(), kSmallModel);
    QTRY_VERIFY(visible<MarkdownView>()
                && visible<MarkdownView>()->toPlainText().contains(u"Pippin"_s));

    openSection(u"Files"_s);
    QTRY_VERIFY(visible<FileTreeView>() && visible<FileTreeView>()->model()->rowCount() > 3);
    auto *tree = visible<FileTreeView>();
    auto *model = static_cast<FileTreeModel *>(tree->model());
    QTRY_VERIFY(model->indexOf(u"config.json"_s).isValid());
    QTest::mouseClick(tree->viewport(), Qt::LeftButton, {},
                      tree->visualRect(model->indexOf(u"config.json"_s)).center());
    auto *preview = visible<PreviewPane>();
    QTRY_VERIFY(preview->controller().file()
                && preview->controller().file()->entry.path == u"config.json"
                && preview->controller().state().phase == ViewState::Phase::Ready);
    QTRY_VERIFY(visible<TextArea>() && visible<TextArea>()->lineText(0).startsWith(u'{'));

    QSignalSpy done(&app().transfers(), &Transfers::groupDone);
    QTest::mouseClick(m_stage->button(u"Download this file"_s), Qt::LeftButton);
    QTRY_COMPARE(done.count(), 1);
    QVERIFY(done.first().at(1).toBool());
    const auto repo = *RepoId::parse(RepoKind::Model, QString(kSmallModel));
    LocalStore &store = m_demo.hub().store();
    const QString folder = app().cacheRoot() + u"/models--orchard--pippin-2b/"_s;
    const QString path
        = folder + u"snapshots/"_s + QString::fromLatin1(store.head(repo)) + u"/config.json"_s;
    const QFileInfo link(path);
    QVERIFY2(link.isSymLink(), qPrintable(path));
    QVERIFY(link.readSymLink().startsWith(u"../../blobs/"_s));
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), store.file(repo, u"config.json"_s)->content.all());
    QTRY_VERIFY(model->isCached(u"config.json"_s));
    const auto offers = visible<SelectionBar>()->findChildren<QPushButton *>();
    QTRY_VERIFY(std::ranges::any_of(
        offers, [](const QPushButton *offer) { return offer->text() == u"Show in folder"; }));
}

void tst_Window::jumpsByAddress()
{
    goTo(u"hf://datasets/openfjord/nordic-dialogues/preview.csv"_s);
    QCOMPARE(currentName(), u"openfjord/nordic-dialogues"_s);
    QTRY_VERIFY(visible<PreviewPane>() && visible<PreviewPane>()->controller().file()
                && visible<PreviewPane>()->controller().file()->entry.path == u"preview.csv");
    goTo(m_demo.hub().url().toString() + u"/openfjord/skald-13b/discussions/1"_s);
    QCOMPARE(currentName(), u"openfjord/skald-13b"_s);
    goTo(u"compass"_s); // no address: a search
    QCOMPARE(window()->tabs().current(), 0);
    QTRY_VERIFY(visible<ResultView>() && visible<ResultView>()->model()->rowCount() > 1);
}

// By mouse, by shortcut and from the bar of sections, which then may be used as any other.
void tst_Window::sectionsGetTheKeys()
{
    goTo(u"openfjord/skald-13b"_s);
    QTRY_VERIFY(visible<MarkdownView>() && !visible<MarkdownView>()->document()->isEmpty());
    window()->activateWindow(); // the offscreen platform does not give it back after a list
    QVERIFY(QTest::qWaitForWindowActive(window()));
    const auto keysAreIn = [this](const QString &name) {
        const QWidget *keys = window()->focusWidget();
        return keys && keys->isVisible() && keys->accessibleName() == name;
    };
    openSection(u"Files"_s);
    QTRY_VERIFY(visible<FileTreeView>() && visible<FileTreeView>()->model()->rowCount() > 3);
    QTRY_VERIFY(visible<FileTreeView>()->hasFocus());
    QTest::keyClick(visible<FileTreeView>(), Qt::Key_Down);
    QVERIFY(visible<FileTreeView>()->currentIndex().isValid());
    QTest::keyClick(window(), Qt::Key_4, Qt::AltModifier);
    QTRY_VERIFY(keysAreIn(u"Commits"_s));
    QTest::keyClick(window(), Qt::Key_1, Qt::AltModifier);
    QTRY_VERIFY(keysAreIn(u"Card"_s));
    auto *bar = visible<RepoPane>()->findChild<QTabBar *>();
    QCOMPARE(bar->tabToolTip(1), u"Files (Alt+2)"_s);
    bar->setFocus();
    QTest::keyClick(bar, Qt::Key_Right);
    QTest::keyClick(bar, Qt::Key_Right);
    QVERIFY(bar->hasFocus()); // there is further to go
    QTest::keyClick(bar, Qt::Key_Return);
    QTRY_VERIFY(keysAreIn(u"Discussions"_s));
}

void tst_Window::closesAndReopensTabs()
{
    goTo(u"openfjord/skald-13b"_s);
    goTo(QString(kSmallModel));
    QCOMPARE(window()->tabs().count(), 3);
    QCOMPARE(tabBar()->count(), 3);
    QTest::keyClick(window(), Qt::Key_W, Qt::ControlModifier);
    QCOMPARE(window()->tabs().count(), 2);
    QCOMPARE(currentName(), u"openfjord/skald-13b"_s);
    QTest::keyClick(window(), Qt::Key_T, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(tabBar()->count(), 3);
    QCOMPARE(currentName(), kSmallModel);
    QTest::mouseClick(tabBar(), Qt::LeftButton, {}, tabBar()->tabRect(1).center());
    QCOMPARE(currentName(), u"openfjord/skald-13b"_s);
}

void tst_Window::backAndForwardArePerTab()
{
    goTo(u"openfjord/skald-13b"_s);
    QTRY_VERIFY(visible<MarkdownView>() && !visible<MarkdownView>()->document()->isEmpty());
    openSection(u"History"_s);
    const auto section = [this] {
        return std::get<HubAddress>(window()->tabs().currentTab().history.current()).section;
    };
    QCOMPARE(section(), Section::History);
    goTo(QString(kSmallModel));
    openSection(u"Files"_s);
    QTest::keyClick(window(), Qt::Key_Left, Qt::AltModifier);
    QCOMPARE(section(), Section::Card);
    QCOMPARE(currentName(), kSmallModel);
    QVERIFY(!window()->tabs().currentTab().history.canGoBack());
    QTest::keyClick(window(), Qt::Key_Tab, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(currentName(), u"openfjord/skald-13b"_s);
    QCOMPARE(section(), Section::History); // untouched by the other tab's Back
    QTest::keyClick(window(), Qt::Key_Left, Qt::AltModifier);
    QCOMPARE(section(), Section::Card);
    QTest::keyClick(window(), Qt::Key_Right, Qt::AltModifier);
    QCOMPARE(section(), Section::History);
}

void tst_Window::sessionComesBack()
{
    goTo(u"openfjord/skald-13b"_s);
    openSection(u"Files"_s);
    goTo(QString(kSmallModel));
    QTest::keyClick(window(), Qt::Key_Tab, Qt::ControlModifier | Qt::ShiftModifier);
    window()->close();
    QVERIFY(m_stage->openWindow());
    QCOMPARE(window()->tabs().count(), 3);
    QCOMPARE(currentName(), u"openfjord/skald-13b"_s);
    QTRY_VERIFY(visible<FileTreeView>() && visible<FileTreeView>()->model()->rowCount() > 3);
}

void tst_Window::lostNetworkCanBeRetried()
{
    app().hub().pacer().setLimits({.tries = 1});
    m_demo.hub().setFault("refuse", "/");
    goTo(QString(kSmallModel));
    QTRY_VERIFY(visible<Notice>());
    QPushButton *retry = nullptr;
    for (auto *button : visible<Notice>()->findChildren<QPushButton *>()) {
        if (button->isVisible() && button->text() == u"Retry")
            retry = button;
    }
    QVERIFY(retry);
    m_demo.hub().clearFaults();
    QTest::mouseClick(retry, Qt::LeftButton);
    QTRY_VERIFY(visible<MarkdownView>()
                && visible<MarkdownView>()->toPlainText().contains(u"Pippin"_s));
    QVERIFY(!visible<Notice>());
}

void tst_Window::hostileNamesStayPlain()
{
    const QString evil = u"<img src=\"http://127.0.0.1:9/x\"><b>bold</b>&lt;\u202egnp.exe"_s;
    LocalStore &store = m_demo.hub().store();
    const auto repo = *RepoId::parse(RepoKind::Model, u"ada/hostile");
    store.createRepo(repo, {.tags = {evil}, .task = evil, .library = evil});
    CommitInput input;
    input.title = evil;
    input.adds = {{u"<b>bold<b>.txt"_s, Content::bytes("<h1>text</h1>")},
                  {u"README.md"_s, Content::bytes("# <b>Card</b>\n")}};
    store.commit(repo, u"main"_s, input);
    store.openDiscussion(repo, evil, evil, u"ada"_s);
    m_demo.hub().setFault("error-script", "/api/models/ada/broken");
    app().hub().pacer().setLimits({.tries = 1});

    const auto checkLabels = [this] {
        const QStringList rich = Looks::richLabels(*window());
        QVERIFY2(rich.isEmpty(), qPrintable(rich.join(u'\n')));
    };
    goTo(u"ada/hostile"_s);
    QTRY_VERIFY(visible<MarkdownView>() && !visible<MarkdownView>()->document()->isEmpty());
    checkLabels();
    for (const auto &section : {u"Files"_s, u"Community"_s, u"History"_s}) {
        openSection(section);
        QTRY_VERIFY(visible<QAbstractItemView>()
                    && visible<QAbstractItemView>()->model()->rowCount() > 0);
        checkLabels();
    }
    goTo(u"ada/hostile/discussions/1"_s);
    goTo(u"ada/broken"_s);
    QTRY_VERIFY(visible<Notice>());
    checkLabels();
    for (const auto key : {Qt::Key_2, Qt::Key_3, Qt::Key_J, Qt::Key_Comma, Qt::Key_1}) {
        QTest::keyClick(window(), key, Qt::ControlModifier);
        checkLabels();
    }
}

void tst_Window::neverAway()
{
    goTo(QString(kSmallModel)); // the first tab loads fonts, styles and the highlighter
    QTRY_VERIFY(visible<MarkdownView>() && !visible<MarkdownView>()->document()->isEmpty());
    const Heartbeat heart;
    const GuiBeat beat;
    goTo(u"archive/field-notes-1b"_s); // 200 kB of card
    QTRY_VERIFY(visible<MarkdownView>()
                && visible<MarkdownView>()->document()->characterCount() > 100'000);
    goTo(u"hf://datasets/archive/ten-thousand-postcards/cards/03/03007.txt"_s);
    QTRY_VERIFY(visible<FileTreeView>() && visible<PreviewPane>()
                && visible<PreviewPane>()->controller().file());
    goTo(u"hf://openfjord/skald-13b/tokenizer.json"_s);
    QTRY_VERIFY(visible<PreviewPane>() && visible<PreviewPane>()->controller().file()
                && visible<PreviewPane>()->controller().state().phase == ViewState::Phase::Ready);
    QTest::keyClick(window(), Qt::Key_1, Qt::ControlModifier);
    QTRY_VERIFY(visible<ResultView>() && visible<ResultView>()->model()->rowCount() > 0);
    qInfo("the event loop was away for at most %lld ms, worked for %lld ms in one go",
          heart.longest(), beat.longest());
    // Opening a tab builds its widgets: these bounds find what reads, parses or waits on the GUI
    // thread; the figures above are the measure.
    QCOMPARE_LT(beat.longest(), 1'000 * kSlowness);
    QCOMPARE_LT(heart.longest(), 5'000); // other programs' work counts here
}

QTEST_MAIN(tst_Window)
#include "tst_window.moc"
