// Where requests may be sent on to, and that the token stays at home.

#include "app/net/hubclient.h"
#include "app/net/origin.h"
#include "tests/support/asked.h"
#include "tests/support/fakehub.h"

#include <QTest>

using namespace Qt::StringLiterals;
using Kind = HubError::Kind;

class TestHubRedirects final : public QObject
{
    Q_OBJECT

private slots:
    void tokenStaysHome_data();
    void tokenStaysHome();
    void tokenDoesNotComeBack();
    void noTokenOverPlainHttp();
    void endpointChangeForgetsTheToken();
    void refusedRedirects_data();
    void refusedRedirects();
    void linkRefusedElsewhere();
    void fiveHops();
    void renamedRepo();
    void downgrades();
    void writesAndRedirects_data();
    void writesAndRedirects();
    void fetchRules_data();
    void fetchRules();
};

void TestHubRedirects::tokenStaysHome_data()
{
    QTest::addColumn<QString>("host");
    QTest::newRow("N01 other host") << u"localhost"_s;
    QTest::newRow("N02 other port") << u"127.0.0.1"_s;
}

void TestHubRedirects::tokenStaysHome()
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

void TestHubRedirects::tokenDoesNotComeBack() // N04
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

void TestHubRedirects::noTokenOverPlainHttp() // N36
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

void TestHubRedirects::endpointChangeForgetsTheToken() // A12
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

void TestHubRedirects::refusedRedirects_data() // N06, N08
{
    QTest::addColumn<QByteArray>("location");
    for (const char *location :
         {"file:///etc/passwd", "data:text/plain,x", "qrc:/x", "ftp://127.0.0.1/x", "javascript:x",
          "http://user:pass@127.0.0.1/x", "", "http://", "https://", "http:///x", "//"})
        QTest::newRow(*location ? location : "empty") << QByteArray(location);
}

void TestHubRedirects::refusedRedirects()
{
    QFETCH(QByteArray, location);
    FakeHub hub;
    hub.reply("/api/models",
              {.status = 302, .body = "x", .headers = "Location: " + location + "\r\n"});
    Asked a(hub.url());
    a.search();
    QTRY_VERIFY(a.page);
    QVERIFY(!*a.page);
    QVERIFY(a.kind() != Kind::Offline); // refused, not tried
    QVERIFY(!a.page->error().message.isEmpty());
    if (location.isEmpty())
        QVERIFY(a.page->error().message.contains(u"without saying which"));
    QVERIFY(hub.requests.size() <= 6);
}

void TestHubRedirects::linkRefusedElsewhere() // D09: the storage host knows no accounts
{
    FakeHub hub;
    FakeHub storage;
    hub.reply("/api/models", FakeHub::redirect(storage.url(u"/x"_s, u"127.0.0.1"_s)));
    storage.reply("/x", {.status = 403, .body = "<Error>AccessDenied</Error>"});
    Asked a(hub.url());
    a.search();
    QTRY_VERIFY(a.page);
    QVERIFY(!*a.page);
    QCOMPARE(a.kind(), Kind::Server);
    QVERIFY(a.page->error().message.contains(u"127.0.0.1"_s));
    hub.reply("/api/models", {.status = 403}); // but the Hub does
    a.search();
    QTRY_COMPARE(a.answers, 2);
    QCOMPARE(a.kind(), Kind::Forbidden);
}

void TestHubRedirects::fiveHops() // N05
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

void TestHubRedirects::renamedRepo() // N09
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

void TestHubRedirects::downgrades() // N03, N06
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

void TestHubRedirects::writesAndRedirects_data() // N07
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

void TestHubRedirects::writesAndRedirects()
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

void TestHubRedirects::fetchRules_data()
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

void TestHubRedirects::fetchRules()
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

QTEST_GUILESS_MAIN(TestHubRedirects)
#include "tst_hubredirects.moc"
