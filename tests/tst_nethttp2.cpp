// Requests over HTTP/2, where the server has it: against a server by others, which is installed as
// the clients of tests/interop are.

#include "app/net/certificates.h"
#include "tests/support/asked.h"
#include "tests/support/tlsfront.h"

#include <QProcess>
#include <QTest>

using namespace Qt::StringLiterals;
using Kind = HubError::Kind;

class TestNetHttp2 final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanupTestCase();
    void asksOverHttp2();
    void manyShareOneConnection();
    void brokenStreamsAreErrors_data();
    void brokenStreamsAreErrors();
    void aRefusedWriteIsNotRepeated();

private:
    TestCertificates m_certificates;
    QProcess m_server;
    QUrl m_url;
};

void TestNetHttp2::initTestCase()
{
    constexpr int kInstalled = 300'000; // ms; from a slow registry
    constexpr int kNoRegistry = 77;
    QProcess clients;
    clients.start(QStringLiteral(HUBNAUT_SOURCE_DIR "/tests/interop/clients"), {u"js"_s});
    QVERIFY(clients.waitForFinished(kInstalled));
    if (clients.exitCode() == kNoRegistry)
        QSKIP("skipped: no HTTP/2 server could be installed (no package registry answers here)");
    QCOMPARE(clients.exitCode(), 0);
    const QString folder = QString::fromLocal8Bit(clients.readAllStandardOutput().trimmed());

    QVERIFY2(m_certificates.make(), qPrintable(m_certificates.error()));
    QSslConfiguration::setDefaultConfiguration(
        *CertificateBundle{u"X"_s, m_certificates.file(u"ca.pem"_s)}.configuration());
    m_server.start(folder + u"/node"_s,
                   {QStringLiteral(HUBNAUT_SOURCE_DIR "/tests/interop/http2.mjs"),
                    m_certificates.file(u"known.key"_s), m_certificates.file(u"known.pem"_s)});
    QVERIFY2(m_server.waitForReadyRead(30'000), m_server.readAllStandardError().constData());
    m_url = QUrl(u"https://localhost:"_s + QString::fromLatin1(m_server.readLine().trimmed()));
}

void TestNetHttp2::cleanupTestCase()
{
    m_server.closeWriteChannel();
    if (m_server.state() != QProcess::NotRunning)
        QVERIFY(m_server.waitForFinished());
}

void TestNetHttp2::asksOverHttp2()
{
    Asked a(m_url);
    a.search();
    QTRY_VERIFY(a.page);
    QVERIFY2(*a.page, qPrintable(a.page->error().message));
    QCOMPARE(a.page->value().repos.first().id.owner(), u"known"_s);
}

void TestNetHttp2::manyShareOneConnection()
{
    Asked a(m_url);
    a.search();
    QTRY_VERIFY(a.page && *a.page);
    const RepoId session = a.page->value().repos.first().id;
    std::vector<RequestHandle> handles;
    QList<RepoId> answers;
    for (int i = 0; i < 40; ++i)
        handles.push_back(a.client.searchRepos({}, [&](const Result<RepoPage> &page) {
            if (page)
                answers << page->repos.first().id;
        }));
    QTRY_COMPARE(answers.size(), 40);
    QCOMPARE(answers.count(session), 40);
}

void TestNetHttp2::brokenStreamsAreErrors_data()
{
    QTest::addColumn<QString>("author");
    QTest::newRow("stream reset") << u"reset"_s;
    QTest::newRow("session gone") << u"gone"_s;
}

void TestNetHttp2::brokenStreamsAreErrors()
{
    QFETCH(const QString, author);
    Asked a(m_url);
    a.handle = a.client.searchRepos({.author = author}, a.keep());
    QTRY_VERIFY_WITH_TIMEOUT(a.page, 10'000);
    QVERIFY(!*a.page);
    QVERIFY(!a.page->error().message.isEmpty());
    a.search(); // and what follows works
    QTRY_COMPARE(a.answers, 2);
    QVERIFY2(*a.page, qPrintable(a.page->error().message));
}

void TestNetHttp2::aRefusedWriteIsNotRepeated()
{
    QNetworkAccessManager nam;
    QUrl url = m_url;
    url.setPath(u"/lost"_s);
    RequestHandle write(new HubRequest(
        nam, {.verb = "POST", .url = url, .body = "commit", .contentType = "text/plain"}));
    std::optional<Result<Body>> result;
    write->send([&](Result<Body> r) { result = std::move(r); });
    QTRY_VERIFY(result);
    QVERIFY(!*result);
    Asked a(m_url);
    a.search();
    QTRY_VERIFY(a.page && *a.page);
    QCOMPARE(a.page->value().repos.first().likes, 1); // writes that came
}

QTEST_GUILESS_MAIN(TestNetHttp2)
#include "tst_nethttp2.moc"
