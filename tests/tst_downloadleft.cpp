#include "tests/support/hookeddisk.h"
#include "tests/support/oddserver.h"

using namespace OddServer;

// What is on the disk when the program ends, or has ended a file: all that a next start needs, and
// nothing that nobody knows of.
class DownloadLeftTest final : public QObject
{
    Q_OBJECT

private slots:
    void noNoteOutlivesThePart();
    void endsWhileItIsTakenUp();

private:
    static constexpr qint64 kStall = 1'000'000;
    static QStringList inBlobs(const TransferBench &b)
    {
        return QDir(b.repoFolder() + "/blobs"_L1).entryList(QDir::Files);
    }
};

void DownloadLeftTest::noNoteOutlivesThePart() // the disk takes its time to make the name durable
{
    const HookedDisk::Unhooked atEnd;
    TransferBench b;
    serve(b, [](TransferBench &bench, const Request &r, int) { return bench.repo.answer(r); });
    std::atomic<bool> named = false;
    HookedDisk::hook = [&named](const char *call, int) {
        if (QLatin1StringView(call) == "rename"_L1)
            named = true;
        else if (QLatin1StringView(call) == "sync"_L1 && named.exchange(false))
            QThread::msleep(900); // longer than a note waits
        return 0;
    };
    RUN_GROUP(b, b.request());
    QVERIFY(b.complete.value(id));
    QCOMPARE(b.breaches(), QStringList());
}

void DownloadLeftTest::endsWhileItIsTakenUp() // by the next start, which ends at once
{
    const HookedDisk::Unhooked atEnd;
    TransferBench b;
    serve(b, [](TransferBench &bench, const Request &r, int) {
        Reply reply = cutAfter(bench.repo.answer(r), qMax<qint64>(0, kStall - r.rangeStart()));
        reply.hold = true;
        return reply;
    });
    const QString queue = b.temp.filePath(u"queue.sqlite"_s);
    b.transfers->restore(queue);
    b.transfers->download(b.request());
    QTRY_COMPARE(b.file().done, kStall);
    b.transfers.reset();
    const QStringList left = inBlobs(b);
    QCOMPARE(left.size(), 2); // the part and what is known of it

    std::atomic<int> locks = 0;
    HookedDisk::hook = [&locks](const char *call, int) {
        constexpr int kOfTheList = 2; // the list's own, asked for twice
        if (QLatin1StringView(call) == "lock"_L1 && ++locks == kOfTheList + 1)
            QThread::msleep(300);
        return 0;
    };
    b.restart();
    b.transfers->restore(queue);
    QTRY_VERIFY(locks > 2);
    b.transfers.reset();
    QCOMPARE(inBlobs(b), left);
}

QTEST_GUILESS_MAIN(DownloadLeftTest)
#include "tst_downloadleft.moc"
