// Refusals and broken answers as errors, pages and parts of files.

#include "app/net/hubclient.h"
#include "tests/support/asked.h"
#include "tests/support/fakehub.h"

#include <QTest>

using namespace Qt::StringLiterals;
using Kind = HubError::Kind;

class TestHubAnswers final : public QObject
{
    Q_OBJECT

private slots:
    void typedErrors_data();
    void typedErrors();
    void explanationsDiffer();
    void longErrorBodies();
    void brokenAnswers_data();
    void brokenAnswers();
    void oddStatuses_data();
    void oddStatuses();
    void nextPages_data();
    void nextPages();
    void mirrorPages();
    void parts_data();
    void parts();
};

void TestHubAnswers::typedErrors_data() // N15
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

void TestHubAnswers::typedErrors()
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

void TestHubAnswers::explanationsDiffer() // N15: each says another next step
{
    QStringList messages;
    const auto say = [&messages](int status, const QByteArray &code, const QByteArray &words = {}) {
        messages << HubError::fromHttp({.status = status, .errorCode = code, .errorMessage = words})
                        .message;
    };
    say(401, "RepoNotFound");
    say(401, {}, "Invalid credentials in Authorization header");
    say(401, "GatedRepo");
    say(403, "GatedRepo");
    say(403, {});
    say(403, "DisabledRepo");
    say(404, "RepoNotFound");
    say(404, "RevisionNotFound");
    say(404, "EntryNotFound");
    say(451, {});
    QCOMPARE(QSet<QString>(messages.begin(), messages.end()).size(), messages.size());
}

void TestHubAnswers::longErrorBodies() // N14
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

void TestHubAnswers::brokenAnswers_data() // N16, N17, N19, N21, N23, N27, N28, N35
{
    QTest::addColumn<QByteArray>("raw");
    QTest::newRow("N28 garbage") << QByteArray("\x00\x01\x02garbage\r\n\r\n", 14);
    QTest::newRow("N28 HTTP/0.9") << QByteArray("<html>hello</html>");
    QTest::newRow("N28 HTTP/2 preface") << QByteArray("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    QTest::newRow("N28 TLS alert") << QByteArray("\x15\x03\x01\x00\x02\x02\x46", 7);
    QTest::newRow("N16 reset in the head") << QByteArray("HTTP/1.1 200 OK\r\nContent-Le");
    QTest::newRow("N16 reset in the body")
        << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n[{\"id\":\"a/b\"},");
    QTest::newRow("N16 reset, whole to look at")
        << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n[]");
    QTest::newRow("N16 reset between chunks")
        << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n");
    QTest::newRow("N17 short") << QByteArray(
        "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n[{\"id\":\"a/b\"},");
    // What came reads as a whole list, and is none.
    QTest::newRow("N17 short, whole to look at")
        << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n[]");
    QTest::newRow("N21 cut chunks, whole to look at")
        << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n");
    QTest::newRow("N18 no length, half") << QByteArray("HTTP/1.1 200 OK\r\n\r\n[{\"id\":\"a/b\"},");
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

void TestHubAnswers::brokenAnswers()
{
    QFETCH(QByteArray, raw);
    FakeHub hub;
    const bool reset = QByteArrayView(QTest::currentDataTag()).startsWith("N16");
    hub.reply("/api/models", {.raw = raw, .reset = reset});
    Asked a(hub.url());
    a.search();
    QTRY_VERIFY_WITH_TIMEOUT(a.page, 10'000);
    QVERIFY(!*a.page);
    QVERIFY(!a.page->error().message.isEmpty());
    QCOMPARE(a.answers, 1);
    QVERIFY2(hub.requests.size() <= 4,
             qPrintable(QString::number(hub.requests.size()))); // Qt repeats by itself
}

void TestHubAnswers::oddStatuses_data() // N30
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

void TestHubAnswers::oddStatuses()
{
    QFETCH(QByteArray, raw);
    FakeHub hub;
    hub.reply("/api/models", {.raw = raw});
    Asked a(hub.url());
    a.search();
    QTRY_VERIFY(a.page);
    QVERIFY(!*a.page);
}

void TestHubAnswers::nextPages_data() // N39
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
    // Told on: who collects the pages says that they do not end.
    QTest::newRow("itself") << QByteArray("<SELF>; rel=\"next\"") << u"SELF"_s;
    QTest::newRow("other relation") << QByteArray("<HUB/x>; rel=\"nextish\"") << QString();
    QTest::newRow("unclosed") << QByteArray("<HUB/x; rel=\"next\"") << QString();
}

void TestHubAnswers::nextPages()
{
    QFETCH(QByteArray, link);
    QFETCH(QString, next);
    FakeHub hub;
    hub.handle("/api/models", [&](const QByteArray &path) {
        next.replace(u"SELF"_s, QString::fromLatin1(path));
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

void TestHubAnswers::mirrorPages()
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

void TestHubAnswers::parts_data() // N20, N22, N30
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
    QTest::newRow("N18 no length, half")
        << QByteArray("HTTP/1.1 206 P\r\nContent-Range: bytes 2-5/10\r\n\r\nab") << qint64(2)
        << QByteArray("!");
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

void TestHubAnswers::parts()
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

QTEST_GUILESS_MAIN(TestHubAnswers)
#include "tst_hubanswers.moc"
