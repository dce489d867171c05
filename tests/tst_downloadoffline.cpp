#include "tests/support/servedintwo.h"

using namespace OddServer;

// Offline mode: the Hub is asked for nothing, what is cached is there, and the rest waits.
class DownloadOfflineTest final : public QObject
{
    Q_OBJECT

private slots:
    void whatIsCachedIsThere();
    void offline();
    void offlineBeforeThePlan();
};

void DownloadOfflineTest::whatIsCachedIsThere()
{
    TransferBench b;
    b.repo.files[u"w.bin"_s] = {"weights", true};
    {
        RUN_GROUP(b, b.request());
    }
    Transfers::Config config = b.config();
    config.offline = true;
    b.restart(config);
    const auto before = b.hub.requests().size();
    {
        RUN_GROUP(b, b.request());
        QVERIFY(b.complete.value(id));
    }
    {
        RUN_GROUP(b, b.request({u"other.bin"_s}));
        QVERIFY(!b.complete.value(id));
    }
    QCOMPARE(b.hub.requests().size(), before);
}

// Offline mode stops what runs and what is queued, at once, and goes on by itself afterwards.
void DownloadOfflineTest::offline()
{
    TransferBench b;
    serveInTwo(b);
    for (int i = 0; i < 9; ++i)
        b.repo.files[u"x%1"_s.arg(i)] = {QByteArray::number(i), false};
    Transfers::Config config = b.config();
    config.silenceSeconds = 60;
    config.filesAtOnce = 1; // "w.bin" comes first and keeps the others waiting
    b.restart(config);
    const qint64 id = b.transfers->download(b.request());
    QTRY_COMPARE(b.file().done, kCut);
    config.offline = true;
    b.transfers->setConfig(config);
    QTRY_COMPARE(b.transfers->snapshot().waiting, 10);
    QTRY_COMPARE(openBelow(b.temp.path()), QStringList());
    const auto asked = b.hub.requests().size();
    for (const TransferFile &file : b.transfers->snapshot().files) {
        QCOMPARE(file.state, TransferState::Waiting);
        QVERIFY2(file.reason.contains("Offline mode"_L1), qPrintable(file.reason));
    }
    QVERIFY(b.transfers->snapshot().groups.first().reason.contains("Offline mode"_L1));
    b.transfers->retryGroup(id); // changes nothing
    b.transfers->pause({b.file(1).id});
    b.transfers->resume({b.file(1).id});
    QTRY_COMPARE(b.file(1).state, TransferState::Waiting);
    QCOMPARE(b.hub.requests().size(), asked);
    config.offline = false;
    b.transfers->setConfig(config);
    QTRY_VERIFY(b.hasEnded(id));
    QVERIFY(b.complete.value(id));
    QCOMPARE(b.hub.requests().at(asked).rangeStart(), kCut);
    QCOMPARE(b.contentOf(b.snapshotPath(u"w.bin"_s)), content());
    QCOMPARE(b.breaches(), QStringList());
}

void DownloadOfflineTest::offlineBeforeThePlan()
{
    TransferBench b;
    b.repo.files[u"w.bin"_s] = file();
    b.hub.setHandler([](const Request &) { return Reply{{}, false, true}; });
    const qint64 id = b.transfers->download(b.request());
    QTRY_COMPARE(b.hub.requests().size(), 1);
    Transfers::Config config = b.config();
    config.offline = true;
    b.transfers->setConfig(config);
    QTRY_VERIFY(!b.transfers->snapshot().groups.isEmpty());
    QTRY_COMPARE(b.transfers->snapshot().groups.first().state, TransferState::Waiting);
    QVERIFY(b.transfers->snapshot().groups.first().reason.contains("Offline mode"_L1));
    QVERIFY(!b.hasEnded(id));
    b.hub.setHandler([&b](const Request &request) { return b.repo.answer(request); });
    config.offline = false;
    b.transfers->setConfig(config);
    QTRY_VERIFY(b.hasEnded(id));
    QVERIFY(b.complete.value(id));
}

QTEST_GUILESS_MAIN(DownloadOfflineTest)
#include "tst_downloadoffline.moc"
