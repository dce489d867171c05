#include "tests/support/oddserver.h"

using namespace OddServer;

// What is started when, and what stays in the list.
class DownloadQueueTest final : public QObject
{
    Q_OBJECT

private slots:
    void smallOnesDoNotWait();
    void noMoreAtOnceThanAsked();
    void cancelAndAgain();
    void forget();
    void runningOnesAreNotForgotten();

private:
    static constexpr qsizetype kLarge = 10'000'000;
    // Large files get no answer until the test says so.
    static void holdLarge(TransferBench &b, const bool *hold, int *held)
    {
        b.hub.setHandler([&b, hold, held](const Request &request) {
            if (!*hold || !request.path.contains("/resolve/") || !request.path.endsWith(".bin"))
                return b.repo.answer(request);
            ++*held;
            return Reply{{}, false, true};
        });
    }
};

void DownloadQueueTest::smallOnesDoNotWait()
{
    TransferBench b;
    for (const QString &name : {u"a.bin"_s, u"b.bin"_s, u"c.bin"_s, u"d.bin"_s})
        b.repo.files[name] = {QByteArray(kLarge, name.at(0).toLatin1()), true};
    for (const QString &name : {u"x.json"_s, u"y.json"_s, u"z.json"_s})
        b.repo.files[name] = {name.toUtf8(), false};
    bool hold = true;
    int held = 0;
    holdLarge(b, &hold, &held);
    Transfers::Config config = b.config();
    config.filesAtOnce = 2;
    config.silenceSeconds = 60;
    b.restart(config);
    const qint64 id = b.transfers->download(b.request());
    for (int i = 4; i < 7; ++i)
        QTRY_COMPARE(b.file(i).state, TransferState::Done);
    QTRY_COMPARE(held, 2); // and no more large ones than asked for
    QCOMPARE(b.file(2).state, TransferState::Queued);

    // Neither does one that is asked for later.
    b.repo.files[u"later.json"_s] = {"later", false};
    b.repo.commit = QByteArray("abcdef0123").repeated(4);
    DownloadRequest request = b.request();
    request.allow = {u"later.json"_s};
    const qint64 later = b.transfers->download(request);
    QTRY_VERIFY(b.hasEnded(later));
    QVERIFY(b.complete.value(later));
    QVERIFY(!b.hasEnded(id));
    QCOMPARE(held, 2);
    b.transfers->cancelGroup(id);
    QTRY_VERIFY(b.hasEnded(id));
}

void DownloadQueueTest::noMoreAtOnceThanAsked() // one small one more than that, never two
{
    TransferBench b;
    b.repo.files[u"a.bin"_s] = {QByteArray(kLarge, 'a'), true};
    b.repo.files[u"b.bin"_s] = {QByteArray(kLarge, 'b'), true};
    for (int i = 0; i < 5; ++i)
        b.repo.files[u"x%1"_s.arg(i)] = {QByteArray::number(i), false};
    QSet<QByteArray> asked;
    b.hub.setHandler([&](const Request &request) {
        if (!request.path.contains("/resolve/"))
            return b.repo.answer(request);
        asked << request.path;
        return Reply{{}, false, true};
    });
    Transfers::Config config = b.config();
    config.filesAtOnce = 2;
    config.silenceSeconds = 60;
    b.restart(config);
    const qint64 id = b.transfers->download(b.request());
    QTRY_COMPARE(b.transfers->snapshot().running, 2); // a small one and a large one
    QTRY_COMPARE(asked.size(), 2);
    QSignalSpy reports(b.transfers.get(), &Transfers::changed);
    QTRY_VERIFY(reports.size() >= 3);
    QCOMPARE(asked.size(), 2);
    b.transfers->cancelGroup(id);
    QTRY_VERIFY(b.hasEnded(id));
}

void DownloadQueueTest::cancelAndAgain()
{
    TransferBench b;
    b.repo.files[u"a.bin"_s] = {QByteArray(kLarge, 'a'), true};
    bool hold = true;
    int held = 0;
    holdLarge(b, &hold, &held);
    const qint64 first = b.transfers->download(b.request());
    QTRY_COMPARE(held, 1);
    hold = false;
    b.transfers->cancelGroup(first);
    const qint64 second = b.transfers->download(b.request()); // before the first has ended
    QVERIFY(second != first);
    QTRY_VERIFY_WITH_TIMEOUT(b.hasEnded(first) && b.hasEnded(second), 30'000);
    QVERIFY(!b.complete.value(first) && b.complete.value(second));
    QCOMPARE(b.contentOf(b.snapshotPath(u"a.bin"_s)), QByteArray(kLarge, 'a'));
    QCOMPARE(b.breaches(), QStringList());
}

void DownloadQueueTest::forget()
{
    TransferBench b;
    serve(b, [](TransferBench &bench, const Request &r, int nth) {
        return nth == 1 ? cutAfter(bench.repo.answer(r), 1'000'000)
                        : Reply{RawHub::head("401 Unauthorized")};
    });
    RUN_GROUP(b, b.request());
    QCOMPARE(b.group().state, TransferState::Failed);
    const QDir blobs(b.repoFolder() + "/blobs"_L1);
    QCOMPARE(blobs.entryList({u"*.incomplete"_s}).size(), 1); // for another try
    QSignalSpy changed(b.transfers.get(), &Transfers::changed);
    b.transfers->clearFinished(); // nothing that may still be wanted
    b.transfers->retry({}); // reports
    QTRY_VERIFY(changed.size() > 0);
    QCOMPARE(b.transfers->snapshot().groups.size(), 1);
    b.transfers->forget(id);
    QTRY_COMPARE(b.transfers->snapshot().groups.size(), 0);
    QCOMPARE(b.transfers->snapshot().files.size(), 0);
    QTRY_COMPARE(blobs.entryList({u"*.incomplete"_s}).size(), 0);
    QCOMPARE(b.breaches(), QStringList());
}

void DownloadQueueTest::runningOnesAreNotForgotten()
{
    TransferBench b;
    b.repo.files[u"a.bin"_s] = {"a", true};
    bool hold = true;
    int held = 0;
    holdLarge(b, &hold, &held);
    Transfers::Config config = b.config();
    config.silenceSeconds = 60;
    b.restart(config);
    const qint64 id = b.transfers->download(b.request());
    QTRY_COMPARE(held, 1);
    b.transfers->forget(id);
    b.transfers->forget(id + 1'000);
    b.transfers->pauseGroup(id);
    QTRY_COMPARE(b.group().state, TransferState::Paused);
    b.transfers->forget(id);
    hold = false;
    b.transfers->resumeGroup(id);
    QTRY_VERIFY(b.hasEnded(id));
    QVERIFY(b.complete.value(id));
}

QTEST_GUILESS_MAIN(DownloadQueueTest)
#include "tst_downloadqueue.moc"
