// Certificates: bad ones (N31), a company's own, TLS where none is (N28), and no way down (N03).

#include "app/appcontext.h"
#include "app/net/certificates.h"
#include "app/transfer/transfers.h"
#include "tests/support/asked.h"
#include "tests/support/fakehub.h"
#include "tests/support/tlsfront.h"

#include <QProcess>
#include <QRegularExpression>
#include <QSemaphore>
#include <QSslSocket>
#include <QTest>
#include <QThreadPool>

#include <utility>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Kind = HubError::Kind;
using Variables = QMap<QString, QString>;

namespace {

QProcessEnvironment environmentOf(const Variables &variables)
{
    QProcessEnvironment environment;
    for (auto it = variables.begin(); it != variables.end(); ++it)
        environment.insert(it.key(), it.value());
    return environment;
}

// While it lives, our authority is believed, or nobody's word is taken but the system's.
class Trust final
{
public:
    explicit Trust(const QString &bundle)
        : m_before(QSslConfiguration::defaultConfiguration())
    {
        if (!bundle.isEmpty())
            QSslConfiguration::setDefaultConfiguration(
                *CertificateBundle{u"X"_s, bundle}.configuration());
    }
    ~Trust() { QSslConfiguration::setDefaultConfiguration(m_before); }
    Q_DISABLE_COPY_MOVE(Trust)

private:
    QSslConfiguration m_before;
};

} // namespace

class TestNetTls final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY2(m_certificates.make(), qPrintable(m_certificates.error())); }
    void badServers_data();
    void badServers();
    void clientCertificateDemanded_data();
    void clientCertificateDemanded();
    void oldProtocolServerWorks();
    void ownAuthority();
    void noWayDown();
    void bundles_data();
    void bundles();
    void bundleIsReadMeanwhile_data();
    void bundleIsReadMeanwhile();
    void tlsAndPlainMixed();

private:
    QString file(const QString &name) const { return m_certificates.file(name); }

    TestCertificates m_certificates;
};

void TestNetTls::badServers_data() // N31
{
    QTest::addColumn<QString>("certificate");
    QTest::addColumn<bool>("trusted"); // our authority
    QTest::addColumn<bool>("oldProtocol");
    QTest::addColumn<bool>("wantsClientCertificate");
    QTest::newRow("self-signed") << u"self"_s << false << false << false;
    QTest::newRow("unknown authority") << u"known"_s << false << false << false;
    QTest::newRow("wrong host") << u"wrong"_s << true << false << false;
    QTest::newRow("expired") << u"expired"_s << true << false << false;
    QTest::newRow("TLS 1.0 only") << u"known"_s << true << true << false;
    QTest::newRow("wants a client certificate") << u"known"_s << true << false << true;
}

void TestNetTls::badServers()
{
    QFETCH(QString, certificate);
    QFETCH(bool, trusted);
    QFETCH(bool, oldProtocol);
    QFETCH(bool, wantsClientCertificate);
    TlsFront hub(
        m_certificates, certificate,
        {.wantsClientCertificate = wantsClientCertificate, .oldProtocolOnly = oldProtocol});
    const Trust trust(trusted ? file(u"ca.pem"_s) : QString());
    Asked a(hub.url());
    a.search();
    QTRY_VERIFY_WITH_TIMEOUT(a.page, 10'000);
    QVERIFY(!*a.page);
    // This server only closes, as a lost connection does. Others say why: below.
    QCOMPARE(a.kind(), wantsClientCertificate ? Kind::Offline : Kind::Insecure);
    QVERIFY(!a.page->error().message.isEmpty());
    QVERIFY(wantsClientCertificate || a.page->error().message.contains(u"localhost"_s));
    QVERIFY(hub.received.isEmpty()); // not one byte of HTTP
    QCOMPARE(hub.handshakes, 0);
}

void TestNetTls::clientCertificateDemanded_data() // N31
{
    QTest::addColumn<QString>("protocol");
    QTest::addColumn<bool>("says"); // what is missing
    QTest::newRow("TLS 1.3") << u"-tls1_3"_s << true;
    QTest::newRow("TLS 1.2") << u"-tls1_2"_s << false;
}

void TestNetTls::clientCertificateDemanded() // of small requests and of downloads: not "offline"
{
    QFETCH(QString, protocol);
    QFETCH(bool, says);
    QProcess server;
    server.start(u"openssl"_s,
                 {u"s_server"_s, u"-accept"_s, u"127.0.0.1:0"_s, u"-cert"_s, file(u"known.pem"_s),
                  u"-key"_s, file(u"known.key"_s), u"-Verify"_s, u"1"_s, u"-verify_return_error"_s,
                  protocol});
    QByteArray said;
    QRegularExpressionMatch port;
    const QRegularExpression accepts(u"ACCEPT 127\\.0\\.0\\.1:(\\d+)"_s);
    QTRY_VERIFY((said += server.readAllStandardOutput(),
                 port = accepts.match(QString::fromLatin1(said)), port.hasMatch()));
    const auto stop = qScopeGuard([&server] {
        server.kill();
        server.waitForFinished();
    });
    const QUrl url(u"https://localhost:%1"_s.arg(port.captured(1)));
    const auto isTold = [says](const HubError &error) {
        return error.kind == Kind::Insecure && error.message.contains(u"localhost"_s)
            && error.message.contains(u"show a certificate"_s) == says;
    };
    const Trust trust(file(u"ca.pem"_s));
    Asked a(url);
    a.search();
    QTRY_VERIFY_WITH_TIMEOUT(a.page, 10'000);
    QVERIFY2(!*a.page && isTold(a.page->error()), qPrintable(a.page->error().detail));

    qputenv("SSL_CERT_FILE", file(u"ca.pem"_s).toUtf8());
    const auto unset = qScopeGuard([] { qunsetenv("SSL_CERT_FILE"); });
    const QTemporaryDir cache;
    Transfers transfers({.endpoint = url, .cacheRoot = cache.path()});
    transfers.download({.repo = *RepoId::parse(RepoKind::Model, u"ada/model")});
    QTRY_VERIFY_WITH_TIMEOUT(!transfers.snapshot().groups.isEmpty()
                                 && transfers.snapshot().groups.first().error,
                             10'000);
    const HubError error = *transfers.snapshot().groups.first().error;
    QVERIFY2(isTold(error), qPrintable(error.message + error.detail));
}

// That the old server is refused proves something only if it can be talked to.
void TestNetTls::oldProtocolServerWorks()
{
    TlsFront hub(m_certificates, u"known"_s, {.oldProtocolOnly = true});
    QSslSocket old;
    QSslConfiguration configuration = *CertificateBundle{u"X"_s, file(u"ca.pem"_s)}.configuration();
    QT_WARNING_PUSH
    QT_WARNING_DISABLE_DEPRECATED
    configuration.setProtocol(QSsl::TlsV1_0);
    QT_WARNING_POP
    configuration.setBackendConfigurationOption("CipherString", "ALL:@SECLEVEL=0"_ba);
    old.setSslConfiguration(configuration);
    old.connectToHostEncrypted(u"localhost"_s, hub.serverPort());
    QTRY_VERIFY2(old.isEncrypted(), qPrintable(old.errorString()));
}

void TestNetTls::ownAuthority()
{
    TlsFront hub(m_certificates, u"known"_s);
    const Trust trust(file(u"ca.pem"_s));
    QNetworkAccessManager nam;
    RequestHandle request(new HubRequest(nam, {.url = hub.url(u"/x"_s), .token = "hf_secret"}));
    std::optional<Result<Body>> result;
    request->send([&](Result<Body> r) { result = std::move(r); });
    QTRY_VERIFY(result);
    QVERIFY(*result);
    QVERIFY(hub.received.contains("hf_secret"));
}

void TestNetTls::noWayDown() // N03
{
    FakeHub behind;
    FakeHub plain; // where the redirect leads
    behind.reply("/api/models",
                 FakeHub::redirect(plain.url(u"/api/models?stolen"_s, u"localhost"_s)));
    TlsFront hub(m_certificates, u"known"_s, {.upstream = behind.serverPort()});
    const Trust trust(file(u"ca.pem"_s));
    Asked a(hub.url());
    a.search();
    QTRY_VERIFY(a.page);
    QVERIFY(!*a.page);
    QCOMPARE(a.kind(), Kind::Insecure);
    QCOMPARE(behind.requests.size(), 1);
    QCOMPARE(plain.connections, 0);
    // Both origins are named.
    QVERIFY2(
        a.page->error().message.contains(u"https://localhost:%1"_s.arg(hub.serverPort()))
            && a.page->error().message.contains(u"http://localhost:%1"_s.arg(plain.serverPort())),
        qPrintable(a.page->error().message));
    QVERIFY(!a.page->error().message.contains(u"stolen"_s));
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

void TestNetTls::bundleIsReadMeanwhile_data()
{
    QTest::addColumn<QString>("bundle");
    QTest::addColumn<bool>("good");
    QTest::newRow("good") << u"ca.pem"_s << true;
    QTest::newRow("not there") << u"none.pem"_s << false;
}

void TestNetTls::bundleIsReadMeanwhile()
{
    QFETCH(QString, bundle);
    QFETCH(bool, good);
    TlsFront hub(m_certificates, u"known"_s);
    const Trust trust({});
    const auto authorities = QSslConfiguration::defaultConfiguration().caCertificates();
    QTemporaryDir home;
    QThreadPool &pool = *QThreadPool::globalInstance();
    QSemaphore gate;
    const int threads = pool.maxThreadCount();
    for (int i = 0; i < threads; ++i)
        pool.start([&gate] { gate.acquire(); });

    AppContext app({.variables = environmentOf({{u"HF_ENDPOINT"_s, hub.url().toString()},
                                                {u"HF_HOME"_s, home.filePath(u"hf"_s)},
                                                {u"SSL_CERT_FILE"_s, file(bundle)}}),
                    .homeFolder = home.path(),
                    .settingsFile = home.filePath(u"settings.ini"_s)});
    QCOMPARE(QSslConfiguration::defaultConfiguration().caCertificates(), authorities);
    std::optional<Result<Account>> account;
    const auto request
        = app.hub().whoAmI("hf_secret", [&](Result<Account> r) { account = std::move(r); });
    QTest::qWait(50);
    QVERIFY(!account); // waits
    gate.release(threads);
    QTRY_VERIFY(account);
    QCOMPARE(hub.received.contains("hf_secret"), good);
    const QStringList &notices = app.environment().notices;
    QCOMPARE(notices.filter(u"SSL_CERT_FILE"_s).size(), good ? 0 : 1);
}

void TestNetTls::tlsAndPlainMixed() // N28
{
    FakeHub plain;
    plain.reply("/", {});
    const TlsFront tls(m_certificates, u"known"_s);
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

QTEST_GUILESS_MAIN(TestNetTls)
#include "tst_nettls.moc"
