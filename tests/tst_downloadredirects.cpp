#include "tests/support/oddserver.h"

using namespace OddServer;

// Redirects: the token reaches the Hub's own origin only, odd addresses are not followed, and a
// signed address that ran out is asked for again.
class DownloadRedirectsTest final : public QObject
{
    Q_OBJECT

private slots:
    void redirectElsewhere_data();
    void redirectElsewhere();
    void redirectBack();
    void redirectLoop();
    void redirectRefused_data();
    void redirectRefused();
    void expiredAddress();
    void expiredForEver();
    void signatureStaysSecret_data();
    void signatureStaysSecret();
};

void DownloadRedirectsTest::redirectElsewhere_data()
{
    QTest::addColumn<QString>("address");
    QTest::newRow("N01 another host") << u"127.0.0.2"_s;
    QTest::newRow("N02 another port") << u"127.0.0.1"_s;
}

void DownloadRedirectsTest::redirectElsewhere()
{
    QFETCH(QString, address);
    TransferBench b;
    RawHub cdn(
        [](const Request &r) {
            FakeRepo repo;
            return repo.serve(r, file());
        },
        QHostAddress(address));
    serve(b, [&cdn](TransferBench &bench, const Request &, int) {
        return Reply{RawHub::head("302 Found",
                                  bench.repo.headersOf(file())
                                      << "Location: " + cdn.url().toEncoded() + "/signed?x=1")};
    });
    RUN_GROUP(b, b.request());
    QVERIFY(b.complete.value(id));
    QVERIFY(cdn.requests().size() == 1);
    QVERIFY(!cdn.requests().first().headers.contains("authorization"));
    QVERIFY(!cdn.requests().first().headers.contains("cookie"));
    for (const Request &request : b.hub.requests())
        QCOMPARE(request.headers.value("authorization"), "Bearer hf_CANARY");
}

void DownloadRedirectsTest::redirectBack() // N04
{
    TransferBench b;
    RawHub evil(
        [&b](const Request &) {
            return Reply{
                RawHub::head("302 Found", {"Location: " + b.hub.url().toEncoded() + "/back"})};
        },
        QHostAddress(u"127.0.0.2"_s));
    b.repo.files[u"w.bin"_s] = file();
    b.hub.setHandler([&](const Request &request) {
        if (request.path == "/back")
            return b.repo.serve(request, file());
        if (request.path.contains("/resolve/"))
            return Reply{RawHub::head("302 Found",
                                      b.repo.headersOf(file())
                                          << "Location: " + evil.url().toEncoded() + "/x")};
        return b.repo.answer(request);
    });
    RUN_GROUP(b, b.request());
    QVERIFY(b.complete.value(id));
    QCOMPARE(b.hub.requests().last().path, "/back");
    QVERIFY(!b.hub.requests().last().headers.contains("authorization"));
}

void DownloadRedirectsTest::redirectLoop() // N05
{
    TransferBench b;
    serve(b, [](TransferBench &, const Request &r, int) {
        return Reply{RawHub::head("302 Found", {"Location: " + r.path})};
    });
    RUN_GROUP(b, b.request());
    QCOMPARE(b.file().state, TransferState::Failed);
    QVERIFY(b.hub.count("GET", "/resolve/") <= 11);
}

void DownloadRedirectsTest::redirectRefused_data()
{
    QTest::addColumn<QByteArray>("location");
    for (const char *location : {"file:///etc/passwd", "ftp://127.0.0.1/x", "data:,x",
                                 "javascript:1", "//", "http://user:pw@127.0.0.1/", ""})
        QTest::addRow("N06 %s", location) << QByteArray(location);
    QTest::newRow("N08 1 MB") << QByteArray("/" + QByteArray(1'000'000, 'x'));
}

void DownloadRedirectsTest::redirectRefused()
{
    QFETCH(QByteArray, location);
    TransferBench b;
    Transfers::Config config = b.config();
    config.retryStep = std::chrono::milliseconds{1};
    b.restart(config);
    serve(b, [location](TransferBench &, const Request &, int) {
        return Reply{RawHub::head("302 Found", {"Location: " + location})};
    });
    RUN_GROUP(b, b.request());
    QCOMPARE(b.file().state, TransferState::Failed);
    QCOMPARE(b.breaches(), QStringList());
}

void DownloadRedirectsTest::expiredAddress() // D08
{
    TransferBench b;
    int signature = 0;
    RawHub cdn(
        [&](const Request &r) {
            if (r.path != "/signed" + QByteArray::number(signature))
                return Reply{RawHub::head("403 Forbidden")};
            Reply reply = b.repo.serve(r, file());
            ++signature; // the next request with this address is too late
            return signature < 3 ? cutAfter(reply, 1'000'000) : reply;
        },
        QHostAddress(u"127.0.0.2"_s));
    int shown = 0;
    serve(b, [&](TransferBench &bench, const Request &, int nth) {
        shown = nth == 2 ? 0 : signature; // once an address that ran out
        return Reply{
            RawHub::head("302 Found",
                         bench.repo.headersOf(file()) << "Location: " + cdn.url().toEncoded()
                                 + "/signed" + QByteArray::number(shown))};
    });
    RUN_GROUP(b, b.request());
    QVERIFY(b.complete.value(id));
    QCOMPARE(b.contentOf(b.snapshotPath(u"w.bin"_s)), content());
    QCOMPARE(cdn.requests().last().rangeStart(), 2'000'000);
}

void DownloadRedirectsTest::expiredForEver() // D09
{
    TransferBench b;
    RawHub cdn([](const Request &) { return Reply{RawHub::head("403 Forbidden")}; },
               QHostAddress(u"127.0.0.2"_s));
    serve(b, [&cdn](TransferBench &bench, const Request &, int) {
        return Reply{RawHub::head("302 Found",
                                  bench.repo.headersOf(file())
                                      << "Location: " + cdn.url().toEncoded() + "/x")};
    });
    RUN_GROUP(b, b.request());
    QCOMPARE(b.file().state, TransferState::Failed);
    QCOMPARE(cdn.requests().size(), 2);
    QVERIFY2(b.file().error->message.contains("127.0.0.2"_L1), qPrintable(b.file().error->message));
    QVERIFY(b.file().error->kind != HubError::Kind::Forbidden); // the account is not the reason
}

void DownloadRedirectsTest::signatureStaysSecret_data()
{
    QTest::addColumn<QByteArray>("status");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<bool>("cut");
    QTest::newRow("refused in words") << "403 Forbidden"_ba << "text/plain"_ba << false;
    QTest::newRow("refused in JSON") << "403 Forbidden"_ba << "application/json"_ba << false;
    QTest::newRow("broken") << "500 Oh"_ba << "text/plain"_ba << false;
    QTest::newRow("cut") << "200 OK"_ba << "text/plain"_ba << true;
}

// An address with a signature is as good as a password: neither what it looks like when the
// storage host fails, nor what that host says, reaches a text that people see or the log.
void DownloadRedirectsTest::signatureStaysSecret()
{
    QFETCH(QByteArray, status);
    QFETCH(QByteArray, type);
    QFETCH(bool, cut);
    static QString logged;
    logged.clear();
    const auto before = qInstallMessageHandler(
        [](QtMsgType, const QMessageLogContext &, const QString &text) { logged += text; });
    const auto restore = qScopeGuard([before] { qInstallMessageHandler(before); });

    TransferBench b;
    RawHub cdn(
        [&](const Request &r) {
            const QByteArray address = "http://127.0.0.2" + r.path;
            const QByteArray words = type.endsWith("json")
                ? "{\"error\":\"Request has expired: " + address + "\"}"
                : "Request has expired: " + address;
            Reply reply{
                RawHub::head(status,
                             {"Content-Type: " + type, "X-Error-Message: " + words,
                              "Content-Length: " + QByteArray::number(cut ? kSize : words.size())})
                + words};
            reply.abort = cut;
            return reply;
        },
        QHostAddress(u"127.0.0.2"_s));
    serve(b, [&cdn](TransferBench &bench, const Request &, int) {
        return Reply{RawHub::head("302 Found",
                                  bench.repo.headersOf(file()) << "Location: "
                                          + cdn.url().toEncoded() + "/x?X-Amz-Signature=canary")};
    });
    Transfers::Config config = b.config();
    config.retryStep = std::chrono::milliseconds{1};
    b.restart(config);
    QString shown;
    connect(b.transfers.get(), &Transfers::changed, this, [&](const TransferSnapshot &now) {
        for (const TransferFile &f : now.files) {
            shown += f.reason;
            if (f.error)
                shown += f.error->message + f.error->detail + f.error->requestId;
        }
    });
    RUN_GROUP(b, b.request());
    QCOMPARE(b.file().state, TransferState::Failed);
    QVERIFY(cdn.requests().size() > 1);
    QVERIFY(!shown.isEmpty());
    for (const QString &text : {shown, logged})
        QVERIFY2(!text.contains("canary"_L1) && !text.contains(u'?'), qPrintable(text));
}

QTEST_GUILESS_MAIN(DownloadRedirectsTest)
#include "tst_downloadredirects.moc"
