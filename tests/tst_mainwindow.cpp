#include "app/appcontext.h"
#include "app/localhub/localhub.h"
#include "app/localhub/localstore.h"
#include "ui/mainwindow.h"
#include "ui/theme/theme.h"
#include "ui/window/omnibox.h"
#include "ui/window/omniboxcontroller.h"
#include "ui/window/sidebar.h"
#include "ui/window/startpage.h"
#include "ui/window/statusline.h"
#include "ui/window/windowsession.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabBar>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

const RepoId &beacon()
{
    static const RepoId id = RepoId::parse(RepoKind::Model, u"ada/beacon-7b").value();
    return id;
}

} // namespace

// The window on a real local Hub.
class TestMainWindow : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void firstStartSaysWhatCanBeDone();
    void keysCloseAndReopenTabs();
    void sameNamesShowTheirOwners();
    void sessionComesBack();
    void badSessionIsIgnored();
    void suggestsWhatTheHubFinds();
    void oldSuggestionsNeverShow();
    void enterJumpsOrSearches_data();
    void enterJumpsOrSearches();
    void labelsArePlainText();
    void lateNoticesReachTheSettings();
    void offlineFollowsTheSetting();

private:
    std::unique_ptr<AppContext> makeApp(const QMap<QString, QString> &more = {}) const;

    QTemporaryDir m_folder;
    std::unique_ptr<LocalHub> m_hub;
};

void TestMainWindow::initTestCase()
{
    m_hub = std::make_unique<LocalHub>(LocalHub::Options{.folder = m_folder.filePath(u"hub"_s)});
    QString error;
    QVERIFY2(m_hub->start(&error), qPrintable(error));
    QVERIFY(m_hub->store().createRepo(beacon()));
    applyTheme(*qApp, Settings::Theme::Light);
}

void TestMainWindow::init()
{
    QFile::remove(m_folder.filePath(u"settings.ini"_s));
}

std::unique_ptr<AppContext> TestMainWindow::makeApp(const QMap<QString, QString> &more) const
{
    QProcessEnvironment variables;
    variables.insert(u"HF_ENDPOINT"_s, m_hub->url().toString());
    variables.insert(u"HF_HOME"_s, m_folder.filePath(u"home"_s));
    for (const auto &[name, value] : more.asKeyValueRange())
        variables.insert(name, value);
    return std::make_unique<AppContext>(
        AppContext::Options{.variables = variables,
                            .homeFolder = m_folder.path(),
                            .settingsFile = m_folder.filePath(u"settings.ini"_s)});
}

void TestMainWindow::firstStartSaysWhatCanBeDone()
{
    const auto app = makeApp();
    app->start();
    MainWindow window(*app);
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    QCOMPARE(window.tabs().currentTab().history.current(), Place(PageId::Start));
    QVERIFY(!window.tabs().currentTab().history.canGoBack());
    const auto *start = window.findChild<StartPage *>();
    QVERIFY(start && start->isVisible());
    QTRY_VERIFY(app->session().state() == Session::State::SignedOut);
    QStringList offers;
    QPushButton *last = nullptr;
    for (QPushButton *button : start->findChildren<QPushButton *>())
        if (button->isVisible() && button->isEnabled())
            offers << (last = button)->text();
    QCOMPARE(
        offers,
        (QStringList{u"Browse models"_s, u"Enter an address"_s, u"Sign in"_s, u"Open the demo"_s}));
    QSignalSpy demo(&window, &MainWindow::demoWanted); // what the program starts it by
    last->click();
    QCOMPARE(demo.size(), 1);
    const auto *sidebar = window.findChild<Sidebar *>();
    for (const PageId page : {PageId::Models, PageId::Datasets, PageId::Spaces, PageId::Transfers,
                              PageId::Updates, PageId::Cache, PageId::Settings})
        QVERIFY(sidebar->entry(page)->isVisible() && !sidebar->entry(page)->isChecked());
    const auto *status = window.findChild<StatusLine *>();
    QVERIFY(status->isVisible());
    auto *omnibox = window.findChild<Omnibox *>();
    QVERIFY(!omnibox->hasFocus()); // its hint is to be seen
    QTest::keyClick(&window, Qt::Key_K, Qt::ControlModifier);
    QVERIFY(omnibox->hasFocus());
    window.openPage(PageId::Models);
    QVERIFY(sidebar->entry(PageId::Models)->isChecked());
    QVERIFY(!start->isVisible());
}

void TestMainWindow::keysCloseAndReopenTabs()
{
    const auto app = makeApp();
    MainWindow window(*app);
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    window.openAddress(*HubAddress::parse(u"ada/beacon-7b", app->hub().endpoint()));
    QCOMPARE(window.tabs().count(), 2);
    QTest::keyClick(&window, Qt::Key_W, Qt::ControlModifier);
    QCOMPARE(window.tabs().count(), 1);
    QTest::keyClick(&window, Qt::Key_T, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(window.tabs().count(), 2);
    QCOMPARE(window.tabs().current(), 1);
    QTest::keyClick(&window, Qt::Key_2, Qt::ControlModifier);
    QCOMPARE(window.tabs().current(), 0);
    QTest::keyClick(&window, Qt::Key_Left, Qt::AltModifier);
    QCOMPARE(window.tabs().currentTab().history.current(), Place(PageId::Start));
}

void TestMainWindow::sameNamesShowTheirOwners()
{
    const auto app = makeApp();
    MainWindow window(*app);
    const auto open = [&](const char *id) {
        window.openAddress(*HubAddress::parse(QString::fromLatin1(id), app->hub().endpoint()));
    };
    const auto texts = [&] {
        QStringList all;
        for (const auto *bar : window.findChildren<QTabBar *>())
            for (int i = 1; bar->accessibleName() == u"Tabs" && i < bar->count(); ++i)
                all << bar->tabText(i).remove(QChar(0x2068)).remove(QChar(0x2069)); // isolates
        return all;
    };
    open("ada/beacon-7b");
    open("ada/lamps");
    QCOMPARE(texts(), (QStringList{u"beacon-7b"_s, u"lamps"_s}));
    open("lin/beacon-7b");
    QCOMPARE(texts(), (QStringList{u"ada / beacon-7b"_s, u"lamps"_s, u"lin / beacon-7b"_s}));
}

void TestMainWindow::sessionComesBack()
{
    const HubAddress address = *HubAddress::parse(u"ada/beacon-7b", m_hub->url());
    {
        const auto app = makeApp();
        MainWindow window(*app);
        window.openPage(PageId::Spaces);
        window.openAddress(address);
        window.close();
    }
    const auto app = makeApp();
    MainWindow window(*app);
    QCOMPARE(window.tabs().count(), 2);
    QCOMPARE(window.tabs().current(), 1);
    QCOMPARE(*window.tabs().repoAt(1), beacon());
    QCOMPARE(window.tabs().at(0).history.current(), Place(PageId::Spaces));
}

void TestMainWindow::badSessionIsIgnored()
{
    const auto app = makeApp();
    app->settings().setSession("{\"version\":1,\"tabs\":[\"../../etc\",7]}");
    app->settings().setWindowGeometry("no geometry");
    MainWindow window(*app);
    QCOMPARE(window.tabs().count(), 1);
    QCOMPARE(window.tabs().currentTab().history.current(), Place(PageId::Models));
}

void TestMainWindow::suggestsWhatTheHubFinds()
{
    const auto app = makeApp();
    OmniboxController controller(app->hub());
    QAbstractItemModelTester tester(controller.model());
    controller.setText(u"beacon"_s);
    QCOMPARE(controller.model()->rowCount() >= 3, true); // the searches, at once
    QTRY_COMPARE(controller.model()->at(0).type == Suggestion::Type::Hit
                     || controller.model()->at(1).type == Suggestion::Type::Hit,
                 true);
    controller.setText({});
    QCOMPARE(controller.model()->rowCount(), 0);
}

void TestMainWindow::oldSuggestionsNeverShow()
{
    const auto app = makeApp();
    OmniboxController controller(app->hub());
    m_hub->forgetRequests();
    controller.setText(u"beacon"_s);
    QTRY_VERIFY(!m_hub->requests().isEmpty()); // asked, the answer is on its way
    controller.setText(u"zzzz no such"_s);
    QTRY_VERIFY(m_hub->requests().size() >= 2);
    QTest::qWait(300); // only time can show that the first answer does not come
    for (int row = 0; row < controller.model()->rowCount(); ++row)
        QVERIFY(controller.model()->at(row).type != Suggestion::Type::Hit);
}

void TestMainWindow::enterJumpsOrSearches_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("jumps");
    QTest::newRow("id") << u"ada/beacon-7b"_s << true;
    QTest::newRow("hf") << u"hf://datasets/ada/lamps"_s << true;
    QTest::newRow("web") << m_hub->url().toString() + u"/ada/beacon-7b/tree/main"_s << true;
    QTest::newRow("word") << u"beacon"_s << false;
    QTest::newRow("words") << u"small beacon model"_s << false;
    QTest::newRow("other host") << u"https://elsewhere.invalid/ada/beacon-7b"_s << false;
}

void TestMainWindow::enterJumpsOrSearches()
{
    QFETCH(QString, text);
    QFETCH(bool, jumps);
    const auto app = makeApp();
    OmniboxController controller(app->hub());
    controller.setSearchKind(RepoKind::Dataset);
    const Suggestion choice = controller.choiceFor(text);
    QCOMPARE(choice.address.has_value(), jumps);
    if (text.startsWith(u"https://elsewhere"))
        QCOMPARE(choice.type, Suggestion::Type::NoAddress);
    else if (!jumps)
        QCOMPARE(choice.kind, RepoKind::Dataset);
}

// M09: no label of the window guesses whether its text is markup.
void TestMainWindow::labelsArePlainText()
{
    const auto app = makeApp();
    MainWindow window(*app);
    for (const PageId page : {PageId::Start, PageId::Models, PageId::Datasets, PageId::Spaces,
                              PageId::Transfers, PageId::Settings})
        window.openPage(page);
    window.openAddress(*HubAddress::parse(u"ada/beacon-7b", app->hub().endpoint()));
    QStringList guessing;
    for (const QLabel *label : window.findChildren<QLabel *>()) {
        if (label->textFormat() != Qt::PlainText && label->pixmap().isNull())
            guessing << QLatin1StringView(label->parent()->metaObject()->className()) + u": "_s
                    + label->text();
    }
    QVERIFY2(guessing.isEmpty(), qPrintable(guessing.join(u'\n')));
}

void TestMainWindow::lateNoticesReachTheSettings()
{
    const auto app = makeApp({{u"SSL_CERT_FILE"_s, m_folder.filePath(u"none.pem"_s)}});
    MainWindow window(*app);
    window.openPage(PageId::Settings); // before the file was looked for
    const auto told = [&window] {
        return std::ranges::any_of(window.findChildren<QLabel *>(), [](const QLabel *label) {
            return label->text().contains(u"none.pem") && label->isVisibleTo(label->window());
        });
    };
    QVERIFY(!told());
    QTRY_VERIFY(told());
}

void TestMainWindow::offlineFollowsTheSetting()
{
    const auto app = makeApp();
    app->settings().setOffline(true);
    QVERIFY(app->hub().isOffline());
    app->settings().setOffline(false);
    QVERIFY(!app->hub().isOffline());
}

QTEST_MAIN(TestMainWindow)
#include "tst_mainwindow.moc"
