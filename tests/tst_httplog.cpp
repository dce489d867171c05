// What is shown and kept of exchanges holds no key, password or token (A01, T09).

#include "app/net/httplog.h"
#include "app/net/redact.h"
#include "tests/support/asked.h"
#include "tests/support/fakehub.h"

#include <QTest>

using namespace Qt::StringLiterals;

class TestHttpLog final : public QObject
{
    Q_OBJECT

private slots:
    void redacts_data();
    void redacts();
    void signedAddressesAreNotShown_data();
    void signedAddressesAreNotShown();
    void logIsCleanAndBounded();
    void oneLineIsOneExchange();
};

void TestHttpLog::redacts_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("shown");
    const auto row = [](const char *name, const char *text, const char *shown) {
        QTest::newRow(name) << QString::fromUtf8(text) << QString::fromUtf8(shown);
    };
    row("nothing to hide", "Host not found", "Host not found");
    row("query", "Error transferring https://cdn.example/a/b?Sig=k&X=1 - server replied: Forbidden",
        "Error transferring https://cdn.example/a/b?… - server replied: Forbidden");
    row("bare query", "get https://cdn.example/?key", "get https://cdn.example/?…");
    row("fragment", "see https://x.example/a#access_token=k", "see https://x.example/a#…");
    row("login", "via http://ann:pass@proxy.example:3128 refused",
        "via http://proxy.example:3128 refused");
    row("login with an at sign", "http://ann:p@ss@proxy.example/", "http://proxy.example/");
    row("at sign in the path", "https://x.example/@ann/b", "https://x.example/@ann/b");
    row("quoted", "{\"u\":\"https://x.example/a?s=1\"}", "{\"u\":\"https://x.example/a?…\"}");
    row("two", "https://a.example/?s=1 https://b.example/?t=2",
        "https://a.example/?… https://b.example/?…");
    row("path with a query", "GET /repos/x?X-Amz-Signature=k", "GET /repos/x?…");
    row("a question", "Is this so?", "Is this so?");
    row("token", "no hf_abcdefghijklmnopqrstuvwxyz0123 here", "no hf_… here");
    row("token of a sign-in", "no hf_oauth_eyJhbGci.eyJzdWIiOiJhIn0.c2ln-bmF0_dXJl here",
        "no hf_… here");
    row("a name", "hf_internal/tiny", "hf_internal/tiny");
    row("scheme only", "://?", "://?…");
    row("empty", "", "");
}

void TestHttpLog::redacts()
{
    QFETCH(QString, text);
    const QString out = redacted(text);
    QTEST(out, "shown");
    QCOMPARE(redacted(out), out); // once is enough
}

void TestHttpLog::signedAddressesAreNotShown_data()
{
    QTest::addColumn<FakeHub::Answer>("answer"); // of the storage, to the signed address
    QTest::newRow("refused") << FakeHub::Answer{.status = 403, .body = "<Error/>"};
    QTest::newRow("repeats it") << FakeHub::Answer{
        .status = 403, .body = "bad: https://u:signature@cdn.example/x?X-Signature=signature"};
    QTest::newRow("in a header") << FakeHub::Answer{
        .status = 400, .body = {}, .headers = "X-Error-Message: /x?X-Signature=signature\r\n"};
    QTest::newRow("cut") << FakeHub::Answer{.raw = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n["};
    QTest::newRow("garbage") << FakeHub::Answer{.raw = "what?\r\n\r\n"};
    QTest::newRow("reset") << FakeHub::Answer{.raw = " ", .reset = true};
}

void TestHttpLog::signedAddressesAreNotShown()
{
    QFETCH(FakeHub::Answer, answer);
    FakeHub hub;
    FakeHub cdn;
    hub.reply("/api/models",
              FakeHub::redirect(cdn.url(u"/x?X-Signature=signature&Expires=9"_s, u"localhost"_s)));
    cdn.reply("/x", answer);
    Asked a(hub.url());
    HttpLog log;
    log.watch(a.nam);
    a.search();
    QTRY_VERIFY_WITH_TIMEOUT(a.page, 10'000);
    QVERIFY(!*a.page);
    QVERIFY(cdn.count("X-Signature=signature") > 0);
    const HubError &error = a.page->error();
    for (const QString &shown : {error.message, error.detail, error.requestId, log.text()})
        QVERIFY2(!shown.contains(u"signature"_s), qPrintable(shown));
}

void TestHttpLog::logIsCleanAndBounded() // A01, T09
{
    FakeHub hub;
    hub.reply("/api/models", {.headers = "X-Request-Id: r1\r\n"});
    QNetworkAccessManager nam;
    HttpLog log;
    log.watch(nam);
    RequestHandle request(new HubRequest(
        nam, {.url = hub.url(u"/api/models?search=private&X-Sig=abc"_s), .token = "hf_secret"}));
    bool done = false;
    request->send([&](const Result<Body> &) { done = true; });
    QTRY_VERIFY(done && !log.entries().empty());
    const HttpLog::Entry entry = log.entries().front();
    QCOMPARE(entry.verb, u"GET"_s);
    QCOMPARE(entry.status, 200);
    QCOMPARE(entry.address, hub.url(u"/api/models"_s).toString());
    QCOMPARE(entry.requestId, u"r1"_s);
    QVERIFY(!log.text().contains(u"secret"_s) && !log.text().contains(u"private"_s)
            && !log.text().contains(u"abc"_s));
    for (int i = 0; i < 1'000; ++i)
        log.add(u"GET"_s, QUrl(u"https://u:hf_pw@cdn.example/a\u202Eb?%1"_s.arg(i)), 0, {},
                QString(5'000, u'x'));
    QCOMPARE(log.entries().size(), size_t(200));
    QVERIFY(log.text().size() < 200 * 800);
    QVERIFY(!log.text().contains(u"hf_pw"_s) && !log.text().contains(u'\u202E'));
}

// M12: what a name, a server or a library says can neither colour a terminal nor forge a line.
void TestHttpLog::oneLineIsOneExchange()
{
    const QString evil
        = u"x\x1B[31m\r\n2026-01-01 GET 200 https://forged.example/\x07\u2028\u0085\u009B2J"_s;
    HttpLog log;
    log.add(evil, QUrl(u"https://hub.example/"_s + evil), 200, evil.toLatin1(), evil);
    QUrl raw;
    raw.setScheme(u"https"_s);
    raw.setHost(u"hub.example"_s);
    raw.setPath(u'/' + evil);
    log.add(u"GET"_s, raw, 200);
    const QString text = log.text();
    QCOMPARE(text.count(u'\n'), 2);
    for (const QChar c : text)
        QVERIFY2(c == u'\n' || (c.category() != QChar::Other_Control && c != QChar::LineSeparator),
                 qPrintable(QString::number(c.unicode(), 16)));
}

QTEST_GUILESS_MAIN(TestHttpLog)
#include "tst_httplog.moc"
