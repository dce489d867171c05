// What a host's name leads to (N32): addresses that are dead, that change between two requests,
// that never come. This program answers the questions for *.names.example itself, in the place of
// the system's resolver.

#include "app/net/certificates.h"
#include "app/transfer/transfers.h"
#include "tests/support/asked.h"
#include "tests/support/fakehub.h"
#include "tests/support/tlsfront.h"

#include <QScopeGuard>
#include <QSemaphore>
#include <QSignalSpy>
#include <QTest>

#include <arpa/inet.h>
#include <cstdlib>
#include <cstring>
#include <netdb.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Kind = HubError::Kind;

namespace {

QList<QByteArray> answeredAddresses; // of our names; set before a request, read by Qt's threads
QSemaphore answerGate; // held back while a name begins with "slow"

addrinfo *addressEntry(const QByteArray &address, const char *service, addrinfo *next)
{
    // One block with both, which freeaddrinfo below releases.
    struct Entry
    {
        addrinfo info;
        sockaddr_in address;
    };
    auto *entry = static_cast<Entry *>(std::calloc(1, sizeof(Entry)));
    entry->address.sin_family = AF_INET;
    entry->address.sin_port = htons(quint16(service ? std::atoi(service) : 0));
    inet_pton(AF_INET, address.constData(), &entry->address.sin_addr);
    entry->info.ai_family = AF_INET;
    entry->info.ai_socktype = SOCK_STREAM;
    entry->info.ai_protocol = IPPROTO_TCP;
    entry->info.ai_addrlen = sizeof entry->address;
    entry->info.ai_addr = reinterpret_cast<sockaddr *>(&entry->address);
    entry->info.ai_next = next;
    return &entry->info;
}

} // namespace

// In the place of the C library's: a program's own functions go before those of its libraries.
extern "C" int getaddrinfo(const char *node, const char *service, const addrinfo *,
                           addrinfo **result)
{
    const QByteArray name(node ? node : "");
    *result = nullptr;
    if (name.startsWith("slow")) {
        answerGate.acquire();
        return EAI_AGAIN;
    }
    if (!name.endsWith(".names.example"))
        return EAI_NONAME;
    for (auto it = answeredAddresses.crbegin(); it != answeredAddresses.crend(); ++it)
        *result = addressEntry(*it, service, *result);
    return *result ? 0 : EAI_NONAME;
}

extern "C" void freeaddrinfo(addrinfo *list)
{
    while (list) {
        addrinfo *next = list->ai_next;
        std::free(list);
        list = next;
    }
}

class TestNetNames final : public QObject
{
    Q_OBJECT

private slots:
    void deadAddressesArePassedOver();
    void aChangedAddressGetsNoToken_data();
    void aChangedAddressGetsNoToken();
    void anAnswerThatNeverComes();
    void noAddressAtAll();
};

void TestNetNames::deadAddressesArePassedOver()
{
    FakeHub hub; // on 127.0.0.1 only
    hub.reply("/api/models", {});
    answeredAddresses = {"127.0.0.71", "127.0.0.72", "127.0.0.1"};
    Asked a(hub.url({}, u"hub.names.example"_s));
    a.search();
    QTRY_VERIFY(a.page);
    QVERIFY(*a.page);
    QVERIFY(!carriesToken(hub.requests.first())); // plain http, and no loopback name
}

void TestNetNames::aChangedAddressGetsNoToken_data()
{
    QTest::addColumn<bool>("tls");
    QTest::newRow("http") << false;
    QTest::newRow("https") << true;
}

// The name is first that of the Hub, then of somebody else on the same port. Downloads look names
// up for themselves, so that theirs is the second answer.
void TestNetNames::aChangedAddressGetsNoToken()
{
    QFETCH(const bool, tls);
    TestCertificates certificates;
    QVERIFY2(certificates.make(u"hub.names.example"_s), qPrintable(certificates.error()));
    const QString authority = certificates.file(u"ca.pem"_s);
    const QSslConfiguration before = QSslConfiguration::defaultConfiguration();
    QSslConfiguration::setDefaultConfiguration(
        *CertificateBundle{u"X"_s, authority}.configuration());
    qputenv("SSL_CERT_FILE", authority.toLocal8Bit());
    const auto restore = qScopeGuard([&before] {
        QSslConfiguration::setDefaultConfiguration(before);
        qunsetenv("SSL_CERT_FILE");
    });
    const QString elsewhere = u"127.0.0.73"_s;
    TlsFront good(certificates, u"known"_s);
    TlsFront thief(certificates, u"wrong"_s, {.address = elsewhere, .port = good.serverPort()});
    FakeHub plain;
    FakeHub plainThief(QHostAddress(elsewhere), plain.serverPort());
    const QString name = u"hub.names.example"_s;
    const QUrl url = tls ? good.url({}, name) : plain.url({}, name);

    answeredAddresses = {"127.0.0.1"};
    Asked a(url);
    a.search();
    QTRY_VERIFY(a.page);
    QCOMPARE(good.received.contains("hf_secret"), tls);

    answeredAddresses = {elsewhere.toLatin1()};
    const QTemporaryDir folder;
    Transfers transfers({.endpoint = url,
                         .token = "hf_secret",
                         .cacheRoot = folder.filePath(u"hub"_s),
                         .silenceSeconds = 2,
                         .retryStep = 1ms});
    QSignalSpy done(&transfers, &Transfers::groupDone);
    transfers.download({.repo = *RepoId::parse(RepoKind::Model, u"ada/model")});
    QTRY_COMPARE_WITH_TIMEOUT(done.size(), 1, 20'000);
    QVERIFY(!done.first().at(1).toBool());
    const TransferGroup &group = transfers.snapshot().groups.first();
    QVERIFY(group.error);
    QVERIFY2(!tls || group.error->kind == Kind::Insecure, qPrintable(group.error->message));
    QCOMPARE(thief.received, QByteArray()); // not one byte of HTTP
    QCOMPARE(plainThief.requests.isEmpty(), tls);
    QCOMPARE(plainThief.count("hf_secret"), 0);
}

void TestNetNames::anAnswerThatNeverComes()
{
    QNetworkAccessManager nam;
    RequestHandle request(
        new HubRequest(nam, {.url = QUrl(u"https://slow.names.example/"_s), .timeout = 200ms}));
    std::optional<Result<Body>> result;
    request->send([&](Result<Body> r) { result = std::move(r); });
    QTRY_VERIFY(result);
    QCOMPARE(result->error().kind, Kind::Timeout);
    answerGate.release(100);
}

void TestNetNames::noAddressAtAll()
{
    answeredAddresses = {};
    Asked a(QUrl(u"https://gone.names.example"_s));
    a.search();
    QTRY_VERIFY(a.page);
    QCOMPARE(a.kind(), Kind::Offline);
    QVERIFY(a.page->error().message.contains(u"gone.names.example"_s));
}

QTEST_GUILESS_MAIN(TestNetNames)
#include "tst_netnames.moc"
