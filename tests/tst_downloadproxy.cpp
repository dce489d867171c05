#include "tests/support/testproxy.h"
#include "tests/support/transferbench.h"

#include <QProcess>
#include <QSslConfiguration>
#include <QSslKey>
#include <QStandardPaths>

using namespace Qt::StringLiterals;

// N33: downloads by way of the proxies that the environment names, and proxies that refuse: the
// error names the proxy, its password and our token stay where they belong.
class DownloadProxyTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void tunnel_data();
    void tunnel();
    void plain();
    void exceptions();
    void refused_data();
    void refused();
    void absent();

private:
    static constexpr char kPassword[] = "s3cret";

    QSslConfiguration serverConfiguration() const
    {
        QFile key(m_folder.filePath(u"key"_s));
        QSslConfiguration configuration;
        if (key.open(QIODevice::ReadOnly))
            configuration.setPrivateKey(QSslKey(key.readAll(), QSsl::Rsa));
        configuration.setLocalCertificateChain(
            QSslCertificate::fromPath(m_folder.filePath(u"certificate"_s)));
        return configuration;
    }
    static void useProxy(TransferBench &b, const QString &endpoint, const QUrl &proxy,
                         const QString &exceptions = {})
    {
        QProcessEnvironment variables;
        variables.insert(u"all_proxy"_s, proxy.toString());
        variables.insert(u"no_proxy"_s, exceptions);
        Transfers::Config config = b.config();
        config.endpoint = QUrl(endpoint);
        config.proxies = std::make_shared<const EnvironmentProxies>(variables);
        config.retryStep = std::chrono::milliseconds{1};
        b.restart(config);
    }

    QTemporaryDir m_folder;
};

void DownloadProxyTest::initTestCase()
{
    QProcess openssl;
    QSignalSpy finished(&openssl, &QProcess::finished);
    openssl.start(QStandardPaths::findExecutable(u"openssl"_s),
                  {u"req"_s, u"-x509"_s, u"-newkey"_s, u"rsa:2048"_s, u"-nodes"_s, u"-days"_s,
                   u"2"_s, u"-subj"_s, u"/CN=hub.test"_s, u"-addext"_s,
                   u"subjectAltName=DNS:hub.test"_s, u"-keyout"_s, m_folder.filePath(u"key"_s),
                   u"-out"_s, m_folder.filePath(u"certificate"_s)});
    QVERIFY(finished.wait(30'000));
    QCOMPARE(openssl.exitCode(), 0);
    qputenv("SSL_CERT_FILE", m_folder.filePath(u"certificate"_s).toUtf8());
}

void DownloadProxyTest::tunnel_data()
{
    QTest::addColumn<QString>("login");
    QTest::newRow("open") << QString();
    QTest::newRow("with a password") << u"ada:"_s + QLatin1StringView(kPassword);
}

void DownloadProxyTest::tunnel() // https: the proxy sees CONNECT and nothing else
{
    QFETCH(QString, login);
    TransferBench b;
    b.repo.files[u"w.bin"_s] = {QByteArray(2'000'000, 'w'), true};
    TestProxy proxy(login.isEmpty() ? TestProxy::Mode::Forward : TestProxy::Mode::WantPassword);
    proxy.setLogin("ada", kPassword);
    proxy.route("hub.test", b.hub.serveTls(serverConfiguration()));
    useProxy(b, u"https://hub.test"_s, proxy.url(login));
    RUN_GROUP(b, b.request());
    QVERIFY2(b.complete.value(id),
             qPrintable(b.transfers->snapshot().groups.first().error
                            ? b.transfers->snapshot().groups.first().error->detail
                            : QString()));
    QVERIFY(proxy.tunnels > 0);
    QCOMPARE(proxy.count("hf_CANARY"), 0);
    QCOMPARE(proxy.count("CONNECT hub.test:443"), int(proxy.requests.size()));
    QCOMPARE(b.hub.requests().last().headers.value("authorization"), "Bearer hf_CANARY");
    QVERIFY(!b.hub.requests().last().headers.contains("proxy-authorization"));
    QCOMPARE(b.breaches(), QStringList());
}

void DownloadProxyTest::plain() // http: the token stays at home
{
    TransferBench b;
    b.repo.files[u"w.bin"_s] = {QByteArray(2'000'000, 'w'), true};
    TestProxy proxy;
    proxy.route("hub.test", quint16(b.hub.url().port()));
    useProxy(b, u"http://hub.test"_s, proxy.url());
    RUN_GROUP(b, b.request());
    QVERIFY(b.complete.value(id));
    QVERIFY(proxy.requests.size() > 0);
    QCOMPARE(proxy.count("hf_CANARY"), 0);
}

void DownloadProxyTest::exceptions() // loopback and no_proxy go straight, whatever libcurl reads
{
    TransferBench b;
    b.repo.files[u"w.bin"_s] = {"w", true};
    const TestProxy proxy;
    qputenv("http_proxy", proxy.url().toEncoded());
    const auto unset = qScopeGuard([] { qunsetenv("http_proxy"); });
    useProxy(b, b.hub.url().toString(), proxy.url());
    {
        RUN_GROUP(b, b.request());
        QVERIFY(b.complete.value(id));
    }
    useProxy(b, u"http://hub.test:1"_s, proxy.url(), u".test"_s);
    const qint64 id = b.transfers->download(b.request({u"not-there-yet"_s}));
    QTRY_COMPARE(b.group().state, TransferState::Waiting);
    QVERIFY(b.group().reason.contains("hub.test"_L1));
    b.transfers->cancelGroup(id);
    QTRY_VERIFY(b.hasEnded(id));
    QCOMPARE(proxy.requests.size(), 0);
}

void DownloadProxyTest::refused_data()
{
    QTest::addColumn<TestProxy::Mode>("mode");
    QTest::newRow("407") << TestProxy::Mode::WantPassword;
    QTest::newRow("sign-in page") << TestProxy::Mode::SignInPage;
    QTest::newRow("403") << TestProxy::Mode::RefuseConnect;
    QTest::newRow("closes") << TestProxy::Mode::DropConnect;
}

void DownloadProxyTest::refused()
{
    QFETCH(TestProxy::Mode, mode);
    TransferBench b;
    b.repo.files[u"w.bin"_s] = {"w", true};
    TestProxy proxy(mode);
    proxy.setLogin("ada", "another");
    proxy.route("hub.test", b.hub.serveTls(serverConfiguration()));
    useProxy(b, u"https://hub.test"_s, proxy.url(u"ada:"_s + QLatin1StringView(kPassword)));
    RUN_GROUP(b, b.request());
    QVERIFY(!b.complete.value(id));
    const HubError error = b.transfers->snapshot().groups.first().error.value();
    const QString text = error.message + u'\n' + error.detail;
    QVERIFY2(text.contains(proxy.url().authority()), qPrintable(text));
    QVERIFY2(!text.contains(QLatin1StringView(kPassword)), qPrintable(text));
    QCOMPARE(proxy.count("hf_CANARY"), 0);
    QCOMPARE(b.hub.requests().size(), 0);
}

void DownloadProxyTest::absent() // a misspelt port waits like a lost network, and says whose port
{
    TransferBench b;
    QUrl proxy;
    {
        QTcpServer closed;
        QVERIFY(closed.listen(QHostAddress::LocalHost));
        proxy = QUrl(u"http://ada:%1@127.0.0.1:%2"_s.arg(QLatin1StringView(kPassword))
                         .arg(closed.serverPort()));
    }
    useProxy(b, u"https://hub.test"_s, proxy);
    const qint64 id = b.transfers->download(b.request());
    QTRY_COMPARE(b.group().state, TransferState::Waiting);
    const QString reason = b.group().reason;
    QVERIFY2(reason.contains(u"127.0.0.1:%1"_s.arg(proxy.port())), qPrintable(reason));
    QVERIFY2(!reason.contains(QLatin1StringView(kPassword)), qPrintable(reason));
    b.transfers->cancelGroup(id);
    QTRY_VERIFY(b.hasEnded(id));
}

QTEST_GUILESS_MAIN(DownloadProxyTest)
#include "tst_downloadproxy.moc"
