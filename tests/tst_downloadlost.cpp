#include "tests/support/hookeddisk.h"
#include "tests/support/oddserver.h"

#include <fcntl.h>

using namespace OddServer;

namespace {

constexpr qint64 kBad = 500'000; // where the disk has something else
constexpr qint64 kPart = 200'000; // bytes of a segment

bool isPart(int file)
{
    char path[PATH_MAX];
    const auto n
        = readlink(("/proc/self/fd/" + QByteArray::number(file)).constData(), path, sizeof path);
    return n > 0 && QByteArrayView(path, n).endsWith(".incomplete");
}

} // namespace

// A disk says once that it lost what it had taken, or cannot give it back: what is there is looked
// at anew, and what is not as it came is fetched again. Nothing else is.
class DownloadLostTest final : public QObject
{
    Q_OBJECT

private slots:
    void cleanup() { HookedDisk::Unhooked(); }
    void lostWrites_data();
    void lostWrites();
    void unreadable();
    void neverReadable();

private:
    static void open(TransferBench &b)
    {
        auto config = b.config();
        config.segment = kPart;
        config.silenceSeconds = 20; // a busy machine that answers late is no fault
        config.syncStep = std::chrono::milliseconds{1};
        b.restart(config);
    }
    static qint64 bodies(const TransferBench &b)
    {
        qint64 sum = 0;
        for (const Request &r : b.hub.requests())
            if (r.method == "GET" && r.path.contains("/resolve/"))
                sum += kPart;
        return sum;
    }
};

void DownloadLostTest::lostWrites_data()
{
    QTest::addColumn<int>("error");
    QTest::addColumn<bool>("early");
    QTest::newRow("D20 in the middle") << EIO << true;
    QTest::newRow("D20 at the end") << EIO << false;
    QTest::newRow("D18 in the middle") << ENOSPC << true;
    QTest::newRow("D18 at the end") << ENOSPC << false;
}

void DownloadLostTest::lostWrites()
{
    QFETCH(const int, error);
    QFETCH(const bool, early);
    TransferBench b;
    open(b);
    std::atomic<bool> complete = false; // all was sent
    std::atomic<bool> lost = false;
    std::atomic<bool> letGo = !early;
    HookedDisk::hook = [&](const char *call, int file) {
        if (QLatin1StringView(call) != "sync"_L1 || !isPart(file) || early == complete
            || lost.exchange(true))
            return 0;
        syscall(SYS_pwrite64, file, "lost", 4, kBad);
        letGo = true;
        return error;
    };
    serve(b, [&](TransferBench &bench, const Request &r, int) {
        Reply reply = bench.repo.answer(r);
        if (r.rangeStart() >= 1'800'000 && !letGo) {
            reply = cutAfter(std::move(reply), 0);
            reply.hold = true;
        }
        complete = complete || r.rangeStart() >= kSize - kPart;
        return reply;
    });
    RUN_GROUP(b, b.request());
    QVERIFY(b.complete.value(id));
    QVERIFY(lost);
    QCOMPARE(b.contentOf(b.snapshotPath(u"w.bin"_s)), content());
    QVERIFY2(bodies(b) <= kSize + 4 * kPart, QByteArray::number(bodies(b)).constData());
    QCOMPARE(b.breaches(), QStringList());
}

void DownloadLostTest::unreadable() // D20: a place of the disk, until it is written again
{
    TransferBench b;
    open(b);
    std::atomic<bool> failed = false;
    HookedDisk::hook = [&](const char *call, int file) {
        return QLatin1StringView(call) == "read"_L1 && isPart(file) && !failed.exchange(true) ? EIO
                                                                                              : 0;
    };
    serve(b, [](TransferBench &bench, const Request &r, int) { return bench.repo.answer(r); });
    RUN_GROUP(b, b.request());
    QVERIFY(b.complete.value(id));
    QVERIFY(failed);
    QCOMPARE(b.contentOf(b.snapshotPath(u"w.bin"_s)), content());
    QVERIFY2(bodies(b) <= kSize + 2 * kPart, QByteArray::number(bodies(b)).constData());
    QVERIFY2(b.file().note.contains("could not be read"_L1), qPrintable(b.file().note));
    QCOMPARE(b.breaches(), QStringList());
}

void DownloadLostTest::neverReadable() // D20: it is said, and what is there stays
{
    TransferBench b;
    b.transfers->restore(b.temp.filePath(u"queue.sqlite"_s));
    std::atomic<bool> broken = true;
    HookedDisk::hook = [&](const char *call, int file) {
        return QLatin1StringView(call) == "read"_L1 && isPart(file) && broken ? EIO : 0;
    };
    serve(b, [](TransferBench &bench, const Request &r, int) { return bench.repo.answer(r); });
    RUN_GROUP(b, b.request());
    QVERIFY(!b.complete.value(id));
    QCOMPARE(b.file().error->kind, HubError::Kind::Disk);
    QVERIFY(!QFile::exists(b.snapshotPath(u"w.bin"_s)));
    broken = false;
    b.done.clear();
    b.transfers->retryGroup(id);
    QTRY_VERIFY(b.hasEnded(id));
    QVERIFY(b.complete.value(id));
    QCOMPARE(b.contentOf(b.snapshotPath(u"w.bin"_s)), content());
}

QTEST_GUILESS_MAIN(DownloadLostTest)
#include "tst_downloadlost.moc"
