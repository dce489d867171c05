// The contract of a request (architecture.md), each line with real sockets, and the network faults.

#include "app/net/endpoint.h"
#include "app/net/hubclient.h"
#include "app/net/origin.h"
#include "tests/support/fakehub.h"

#include <QNetworkAccessManager>
#include <QSemaphore>
#include <QSignalSpy>
#include <QTest>
#include <QThreadPool>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Kind = HubError::Kind;

namespace {

// Client, answer and handle of one test.
struct Asked
{
    explicit Asked(const QUrl &endpoint)
        : client(endpoint, nam)
    {
        client.setToken("hf_secret");
        client.pacer().setLimits(
            {.tries = 3, .firstPause = 10ms, .longestPause = 40ms, .longestHold = 2'000ms});
    }

    Handler<RepoPage> keep()
    {
        return [this](Result<RepoPage> result) {
            ++answers;
            page = std::move(result);
        };
    }
    void search() { handle = client.searchRepos({}, keep()); }
    Kind kind() const { return page->error().kind; }

    QNetworkAccessManager nam;
    HubClient client;
    RequestHandle handle;
    std::optional<Result<RepoPage>> page;
    int answers = 0;
};

bool carriesToken(const QByteArray &request)
{
    return request.contains("hf_secret") || request.toLower().contains("\r\nauthorization:");
}

} // namespace

class TestHubClient final : public QObject
{
    Q_OBJECT

private slots:
    void answersOnce();
    void droppingIsSilence();
    void droppingWhileParsingIsSilence();
    void handlerMayReplaceItsHandle();
    void tokenStaysHome_data();
    void tokenStaysHome();
    void tokenDoesNotComeBack();
    void noTokenOverPlainHttp();
    void endpointChangeForgetsTheToken();
    void refusedRedirects_data();
    void refusedRedirects();
    void fiveHops();
    void renamedRepo();
    void downgrades();
    void writesAndRedirects_data();
    void writesAndRedirects();
    void timeoutIsNotCancel();
    void slowDrip();
    void bodyIsCapped();
    void decompressionBomb();
    void writesArriveOnce();
    void typedErrors_data();
    void typedErrors();
    void longErrorBodies();
    void brokenAnswers_data();
    void brokenAnswers();
    void oddStatuses_data();
    void oddStatuses();
    void headerInjection();
    void cookies();
    void nextPages_data();
    void nextPages();
    void mirrorPages();
    void rateLimitPausesAll();
    void serverErrorsAreRepeated();
    void offline();
    void unreachable();
    void parts_data();
    void parts();
    void fetchRules_data();
    void fetchRules();
    void manyAtOnce();
};

void TestHubClient::answersOnce()
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

void TestHubClient::droppingIsSilence()
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

void TestHubClient::droppingWhileParsingIsSilence()
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

void TestHubClient::handlerMayReplaceItsHandle()
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

void TestHubClient::tokenStaysHome_data()
{
    QTest::addColumn<QString>("host");
    QTest::newRow("N01 other host") << u"localhost"_s;
    QTest::newRow("N02 other port") << u"127.0.0.1"_s;
}

void TestHubClient::tokenStaysHome()
{
    QFETCH(QString, host);
    FakeHub hub;
    FakeHub evil;
    hub.reply("/api/models", FakeHub::redirect(evil.url(u"/x"_s, host)));
    evil.reply("/x", {});
    Asked a(hub.url());
    a.search();
    QTRY_VERIFY(a.page);
    QVERIFY(*a.page);
    QCOMPARE(evil.requests.size(), 1);
    QVERIFY(!carriesToken(evil.requests.first()));
    QVERIFY(!evil.requests.first().toLower().contains("cookie"));
}

void TestHubClient::tokenDoesNotComeBack() // N04
{
    FakeHub hub;
    FakeHub evil;
    hub.reply("/api/models", FakeHub::redirect(evil.url(u"/x"_s)));
    evil.reply("/x", FakeHub::redirect(hub.url(u"/back"_s)));
    hub.reply("/back", {});
    Asked a(hub.url());
    a.search();
    QTRY_VERIFY(a.page);
    QCOMPARE(hub.requests.size(), 2);
    QVERIFY(carriesToken(hub.requests[0]));
    QVERIFY(!carriesToken(hub.requests[1]));
}

void TestHubClient::noTokenOverPlainHttp() // N36
{
    QVERIFY(mayCarryToken(QUrl(u"https://m.example/x"_s), QUrl(u"https://m.example"_s)));
    QVERIFY(mayCarryToken(QUrl(u"http://127.0.0.1:5/x"_s), QUrl(u"http://127.0.0.1:5"_s)));
    QVERIFY(mayCarryToken(QUrl(u"http://[::1]:5/x"_s), QUrl(u"http://[::1]:5"_s)));
    for (const auto &[url, endpoint] : {std::pair{u"http://m.example/x"_s, u"http://m.example"_s},
                                        {u"http://10.0.0.1/x"_s, u"http://10.0.0.1"_s},
                                        {u"https://m.example:444/x"_s, u"https://m.example"_s},
                                        {u"http://m.example/x"_s, u"https://m.example"_s},
                                        {u"https://m.example.evil/x"_s, u"https://m.example"_s},
                                        {u"http://localhost.evil/x"_s, u"http://localhost.evil"_s}})
        QVERIFY2(!mayCarryToken(QUrl(url), QUrl(endpoint)), qPrintable(url));
}

void TestHubClient::endpointChangeForgetsTheToken() // A12
{
    FakeHub other;
    other.reply("/api/models", {});
    FakeHub hub;
    Asked a(hub.url());
    a.client.setEndpoint(other.url());
    QVERIFY(!a.client.hasToken());
    a.search();
    QTRY_VERIFY(a.page);
    QVERIFY(!carriesToken(other.requests.first()));
}

void TestHubClient::refusedRedirects_data() // N06, N08
{
    QTest::addColumn<QByteArray>("location");
    for (const char *location :
         {"file:///etc/passwd", "data:text/plain,x", "qrc:/x", "ftp://127.0.0.1/x", "javascript:x",
          "http://user:pass@127.0.0.1/x", "", "http://", "https://", "http:///x", "//"})
        QTest::newRow(*location ? location : "empty") << QByteArray(location);
}

void TestHubClient::refusedRedirects()
{
    QFETCH(QByteArray, location);
    FakeHub hub;
    hub.reply("/api/models",
              {.status = 302, .body = "x", .headers = "Location: " + location + "\r\n"});
    Asked a(hub.url());
    a.search();
    QTRY_VERIFY(a.page);
    QVERIFY(!*a.page);
    QVERIFY(!a.page->error().message.isEmpty());
    QVERIFY(hub.requests.size() <= 6);
}

void TestHubClient::fiveHops() // N05
{
    FakeHub hub;
    hub.handle("/api/models", [&](const QByteArray &) {
        return FakeHub::redirect(hub.url(u"/api/models?again"_s));
    });
    Asked a(hub.url());
    a.search();
    QTRY_VERIFY(a.page);
    QCOMPARE(a.kind(), Kind::Insecure);
    QCOMPARE(hub.requests.size(), 6);
    QCOMPARE(a.answers, 1);
}

void TestHubClient::renamedRepo() // N09
{
    FakeHub hub;
    hub.reply("/api/models/old",
              {.status = 307, .body = {}, .headers = "Location: /api/models/new\r\n"});
    hub.reply("/api/models/new", {.body = R"({"id":"new"})"});
    Asked a(hub.url());
    std::optional<Result<RepoInfo>> info;
    const auto handle = a.client.repoInfo(*RepoId::parse(RepoKind::Model, u"old"), {},
                                          [&](Result<RepoInfo> r) { info = std::move(r); });
    QTRY_VERIFY(info);
    QVERIFY(*info);
    QCOMPARE((*info)->summary.id.id(), u"new"_s);
    QCOMPARE(hub.requests.size(), 2);
    QVERIFY(carriesToken(hub.requests[1])); // relative: still home
}

void TestHubClient::downgrades() // N03, N06
{
    const QUrl hub(u"https://hub.example/x"_s);
    QVERIFY(mayRedirect(hub, QUrl(u"https://cdn.example/y"_s)));
    QVERIFY(mayRedirect(QUrl(u"http://127.0.0.1/x"_s), QUrl(u"http://localhost:99/"_s)));
    for (const auto &to :
         {u"http://hub.example/x"_s, u"https://127.0.0.1/"_s, u"https://localhost/"_s,
          u"https://LOCALHOST./"_s, u"https://10.1.2.3/"_s, u"https://192.168.1.1/"_s,
          u"https://169.254.169.254/"_s, u"https://[::1]/"_s, u"https://[::ffff:127.0.0.1]/"_s,
          u"https://[fe80::1]/"_s, u"https://[fd00::1]/"_s, u"https://0.0.0.0/"_s,
          u"https://2130706433/"_s, u"https://0x7f.1/"_s, u"https://x.localhost/"_s,
          u"https://a:b@cdn.example/"_s, u"file:///etc/passwd"_s, u"https://100.64.0.1/"_s})
        QVERIFY2(!mayRedirect(hub, QUrl(to)), qPrintable(to));
}

void TestHubClient::writesAndRedirects_data() // N07
{
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("elsewhere");
    QTest::addColumn<int>("writes"); // that reach the place redirected to
    for (const int status : {301, 302, 303}) {
        QTest::addRow("%d home", status) << status << false << 0;
        QTest::addRow("%d elsewhere", status) << status << true << 0;
    }
    for (const int status : {307, 308}) {
        QTest::addRow("%d home", status) << status << false << 1;
        QTest::addRow("%d elsewhere", status) << status << true << 0;
    }
}

void TestHubClient::writesAndRedirects()
{
    QFETCH(int, status);
    QFETCH(bool, elsewhere);
    FakeHub hub;
    FakeHub evil;
    hub.reply("/old", FakeHub::redirect((elsewhere ? evil : hub).url(u"/new"_s), status));
    hub.reply("/new", {.body = "{}"});
    QNetworkAccessManager nam;
    RequestHandle request(new HubRequest(nam,
                                         {.verb = "POST",
                                          .url = hub.url(u"/old"_s),
                                          .body = "commit",
                                          .contentType = "text/plain"}));
    int answers = 0;
    request->send([&](const Result<Body> &) { ++answers; });
    QTRY_COMPARE(answers, 1);
    QTEST(hub.count("POST /new") + evil.count("POST"), "writes");
    QCOMPARE(evil.count("commit"), 0);
    QCOMPARE(hub.count("GET"), 0);
}

void TestHubClient::timeoutIsNotCancel() // N26
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

void TestHubClient::slowDrip() // N25
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

void TestHubClient::bodyIsCapped()
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

void TestHubClient::decompressionBomb() // N24
{
    // 80 MB of spaces as gzip, made of stored-size-tiny blocks by zlib itself.
    const QByteArray packed
        = qCompress(QByteArray(80 << 20, ' '), 9).sliced(4); // zlib form: "deflate" of HTTP
    QVERIFY(packed.size() < 100'000);
    FakeHub hub;
    hub.reply("/api/models", {.body = packed, .headers = "Content-Encoding: deflate\r\n"});
    Asked a(hub.url());
    a.search();
    QTRY_VERIFY_WITH_TIMEOUT(a.page, 20'000);
    QVERIFY(!*a.page);
    QCOMPARE(a.kind(), Kind::BadReply);
}

void TestHubClient::writesArriveOnce() // N29
{
    FakeHub hub;
    // First a whole exchange on a connection that is kept, then it closes before it answers: what
    // makes Qt send again by itself.
    hub.reply("/warm", {.body = "{}", .keepAlive = true});
    hub.reply("/commit", {.raw = " ", .reset = true});
    QNetworkAccessManager nam;
    int answers = 0;
    RequestHandle warm(new HubRequest(nam, {.url = hub.url(u"/warm"_s)}));
    warm->send([&](const Result<Body> &) { ++answers; });
    QTRY_COMPARE(answers, 1);
    RequestHandle write(new HubRequest(nam,
                                       {.verb = "POST",
                                        .url = hub.url(u"/commit"_s),
                                        .body = "commit",
                                        .contentType = "text/plain"}));
    std::optional<Result<Body>> result;
    write->send([&](Result<Body> r) { result = std::move(r); });
    QTRY_VERIFY(result);
    QVERIFY(!*result);
    QTest::qWait(100);
    QCOMPARE(hub.count("POST /commit"), 1);
}

void TestHubClient::typedErrors_data() // N15
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("headers");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<QString>("detail");
    const auto row = [](const char *name, int status, const QByteArray &headers,
                        const QByteArray &body, Kind kind, const QString &detail = {}) {
        QTest::newRow(name) << status << headers << body << kind << detail;
    };
    row("private without token", 401, "", R"({"error":"Repository not found"})", Kind::SignInNeeded,
        u"Repository not found"_s);
    row("401 RepoNotFound", 401, "X-Error-Code: RepoNotFound\r\n", "", Kind::SignInNeeded);
    row("bad token", 401, "X-Error-Message: Invalid credentials in Authorization header\r\n", "",
        Kind::BadToken);
    row("gated, anonymous", 401, "X-Error-Code: GatedRepo\r\n", "", Kind::Gated);
    row("gated, not accepted", 403,
        "X-Error-Code: GatedRepo\r\nX-Error-Message: Your request is pending\r\n", "", Kind::Gated,
        u"Your request is pending"_s);
    row("scope", 403, "", R"({"error":["no","write"]})", Kind::Forbidden, u"no\nwrite"_s);
    row("disabled", 403, "X-Error-Message: Access to this resource is disabled.\r\n", "",
        Kind::Disabled);
    row("no repo", 404, "X-Error-Code: RepoNotFound\r\n", "", Kind::NotFound);
    row("no revision", 404, "X-Error-Code: RevisionNotFound\r\n", "", Kind::NotFound);
    row("no file", 404, "X-Error-Code: EntryNotFound\r\n", "", Kind::NotFound);
    row("bare", 404, "", "<html><script>alert(1)</script>", Kind::NotFound);
    row("legal", 451, "", "", Kind::Disabled);
    row("payment", 402, "", "", Kind::PaymentNeeded);
    row("conflict", 409, "", R"({"message":"exists"})", Kind::Conflict, u"exists"_s);
    row("bad request", 400, "", R"({"errors":[{"message":"e1"},{"message":"e2"}]})", Kind::BadInput,
        u"e1\ne2"_s);
    row("teapot", 418, "", "", Kind::Server);
    row("server", 501, "", "{}", Kind::Server);
}

void TestHubClient::typedErrors()
{
    QFETCH(int, status);
    QFETCH(QByteArray, headers);
    QFETCH(QByteArray, body);
    QFETCH(QString, detail);
    FakeHub hub;
    hub.reply("/api/models",
              {.status = status, .body = body, .headers = headers + "X-Request-Id: Root=1-2\r\n"});
    Asked a(hub.url());
    a.search();
    QTRY_VERIFY(a.page);
    QVERIFY(!*a.page);
    QTEST(a.kind(), "kind");
    QCOMPARE(a.page->error().requestId, u"Root=1-2"_s);
    QVERIFY(a.page->error().message.endsWith(u'.'));
    if (!detail.isEmpty())
        QCOMPARE(a.page->error().detail, detail);
    QVERIFY(!a.page->error().detail.contains(u"<"_s));
}

void TestHubClient::longErrorBodies() // N14
{
    FakeHub hub;
    hub.reply("/api/models",
              {.status = 404,
               .body = "oops " + QByteArray(10 << 20, 'x'),
               .headers = "X-Error-Code: EntryNotFound\r\n"});
    Asked a(hub.url());
    a.search();
    QTRY_VERIFY(a.page);
    QCOMPARE(a.kind(), Kind::NotFound);
    QVERIFY(a.page->error().detail.startsWith(u"oops"_s) && a.page->error().detail.size() <= 2'000);
}

void TestHubClient::brokenAnswers_data() // N16, N17, N19, N21, N23, N27, N28, N35
{
    QTest::addColumn<QByteArray>("raw");
    QTest::newRow("N28 garbage") << QByteArray("\x00\x01\x02garbage\r\n\r\n", 14);
    QTest::newRow("N28 HTTP/0.9") << QByteArray("<html>hello</html>");
    QTest::newRow("N28 HTTP/2 preface") << QByteArray("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    QTest::newRow("N28 TLS alert") << QByteArray("\x15\x03\x01\x00\x02\x02\x46", 7);
    QTest::newRow("N17 short") << QByteArray(
        "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n[{\"id\":\"a/b\"},");
    QTest::newRow("N19 negative length")
        << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n[");
    QTest::newRow("N19 huge length")
        << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999\r\n\r\n[");
    QTest::newRow("N21 cut chunks")
        << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n[{\"id");
    QTest::newRow("N21 bad chunk size")
        << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n[]\r\n0\r\n\r\n");
    QTest::newRow("N23 cut gzip") << QByteArray("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n")
            + QByteArray("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x8b", 11);
    QTest::newRow("N35 portal") << QByteArray(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>Sign in to this network</html>");
    QTest::newRow("nothing") << QByteArray(" ");
}

void TestHubClient::brokenAnswers()
{
    QFETCH(QByteArray, raw);
    FakeHub hub;
    hub.reply("/api/models", {.raw = raw});
    Asked a(hub.url());
    a.search();
    QTRY_VERIFY_WITH_TIMEOUT(a.page, 10'000);
    QVERIFY(!*a.page);
    QVERIFY(!a.page->error().message.isEmpty());
    QCOMPARE(a.answers, 1);
    QVERIFY2(hub.requests.size() <= 4,
             qPrintable(QString::number(hub.requests.size()))); // Qt repeats by itself
}

void TestHubClient::oddStatuses_data() // N30
{
    QTest::addColumn<QByteArray>("raw");
    QTest::newRow("204") << QByteArray("HTTP/1.1 204 No\r\n\r\n");
    QTest::newRow("206 unasked") << QByteArray(
        "HTTP/1.1 206 Part\r\nContent-Length: 2\r\nContent-Range: bytes 0-1/9\r\n\r\n[]");
    QTest::newRow("304 unasked") << QByteArray("HTTP/1.1 304 Same\r\n\r\n");
    QTest::newRow("300 nowhere") << QByteArray("HTTP/1.1 300 Many\r\nContent-Length: 2\r\n\r\n[]");
    QTest::newRow("302 nowhere") << QByteArray("HTTP/1.1 302 Away\r\nContent-Length: 2\r\n\r\n[]");
    QTest::newRow("999") << QByteArray("HTTP/1.1 999 What\r\nContent-Length: 2\r\n\r\n[]");
}

void TestHubClient::oddStatuses()
{
    QFETCH(QByteArray, raw);
    FakeHub hub;
    hub.reply("/api/models", {.raw = raw});
    Asked a(hub.url());
    a.search();
    QTRY_VERIFY(a.page);
    QVERIFY(!*a.page);
}

void TestHubClient::headerInjection() // N37
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

void TestHubClient::cookies() // N38
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

void TestHubClient::nextPages_data() // N39
{
    QTest::addColumn<QByteArray>("link");
    QTest::addColumn<QString>("next"); // below the endpoint; empty: the last page
    QTest::newRow("none") << QByteArray() << QString();
    QTest::newRow("absolute") << QByteArray("<HUB/api/models?cursor=2>; rel=\"next\"")
                              << u"/api/models?cursor=2"_s;
    QTest::newRow("relative") << QByteArray("</api/models?cursor=2>; rel=next")
                              << u"/api/models?cursor=2"_s;
    QTest::newRow("second") << QByteArray("<HUB/x>; rel=\"prev\", <HUB/y>; rel=\"next\"")
                            << u"/y"_s;
    QTest::newRow("evil") << QByteArray("<https://evil.example/api/models>; rel=\"next\"")
                          << QString();
    QTest::newRow("other port") << QByteArray("<http://127.0.0.1:1/api>; rel=\"next\"")
                                << QString();
    QTest::newRow("file") << QByteArray("<file:///etc/passwd>; rel=\"next\"") << QString();
    QTest::newRow("credentials") << QByteArray("<http://u:p@AUTHORITY/x>; rel=\"next\"")
                                 << QString();
    QTest::newRow("itself") << QByteArray("<SELF>; rel=\"next\"") << QString();
    QTest::newRow("other relation") << QByteArray("<HUB/x>; rel=\"nextish\"") << QString();
    QTest::newRow("unclosed") << QByteArray("<HUB/x; rel=\"next\"") << QString();
}

void TestHubClient::nextPages()
{
    QFETCH(QByteArray, link);
    QFETCH(QString, next);
    FakeHub hub;
    hub.handle("/api/models", [&](const QByteArray &path) {
        QByteArray header = link;
        header.replace("HUB", hub.url().toEncoded())
            .replace("SELF", hub.url().toEncoded() + path)
            .replace("AUTHORITY", hub.url().authority().toLatin1());
        return FakeHub::Answer{.headers = header.isEmpty() ? header : "Link: " + header + "\r\n"};
    });
    Asked a(hub.url());
    a.search();
    QTRY_VERIFY(a.page);
    QVERIFY(*a.page);
    QCOMPARE((*a.page)->next, next.isEmpty() ? QUrl() : QUrl(hub.url().toString() + next));
}

void TestHubClient::mirrorPages()
{
    // A mirror passes on what the public Hub said.
    FakeHub mirror;
    mirror.reply(
        "/hf/api/models",
        {.headers = "Link: <https://huggingface.co/api/models?cursor=a%2Bb>; rel=\"next\"\r\n"});
    Asked a(mirror.url(u"/hf"_s));
    a.search();
    QTRY_VERIFY(a.page);
    QCOMPARE((*a.page)->next.toString(QUrl::FullyEncoded),
             mirror.url(u"/hf/api/models?cursor=a%2Bb"_s).toString(QUrl::FullyEncoded));
    a.page.reset();
    a.handle
        = a.client.nextRepos(RepoKind::Model, mirror.url(u"/hf/api/models?cursor=1"_s), a.keep());
    QTRY_VERIFY(a.page);
    QVERIFY(carriesToken(mirror.requests.last()));
}

void TestHubClient::rateLimitPausesAll() // N10, N11
{
    FakeHub hub;
    hub.replyInTurn(
        "/api/models",
        {{.status = 429, .headers = "Retry-After: 1\r\n"}, {.body = R"([{"id":"a/b"}])"}});
    hub.reply("/api/spaces", {});
    Asked a(hub.url());
    QSignalSpy told(&a.client.pacer(), &Pacer::limitedUntilChanged);
    QElapsedTimer timer;
    timer.start();
    a.search();
    QTRY_VERIFY(a.client.pacer().limitedUntil().isValid());
    std::optional<Result<RepoPage>> other;
    const auto second = a.client.searchRepos({.kind = RepoKind::Space},
                                             [&](Result<RepoPage> r) { other = std::move(r); });
    // One that is dropped while it waits is never sent.
    RequestHandle third = a.client.refs(*RepoId::parse(RepoKind::Model, u"a/b"),
                                        [](const Result<QList<Ref>> &) { QFAIL("dropped"); });
    third.reset();
    QTRY_VERIFY(a.page && other);
    QVERIFY(*a.page && *other);
    QVERIFY(timer.elapsed() >= 1'000);
    QCOMPARE(hub.requests.size(), 3);
    QTRY_VERIFY(!a.client.pacer().limitedUntil().isValid());
    QTRY_COMPARE(told.size(), 2);
    QCOMPARE(a.answers, 1);
}

void TestHubClient::serverErrorsAreRepeated() // N13
{
    FakeHub hub;
    hub.replyInTurn("/api/models",
                    {{.status = 503}, {.status = 502}, {.body = R"([{"id":"a/b"}])"}});
    Asked a(hub.url());
    a.search();
    QTRY_VERIFY(a.page);
    QVERIFY(*a.page);
    QCOMPARE(hub.requests.size(), 3);
    QVERIFY(carriesToken(hub.requests.last()));

    hub.reply("/api/models", {.status = 500});
    hub.requests.clear();
    a.page.reset();
    a.search();
    QTRY_VERIFY(a.page);
    QCOMPARE(a.kind(), Kind::Server);
    QCOMPARE(hub.requests.size(), 3); // the limit that this test has set
}

void TestHubClient::offline()
{
    FakeHub hub;
    hub.reply("/", {});
    Asked a(hub.url());
    a.client.setOffline(true);
    a.search();
    QVERIFY(!a.page);
    QTRY_VERIFY(a.page);
    QCOMPARE(a.kind(), Kind::Offline);
    QCOMPARE(hub.connections, 0);
}

void TestHubClient::unreachable() // N32
{
    QTcpServer closed;
    QVERIFY(closed.listen(QHostAddress::LocalHost));
    const QUrl url(u"http://127.0.0.1:%1"_s.arg(closed.serverPort()));
    closed.close();
    Asked a(url);
    a.search();
    QTRY_VERIFY(a.page);
    QCOMPARE(a.kind(), Kind::Offline);
}

void TestHubClient::parts_data() // N20, N22, N30
{
    QTest::addColumn<QByteArray>("raw");
    QTest::addColumn<qint64>("offset");
    QTest::addColumn<QByteArray>("bytes"); // "!" for an error
    const QByteArray ok = "HTTP/1.1 206 P\r\nContent-Length: 4\r\nContent-Range: bytes ";
    QTest::newRow("asked for") << ok + "2-5/10\r\n\r\nabcd" << qint64(2) << QByteArray("abcd");
    QTest::newRow("end of file") << QByteArray(
        "HTTP/1.1 206 P\r\nContent-Length: 2\r\nContent-Range: bytes 8-9/10\r\n\r\nab")
                                 << qint64(8) << QByteArray("ab");
    QTest::newRow("other offset") << ok + "3-6/10\r\n\r\nabcd" << qint64(2) << QByteArray("!");
    QTest::newRow("wrong length") << ok + "2-9/10\r\n\r\nabcd" << qint64(2) << QByteArray("!");
    QTest::newRow("no Content-Range")
        << QByteArray("HTTP/1.1 206 P\r\nContent-Length: 4\r\n\r\nabcd") << qint64(2)
        << QByteArray("!");
    QTest::newRow("whole file ignored range at 0")
        << QByteArray("HTTP/1.1 200 O\r\nContent-Length: 3\r\n\r\nabc") << qint64(0)
        << QByteArray("abc");
    QTest::newRow("whole file elsewhere")
        << QByteArray("HTTP/1.1 200 O\r\nContent-Length: 3\r\n\r\nabc") << qint64(2)
        << QByteArray("!");
    QTest::newRow("N20 longer") << QByteArray(
        "HTTP/1.1 206 P\r\nContent-Length: 6\r\nContent-Range: bytes 2-7/10\r\n\r\nabcdef")
                                << qint64(2) << QByteArray("!");
    QTest::newRow("N22 gzip") << ok + "2-5/10\r\nContent-Encoding: gzip\r\n\r\nabcd" << qint64(2)
                              << QByteArray("!");
    QTest::newRow("empty file") << QByteArray(
        "HTTP/1.1 416 R\r\nContent-Length: 9\r\nContent-Range: bytes */0\r\n\r\nnot there")
                                << qint64(0) << QByteArray();
    QTest::newRow("past the end") << QByteArray(
        "HTTP/1.1 416 R\r\nContent-Length: 0\r\nContent-Range: bytes */10\r\n\r\n")
                                  << qint64(20) << QByteArray("!");
    QTest::newRow("negative") << QByteArray("x") << qint64(-1) << QByteArray("!");
    QTest::newRow("overflow") << QByteArray("x") << std::numeric_limits<qint64>::max()
                              << QByteArray("!");
}

void TestHubClient::parts()
{
    QFETCH(QByteArray, raw);
    QFETCH(qint64, offset);
    QFETCH(QByteArray, bytes);
    FakeHub hub;
    hub.reply("/a/b/resolve/main/x.bin", {.raw = raw});
    Asked a(hub.url());
    std::optional<Result<Body>> body;
    const auto handle = a.client.readFile(*RepoId::parse(RepoKind::Model, u"a/b"), {}, u"x.bin"_s,
                                          offset, 4, [&](Result<Body> r) { body = std::move(r); });
    QTRY_VERIFY(body);
    QCOMPARE(body->has_value(), bytes != "!");
    if (*body) {
        QCOMPARE((*body)->bytes, bytes);
        QVERIFY(hub.requests.first().toLower().contains("range: bytes=" + QByteArray::number(offset)
                                                        + "-"));
        QVERIFY(hub.requests.first().toLower().contains("accept-encoding: identity"));
    }
}

void TestHubClient::fetchRules_data()
{
    QTest::addColumn<QString>("endpoint");
    QTest::addColumn<QString>("url");
    QTest::addColumn<bool>("sent");
    QTest::newRow("home on loopback") << u"http://127.0.0.1:1"_s << u"HUB/image.png"_s << true;
    QTest::newRow("loopback from the public Hub")
        << u"https://huggingface.co"_s << u"HUB/image.png"_s << false;
    QTest::newRow("file") << u"http://127.0.0.1:1"_s << u"file:///etc/passwd"_s << false;
    QTest::newRow("credentials") << u"http://127.0.0.1:1"_s << u"http://u:p@127.0.0.1/x"_s << false;
}

void TestHubClient::fetchRules()
{
    QFETCH(QString, endpoint);
    QFETCH(QString, url);
    QFETCH(bool, sent);
    FakeHub hub;
    hub.reply("/image.png", {.body = "png"});
    Asked a{QUrl(endpoint)};
    std::optional<Result<Body>> body;
    const auto handle = a.client.fetch(QUrl(url.replace("HUB"_L1, hub.url().toString())), 100,
                                       [&](Result<Body> r) { body = std::move(r); });
    QTRY_VERIFY(body);
    QCOMPARE(body->has_value(), sent);
    QCOMPARE(hub.connections, sent ? 1 : 0);
    if (sent)
        QVERIFY(!carriesToken(hub.requests.first()));
    else
        QCOMPARE(body->error().kind, Kind::BadInput);
}

void TestHubClient::manyAtOnce() // N40
{
    FakeHub hub;
    hub.reply("/api/models", {.body = R"([{"id":"a/b"}])"});
    Asked a(hub.url());
    std::vector<RequestHandle> handles;
    int done = 0;
    for (int i = 0; i < 500; ++i)
        handles.push_back(
            a.client.searchRepos({.text = QString::number(i)},
                                 [&](const Result<RepoPage> &r) { done += r.has_value(); }));
    int beats = 0;
    QTimer heart;
    heart.callOnTimeout(this, [&] { ++beats; });
    heart.start(5);
    QTRY_COMPARE_WITH_TIMEOUT(done, 500, 30'000);
    QVERIFY(beats > 5);
}

QTEST_GUILESS_MAIN(TestHubClient)
#include "tst_hubclient.moc"
