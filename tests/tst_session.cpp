// Where the token comes from, where it is kept, and what a hostile or busy disk does to it.

#include "app/net/hubclient.h"
#include "app/session/session.h"
#include "app/session/tokenstore.h"
#include "app/settings/environment.h"
#include "tests/support/fakehub.h"
#include "tests/support/fixtures.h"

#include <QNetworkAccessManager>
#include <QTemporaryDir>
#include <QTest>
#include <QThreadPool>

#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using State = Session::State;

namespace {

const QByteArray kAda
    = R"({"type":"user","name":"ada","auth":{"accessToken":{"displayName":"desk","role":"write"}}})";

int modeOf(const QString &path)
{
    struct stat info = {};
    return ::stat(QFile::encodeName(path).constData(), &info) == 0 ? int(info.st_mode & 0777) : -1;
}

void write(const QString &path, const QByteArray &bytes, int mode = 0600)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
    file.close();
    QVERIFY(::chmod(QFile::encodeName(path).constData(), mode_t(mode)) == 0);
}

// A Hub, a folder and a session over them.
struct Desk
{
    Desk()
    {
        hub.reply("/api/whoami-v2", {.body = kAda});
        hub.reply("/api/models", {});
        environment.endpoint.value = hub.url().toString();
        environment.tokenPath.value = dir.filePath(u"hf/token"_s);
        client.pacer().setLimits({.tries = 1});
    }
    QString tokenPath() const { return environment.tokenPath.value; }
    QString storedPath() const { return dir.filePath(u"hf/stored_tokens"_s); }
    void makeFolder() { QVERIFY(QDir(dir.path()).mkpath(u"hf"_s)); }

    QTemporaryDir dir;
    FakeHub hub;
    QNetworkAccessManager nam;
    HubClient client{hub.url(), nam};
    Environment environment;
    Session session{client, environment};
};

} // namespace

class TestSession final : public QObject
{
    Q_OBJECT

private slots:
    void nothingStored();
    void environmentWins();
    void tokenFileOfTheEnvironment();
    void implicitTokenOff();
    void tokenFiles_data();
    void tokenFiles();
    void pipesAndFolders_data();
    void pipesAndFolders();
    void loosePermissions();
    void emptyReadIsRetried();
    void signInStores();
    void badInput_data();
    void badInput();
    void wrongToken_data();
    void wrongToken();
    void hubDownKeepsTheToken();
    void wrongTokenKeepsTheOldSession();
    void unwritableFolder();
    void signOut();
    void signOutLeavesOthersAlone();
};

void TestSession::nothingStored()
{
    Desk d;
    d.session.restore();
    QTRY_COMPARE(d.session.state(), State::SignedOut);
    QVERIFY(d.hub.requests.isEmpty());
    QVERIFY(!QFile::exists(d.tokenPath()));
}

void TestSession::environmentWins() // A05
{
    Desk d;
    d.makeFolder();
    write(d.tokenPath(), "hf_file");
    d.environment.token = {.variable = u"HF_TOKEN"_s, .value = u"hf_env"_s};
    d.session.restore();
    QTRY_COMPARE(d.session.state(), State::SignedIn);
    QCOMPARE(d.session.account()->name, u"ada"_s);
    QCOMPARE(d.session.source(), u"HF_TOKEN"_s);
    QVERIFY(d.session.isFromEnvironment());
    QCOMPARE(d.hub.count("hf_env"), 1); // asked once
    QCOMPARE(d.hub.count("hf_file"), 0);
    d.session.signOut(); // not ours to do
    QCOMPARE(d.session.state(), State::SignedIn);
}

void TestSession::tokenFileOfTheEnvironment() // A05
{
    QTemporaryDir other;
    const QString path = other.filePath(u"mine"_s);
    write(path, "hf_mine\n");
    QProcessEnvironment variables;
    variables.insert(u"HF_TOKEN_PATH"_s, path);
    Desk d;
    d.makeFolder();
    write(d.tokenPath(), "hf_file");
    d.environment.tokenPath = Environment::read(variables, d.dir.path()).tokenPath;
    d.session.restore();
    QTRY_COMPARE(d.session.state(), State::SignedIn);
    QCOMPARE(d.hub.count("Bearer hf_mine\r\n"), 1);
    QCOMPARE(d.hub.count("hf_file"), 0);
}

void TestSession::implicitTokenOff()
{
    Desk d;
    d.makeFolder();
    write(d.tokenPath(), "hf_file");
    d.environment.implicitToken = false;
    d.session.restore();
    QTest::qWait(50);
    QCOMPARE(d.session.state(), State::SignedOut);
    QVERIFY(d.hub.requests.isEmpty());
}

void TestSession::tokenFiles_data() // A02
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("token"); // "!": refused
    QTest::newRow("plain") << QByteArray("hf_a") << QByteArray("hf_a");
    QTest::newRow("newline") << QByteArray("hf_a\n") << QByteArray("hf_a");
    QTest::newRow("CRLF and spaces") << QByteArray("  hf_a \r\n") << QByteArray("hf_a");
    QTest::newRow("BOM") << QByteArray("\xef\xbb\xbfhf_a") << QByteArray("hf_a");
    QTest::newRow("empty") << QByteArray() << QByteArray();
    QTest::newRow("blank") << QByteArray("\n\n") << QByteArray();
    QTest::newRow("two lines") << QByteArray("hf_a\r\nX-Evil: 1") << QByteArray("!");
    QTest::newRow("binary") << QByteArray("\x00\xff\x01", 3) << QByteArray("!");
    QTest::newRow("long") << QByteArray(9'000, 'a') << QByteArray("!");
    QTest::newRow("huge") << QByteArray(2 << 20, 'a') << QByteArray("!");
}

void TestSession::tokenFiles()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, token);
    QTemporaryDir dir;
    const TokenStore store{dir.filePath(u"token"_s)};
    write(store.tokenPath, bytes);
    const auto found = store.read();
    QCOMPARE(found.has_value(), token != "!");
    if (found)
        QCOMPARE(found->token, token);
    else
        QVERIFY(found.error().contains(store.tokenPath) && !found.error().contains(u"Evil"_s));
}

void TestSession::pipesAndFolders_data() // A02
{
    QTest::addColumn<QString>("kind");
    for (const char *kind : {"pipe", "folder", "device"})
        QTest::newRow(kind) << QString::fromLatin1(kind);
    if (::geteuid() != 0) // who may read everything
        QTest::newRow("unreadable") << u"unreadable"_s;
}

void TestSession::pipesAndFolders()
{
    QFETCH(QString, kind);
    Desk d;
    d.makeFolder();
    const QByteArray path = QFile::encodeName(d.tokenPath());
    if (kind == u"pipe")
        QVERIFY(::mkfifo(path.constData(), 0600) == 0);
    else if (kind == u"folder")
        QVERIFY(::mkdir(path.constData(), 0700) == 0);
    else if (kind == u"device")
        QVERIFY(::symlink("/dev/zero", path.constData()) == 0);
    else
        write(d.tokenPath(), "hf_a", 0);
    d.session.restore();
    QTRY_COMPARE(d.session.state(), State::Unchecked); // at once: nothing waits for a writer
    QCOMPARE(d.session.error()->kind, HubError::Kind::Disk);
    QVERIFY(d.hub.requests.isEmpty());
}

void TestSession::loosePermissions() // A02
{
    Desk d;
    d.makeFolder();
    write(d.tokenPath(), "hf_a", 0644);
    d.session.restore();
    QTRY_COMPARE(d.session.state(), State::SignedIn);
    QVERIFY(d.session.notice().contains(d.tokenPath()));
    QVERIFY(!d.session.notice().contains(u"hf_a"_s));
}

void TestSession::emptyReadIsRetried() // A04
{
    QTemporaryDir dir;
    const TokenStore store{dir.filePath(u"token"_s)};
    write(store.tokenPath, {});
    // The other program has truncated the file and writes it a moment later.
    QThreadPool pool;
    pool.start([&store] {
        QThread::sleep(30ms);
        QFile file(store.tokenPath);
        if (file.open(QIODevice::WriteOnly))
            file.write("hf_new");
    });
    const auto found = store.read();
    pool.waitForDone();
    QVERIFY(found);
    QCOMPARE(found->token, QByteArray("hf_new"));
}

void TestSession::signInStores()
{
    Desk d;
    d.makeFolder();
    const QByteArray others = "# mine\n[other]\nhf_token = hf_o%x\nnote: keep\n";
    write(d.storedPath(), others, 0644);
    d.session.signIn(u"  hf_good\n"_s);
    QTRY_COMPARE(d.session.state(), State::SignedIn);
    QCOMPARE(d.session.account()->tokenRole, u"write"_s);
    QVERIFY(!d.session.error());
    QVERIFY(d.client.hasToken());
    QCOMPARE(fileBytes(d.tokenPath()), QByteArray("hf_good"));
    QCOMPARE(modeOf(d.tokenPath()), 0600);
    QCOMPARE(modeOf(d.storedPath()), 0600);
    QCOMPARE(fileBytes(d.storedPath()), others + "\n[desk]\nhf_token = hf_good\n");
    QCOMPARE(QDir(d.dir.filePath(u"hf"_s)).entryList(QDir::Files | QDir::Hidden),
             (QStringList{u"stored_tokens"_s, u"token"_s}));
    QCOMPARE(d.hub.count("hf_good"), 1);
    QVERIFY(d.hub.requests.first().startsWith("GET /api/whoami-v2 "));
}

void TestSession::badInput_data() // N37
{
    QTest::addColumn<QString>("text");
    for (const char *text :
         {"", "   ", "hf_a\r\nX-Evil: 1", "hf_a b", "hf_\xc3\xbc", "hf_\x07", "api_org_abc"})
        QTest::newRow(*text ? text : "empty") << QString::fromUtf8(text);
    QTest::newRow("NUL") << u"hf_a"_s + QChar(0) + u'b';
    QTest::newRow("long") << QString(20'000, u'a');
}

void TestSession::badInput()
{
    QFETCH(QString, text);
    Desk d;
    d.session.signIn(text);
    QVERIFY(d.session.error());
    QCOMPARE(d.session.error()->kind, HubError::Kind::BadInput);
    QCOMPARE(d.session.state(), State::SignedOut);
    QTest::qWait(20);
    QVERIFY(d.hub.requests.isEmpty());
    QVERIFY(!QFile::exists(d.tokenPath()));
}

void TestSession::wrongToken_data() // A06
{
    QTest::addColumn<QByteArray>("headers");
    QTest::newRow("revoked") << QByteArray(
        "X-Error-Message: Invalid credentials in Authorization header\r\n");
    QTest::newRow("bare") << QByteArray();
}

void TestSession::wrongToken()
{
    QFETCH(QByteArray, headers);
    Desk d;
    d.makeFolder();
    d.hub.reply("/api/whoami-v2",
                {.status = 401, .body = R"({"error":"Invalid user token"})", .headers = headers});
    d.session.signIn(u"hf_wrong"_s);
    QTRY_COMPARE(d.session.state(), State::Rejected);
    QVERIFY(d.session.error()->message.contains(u"token"_s));
    QVERIFY(!QFile::exists(d.tokenPath()));
    QVERIFY(!d.client.hasToken());

    write(d.tokenPath(), "hf_wrong");
    d.session.restore();
    QCOMPARE(d.session.state(), State::Checking);
    QTRY_COMPARE(d.session.state(), State::Rejected);
    QVERIFY(!d.client.hasToken()); // public pages work again
    QVERIFY(QFile::exists(d.tokenPath())); // not ours to delete
    d.session.signOut();
    QCOMPARE(d.session.state(), State::SignedOut);
    QTRY_VERIFY(!QFile::exists(d.tokenPath()));
}

void TestSession::hubDownKeepsTheToken()
{
    Desk d;
    d.makeFolder();
    write(d.tokenPath(), "hf_a");
    d.hub.reply("/api/whoami-v2", {.status = 503});
    d.session.restore();
    QTRY_COMPARE(d.session.state(), State::Unchecked);
    QVERIFY(d.client.hasToken());
    QCOMPARE(d.session.token(), QByteArray("hf_a"));
}

void TestSession::wrongTokenKeepsTheOldSession()
{
    Desk d;
    d.session.signIn(u"hf_good"_s);
    QTRY_COMPARE(d.session.state(), State::SignedIn);
    d.hub.reply("/api/whoami-v2", {.status = 401});
    d.session.signIn(u"hf_bad"_s);
    QTRY_VERIFY(d.session.error());
    QCOMPARE(d.session.state(), State::SignedIn);
    QCOMPARE(d.session.token(), QByteArray("hf_good"));
    QCOMPARE(fileBytes(d.tokenPath()), QByteArray("hf_good"));
}

void TestSession::unwritableFolder()
{
    Desk d;
    write(d.dir.filePath(u"hf"_s), "a file where the folder should be");
    d.session.signIn(u"hf_good"_s);
    QTRY_COMPARE(d.session.state(), State::SignedIn); // until the program ends
    QVERIFY(d.session.error());
    QCOMPARE(d.session.error()->kind, HubError::Kind::Disk);
    QVERIFY(!d.session.error()->detail.contains(u"hf_good"_s));
}

void TestSession::signOut() // A11
{
    Desk d;
    d.session.signIn(u"hf_good"_s);
    QTRY_COMPARE(d.session.state(), State::SignedIn);
    d.session.signOut();
    QCOMPARE(d.session.state(), State::SignedOut);
    QVERIFY(!d.client.hasToken());
    QVERIFY(d.session.token().isEmpty());
    QTRY_VERIFY(!QFile::exists(d.tokenPath()));
    QTRY_VERIFY(!fileBytes(d.storedPath()).contains("hf_good"));
}

void TestSession::signOutLeavesOthersAlone()
{
    Desk d;
    d.session.signIn(u"hf_good"_s);
    QTRY_COMPARE(d.session.state(), State::SignedIn);
    write(d.tokenPath(), "hf_other"); // another program has switched accounts
    write(d.storedPath(), "[a]\nhf_token = hf_other\n[desk]\nhf_token = hf_good\n");
    d.session.signOut();
    QTRY_COMPARE(fileBytes(d.storedPath()), QByteArray("[a]\nhf_token = hf_other\n"));
    QCOMPARE(fileBytes(d.tokenPath()), QByteArray("hf_other"));
}

QTEST_GUILESS_MAIN(TestSession)
#include "tst_session.moc"
