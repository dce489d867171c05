// A12: each Hub gets only the token that is meant for it.

#include "app/appcontext.h"
#include "tests/support/fakehub.h"
#include "tests/support/fixtures.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using State = Session::State;

namespace {

FakeHub::Answer accountCalled(const QByteArray &name)
{
    return {.body = R"({"type":"user","name":")" + name + R"(","auth":{"accessToken":{}}})"};
}

} // namespace

class TestSessionHubs final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void chosenHubGetsNoOtherToken_data();
    void chosenHubGetsNoOtherToken();
    void environmentsHubGetsItAsInPython();
    void signedInThere();

private:
    QString sharedFile() const { return m_home->filePath(u"hf/token"_s); }
    void start(const QString &tokenInEnvironment = {});
    Session &session() { return m_app->session(); }

    std::unique_ptr<QTemporaryDir> m_home;
    std::unique_ptr<FakeHub> m_own, m_other;
    std::unique_ptr<AppContext> m_app;
};

void TestSessionHubs::init()
{
    m_app.reset();
    m_home = std::make_unique<QTemporaryDir>();
    m_own = std::make_unique<FakeHub>();
    m_other = std::make_unique<FakeHub>();
    m_own->reply("/api/whoami-v2", accountCalled("ada"));
    m_other->reply("/api/whoami-v2", accountCalled("ada-there"));
    QVERIFY(QDir(m_home->path()).mkpath(u"hf"_s));
    QFile file(sharedFile());
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("hf_CANARY") > 0);
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
}

void TestSessionHubs::start(const QString &tokenInEnvironment)
{
    m_app.reset();
    QProcessEnvironment variables;
    variables.insert(u"HF_HOME"_s, m_home->filePath(u"hf"_s));
    variables.insert(u"HF_TOKEN"_s, tokenInEnvironment);
    m_app = std::make_unique<AppContext>(
        AppContext::Options{.variables = variables,
                            .homeFolder = m_home->path(),
                            .settingsFile = m_home->filePath(u"settings.ini"_s)});
}

void TestSessionHubs::chosenHubGetsNoOtherToken_data()
{
    QTest::addColumn<QString>("inEnvironment");
    QTest::newRow("A12 token file") << QString();
    QTest::newRow("A12 HF_TOKEN") << u"hf_CANARY"_s;
}

void TestSessionHubs::chosenHubGetsNoOtherToken()
{
    QFETCH(QString, inEnvironment);
    start(inEnvironment);
    m_app->settings().setEndpoint(m_other->url().toString());
    session().restore();
    QTRY_COMPARE(session().state(), State::SignedOut);
    QVERIFY(!m_app->hub().hasToken());
    QCOMPARE(session().otherTokensHost(), u"huggingface.co"_s);
    const RequestHandle handle = m_app->hub().searchRepos({}, [](const Result<RepoPage> &) { });
    QTRY_VERIFY(!m_other->requests.isEmpty());
    QTRY_COMPARE(m_other->disconnects, m_other->requests.size());
    QCOMPARE(m_other->count("hf_CANARY"), 0);
}

void TestSessionHubs::environmentsHubGetsItAsInPython() // HF_ENDPOINT and the shared token file
{
    QProcessEnvironment variables;
    variables.insert(u"HF_HOME"_s, m_home->filePath(u"hf"_s));
    variables.insert(u"HF_ENDPOINT"_s, m_own->url().toString());
    m_app = std::make_unique<AppContext>(
        AppContext::Options{.variables = variables,
                            .homeFolder = m_home->path(),
                            .settingsFile = m_home->filePath(u"settings.ini"_s)});
    session().restore();
    QTRY_COMPARE(session().state(), State::SignedIn);
    QCOMPARE(m_own->count("hf_CANARY"), 1);
    QVERIFY(session().otherTokensHost().isEmpty());
}

void TestSessionHubs::signedInThere() // its token is found again there, and nowhere else
{
    start();
    m_app->settings().setEndpoint(m_other->url().toString());
    QTRY_COMPARE(session().state(), State::SignedOut);
    session().signIn(u"hf_there"_s);
    QTRY_COMPARE(session().state(), State::SignedIn);
    QCOMPARE(fileBytes(sharedFile()), QByteArray("hf_CANARY"));
    QVERIFY(!QFile::exists(m_home->filePath(u"hf/stored_tokens"_s)));

    m_app->settings().setEndpoint(m_own->url().toString()); // a third Hub
    QTRY_COMPARE(session().state(), State::SignedOut);
    QVERIFY(m_own->requests.isEmpty());

    start(); // and the next start
    m_app->settings().setEndpoint(m_other->url().toString());
    QTRY_COMPARE(session().state(), State::SignedIn);
    QCOMPARE(session().account()->name, u"ada-there"_s);
    const QString there = session().source();
    QVERIFY(there != sharedFile() && fileBytes(there) == "hf_there");
    session().signOut();
    QTRY_VERIFY(!QFile::exists(there));
    QCOMPARE(fileBytes(sharedFile()), QByteArray("hf_CANARY"));
    QCOMPARE(m_other->count("hf_CANARY"), 0);
}

QTEST_GUILESS_MAIN(TestSessionHubs)
#include "tst_sessionhubs.moc"
