// The contract of a request (architecture.md), each line with real sockets.

#include "app/localhub/localhub.h"
#include "app/net/hubclient.h"
#include "tests/support/asked.h"
#include "tests/support/fakehub.h"

#include <QFile>
#include <QSemaphore>
#include <QTemporaryDir>
#include <QTest>
#include <QThreadPool>
#include <QTimer>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Kind = HubError::Kind;

namespace {

// The most that this process has held since the count was last set back; bytes. 0 where it says
// nothing about us.
qint64 peakResident()
{
    QFile status(u"/proc/self/status"_s);
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    const QList<QByteArray> lines = status.readAll().split('\n');
    for (const QByteArray &line : lines)
        if (line.startsWith("VmHWM:"))
            return line.sliced(6).trimmed().split(' ').first().toLongLong() * 1024;
    return 0;
}

void forgetPeak()
{
    QFile peak(u"/proc/self/clear_refs"_s);
    if (peak.open(QIODevice::WriteOnly))
        peak.write("5"); // proc_pid_clear_refs(5): the peak becomes what is held now
}

} // namespace

class TestHubContract final : public QObject
{
    Q_OBJECT

private slots:
    void answersOnce();
    void droppingIsSilence();
    void droppingWhileParsingIsSilence();
    void droppingARefusalIsSilence();
    void handlerMayReplaceItsHandle();
    void timeoutIsNotCancel();
    void slowDrip();
    void bodyIsCapped();
    void decompressionBomb();
    void writesArriveOnce_data();
    void writesArriveOnce();
    void headerInjection();
    void cookies();
    void checksACard_data();
    void checksACard();
    void otherBadRequestsStayErrors();
};

void TestHubContract::answersOnce()
{
    FakeHub hub;
    hub.reply("/api/models", {.body = R"([{"id":"a/b"}])", .headers = "X-Request-Id: r1\r\n"});
    Asked a(hub.url());
    a.search();
    QVERIFY(!a.page); // never inside the call
    QTRY_VERIFY(a.page);
    QVERIFY(*a.page);
    QCOMPARE((*a.page)->repos.size(), 1);
    QCOMPARE(hub.requests.size(), 1);
    QVERIFY(hub.requests.first().toLower().contains("authorization: bearer hf_secret"));
    QVERIFY(!hub.requests.first().split('\n').first().contains("hf_"));
    QTest::qWait(50);
    QCOMPARE(a.answers, 1);
}

void TestHubContract::droppingIsSilence()
{
    FakeHub hub;
    hub.reply("/api/models", {.stall = true});
    Asked a(hub.url());
    a.search();
    QTRY_COMPARE(hub.requests.size(), 1);
    a.handle.reset();
    QTRY_COMPARE(hub.disconnects, 1); // the socket goes too
    QVERIFY(!a.page);
}

void TestHubContract::droppingWhileParsingIsSilence()
{
    FakeHub hub;
    hub.reply("/api/models", {.body = R"([{"id":"a/b"}])"});
    // Keep the pool busy, so that the answer is there while its parser has not begun.
    QThreadPool &pool = *QThreadPool::globalInstance();
    QSemaphore gate;
    for (int i = 0; i < pool.maxThreadCount(); ++i)
        pool.start([&gate] { gate.acquire(); });
    Asked a(hub.url());
    a.search();
    QTRY_COMPARE(hub.disconnects, 1);
    QTest::qWait(50); // the answer has been read by now
    a.handle.reset();
    gate.release(pool.maxThreadCount());
    QVERIFY(pool.waitForDone(5'000));
    QTest::qWait(50);
    QVERIFY(!a.page);
}

void TestHubContract::droppingARefusalIsSilence()
{
    Asked a(QUrl(u"http://127.0.0.1:1"_s));
    a.client.setOffline(true);
    a.search();
    a.handle.reset();
    QTest::qWait(50);
    QVERIFY(!a.page);
}

void TestHubContract::handlerMayReplaceItsHandle()
{
    FakeHub hub;
    hub.reply("/api/models", {.body = R"([{"id":"a/b"}])"});
    Asked a(hub.url());
    int first = 0;
    int second = 0;
    a.handle = a.client.searchRepos({}, [&](const Result<RepoPage> &) {
        ++first;
        a.handle = a.client.searchRepos({}, [&](const Result<RepoPage> &) { ++second; });
    });
    QTRY_COMPARE(second, 1);
    QCOMPARE(first, 1);
    // An error takes the same way.
    hub.reply("/api/models", {.status = 404});
    a.handle = a.client.searchRepos({}, [&](const Result<RepoPage> &) {
        a.handle.reset();
        ++first;
    });
    QTRY_COMPARE(first, 2);
}

void TestHubContract::timeoutIsNotCancel() // N26
{
    for (const FakeHub::Answer &answer :
         {FakeHub::Answer{.stall = true},
          FakeHub::Answer{.raw = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[",
                          .stall = true}}) {
        FakeHub hub;
        hub.reply("/x", answer);
        QNetworkAccessManager nam;
        RequestHandle request(new HubRequest(nam, {.url = hub.url(u"/x"_s), .timeout = 100ms}));
        std::optional<Result<Body>> result;
        request->send([&](Result<Body> r) { result = std::move(r); });
        QTRY_VERIFY(result);
        QCOMPARE(result->error().kind, Kind::Timeout);
        QVERIFY(!request->isCancelled());
    }
}

void TestHubContract::slowDrip() // N25
{
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    QTimer drip;
    connect(&server, &QTcpServer::newConnection, this, [&] {
        auto *socket = server.nextPendingConnection();
        socket->write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
        drip.callOnTimeout(socket, [socket] {
            socket->write("x");
            socket->flush();
        });
        drip.start(20);
    });
    QNetworkAccessManager nam;
    const QUrl url(u"http://127.0.0.1:%1/"_s.arg(server.serverPort()));
    RequestHandle request(new HubRequest(nam, {.url = url, .timeout = 5s, .window = 300ms}));
    std::optional<Result<Body>> result;
    request->send([&](Result<Body> r) { result = std::move(r); });
    QTRY_VERIFY_WITH_TIMEOUT(result, 3'000);
    QCOMPARE(result->error().kind, Kind::Timeout);
}

void TestHubContract::bodyIsCapped()
{
    FakeHub hub;
    hub.reply("/x", {.body = QByteArray(1'001, 'x')});
    QNetworkAccessManager nam;
    for (const auto &[cap, fits] : {std::pair{1'001, true}, {1'000, false}}) {
        RequestHandle request(new HubRequest(nam, {.url = hub.url(u"/x"_s), .maxBytes = cap}));
        std::optional<Result<Body>> result;
        request->send([&](Result<Body> r) { result = std::move(r); });
        QTRY_VERIFY(result);
        QCOMPARE(result->has_value(), fits);
        if (!fits)
            QCOMPARE(result->error().kind, Kind::BadReply);
    }
}

void TestHubContract::decompressionBomb() // N24
{
    // 80 MB of spaces as zlib, which is "deflate" of HTTP.
    const QByteArray packed = qCompress(QByteArray(80 << 20, ' '), 9).sliced(4);
    QVERIFY(packed.size() < 100'000);
    FakeHub hub;
    hub.reply("/api/models", {.body = packed, .headers = "Content-Encoding: deflate\r\n"});
    Asked a(hub.url());
    forgetPeak();
    [[maybe_unused]] const qint64 before = peakResident();
    a.search();
    QTRY_VERIFY_WITH_TIMEOUT(a.page, 20'000);
    QVERIFY(!*a.page);
    QCOMPARE(a.kind(), Kind::BadReply);
    // Refused for its size, and not because spaces are no JSON.
    QVERIFY(a.page->error().message != HubError::badReply({}).message);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    const qint64 grown = peakResident() - before;
    QVERIFY2(grown < qint64(64) << 20, qPrintable(QString::number(grown)));
#endif
}

void TestHubContract::writesArriveOnce_data() // N29
{
    QTest::addColumn<QByteArray>("fault");
    QTest::addColumn<QByteArray>("verb");
    for (const QByteArray fault : {"lost-reply", "lost-reply-reset"})
        for (const QByteArray verb : {"POST", "PUT", "DELETE"})
            QTest::addRow("%s, %s", verb.constData(), fault.constData()) << fault << verb;
}

void TestHubContract::writesArriveOnce()
{
    QFETCH(const QByteArray, fault);
    QFETCH(const QByteArray, verb);
    QTemporaryDir folder;
    LocalHub hub({.folder = folder.path()});
    QVERIFY(hub.start());
    // First a whole exchange on a connection that is kept, then it ends before any answer: what
    // makes Qt send again by itself.
    const QByteArray target = "/api/repos/create";
    hub.setFault(fault, target);
    const auto at = [&hub](const QByteArray &path) {
        return QUrl(hub.url().toString() + QString::fromLatin1(path));
    };
    QNetworkAccessManager nam;
    int answers = 0;
    RequestHandle warm(new HubRequest(nam, {.url = at("/api/models")}));
    warm->send([&](const Result<Body> &body) { answers += body ? 1 : 99; });
    QTRY_COMPARE(answers, 1);
    RequestHandle write(new HubRequest(nam,
                                       {.verb = verb,
                                        .url = at(target),
                                        .body = R"({"name":"x"})",
                                        .contentType = "application/json",
                                        .token = "hf_local_admin"}));
    std::optional<Result<Body>> result;
    write->send([&](Result<Body> r) { result = std::move(r); });
    QTRY_VERIFY(result);
    QVERIFY(!*result);
    QVERIFY(!result->error().message.isEmpty());
    QTest::qWait(100);
    QCOMPARE(std::ranges::count(hub.requests(), target, &SeenRequest::target), 1);
}

void TestHubContract::headerInjection() // N37
{
    FakeHub hub;
    hub.reply("/", {});
    Asked a(hub.url());
    a.client.setToken("hf_x\r\nX-Evil: 1");
    a.search();
    QTRY_VERIFY(a.page);
    QCOMPARE(a.kind(), Kind::BadInput);
    QVERIFY(hub.requests.isEmpty());
    QVERIFY(!a.page->error().message.contains(u"hf_x"_s));
}

void TestHubContract::cookies() // N38
{
    FakeHub hub;
    hub.reply("/api/models",
              {.headers = "Set-Cookie: a=b; Path=/\r\nAlt-Svc: "
                          "h3=\":1\"\r\nStrict-Transport-Security: max-age=9\r\n"});
    Asked a(hub.url());
    for (int i = 1; i <= 2; ++i) {
        a.search();
        QTRY_COMPARE(a.answers, i);
        QVERIFY(*a.page);
    }
    QCOMPARE(hub.requests.size(), 2);
    QVERIFY(!hub.requests[1].toLower().contains("\r\ncookie:"));
}

void TestHubContract::checksACard_data()
{
    QTest::addColumn<RepoKind>("kind");
    QTest::addColumn<QString>("card");
    QTest::addColumn<int>("errors");
    QTest::addColumn<int>("warnings");
    const auto row
        = [](const char *name, RepoKind kind, const QString &card, int errors, int warnings) {
              QTest::newRow(name) << kind << card << errors << warnings;
          };
    row("good", RepoKind::Model, u"---\nlicense: mit\nlanguage: [en]\n---\n# T\n"_s, 0, 0);
    row("nothing there", RepoKind::Model, u"# T\n"_s, 0, 1);
    row("no licence of the Hub", RepoKind::Model, u"---\nlicense: mine\n---\n"_s, 1, 0);
    row("two at once", RepoKind::Dataset, u"---\nlicense: x\nlanguage: English\n---\n"_s, 2, 0);
    row("no YAML", RepoKind::Model, u"---\na: [\n---\n"_s, 1, 0);
    row("a colour", RepoKind::Space, u"---\ncolorTo: teal\n---\n"_s, 1, 0);
    row("which only Spaces have", RepoKind::Model, u"---\ncolorTo: teal\n---\n"_s, 0, 0);
}

// What the Hub finds wrong is an answer, though it comes with status 400 (hub-api 8.2).
void TestHubContract::checksACard()
{
    QFETCH(const RepoKind, kind);
    QFETCH(const QString, card);
    QFETCH(const int, errors);
    QFETCH(const int, warnings);
    QTemporaryDir folder;
    LocalHub hub({.folder = folder.path()});
    QVERIFY(hub.start());
    Asked a(hub.url());
    a.client.setToken({});
    std::optional<Result<CardCheck>> check;
    a.handle = a.client.checkCard(kind, card + u"secret body"_s,
                                  [&](Result<CardCheck> result) { check = std::move(result); });
    QTRY_VERIFY(check);
    QVERIFY2(*check, qPrintable(*check ? QString() : check->error().message));
    QCOMPARE((*check)->errors.size(), errors);
    QCOMPARE((*check)->warnings.size(), warnings);
    const QList<SeenRequest> seen = hub.requests();
    QCOMPARE(seen.size(), 1);
    QCOMPARE(seen.first().target, "/api/validate-yaml");
}

void TestHubContract::otherBadRequestsStayErrors()
{
    FakeHub hub;
    hub.reply("/api/models", {.status = 400, .body = R"({"errors":[{"message":"no"}]})"});
    hub.reply("/api/validate-yaml", {.status = 400, .body = R"({"error":"Invalid body"})"});
    Asked a(hub.url());
    a.search();
    QTRY_VERIFY(a.page);
    QCOMPARE(a.kind(), Kind::BadInput);
    std::optional<Result<CardCheck>> check;
    const auto ask = [&] {
        check.reset();
        a.handle = a.client.checkCard(RepoKind::Model, u"---\na: 1\n---\nsecret body"_s,
                                      [&](Result<CardCheck> result) { check = std::move(result); });
        QTRY_VERIFY(check);
    };
    ask();
    QVERIFY(!*check);
    QVERIFY(check->error().detail.contains("Invalid body"_L1));
    QVERIFY(!hub.requests.last().contains("secret body")); // nobody asked for that
    hub.reply("/api/validate-yaml", {.status = 400, .body = "<html>"});
    ask();
    QCOMPARE(check->error().kind, Kind::BadReply);
    hub.reply("/api/validate-yaml", {.status = 500});
    ask();
    QCOMPARE(check->error().kind, Kind::Server);
}

QTEST_GUILESS_MAIN(TestHubContract)
#include "tst_hubcontract.moc"
