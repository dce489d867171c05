// Bad certificates (N31), company certificates, proxies from the environment (N33) and the exchange
// log.

#include "app/net/certificates.h"
#include "app/net/httplog.h"
#include "app/net/hubrequest.h"
#include "app/net/proxies.h"
#include "tests/support/fakehub.h"

#include <QFile>
#include <QNetworkAccessManager>
#include <QProcess>
#include <QSslKey>
#include <QSslServer>
#include <QSslSocket>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Variables = QMap<QString, QString>;

namespace {

QProcessEnvironment environmentOf(const Variables &variables)
{
    QProcessEnvironment environment;
    for (auto it = variables.begin(); it != variables.end(); ++it)
        environment.insert(it.key(), it.value());
    return environment;
}

// A server that speaks TLS with the given certificate and counts what it can read.
class TlsHub final : public QSslServer
{
public:
    TlsHub(const QString &certificate, const QString &key)
    {
        QSslConfiguration configuration;
        QFile keyFile(key);
        if (!keyFile.open(QIODevice::ReadOnly))
            qFatal("no key");
        configuration.setLocalCertificateChain(QSslCertificate::fromPath(certificate));
        configuration.setPrivateKey(QSslKey(keyFile.readAll(), QSsl::Rsa));
        setSslConfiguration(configuration);
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::pendingConnectionAvailable, this, [this] {
            auto *socket = nextPendingConnection();
            connect(socket, &QIODevice::readyRead, this, [this, socket] {
                received += socket->readAll();
                if (received.contains("\r\n\r\n")) {
                    socket->write(
                        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}");
                    socket->disconnectFromHost();
                }
            });
        });
    }
    QUrl url(const QString &host = u"localhost"_s) const
    {
        return QUrl(u"https://%1:%2/api/x"_s.arg(host).arg(serverPort()));
    }

    QByteArray received;
};

} // namespace

class TestNetTls final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void badCertificates_data();
    void badCertificates();
    void ownAuthority();
    void bundles_data();
    void bundles();
    void tlsAndPlainMixed();
    void proxies_data();
    void proxies();
    void proxyIsUsed();
    void proxyPasswordIsNotShown();
    void logIsCleanAndBounded();

private:
    void openssl(const QStringList &arguments)
    {
        QProcess process;
        process.setWorkingDirectory(m_dir.path());
        process.start(QStandardPaths::findExecutable(u"openssl"_s), arguments);
        QVERIFY(process.waitForFinished(30'000));
        QVERIFY2(process.exitCode() == 0, process.readAllStandardError().constData());
    }
    // A certificate for the name, signed by our own authority or by itself.
    void makeCertificate(const QString &name, const QString &host, bool selfSigned,
                         const QStringList &more)
    {
        QStringList arguments{u"req"_s,         u"-x509"_s,       u"-newkey"_s,
                              u"rsa:2048"_s,    u"-nodes"_s,      u"-subj"_s,
                              u"/CN="_s + host, u"-addext"_s,     u"subjectAltName=DNS:"_s + host,
                              u"-keyout"_s,     name + ".key"_L1, u"-out"_s,
                              name + ".pem"_L1};
        if (!selfSigned)
            arguments += {u"-CA"_s,    u"ca.pem"_s,  u"-CAkey"_s,
                          u"ca.key"_s, u"-addext"_s, u"basicConstraints=CA:FALSE"_s};
        openssl(arguments + more);
    }
    QString file(const QString &name) const { return m_dir.filePath(name); }

    QTemporaryDir m_dir;
};

void TestNetTls::initTestCase()
{
    const QStringList valid{u"-days"_s, u"2"_s};
    openssl({u"req"_s, u"-x509"_s, u"-newkey"_s, u"rsa:2048"_s, u"-nodes"_s, u"-days"_s, u"2"_s,
             u"-subj"_s, u"/CN=Test authority"_s, u"-keyout"_s, u"ca.key"_s, u"-out"_s,
             u"ca.pem"_s});
    makeCertificate(u"self"_s, u"localhost"_s, true, valid);
    makeCertificate(u"known"_s, u"localhost"_s, false, valid);
    makeCertificate(u"wrong"_s, u"other.example"_s, false, valid);
    makeCertificate(
        u"expired"_s, u"localhost"_s, false,
        {u"-not_before"_s, u"20200101000000Z"_s, u"-not_after"_s, u"20200201000000Z"_s});
}

void TestNetTls::badCertificates_data() // N31
{
    QTest::addColumn<QString>("certificate");
    QTest::addColumn<bool>("trusted"); // our authority
    QTest::newRow("self-signed") << u"self"_s << false;
    QTest::newRow("unknown authority") << u"known"_s << false;
    QTest::newRow("wrong host") << u"wrong"_s << true;
    QTest::newRow("expired") << u"expired"_s << true;
}

void TestNetTls::badCertificates()
{
    QFETCH(QString, certificate);
    QFETCH(bool, trusted);
    TlsHub hub(file(certificate + ".pem"_L1), file(certificate + ".key"_L1));
    const QSslConfiguration before = QSslConfiguration::defaultConfiguration();
    if (trusted)
        QSslConfiguration::setDefaultConfiguration(
            *CertificateBundle{u"X"_s, file(u"ca.pem"_s)}.configuration());
    QNetworkAccessManager nam;
    RequestHandle request(new HubRequest(nam, {.url = hub.url(), .token = "hf_secret"}));
    std::optional<Result<Body>> result;
    request->send([&](Result<Body> r) { result = std::move(r); });
    QTRY_VERIFY(result);
    QSslConfiguration::setDefaultConfiguration(before);
    QVERIFY(!*result);
    QCOMPARE(result->error().kind, HubError::Kind::Insecure);
    QVERIFY(result->error().message.contains(u"localhost"_s));
    QVERIFY(hub.received.isEmpty()); // not one byte of HTTP
}

void TestNetTls::ownAuthority()
{
    TlsHub hub(file(u"known.pem"_s), file(u"known.key"_s));
    const QSslConfiguration before = QSslConfiguration::defaultConfiguration();
    QSslConfiguration::setDefaultConfiguration(
        *CertificateBundle::fromEnvironment(
             environmentOf({{u"REQUESTS_CA_BUNDLE"_s, file(u"ca.pem"_s)}}))
             .configuration());
    QNetworkAccessManager nam;
    RequestHandle request(new HubRequest(nam, {.url = hub.url(), .token = "hf_secret"}));
    std::optional<Result<Body>> result;
    request->send([&](Result<Body> r) { result = std::move(r); });
    QTRY_VERIFY(result);
    QSslConfiguration::setDefaultConfiguration(before);
    QVERIFY(*result);
    QVERIFY(hub.received.contains("hf_secret"));
}

void TestNetTls::bundles_data()
{
    QTest::addColumn<Variables>("variables");
    QTest::addColumn<QString>("variable");
    QTest::addColumn<bool>("good");
    const QString ca = file(u"ca.pem"_s);
    QTest::newRow("none") << Variables{} << QString() << true;
    QTest::newRow("first wins") << Variables{{u"SSL_CERT_FILE"_s, ca},
                                             {u"CURL_CA_BUNDLE"_s, u"/none"_s}}
                                << u"SSL_CERT_FILE"_s << true;
    QTest::newRow("curl") << Variables{{u"CURL_CA_BUNDLE"_s, ca}} << u"CURL_CA_BUNDLE"_s << true;
    QTest::newRow("missing") << Variables{{u"SSL_CERT_FILE"_s, u"/none/x.pem"_s}}
                             << u"SSL_CERT_FILE"_s << false;
    QTest::newRow("no certificate")
        << Variables{{u"SSL_CERT_FILE"_s, file(u"ca.key"_s)}} << u"SSL_CERT_FILE"_s << false;
}

void TestNetTls::bundles()
{
    QFETCH(Variables, variables);
    QFETCH(bool, good);
    const auto bundle = CertificateBundle::fromEnvironment(environmentOf(variables));
    QTEST(bundle.variable, "variable");
    const auto configuration = bundle.configuration();
    QCOMPARE(configuration.has_value(), good);
    if (!good)
        QVERIFY(configuration.error().contains(bundle.variable));
}

void TestNetTls::tlsAndPlainMixed() // N28
{
    FakeHub plain;
    plain.reply("/", {});
    TlsHub tls(file(u"known.pem"_s), file(u"known.key"_s));
    QUrl asTls = plain.url(u"/x"_s);
    asTls.setScheme(u"https"_s);
    QUrl asPlain = tls.url();
    asPlain.setScheme(u"http"_s);
    QNetworkAccessManager nam;
    for (const QUrl &url : {asTls, asPlain}) {
        RequestHandle request(new HubRequest(nam, {.url = url, .timeout = 2s}));
        std::optional<Result<Body>> result;
        request->send([&](Result<Body> r) { result = std::move(r); });
        QTRY_VERIFY_WITH_TIMEOUT(result, 8'000);
        QVERIFY(!*result);
        QVERIFY(!result->error().message.isEmpty());
    }
    QVERIFY(plain.connections <= 2);
}

void TestNetTls::proxies_data() // N33
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

void TestNetTls::proxies()
{
    QFETCH(Variables, variables);
    QFETCH(QString, url);
    const QNetworkProxy proxy = EnvironmentProxies(environmentOf(variables)).proxyFor(QUrl(url));
    const QString used = proxy.type() == QNetworkProxy::NoProxy
        ? QString()
        : u"%1:%2"_s.arg(proxy.hostName()).arg(proxy.port());
    QTEST(used, "proxy");
}

void TestNetTls::proxyIsUsed() // N33
{
    FakeHub proxy;
    proxy.reply("http://hub.example/", {.body = "via"});
    QNetworkAccessManager nam;
    nam.setProxyFactory(
        new EnvironmentProxies(environmentOf({{u"http_proxy"_s, proxy.url().toString()}})));
    RequestHandle request(new HubRequest(nam, {.url = QUrl(u"http://hub.example/x"_s)}));
    std::optional<Result<Body>> result;
    request->send([&](Result<Body> r) { result = std::move(r); });
    QTRY_VERIFY(result);
    QVERIFY(*result);
    QCOMPARE((*result)->bytes, QByteArray("via"));
    // A proxy that drops CONNECT: a sentence, not a hang.
    FakeHub dropping;
    dropping.reply("", {.raw = " ", .reset = true});
    nam.setProxyFactory(
        new EnvironmentProxies(environmentOf({{u"https_proxy"_s, dropping.url().toString()}})));
    result.reset();
    request.reset(new HubRequest(
        nam, {.url = QUrl(u"https://hub.example/x"_s), .token = "hf_secret", .timeout = 3s}));
    request->send([&](Result<Body> r) { result = std::move(r); });
    QTRY_VERIFY_WITH_TIMEOUT(result, 8'000);
    QVERIFY(!*result);
    QVERIFY(!result->error().message.isEmpty());
    QCOMPARE(dropping.count("hf_secret"), 0);
}

void TestNetTls::proxyPasswordIsNotShown()
{
    const EnvironmentProxies proxies(
        environmentOf({{u"https_proxy"_s, u"http://user:pa%40ss@p.example:3128"_s}}));
    QCOMPARE(proxies.proxyFor(QUrl(u"https://hub.example"_s)).password(), u"pa@ss"_s);
    QCOMPARE(proxies.description(), QStringList{u"p.example:3128 (https_proxy)"_s});
}

void TestNetTls::logIsCleanAndBounded() // A01, T09
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

QTEST_GUILESS_MAIN(TestNetTls)
#include "tst_nettls.moc"
