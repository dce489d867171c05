#include "tests/support/oddserver.h"

using namespace OddServer;

// The network goes away and comes back: nothing fails, everything waits and goes on by itself.
class DownloadNetworkTest final : public QObject
{
    Q_OBJECT

private slots:
    void inTheMiddle();
    void beforeThePlan_data();
    void beforeThePlan();
    void busyWhenItIsBack();
    void anotherHubLearnsNothing();
    void whatIsThereNeedsNoNetwork();
    void oneThatIsBackTellsTheOthers();
    void toldByTheSystem_data();
    void toldByTheSystem();
    void cancelEndsTheWait();

private:
    static constexpr qsizetype kCut = 1'000'000;

    static Transfers::Config with(const TransferBench &b, std::chrono::milliseconds step)
    {
        Transfers::Config config = b.config();
        config.retryStep = step;
        return config;
    }
    static bool isWaitingForNetwork(const QString &reason)
    {
        return reason.contains("127.0.0.1 cannot be reached"_L1);
    }
    // A second of reports is many more tries than a lost connection is given.
    static bool staysForASecond(const TransferBench &b)
    {
        QSignalSpy reports(b.transfers.get(), &Transfers::changed);
        return QTest::qWaitFor([&reports] { return reports.size() >= 10; }, 10'000);
    }
};

void DownloadNetworkTest::inTheMiddle() // N34
{
    TransferBench b;
    serve(b, [](TransferBench &bench, const Request &r, int) {
        if (!r.path.endsWith("/w.bin") || bench.hub.count("GET", "/w.bin") > 1)
            return bench.repo.answer(r);
        bench.hub.close();
        return cutAfter(bench.repo.answer(r), kCut, true);
    });
    for (int i = 0; i < 9; ++i)
        b.repo.files[u"x%1"_s.arg(i)] = {QByteArray::number(i), false};
    b.restart(with(b, std::chrono::milliseconds{1}));
    const qint64 id = b.transfers->download(b.request());
    QTRY_VERIFY(isWaitingForNetwork(b.group().reason));
    QVERIFY(staysForASecond(b));
    QVERIFY(!b.hasEnded(id));
    for (const TransferFile &file : b.transfers->snapshot().files)
        QVERIFY(file.state != TransferState::Failed);
    b.hub.reopen();
    QTRY_VERIFY(b.hasEnded(id));
    QVERIFY(b.complete.value(id));
    QCOMPARE(b.contentOf(b.snapshotPath(u"w.bin"_s)), content());
    QCOMPARE(b.hub.count("GET", "/w.bin"), 2);
    QCOMPARE(b.breaches(), QStringList());
}

void DownloadNetworkTest::beforeThePlan_data()
{
    QTest::addColumn<QStringList>("paths");
    QTest::addColumn<bool>("partly"); // an earlier download left one of two files
    QTest::newRow("N34 snapshot") << QStringList() << false;
    QTest::newRow("N34 named") << QStringList{u"w.bin"_s} << false;
    QTest::newRow("N34 part of it is there") << QStringList() << true;
}

void DownloadNetworkTest::beforeThePlan()
{
    QFETCH(QStringList, paths);
    QFETCH(bool, partly);
    TransferBench b;
    serve(b, [](TransferBench &bench, const Request &r, int) { return bench.repo.answer(r); });
    b.repo.files[u"small"_s] = {"small", false};
    if (partly) {
        DownloadRequest request = b.request();
        request.allow = {u"small"_s};
        RUN_GROUP(b, request);
    }
    b.restart(with(b, std::chrono::milliseconds{1}));
    b.hub.close();
    const qint64 id = b.transfers->download(b.request(paths));
    QTRY_COMPARE(b.group().state, TransferState::Waiting);
    QVERIFY2(isWaitingForNetwork(b.group().reason), qPrintable(b.group().reason));
    QVERIFY(staysForASecond(b));
    QCOMPARE(b.group().state, TransferState::Waiting);
    b.hub.reopen();
    QTRY_VERIFY(b.hasEnded(id));
    QVERIFY(b.complete.value(id));
    QCOMPARE(b.contentOf(b.snapshotPath(u"w.bin"_s)), content());
    QCOMPARE(b.breaches(), QStringList());
}

void DownloadNetworkTest::busyWhenItIsBack() // the wait takes nothing from the tries that follow
{
    TransferBench b;
    int refused = 0;
    b.repo.files = {{u"a"_s, {"a", false}}};
    b.hub.setHandler([&b, &refused](const Request &r) {
        if (!r.path.contains("/revision/") || refused == 2)
            return b.repo.answer(r);
        ++refused;
        return Reply{RawHub::head("503 Service Unavailable")};
    });
    b.restart(with(b, std::chrono::milliseconds{1}));
    b.hub.close();
    const qint64 id = b.transfers->download(b.request());
    QTRY_COMPARE(b.group().state, TransferState::Waiting);
    QVERIFY(staysForASecond(b));
    b.hub.reopen();
    QTRY_VERIFY(b.hasEnded(id));
    QVERIFY(b.complete.value(id));
    QCOMPARE(refused, 2);
}

void DownloadNetworkTest::anotherHubLearnsNothing() // A12
{
    TransferBench b;
    TransferBench other;
    b.repo.files = {{u"a"_s, {"a", false}}};
    b.hub.setHandler([&b](const Request &request) {
        if (request.path.contains("/tree/"))
            b.hub.close();
        return b.repo.answer(request);
    });
    Transfers::Config config = with(b, std::chrono::milliseconds{1});
    config.token = "hf_first";
    b.restart(config);
    const qint64 id = b.transfers->download(b.request());
    QTRY_VERIFY(isWaitingForNetwork(b.file().reason));
    config.endpoint = other.config().endpoint;
    config.token = "hf_other";
    b.transfers->setConfig(config);
    QVERIFY(staysForASecond(b));
    const auto before = b.hub.requests().size();
    b.hub.reopen();
    QTRY_VERIFY(b.hasEnded(id));
    QVERIFY(b.complete.value(id));
    QCOMPARE(other.hub.requests().size(), 0);
    for (const Request &request : b.hub.requests().sliced(before))
        QVERIFY(!request.headers.contains("authorization"));
}

void DownloadNetworkTest::whatIsThereNeedsNoNetwork()
{
    TransferBench b;
    serve(b, [](TransferBench &bench, const Request &r, int) { return bench.repo.answer(r); });
    {
        RUN_GROUP(b, b.request());
    }
    b.restart(with(b, std::chrono::milliseconds{1}));
    b.hub.close();
    RUN_GROUP(b, b.request());
    QVERIFY(b.complete.value(id));
}

void DownloadNetworkTest::oneThatIsBackTellsTheOthers()
{
    TransferBench b;
    b.repo.files = {{u"a"_s, {"a", false}}, {u"b"_s, {"b", false}}, {u"c"_s, {"c", false}}};
    b.hub.setHandler([&b](const Request &request) {
        if (request.path.contains("/tree/"))
            b.hub.close();
        return b.repo.answer(request);
    });
    b.restart(with(b, std::chrono::hours{1}));
    const qint64 id = b.transfers->download(b.request());
    for (int i = 0; i < 3; ++i)
        QTRY_VERIFY(isWaitingForNetwork(b.file(i).reason));
    b.hub.reopen();
    b.transfers->retry({b.file(1).id});
    QTRY_VERIFY(b.hasEnded(id));
    QVERIFY(b.complete.value(id));
}

void DownloadNetworkTest::toldByTheSystem_data()
{
    QTest::addColumn<bool>("planned");
    QTest::newRow("files") << true;
    QTest::newRow("group") << false;
}

void DownloadNetworkTest::toldByTheSystem() // at once
{
    QFETCH(bool, planned);
    TransferBench b;
    b.repo.files = {{u"a"_s, {"a", false}}};
    b.hub.setHandler([&b](const Request &request) {
        if (request.path.contains("/tree/"))
            b.hub.close();
        return b.repo.answer(request);
    });
    b.restart(with(b, std::chrono::hours{1}));
    if (!planned)
        b.hub.close();
    const qint64 id = b.transfers->download(b.request());
    QTRY_VERIFY(isWaitingForNetwork(planned ? b.file().reason : b.group().reason));
    b.transfers->networkIsBack(); // it was not
    b.hub.setHandler([&b](const Request &request) { return b.repo.answer(request); });
    b.hub.reopen();
    QTRY_VERIFY((b.transfers->networkIsBack(), b.hasEnded(id)));
    QVERIFY(b.complete.value(id));
}

void DownloadNetworkTest::cancelEndsTheWait()
{
    TransferBench b;
    b.repo.files = {{u"a"_s, {"a", false}}};
    b.hub.close();
    const qint64 id = b.transfers->download(b.request());
    QTRY_COMPARE(b.group().state, TransferState::Waiting);
    b.transfers->cancelGroup(id);
    QTRY_VERIFY(b.hasEnded(id));
    QCOMPARE(b.group().state, TransferState::Cancelled);
}

QTEST_GUILESS_MAIN(DownloadNetworkTest)
#include "tst_downloadnetwork.moc"
