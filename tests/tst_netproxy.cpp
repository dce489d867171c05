// Proxies from the environment (N33) and names that lead nowhere (N32).

#include "app/net/httplog.h"
#include "app/net/proxies.h"
#include "tests/support/asked.h"
#include "tests/support/fakehub.h"
#include "tests/support/testproxy.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Kind = HubError::Kind;
using Mode = TestProxy::Mode;
using Variables = QMap<QString, QString>;

namespace {

QProcessEnvironment environmentOf(const Variables &variables)
{
    QProcessEnvironment environment;
    for (auto it = variables.begin(); it != variables.end(); ++it)
        environment.insert(it.key(), it.value());
    return environment;
}

} // namespace

class TestNetProxy final : public QObject
{
    Q_OBJECT

private slots:
    void proxies_data();
    void proxies();
    void proxyPasswordIsNotShown();
    void goesThroughTheProxy();
    void wantsPassword_data();
    void wantsPassword();
    void failures_data();
    void failures();
    void noTokenInTheClear();
    void unknownHost();
    void fallsBackToTheOtherFamily();
};

void TestNetProxy::proxies_data() // N33
{
    QTest::addColumn<Variables>("variables");
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("proxy"); // host:port, empty for none
    const auto row = [](const char *name, const Variables &variables, const char *url,
                        const char *proxy) {
        QTest::newRow(name) << variables << QString::fromLatin1(url) << QString::fromLatin1(proxy);
    };
    const Variables both{{u"http_proxy"_s, u"http://p.example:3128"_s},
                         {u"https_proxy"_s, u"q.example:3129/"_s}};
    row("none", {}, "https://hub.example/", "");
    row("https", both, "https://hub.example/", "q.example:3129");
    row("http", both, "http://hub.example/", "p.example:3128");
    row("loopback never", both, "http://127.0.0.1:80/", "");
    row("localhost never", both, "https://localhost/", "");
    row("upper case", {{u"HTTPS_PROXY"_s, u"http://p.example"_s}}, "https://hub.example/",
        "p.example:1080");
    row("all", {{u"ALL_PROXY"_s, u"socks5://s.example:9"_s}}, "https://hub.example/",
        "s.example:9");
    row("junk", {{u"https_proxy"_s, u"ftp://x"_s}}, "https://hub.example/", "");
    const auto except = [&both](const char *list) {
        Variables v = both;
        v.insert(u"no_proxy"_s, QString::fromLatin1(list));
        return v;
    };
    row("no_proxy host", except("a.example, hub.example"), "https://hub.example/", "");
    row("no_proxy below", except("hub.example"), "https://cdn.hub.example/", "");
    row("no_proxy suffix", except(".example"), "https://hub.example/", "");
    row("no_proxy star suffix", except("*.example"), "https://hub.example/", "");
    row("no_proxy no part of a name", except("b.example"), "https://hub.example/",
        "q.example:3129");
    row("no_proxy port", except("hub.example:8443"), "https://hub.example:8443/", "");
    row("no_proxy other port", except("hub.example:8443"), "https://hub.example/",
        "q.example:3129");
    row("no_proxy network", except("10.0.0.0/8"), "https://10.1.2.3/", "");
    row("no_proxy other network", except("10.0.0.0/8"), "https://11.1.2.3/", "q.example:3129");
    row("no_proxy all", except("*"), "https://hub.example/", "");
}

void TestNetProxy::proxies()
{
    QFETCH(Variables, variables);
    QFETCH(QString, url);
    const QNetworkProxy proxy = EnvironmentProxies(environmentOf(variables)).proxyFor(QUrl(url));
    const QString used = proxy.type() == QNetworkProxy::NoProxy
        ? QString()
        : u"%1:%2"_s.arg(proxy.hostName()).arg(proxy.port());
    QTEST(used, "proxy");
}

void TestNetProxy::proxyPasswordIsNotShown()
{
    const EnvironmentProxies proxies(
        environmentOf({{u"https_proxy"_s, u"http://user:pa%40ss@p.example:3128"_s}}));
    QCOMPARE(proxies.proxyFor(QUrl(u"https://hub.example"_s)).password(), u"pa@ss"_s);
    QCOMPARE(proxies.description(), QStringList{u"p.example:3128 (https_proxy)"_s});
}

void TestNetProxy::goesThroughTheProxy() // N33
{
    FakeHub hub;
    hub.reply("/api/models", {.body = R"([{"id":"a/b"}])"});
    TestProxy proxy;
    proxy.route("hub.example", hub.serverPort());
    Asked a(QUrl(u"http://hub.example"_s));
    a.nam.setProxyFactory(
        new EnvironmentProxies(environmentOf({{u"http_proxy"_s, proxy.url().toString()}})));
    a.search();
    QTRY_VERIFY(a.page);
    QVERIFY(*a.page);
    QCOMPARE(proxy.requests.size(), 1);
    QCOMPARE(hub.requests.size(), 1);
}

void TestNetProxy::wantsPassword_data() // N33
{
    QTest::addColumn<QString>("login");
    QTest::addColumn<bool>("in");
    QTest::newRow("right") << u"ann:pa%40ss"_s << true;
    QTest::newRow("wrong") << u"ann:other"_s << false;
    QTest::newRow("none") << QString() << false;
}

void TestNetProxy::wantsPassword()
{
    QFETCH(QString, login);
    QFETCH(bool, in);
    FakeHub hub;
    hub.reply("/api/models", {.body = R"([{"id":"a/b"}])"});
    for (const QString &scheme : {u"http"_s, u"https"_s}) {
        TestProxy proxy(Mode::WantPassword);
        proxy.setLogin("ann", "pa@ss");
        proxy.route("hub.example", hub.serverPort());
        Asked a(QUrl(scheme + u"://hub.example"_s));
        HttpLog log;
        log.watch(a.nam);
        a.nam.setProxyFactory(new EnvironmentProxies(
            environmentOf({{scheme + u"_proxy"_s, proxy.url(login).toString()}})));
        a.search();
        if (in && scheme == "https"_L1) {
            QTRY_COMPARE(proxy.tunnels, 1); // what lies behind it speaks no TLS
            continue;
        }
        QTRY_VERIFY_WITH_TIMEOUT(a.page, 10'000);
        QVERIFY(proxy.count("hf_secret") == 0);
        QVERIFY(!log.text().contains(u"pa@ss"_s) && !log.text().contains(u"pa%40ss"_s));
        if (in) {
            QVERIFY(*a.page);
            QCOMPARE(hub.requests.size(), 1);
            QCOMPARE(hub.count("roxy-"), 0); // meant for the proxy only
            continue;
        }
        QVERIFY(!*a.page);
        QVERIFY2(a.page->error().message.contains(u"proxy"_s), qPrintable(a.page->error().message));
        QVERIFY(!a.page->error().detail.contains(u"other"_s));
        QVERIFY(hub.requests.isEmpty());
        QVERIFY(proxy.requests.size() <= 4); // no storm
    }
}

void TestNetProxy::failures_data() // N33, N35
{
    QTest::addColumn<Mode>("mode");
    QTest::addColumn<QString>("scheme");
    QTest::newRow("sign-in page") << Mode::SignInPage << u"http"_s;
    QTest::newRow("sign-in page to CONNECT") << Mode::SignInPage << u"https"_s;
    QTest::newRow("refuses CONNECT") << Mode::RefuseConnect << u"https"_s;
    QTest::newRow("drops CONNECT") << Mode::DropConnect << u"https"_s;
}

void TestNetProxy::failures()
{
    QFETCH(Mode, mode);
    QFETCH(QString, scheme);
    FakeHub hub;
    TestProxy proxy(mode);
    proxy.route("hub.example", hub.serverPort());
    Asked a(QUrl(scheme + u"://hub.example"_s));
    a.nam.setProxyFactory(
        new EnvironmentProxies(environmentOf({{scheme + u"_proxy"_s, proxy.url().toString()}})));
    a.search();
    QTRY_VERIFY_WITH_TIMEOUT(a.page, 10'000);
    QVERIFY(!*a.page);
    QVERIFY(!a.page->error().message.isEmpty());
    QVERIFY(proxy.requests.size() >= 1 && proxy.requests.size() <= 4);
    QCOMPARE(proxy.count("hf_secret"), 0);
    QVERIFY(hub.requests.isEmpty());
}

void TestNetProxy::noTokenInTheClear() // N32: whatever a name leads to, plain http gets no token
{
    FakeHub hub;
    hub.reply("/api/models", {});
    TestProxy proxy;
    proxy.route("hub.example", hub.serverPort());
    Asked a(QUrl(u"http://hub.example"_s));
    a.nam.setProxyFactory(
        new EnvironmentProxies(environmentOf({{u"http_proxy"_s, proxy.url().toString()}})));
    a.search();
    QTRY_VERIFY(a.page);
    QVERIFY(*a.page);
    QVERIFY(!carriesToken(hub.requests.first()));
    QVERIFY(!carriesToken(proxy.requests.first()));
}

void TestNetProxy::unknownHost() // N32
{
    Asked a(QUrl(u"https://no-such-hub.invalid"_s));
    a.search();
    QTRY_VERIFY_WITH_TIMEOUT(a.page, 20'000);
    QVERIFY(!*a.page);
    QCOMPARE(a.kind(), Kind::Offline);
    QVERIFY(a.page->error().message.contains(u"no-such-hub.invalid"_s));
}

void TestNetProxy::fallsBackToTheOtherFamily() // N32: a name with a dead IPv6 address
{
    FakeHub hub; // on 127.0.0.1 only, while localhost is ::1 as well
    hub.reply("/api/models", {});
    Asked a(hub.url({}, u"localhost"_s));
    a.search();
    QTRY_VERIFY(a.page);
    QVERIFY(*a.page);
}

QTEST_GUILESS_MAIN(TestNetProxy)
#include "tst_netproxy.moc"
