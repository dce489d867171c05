// A11: what only an account could see is gone from the window and the disk when it is left, by
// signing out, by signing in as somebody else, or by a change of the token between two starts.
#include "app/appcontext.h"
#include "app/localhub/localhub.h"
#include "app/localhub/localstore.h"
#include "ui/mainwindow.h"
#include "ui/repo/repopane.h"
#include "ui/repo/repotrouble.h"
#include "ui/search/searchcontroller.h"
#include "ui/theme/theme.h"
#include "ui/window/omnibox.h"

#include <QApplication>
#include <QDir>
#include <QDirIterator>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

class tst_Privacy final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();
    void firstSearchIsSignedIn();
    void signOut();
    void namesOfUnknown_data();
    void namesOfUnknown();
    void transfersOfTheAccount();
    void otherAccount();
    void sameAccountKeepsTabs();
    void answersUnderWayAreDropped();
    void accountsInAHurry();
    void nextStart_data();
    void nextStart();
    void nextStartTabs_data() { nextStart_data(); }
    void nextStartTabs();

private:
    void writeToken(const QByteArray &token);
    void start();
    void startAs(const QByteArray &token, const QString &sees);
    QStringList rows() const; // of the list of models
    bool inFile(const QString &path, const QByteArray &name) const; // in the home
    bool onDisk(const QByteArray &name) const; // anywhere in the home
    SearchController &search() const { return *m_window->findChild<SearchController *>(); }
    HubAddress address(QStringView id) const { return *HubAddress::parse(id, m_hub->url()); }

    QTemporaryDir m_folder;
    std::unique_ptr<LocalHub> m_hub;
    std::unique_ptr<QTemporaryDir> m_home;
    std::unique_ptr<AppContext> m_app;
    std::unique_ptr<MainWindow> m_window;
};

void tst_Privacy::initTestCase()
{
    m_hub = std::make_unique<LocalHub>(LocalHub::Options{.folder = m_folder.filePath(u"hub"_s)});
    QString error;
    QVERIFY2(m_hub->start(&error), qPrintable(error));
    LocalStore &store = m_hub->store();
    for (const QString &user : {u"cleo"_s, u"dora"_s}) {
        store.addUser({.name = user, .fullName = user});
        store.addToken({.token = "hf_" + user.toLatin1(), .user = user});
        const RepoId secret = *RepoId::parse(RepoKind::Model, user + u"/secret-of-"_s + user);
        store.createRepo(secret, {.isPrivate = true});
        store.commit(secret, u"main"_s, {.adds = {{u"a.bin"_s, Content::bytes("secret")}}});
    }
    store.addToken({.token = "hf_cleo_again", .user = u"cleo"_s});
    const RepoId open = *RepoId::parse(RepoKind::Model, u"cleo/open"_s);
    store.createRepo(open);
    store.commit(open, u"main"_s, {.adds = {{u"a.bin"_s, Content::bytes("open")}}});
    applyTheme(*qApp, Settings::Theme::Light);
}

void tst_Privacy::init()
{
    m_home = std::make_unique<QTemporaryDir>();
    m_hub->forgetRequests();
}

void tst_Privacy::cleanup()
{
    m_window.reset();
    m_app.reset();
    m_hub->clearFaults();
}

void tst_Privacy::writeToken(const QByteArray &token)
{
    const QString path = m_home->filePath(u"huggingface/token"_s);
    QVERIFY(QDir().mkpath(m_home->filePath(u"huggingface"_s)));
    QFile file(path);
    if (token.isEmpty()) {
        QFile::remove(path);
        return;
    }
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(token) == token.size());
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
}

// As app/main.cpp does it.
void tst_Privacy::start()
{
    m_window.reset();
    m_app.reset();
    QProcessEnvironment variables;
    variables.insert(u"HF_ENDPOINT"_s, m_hub->url().toString());
    variables.insert(u"HF_HOME"_s, m_home->filePath(u"huggingface"_s));
    m_app = std::make_unique<AppContext>(
        AppContext::Options{.variables = variables,
                            .homeFolder = m_home->path(),
                            .settingsFile = m_home->filePath(u"settings.ini"_s),
                            .pagesFolder = m_home->filePath(u"pages"_s)});
    m_app->start();
    m_window = std::make_unique<MainWindow>(*m_app);
    m_window->openPage(PageId::Models);
    m_window->show();
}

// Until what the account sees is in the list and on the disk.
void tst_Privacy::startAs(const QByteArray &token, const QString &sees)
{
    writeToken(token);
    start();
    QTRY_COMPARE(m_app->session().state(), Session::State::SignedIn);
    QTRY_VERIFY(rows().contains(sees));
    QTRY_VERIFY(onDisk(sees.section(u'/', 1).toLatin1()));
}

QStringList tst_Privacy::rows() const
{
    QStringList ids;
    for (int row = 0; row < search().model().rowCount(); ++row)
        ids << search().model().at(row).id.id();
    return ids;
}

bool tst_Privacy::inFile(const QString &path, const QByteArray &name) const
{
    QFile file(QDir(m_home->path()).filePath(path)); // an absolute path stays as it is
    return file.open(QIODevice::ReadOnly) && file.readAll().contains(name);
}

bool tst_Privacy::onDisk(const QByteArray &name) const
{
    QDirIterator files(m_home->path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext())
        if (inFile(files.next(), name))
            return true;
    return false;
}

void tst_Privacy::firstSearchIsSignedIn()
{
    startAs("hf_cleo", u"cleo/secret-of-cleo"_s);
    int searches = 0;
    for (const SeenRequest &request : m_hub->requests())
        if (request.target.startsWith("/api/models?")) {
            ++searches;
            QCOMPARE(request.header("authorization"), "Bearer hf_cleo");
        }
    QCOMPARE(searches, 1);
}

void tst_Privacy::signOut()
{
    startAs("hf_cleo", u"cleo/secret-of-cleo"_s);
    m_window->openAddress(address(u"cleo/secret-of-cleo"));
    const QSignalSpy known(m_window->findChild<RepoPane *>(), &RepoPane::visibilityKnown);
    QTRY_COMPARE(known.size(), 1);
    m_window->openAddress(address(u"cleo/open"));
    QTRY_VERIFY(m_window->tabs().at(2).isPublic);
    QCOMPARE(m_window->tabs().count(), 3);
    QTRY_VERIFY(inFile(u"settings.ini"_s, "secret-of-cleo"));
    m_app->session().signOut();
    QVERIFY(!rows().contains(u"cleo/secret-of-cleo"_s)); // at once
    QTRY_COMPARE(rows(), QStringList{u"cleo/open"_s});
    QCOMPARE(m_window->tabs().count(), 2);
    QCOMPARE(m_window->tabs().repoAt(1)->id(), u"cleo/open"_s);
    QVERIFY(!m_window->tabs().canReopen());
    QTRY_VERIFY(!onDisk("secret-of-cleo"));
    search().setChoice({.text = u"open"_s});
    search().setChoice({});
    QVERIFY(!rows().contains(u"cleo/secret-of-cleo"_s));
    QTRY_COMPARE(search().state().phase, ViewState::Phase::Ready);
    QCOMPARE(rows(), QStringList{u"cleo/open"_s});
}

void tst_Privacy::namesOfUnknown_data()
{
    QTest::addColumn<QString>("revision");
    QTest::addColumn<QByteArray>("fault");
    QTest::addColumn<bool>("restart");
    QTest::newRow("never shown") << QString() << QByteArray() << true;
    QTest::newRow("still loading") << QString() << QByteArray("silent-reply") << false;
    QTest::newRow("revision failed") << u"nowhere"_s << QByteArray() << false;
}

// Tabs of private repositories about which the Hub has said nothing yet, or nothing more.
void tst_Privacy::namesOfUnknown()
{
    QFETCH(QString, revision);
    QFETCH(QByteArray, fault);
    QFETCH(bool, restart);
    startAs("hf_cleo", u"cleo/secret-of-cleo"_s);
    m_window->openAddress(address(u"cleo/open"));
    QTRY_VERIFY(m_window->tabs().at(1).isPublic);
    if (!fault.isEmpty())
        m_hub->setFault(fault, "/api/models/cleo/secret-of-cleo");
    m_window->openAddress(address(u"cleo/secret-of-cleo"));
    if (!revision.isEmpty()) {
        const RepoPane *pane = m_window->findChildren<RepoPane *>().constLast();
        const QSignalSpy known(pane, &RepoPane::visibilityKnown);
        QTRY_COMPARE(known.size(), 1);
        HubAddress elsewhere = address(u"cleo/secret-of-cleo");
        elsewhere.revision = *Revision::parse(revision);
        m_window->openAddress(elsewhere);
        QTRY_VERIFY(pane->findChild<RepoTrouble *>()->isVisible());
    }
    QTRY_VERIFY(inFile(u"settings.ini"_s, "secret-of-cleo"));
    if (restart) {
        m_window->openPage(PageId::Models);
        QTRY_VERIFY(inFile(u"settings.ini"_s, R"(current\":0)"));
        start();
        QTRY_COMPARE(m_app->session().state(), Session::State::SignedIn);
        QVERIFY(m_window->findChildren<RepoPane *>().isEmpty());
    }
    QCOMPARE(m_window->tabs().count(), 3);
    m_app->session().signOut();
    for (int i = 1; i < m_window->tabs().count(); ++i)
        QVERIFY(m_window->tabs().repoAt(i)->id() != u"cleo/secret-of-cleo");
    QTRY_VERIFY(!onDisk("secret-of-cleo"));
}

// What is not complete stops; what everybody may see goes on.
void tst_Privacy::transfersOfTheAccount()
{
    m_hub->setFault("stall", "/cleo/", -1, "hub", 1);
    startAs("hf_cleo", u"cleo/secret-of-cleo"_s);
    for (const QString &id : {u"cleo/secret-of-cleo"_s, u"cleo/open"_s}) {
        m_window->openAddress(address(id));
        RepoPane *pane = m_window->findChildren<RepoPane *>().constLast();
        const QSignalSpy known(pane, &RepoPane::visibilityKnown);
        QTRY_COMPARE(known.size(), 1);
        emit pane->downloadRequested({.repo = *RepoId::parse(RepoKind::Model, id),
                                      .revision = {},
                                      .paths = {},
                                      .allow = {},
                                      .ignore = {},
                                      .folder = {}});
    }
    const TransferSnapshot &now = m_app->transfers().snapshot();
    QTRY_COMPARE(now.files.size(), 2);
    auto *omnibox = m_window->findChild<Omnibox *>();
    omnibox->setText(u"secret-of-cleo"_s);
    search().setChoice({.text = u"secret-of-cleo"_s});
    QVERIFY(m_app->log().text().contains(u"secret-of-cleo"));
    m_app->session().signOut();
    QTRY_COMPARE(now.groups.size(), 1);
    QCOMPARE(now.groups.first().repo.id(), u"cleo/open"_s);
    QCOMPARE(now.files.size(), 1);
    QVERIFY(omnibox->text().isEmpty());
    QVERIFY(search().choice().text.isEmpty());
    QVERIFY(!m_app->log().text().contains(u"secret-of-cleo"));
}

void tst_Privacy::otherAccount()
{
    startAs("hf_cleo", u"cleo/secret-of-cleo"_s);
    m_app->session().signIn(u"hf_dora"_s);
    QTRY_VERIFY(rows().contains(u"dora/secret-of-dora"_s));
    QVERIFY(!rows().contains(u"cleo/secret-of-cleo"_s));
    QTRY_VERIFY(onDisk("secret-of-dora"));
    QTRY_VERIFY(!onDisk("secret-of-cleo"));
}

void tst_Privacy::sameAccountKeepsTabs()
{
    startAs("hf_cleo", u"cleo/secret-of-cleo"_s);
    m_window->openAddress(address(u"cleo/secret-of-cleo"));
    m_app->session().signIn(u"hf_cleo_again"_s);
    QTRY_COMPARE(m_app->session().token(), "hf_cleo_again");
    QCOMPARE(m_window->tabs().count(), 2);
}

void tst_Privacy::answersUnderWayAreDropped()
{
    startAs("hf_cleo", u"cleo/secret-of-cleo"_s);
    m_hub->setFault("drip", "/api/models?", 1, "hub", 2); // ms a byte: a second for the list
    m_hub->forgetRequests();
    search().reload();
    QTRY_VERIFY(!m_hub->requests().isEmpty());
    m_app->session().signOut();
    QTRY_COMPARE(rows(), QStringList{u"cleo/open"_s});
    QTRY_VERIFY(!onDisk("secret-of-cleo"));
    QTest::qWait(2000); // only time can show that the old answer does not come
    QCOMPARE(rows(), QStringList{u"cleo/open"_s});
    QVERIFY(!onDisk("secret-of-cleo"));
}

// A14: from one account to another and back, each time before its list has come.
void tst_Privacy::accountsInAHurry()
{
    startAs("hf_cleo", u"cleo/secret-of-cleo"_s);
    QStringList strangers; // whatever the account of the moment may not see
    const auto look = [&] {
        const QString owner = m_app->hub().token() == "hf_dora" ? u"dora"_s : u"cleo"_s;
        for (const QString &id : rows())
            if (id.contains(u"secret-of-"_s) && !id.startsWith(owner))
                strangers << id;
    };
    connect(&search().model(), &QAbstractItemModel::rowsInserted, this, look);
    connect(&search().model(), &QAbstractItemModel::modelReset, this, look);
    m_hub->setFault("drip", "/api/models?", 2, "hub", 2); // ms a byte: a second for the list
    const auto asked = [this](const QByteArray &token) {
        return std::ranges::any_of(m_hub->requests(), [&token](const SeenRequest &request) {
            return request.target.startsWith("/api/models?")
                && request.header("authorization") == "Bearer " + token;
        });
    };
    m_hub->forgetRequests();
    search().reload();
    QTRY_VERIFY(asked("hf_cleo"));
    m_app->session().signIn(u"hf_dora"_s);
    QTRY_VERIFY(asked("hf_dora"));
    m_app->session().signIn(u"hf_cleo_again"_s);
    QTRY_VERIFY(asked("hf_cleo_again"));
    QTRY_VERIFY(rows().contains(u"cleo/secret-of-cleo"_s));
    QTest::qWait(2000); // only time can show that the old answers do not come
    QCOMPARE(strangers, QStringList());
    QVERIFY(rows().contains(u"cleo/secret-of-cleo"_s));
    QVERIFY(!onDisk("secret-of-dora"));
}

void tst_Privacy::nextStart_data()
{
    QTest::addColumn<QByteArray>("token");
    QTest::addColumn<bool>("shown");
    QTest::newRow("the same token") << QByteArray("hf_cleo") << true;
    QTest::newRow("another token") << QByteArray("hf_dora") << false;
    QTest::newRow("no token") << QByteArray() << false;
}

// The Hub stays silent: what is shown comes from the disk.
void tst_Privacy::nextStart()
{
    QFETCH(QByteArray, token);
    QFETCH(bool, shown);
    startAs("hf_cleo", u"cleo/secret-of-cleo"_s);
    m_window.reset();
    m_app.reset();
    writeToken(token);
    m_hub->setFault("silent-reply", "/api/models?");
    start();
    QTRY_COMPARE(search().state().phase, ViewState::Phase::Loading);
    if (shown) {
        QTRY_VERIFY(rows().contains(u"cleo/secret-of-cleo"_s));
        return;
    }
    QTRY_VERIFY(!onDisk("secret-of-cleo"));
    QVERIFY(rows().isEmpty());
}

// The stored session has a tab that only the account could see, and one for everybody.
void tst_Privacy::nextStartTabs()
{
    QFETCH(QByteArray, token);
    QFETCH(bool, shown);
    startAs("hf_cleo", u"cleo/secret-of-cleo"_s);
    m_window->openAddress(address(u"cleo/open"));
    QTRY_VERIFY(m_window->tabs().at(1).isPublic);
    m_window->openAddress(address(u"cleo/secret-of-cleo"));
    QVERIFY(m_window->close()); // saves
    writeToken(token);
    start();
    if (shown) {
        QTRY_COMPARE(m_app->session().state(), Session::State::SignedIn);
        QCOMPARE(m_window->tabs().count(), 3);
        QVERIFY(m_window->tabs().at(1).isPublic); // although not shown yet
        return;
    }
    QTRY_COMPARE(m_window->tabs().count(), 2);
    QCOMPARE(m_window->tabs().repoAt(1)->id(), u"cleo/open"_s);
    QVERIFY(!m_window->tabs().canReopen());
    QTRY_VERIFY(!onDisk("secret-of-cleo"));
}

QTEST_MAIN(tst_Privacy)
#include "tst_privacy.moc"
