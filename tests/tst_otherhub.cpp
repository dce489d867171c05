// A change of the Hub or of the cache folder takes effect at once, as the settings page says: no
// tab goes on showing what another Hub told or another folder holds.
#include "app/appcontext.h"
#include "app/localhub/localhub.h"
#include "app/localhub/localstore.h"
#include "ui/mainwindow.h"
#include "ui/repo/repopane.h"
#include "ui/settings/settingspane.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QDir>
#include <QLineEdit>
#include <QPointer>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;

class tst_OtherHub final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();
    void endpoint();
    void cacheFolder();

private:
    std::unique_ptr<LocalHub> hub(const QString &folder);
    void openPublic();
    static bool wasAsked(const LocalHub &hub);

    QTemporaryDir m_folder;
    std::unique_ptr<LocalHub> m_first;
    std::unique_ptr<LocalHub> m_second;
    std::unique_ptr<QTemporaryDir> m_home;
    std::unique_ptr<AppContext> m_app;
    std::unique_ptr<MainWindow> m_window;
};

std::unique_ptr<LocalHub> tst_OtherHub::hub(const QString &folder)
{
    auto hub = std::make_unique<LocalHub>(LocalHub::Options{.folder = m_folder.filePath(folder)});
    QString error;
    if (!hub->start(&error))
        return {};
    hub->store().addUser({.name = u"cleo"_s, .fullName = u"Cleo"_s});
    const RepoId open = *RepoId::parse(RepoKind::Model, u"cleo/open"_s);
    hub->store().createRepo(open);
    hub->store().commit(open, u"main"_s, {.adds = {{u"config.json"_s, Content::bytes("{}")}}});
    return hub;
}

void tst_OtherHub::initTestCase()
{
    m_first = hub(u"first"_s);
    m_second = hub(u"second"_s);
    QVERIFY(m_first && m_second);
    applyTheme(*qApp, Settings::Theme::Light);
}

void tst_OtherHub::init()
{
    m_home = std::make_unique<QTemporaryDir>();
    m_first->forgetRequests();
    m_second->forgetRequests();
    m_app = std::make_unique<AppContext>(
        AppContext::Options{.variables = QProcessEnvironment(),
                            .homeFolder = m_home->path(),
                            .settingsFile = m_home->filePath(u"settings.ini"_s),
                            .pagesFolder = m_home->filePath(u"pages"_s),
                            .offline = false});
    m_app->settings().setEndpoint(m_first->url().toString());
    m_app->start();
    m_window = std::make_unique<MainWindow>(*m_app);
    m_window->show();
}

void tst_OtherHub::cleanup()
{
    m_window.reset();
    m_app.reset();
}

void tst_OtherHub::openPublic()
{
    m_window->openAddress(*HubAddress::parse(u"cleo/open", m_first->url()));
    QTRY_VERIFY(m_window->tabs().at(1).isPublic);
    QVERIFY(wasAsked(*m_first));
}

bool tst_OtherHub::wasAsked(const LocalHub &hub)
{
    return std::ranges::any_of(hub.requests(), [](const SeenRequest &request) {
        return request.target.startsWith("/api/models/cleo/open");
    });
}

// Nobody is signed in, so that no account is left.
void tst_OtherHub::endpoint()
{
    openPublic();
    const QPointer<RepoPane> before = m_window->findChild<RepoPane *>();
    m_window->openPage(PageId::Settings);
    const auto fields = m_window->findChild<SettingsPane *>()->findChildren<QLineEdit *>();
    const auto field
        = std::ranges::find(fields, u"Endpoint"_s, [](auto *f) { return f->accessibleName(); });
    QVERIFY(field != fields.end());
    (*field)->setText(m_second->url().toString());
    QTest::keyClick(*field, Qt::Key_Return);
    QTRY_VERIFY(!before);
    QCOMPARE(m_window->tabs().count(), 2);
    m_first->forgetRequests();
    m_window->openAddress(*HubAddress::parse(u"cleo/open", m_second->url()));
    QTRY_VERIFY(wasAsked(*m_second));
    QVERIFY(!wasAsked(*m_first));
}

void tst_OtherHub::cacheFolder()
{
    openPublic();
    const QPointer<RepoPane> before = m_window->findChild<RepoPane *>();
    const QString other = m_home->filePath(u"elsewhere"_s);
    m_app->settings().setCacheFolder(other);
    QTRY_VERIFY(!before);
    QVERIFY(m_window->findChild<RepoPane *>());
    QCOMPARE(m_app->cache().root(), other);
    emit m_window->findChild<RepoPane *>()->downloadRequested(
        {.repo = *RepoId::parse(RepoKind::Model, u"cleo/open"_s),
         .revision = {},
         .paths = {},
         .allow = {},
         .ignore = {},
         .folder = {}});
    QTRY_VERIFY(QDir(other + u"/models--cleo--open/snapshots"_s).exists());
}

QTEST_MAIN(tst_OtherHub)
#include "tst_otherhub.moc"
