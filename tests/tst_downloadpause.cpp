#include "tests/support/servedintwo.h"

#include <QRandomGenerator>

#include <sys/file.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <limits>

using namespace OddServer;

namespace {

// A disk that takes no more than this many bytes of a file.
std::atomic<qint64> fullDiskLimit = std::numeric_limits<qint64>::max();
std::atomic_int fullDiskError = ENOSPC;

} // namespace

// In place of the C library's: a write over the limit is cut first, and fails when nothing fits.
extern "C" ssize_t writeToFullDisk(int file, const void *data, size_t size,
                                   off64_t at) asm("pwrite64");
ssize_t writeToFullDisk(int file, const void *data, size_t size, off64_t at)
{
    const qint64 fits = qMin<qint64>(static_cast<qint64>(size), fullDiskLimit - at);
    if (fits > 0 || size == 0)
        return syscall(SYS_pwrite64, file, data, static_cast<size_t>(fits), at);
    errno = fullDiskError;
    return -1;
}

// Pause and resume: bytes that are there are kept and gone on with, nothing stays open or locked
// meanwhile, and whatever happened to the partial file, the result is right.
class DownloadPauseTest final : public QObject
{
    Q_OBJECT

private slots:
    void goesOnWhereItWas();
    void partChangedMeanwhile_data();
    void partChangedMeanwhile();
    void whileTheDiskIsFull_data();
    void whileTheDiskIsFull();
    void cancelKeepsNothing();
    void totalsAreOfWhatStillComes();
    void group();
    void beforeThePlan();
    void whileWaitingForLock();
    void lostForGoodKeepsBytes();
    void storm();

private:
    static QStringList parts(const TransferBench &b)
    {
        return QDir(b.repoFolder() + "/blobs"_L1).entryList({u"*.incomplete"_s});
    }
};

void DownloadPauseTest::goesOnWhereItWas()
{
    TransferBench b;
    serveInTwo(b);
    const qint64 id = b.transfers->download(b.request());
    QTRY_COMPARE(b.file().done, kCut);
    b.transfers->pause({b.file().id});
    QTRY_COMPARE(b.file().state, TransferState::Paused);
    QTRY_COMPARE(openBelow(b.temp.path()), QStringList());
    QCOMPARE(b.file().done, kCut);
    QCOMPARE(b.file().bytesPerSecond, 0.0);
    QCOMPARE(b.transfers->snapshot().paused, 1);
    QCOMPARE(b.transfers->snapshot().groups.first().state, TransferState::Paused);
    QCOMPARE(parts(b).size(), 1);
    QVERIFY(!b.hasEnded(id));
    b.transfers->resume({b.file().id});
    QTRY_VERIFY(b.hasEnded(id));
    QVERIFY(b.complete.value(id));
    QCOMPARE(b.hub.count("GET", "/resolve/"), 2);
    QCOMPARE(b.hub.requests().last().rangeStart(), kCut);
    QCOMPARE(b.contentOf(b.snapshotPath(u"w.bin"_s)), content());
    QCOMPARE(b.breaches(), QStringList());
}

void DownloadPauseTest::partChangedMeanwhile_data()
{
    QTest::addColumn<QByteArray>("now"); // in place of the million bytes
    QTest::addColumn<bool>("replaced"); // by another file
    QTest::newRow("D25 other bytes") << QByteArray(kCut, 'o') << false;
    QTest::newRow("D25 cut") << QByteArray(10, 'c') << false;
    QTest::newRow("D25 extended") << QByteArray(kSize + 1, 'e') << false;
    QTest::newRow("D25 replaced") << content().first(kCut) << true;
    QTest::newRow("D24 removed") << QByteArray() << true;
}

void DownloadPauseTest::partChangedMeanwhile()
{
    QFETCH(QByteArray, now);
    QFETCH(bool, replaced);
    TransferBench b;
    serveInTwo(b);
    const qint64 id = b.transfers->download(b.request());
    QTRY_COMPARE(b.file().done, kCut);
    b.transfers->pause({b.file().id});
    QTRY_COMPARE(b.file().state, TransferState::Paused);
    const QString part = b.repoFolder() + "/blobs/"_L1 + parts(b).value(0);
    if (replaced && !now.isEmpty())
        QVERIFY(QFile::rename(part, b.temp.filePath(u"old"_s))); // keeps its inode taken
    else if (replaced)
        QVERIFY(QFile::remove(part));
    QFile file(part);
    if (!now.isEmpty())
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(now) == now.size());
    file.close();
    b.transfers->resume({b.file().id});
    QTRY_VERIFY(b.hasEnded(id));
    QVERIFY(b.complete.value(id));
    QCOMPARE(b.contentOf(b.snapshotPath(u"w.bin"_s)), content());
    if (replaced && !now.isEmpty())
        QCOMPARE(b.contentOf(part), now); // another program's, not ours to touch
    else
        QTRY_COMPARE(b.breaches(), QStringList());
}

void DownloadPauseTest::whileTheDiskIsFull_data()
{
    QTest::addColumn<int>("error");
    QTest::newRow("D18 full") << ENOSPC;
    QTest::newRow("D19 quota") << EDQUOT;
}

void DownloadPauseTest::whileTheDiskIsFull() // costs nothing of what was fetched
{
    QFETCH(int, error);
    fullDiskError = error;
    TransferBench b;
    b.repo.files[u"w.bin"_s] = file();
    b.hub.setHandler([&b](const Request &request) { return b.repo.answer(request); });
    fullDiskLimit = kCut + 1; // in the middle of a block
    const auto noLimit = qScopeGuard([] { fullDiskLimit = std::numeric_limits<qint64>::max(); });
    const qint64 id = b.transfers->download(b.request());
    QTRY_COMPARE(b.file().state, TransferState::Waiting);
    b.transfers->pause({b.file().id});
    QTRY_COMPARE(b.file().state, TransferState::Paused);
    QTRY_COMPARE(openBelow(b.temp.path()), QStringList());
    QCOMPARE(parts(b).size(), 1);
    const qint64 kept = b.file().done;
    QVERIFY(kept > 0 && kept <= kCut);
    fullDiskLimit = std::numeric_limits<qint64>::max();
    b.transfers->resume({b.file().id});
    QTRY_VERIFY(b.hasEnded(id));
    QVERIFY(b.complete.value(id));
    QCOMPARE(b.hub.requests().last().rangeStart(), kept);
    QCOMPARE(b.contentOf(b.snapshotPath(u"w.bin"_s)), content());
    QCOMPARE(b.breaches(), QStringList());
}

void DownloadPauseTest::cancelKeepsNothing()
{
    TransferBench b;
    serveInTwo(b);
    const qint64 id = b.transfers->download(b.request());
    QTRY_COMPARE(b.file().done, kCut);
    b.transfers->pauseGroup(id);
    QTRY_COMPARE(b.file().state, TransferState::Paused);
    b.transfers->cancelGroup(id);
    QTRY_VERIFY(b.hasEnded(id));
    QCOMPARE(b.file().state, TransferState::Cancelled);
    QTRY_COMPARE(parts(b), QStringList());
    b.transfers->retryGroup(id);
    QTRY_COMPARE(b.file().state, TransferState::Done);
    QCOMPARE(b.hub.requests().last().rangeStart(), 0);
}

// Else two thirds of this download would be missing for ever.
void DownloadPauseTest::totalsAreOfWhatStillComes()
{
    TransferBench b;
    for (const QString &path : {u"a.bin"_s, u"b.bin"_s, u"c.bin"_s})
        b.repo.files[path] = {path.toUtf8().repeated(10'000), true}; // 50,000 bytes
    b.hub.setHandler([&b](const Request &request) {
        if (request.path.contains("/c.bin"))
            return Reply{RawHub::head("403 Forbidden")};
        Reply reply = b.repo.answer(request);
        if (request.method == "GET" && request.path.contains("/resolve/")) {
            reply = cutAfter(reply, 1'000);
            reply.hold = true;
        }
        return reply;
    });
    Transfers::Config config = b.config();
    config.silenceSeconds = 60;
    b.restart(config);
    b.transfers->download(b.request());
    const auto now = [&b] { return b.transfers->snapshot(); };
    QTRY_COMPARE(now().done, 2'000);
    QTRY_COMPARE(b.file(2).state, TransferState::Failed);
    QTRY_COMPARE(now().total, 100'000);
    b.transfers->cancel({b.file(0).id});
    QTRY_COMPARE(now().total, 50'000);
    QCOMPARE(now().done, 1'000);
    QCOMPARE(b.group().total, 50'000);
    QCOMPARE(now().toWrite.values(), QList<qint64>{49'000});
    b.transfers->pause({b.file(1).id});
    QTRY_COMPARE(now().toWrite.values(), QList<qint64>{0});
    QCOMPARE(now().total, 50'000);
    b.transfers->cancel({b.file(1).id});
    QTRY_COMPARE(now().total, 0);
    QCOMPARE(b.group().total, 150'000); // of which nothing came
}

void DownloadPauseTest::group()
{
    TransferBench b;
    for (int i = 0; i < 20; ++i)
        b.repo.files[u"f%1"_s.arg(i)] = {QByteArray(1'000, 'a') + QByteArray::number(i), false};
    b.hub.setHandler([&b](const Request &request) {
        Reply reply = b.repo.answer(request);
        reply.hold = request.path.contains("/resolve/") && b.hub.count("GET", "/resolve/") < 5;
        return reply.hold ? Reply{{}, false, true} : reply;
    });
    const qint64 id = b.transfers->download(b.request());
    QTRY_COMPARE(b.hub.count("GET", "/resolve/"), 4);
    b.transfers->pauseGroup(id);
    QTRY_COMPARE(b.transfers->snapshot().paused, 20);
    QCOMPARE(b.transfers->snapshot().running + b.transfers->snapshot().waiting, 0);
    QCOMPARE(b.transfers->snapshot().groups.first().state, TransferState::Paused);
    QCOMPARE(b.hub.count("GET", "/resolve/"), 4);
    QCOMPARE(b.transfers->download(b.request()), id); // it still is under way
    b.transfers->resumeGroup(id);
    QTRY_VERIFY(b.hasEnded(id));
    QVERIFY(b.complete.value(id));
    QCOMPARE(b.breaches(), QStringList());
}

void DownloadPauseTest::beforeThePlan()
{
    TransferBench b;
    b.repo.files[u"w.bin"_s] = file();
    b.hub.setHandler(
        [&b](const Request &) { return Reply{{}, false, b.hub.requests().size() == 1}; });
    const qint64 id = b.transfers->download(b.request());
    QTRY_COMPARE(b.hub.requests().size(), 1);
    QTRY_VERIFY(!b.transfers->snapshot().groups.isEmpty());
    b.transfers->pauseGroup(id);
    QTRY_COMPARE(b.transfers->snapshot().groups.first().state, TransferState::Paused);
    b.hub.setHandler([&b](const Request &request) { return b.repo.answer(request); });
    b.transfers->resumeGroup(id);
    QTRY_VERIFY(b.hasEnded(id));
    QVERIFY(b.complete.value(id));
}

void DownloadPauseTest::whileWaitingForLock()
{
    TransferBench b;
    b.repo.files[u"w.bin"_s] = file();
    const QString name = b.root() + "/.locks/models--ada--model/"_L1
        + QString::fromLatin1(file().blob()) + ".lock"_L1;
    QDir().mkpath(QFileInfo(name).path());
    QFile lock(name);
    QVERIFY(lock.open(QIODevice::ReadWrite) && flock(lock.handle(), LOCK_EX) == 0);
    const qint64 id = b.transfers->download(b.request());
    QTRY_COMPARE(b.file().state, TransferState::Waiting);
    b.transfers->pauseGroup(id);
    QTRY_COMPARE(b.file().state, TransferState::Paused);
    QCOMPARE(b.file().reason, QString());
    lock.close();
    b.transfers->resumeGroup(id);
    QTRY_VERIFY(b.hasEnded(id));
    QVERIFY(b.complete.value(id));
}

void DownloadPauseTest::lostForGoodKeepsBytes() // a failure does not cost what was fetched
{
    TransferBench b;
    serve(b, [](TransferBench &bench, const Request &r, int nth) {
        return nth == 1 ? cutAfter(bench.repo.answer(r), kCut)
            : nth == 2  ? Reply{RawHub::head("401 Unauthorized")}
                        : bench.repo.answer(r);
    });
    RUN_GROUP(b, b.request());
    QCOMPARE(b.file().state, TransferState::Failed);
    QCOMPARE(b.file().done, kCut);
    QTRY_COMPARE(openBelow(b.temp.path()), QStringList());
    b.done.clear();
    b.transfers->retryGroup(id);
    QTRY_VERIFY(b.hasEnded(id));
    QVERIFY(b.complete.value(id));
    QCOMPARE(b.hub.requests().last().rangeStart(), kCut);
    QCOMPARE(b.breaches(), QStringList());
}

void DownloadPauseTest::storm() // D30
{
    TransferBench b;
    QRandomGenerator random(20'261'121);
    for (int i = 0; i < 12; ++i)
        b.repo.files[u"f%1"_s.arg(i, 2, 10, QLatin1Char('0'))]
            = {QByteArray(300'000, char('a' + i)), i % 2 == 0};
    b.hub.setHandler([&](const Request &request) {
        Reply reply = b.repo.answer(request);
        if (request.path.contains("/resolve/") && random.bounded(3) > 0)
            return cutAfter(reply, random.bounded(300'000));
        return reply;
    });
    Transfers::Config config = b.config();
    config.retryStep = std::chrono::milliseconds{1};
    b.restart(config);
    const qint64 id = b.transfers->download(b.request());
    QTRY_COMPARE(b.transfers->snapshot().files.size(), 12);
    for (int i = 0; i < 10'000; ++i) {
        const QList<qint64> some{b.file(random.bounded(12)).id, b.file(random.bounded(12)).id};
        switch (random.bounded(9)) {
        case 0:
        case 1: b.transfers->pause(some); break;
        case 2:
        case 3: b.transfers->resume(some); break;
        case 4: b.transfers->retry(some); break;
        case 5: b.transfers->cancel(some); break;
        case 6: b.transfers->pauseGroup(id); break;
        case 7: b.transfers->resumeGroup(id); break;
        case 8: QTest::qWait(0); break;
        }
    }
    b.transfers->pauseGroup(id);
    for (const TransferFile &file : b.transfers->snapshot().files)
        b.transfers->cancel({file.id});
    QTRY_VERIFY(std::ranges::all_of(b.transfers->snapshot().files, [](const TransferFile &f) {
        return f.state == TransferState::Cancelled || f.state == TransferState::Done
            || f.state == TransferState::Failed;
    }));
    // Cancelled ones leave nothing, also those that were just being made: what is removed is opened
    // for a moment, so that one look says little.
    int looks = 0;
    QTRY_VERIFY((looks = openBelow(b.temp.path()).isEmpty() && parts(b).isEmpty() ? looks + 1 : 0)
                >= 20);
    b.hub.setHandler([&b](const Request &request) { return b.repo.answer(request); });
    b.transfers->retryGroup(id);
    QTRY_COMPARE(b.transfers->snapshot().groups.first().state, TransferState::Done);
    for (const auto &[path, file] : b.repo.files.asKeyValueRange())
        QCOMPARE(b.contentOf(b.snapshotPath(path)), file.content);
    QCOMPARE(b.breaches(), QStringList());
}

QTEST_GUILESS_MAIN(DownloadPauseTest)
#include "tst_downloadpause.moc"
