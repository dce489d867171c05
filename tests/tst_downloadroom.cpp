#include "app/text/format.h"
#include "tests/support/hookeddisk.h"
#include "tests/support/servedintwo.h"

#include <QElapsedTimer>
#include <QStorageInfo>

#include <sys/stat.h>
#include <sys/statvfs.h>

#include <atomic>
#include <limits>

using namespace OddServer;

namespace {

constexpr qint64 kPlenty = std::numeric_limits<qint64>::max();
std::atomic<qint64> bytesFree = kPlenty;
std::atomic<qint64> diskSize = 0; // bytes; 0: too small to keep any of it free
std::atomic<dev_t> onlyOn = 0; // the disk that has so few; 0: all

} // namespace

// In place of the C library's: the disk has as much room as the test says.
extern "C" int roomAsTold(int file, struct statvfs *answer) asm("fstatvfs");
int roomAsTold(int file, struct statvfs *answer)
{
    struct stat facts{};
    const bool told = onlyOn == 0 || (fstat(file, &facts) == 0 && facts.st_dev == onlyOn);
    *answer = {};
    answer->f_frsize = 1;
    answer->f_blocks = static_cast<fsblkcnt_t>(diskSize.load());
    answer->f_bavail = static_cast<fsblkcnt_t>(told ? bytesFree.load() : kPlenty);
    return 0;
}
extern "C" int largeRoomAsTold(int file, struct statvfs *answer) asm("fstatvfs64");
int largeRoomAsTold(int file, struct statvfs *answer)
{
    return roomAsTold(file, answer);
}

// Room on the disk is looked for before anything is fetched, and what others need counts.
class DownloadRoomTest final : public QObject
{
    Q_OBJECT

private slots:
    void cleanup()
    {
        bytesFree = kPlenty;
        diskSize = onlyOn = 0;
    }
    void groupTooLarge();
    void selectionTooLarge();
    void saysWhatCouldGo();
    void whatIsLeftNeedsNoRoom();
    void fileTooLarge();
    void twoTogether();
    void sameContentCountsOnce();
    void keptPartIsGone();
    void copyFromCache();
    void anotherDiskGoesOn();
    void updateNeedsOnlyWhatChanged();
    void usedUpQuota();
    void someOfItStaysFree();
    void stopsBeforeItIsFull();
    void waitingCanBeGivenUp();
};

void DownloadRoomTest::groupTooLarge() // D18
{
    TransferBench b;
    serve(b, [](TransferBench &bench, const Request &r, int) { return bench.repo.answer(r); });
    bytesFree = kSize - 1;
    const qint64 id = b.transfers->download(b.request());
    QTRY_COMPARE(b.group().state, TransferState::Waiting);
    QVERIFY2(b.group().reason.contains(Format::size(kSize)), qPrintable(b.group().reason));
    QCOMPARE(b.group().total, kSize);
    QCOMPARE(b.transfers->snapshot().waiting, 1);
    QCOMPARE(b.hub.count("GET", "/resolve/"), 0);
    const auto asked = b.hub.requests().size();
    bytesFree = kSize;
    QTRY_VERIFY(b.hasEnded(id)); // by itself, in under five seconds
    QVERIFY(b.complete.value(id));
    QCOMPARE(b.hub.requests().size(), asked + b.hub.count("HEAD", "/resolve/") + 1);
}

void DownloadRoomTest::selectionTooLarge() // D18
{
    TransferBench b;
    serve(b, [](TransferBench &bench, const Request &r, int) { return bench.repo.answer(r); });
    b.repo.files[u"v.bin"_s] = {QByteArray(kSize, 'v'), true};
    bytesFree = 2 * kSize - 1;
    b.transfers->download(b.request({u"v.bin"_s, u"w.bin"_s}));
    QTRY_VERIFY(b.group().patience.cause == WaitCause::Disk && b.group().total == 2 * kSize);
}

void DownloadRoomTest::saysWhatCouldGo() // D18
{
    const auto sparse = [](const QString &path, qint64 size, bool old) {
        TransferBench::put(path, {});
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadWrite) && file.resize(size));
        if (old)
            QVERIFY(file.setFileTime(QDateTime::currentDateTime().addDays(-2),
                                     QFileDevice::FileModificationTime));
    };
    TransferBench b;
    b.hasOddCache = true;
    serve(b, [](TransferBench &bench, const Request &r, int) { return bench.repo.answer(r); });
    sparse(b.root() + u"/models--big--one/blobs/a"_s, 40'000'000, false);
    sparse(b.root() + u"/datasets--large--two/blobs/b"_s, 70'000'000, false);
    sparse(b.root() + u"/models--small--three/blobs/c"_s, 1'000, false);
    sparse(b.root() + u"/models--big--one/blobs/d.0123abcd.incomplete"_s, 30'000'000, true);
    sparse(b.root() + u"/models--big--one/blobs/e.0123abcd.incomplete"_s, 20'000'000, false);
    bytesFree = 1'000;
    const qint64 id = b.transfers->download(b.request());
    QTRY_COMPARE(b.group().state, TransferState::Waiting);
    const auto says = [&b](const QString &text) { return b.group().reason.contains(text); };
    QTRY_VERIFY2(says(u"large/two (%1)"_s.arg(Format::size(70'000'000))),
                 qPrintable(b.group().reason));
    QVERIFY(says(u"big/one (%1)"_s.arg(Format::size(40'000'000))));
    QVERIFY(says(u"nobody finished take %1"_s.arg(Format::size(30'000'000))));
    QVERIFY(!says(u"small/three"_s));
    bytesFree = kPlenty;
    QTRY_VERIFY(b.hasEnded(id));
    QCOMPARE(b.group().reason, QString());
}

void DownloadRoomTest::whatIsLeftNeedsNoRoom() // D18: after a restart
{
    TransferBench b;
    serveInTwo(b);
    const QString queue = b.temp.filePath(u"queue.sqlite"_s);
    b.transfers->restore(queue);
    b.transfers->download(b.request());
    QTRY_COMPARE(b.file().done, 1'000'000);
    b.transfers.reset();
    bytesFree = kSize - 1'000'000;
    b.restart();
    b.transfers->restore(queue);
    QTRY_COMPARE(b.done.size(), 1);
    QVERIFY(b.complete.value(b.done.first()));
}

void DownloadRoomTest::fileTooLarge() // D18: asked for by name, so its size comes late
{
    TransferBench b;
    serve(b, [](TransferBench &bench, const Request &r, int) { return bench.repo.answer(r); });
    bytesFree = 1'000;
    const qint64 id = b.transfers->download(b.request({u"w.bin"_s}));
    QTRY_COMPARE(b.file().state, TransferState::Waiting);
    QVERIFY2(b.file().reason.contains(Format::size(kSize))
                 && b.file().reason.contains(Format::size(1'000)),
             qPrintable(b.file().reason));
    QCOMPARE(b.hub.count("GET", "/resolve/"), 0);
    bytesFree = kSize;
    QTRY_VERIFY_WITH_TIMEOUT(b.hasEnded(id), 10'000); // by itself
    QVERIFY(b.complete.value(id));
    QCOMPARE(b.contentOf(b.snapshotPath(u"w.bin"_s)), content());
}

void DownloadRoomTest::twoTogether()
{
    constexpr qint64 kOther = 1'500'000;
    TransferBench b;
    serveInTwo(b);
    b.repo.files[u"z.bin"_s] = {QByteArray(kOther, 'z'), true};
    bytesFree = kSize;
    DownloadRequest first = b.request();
    first.allow = {u"w*"_s};
    DownloadRequest second = b.request();
    second.allow = {u"z*"_s};
    const qint64 a = b.transfers->download(first);
    QTRY_COMPARE(b.file().done, 1'000'000);
    bytesFree = kSize - 1'000'000; // enough for the second one alone
    const qint64 z = b.transfers->download(second);
    QTRY_COMPARE(b.group(1).state, TransferState::Waiting);
    const QString words = b.group(1).reason;
    QVERIFY2(words.contains(Format::size(kOther))
                 && words.contains(Format::size(kSize - 1'000'000)),
             qPrintable(words));
    QVERIFY2(words.contains("Other downloads"_L1), qPrintable(words));
    b.transfers->pauseGroup(a); // makes way
    QTRY_COMPARE(b.file().state, TransferState::Paused);
    QTRY_VERIFY(b.hasEnded(z));
    QVERIFY(b.complete.value(z));
    b.transfers->resumeGroup(a);
    QTRY_VERIFY(b.hasEnded(a));
    QVERIFY(b.complete.value(a));
    QCOMPARE(b.breaches(), QStringList());
}

void DownloadRoomTest::sameContentCountsOnce()
{
    TransferBench b;
    serveInTwo(b);
    b.repo.files[u"again.bin"_s] = file();
    bytesFree = kSize;
    DownloadRequest all = b.request();
    DownloadRequest part = b.request();
    part.allow = {u"w*"_s};
    const qint64 a = b.transfers->download(all);
    QTRY_VERIFY(b.hub.count("GET", "/resolve/") > 0);
    const qint64 same = b.transfers->download(part);
    QTRY_COMPARE(b.transfers->snapshot().groups.size(), 2);
    QTRY_COMPARE(b.file(2).state, TransferState::Waiting); // for the first one's lock
    b.transfers->cancelGroup(a);
    QTRY_VERIFY(b.hasEnded(same));
    QVERIFY(b.complete.value(same));
}

void DownloadRoomTest::keptPartIsGone() // what it held must be fetched again, and needs room
{
    TransferBench b;
    serveInTwo(b);
    bytesFree = kSize;
    const qint64 id = b.transfers->download(b.request());
    QTRY_COMPARE(b.file().done, 1'000'000);
    b.transfers->pauseGroup(id);
    QTRY_COMPARE(b.file().state, TransferState::Paused);
    const QDir blobs(b.repoFolder() + "/blobs"_L1);
    QTRY_COMPARE(blobs.entryList({u"*.incomplete"_s}).size(), 1);
    QVERIFY(QFile::remove(blobs.filePath(blobs.entryList({u"*.incomplete"_s}).first())));
    bytesFree = kSize - 1'000'000;
    b.transfers->resumeGroup(id);
    QTRY_COMPARE(b.file().state, TransferState::Waiting);
    QVERIFY2(b.file().reason.contains(Format::size(kSize)), qPrintable(b.file().reason));
    QCOMPARE(b.hub.count("GET", "/resolve/"), 1);
    bytesFree = kSize;
    QTRY_VERIFY_WITH_TIMEOUT(b.hasEnded(id), 10'000);
    QVERIFY(b.complete.value(id));
    QCOMPARE(b.contentOf(b.snapshotPath(u"w.bin"_s)), content());
}

void DownloadRoomTest::copyFromCache() // to a folder: nothing of a copy that cannot fit is written
{
    TransferBench b;
    serve(b, [](TransferBench &bench, const Request &r, int) { return bench.repo.answer(r); });
    {
        RUN_GROUP(b, b.request());
        QVERIFY(b.complete.value(id));
    }
    DownloadRequest request = b.request({u"w.bin"_s});
    request.folder = b.temp.filePath(u"out"_s);
    bytesFree = 10;
    const qint64 id = b.transfers->download(request);
    QTRY_COMPARE(b.file(1).state, TransferState::Waiting);
    QVERIFY(b.file(1).reason.contains(Format::size(kSize)));
    QVERIFY(!QFile::exists(request.folder + "/w.bin"_L1));
    bytesFree = kSize;
    QTRY_VERIFY(b.hasEnded(id)); // by itself
    QVERIFY(b.complete.value(id));
    QCOMPARE(b.hub.count("GET", "/resolve/"), 1);
}

void DownloadRoomTest::anotherDiskGoesOn() // D18: a full disk keeps only its own files waiting
{
    TransferBench b;
    const QTemporaryDir other(u"/dev/shm/hubnaut-XXXXXX"_s);
    if (!other.isValid()
        || QStorageInfo(other.path()).device() == QStorageInfo(b.temp.path()).device())
        QSKIP("/dev/shm and the temporary folder are on one file system.");
    serve(b, [](TransferBench &bench, const Request &r, int) { return bench.repo.answer(r); });
    for (const QString &name : {u"x.bin"_s, u"y.bin"_s})
        b.repo.files[name] = {QByteArray(20'000, name.at(0).toLatin1()), true};
    Transfers::Config config = b.config();
    config.filesAtOnce = 1;
    b.restart(config);
    struct stat facts{};
    QCOMPARE(stat(qPrintable(b.temp.path()), &facts), 0);
    onlyOn = facts.st_dev;
    bytesFree = 1'000;
    b.repo.tellsSizes = false; // the lack of room is met by the files
    const qint64 full = b.transfers->download(b.request({u"w.bin"_s, u"x.bin"_s, u"y.bin"_s}));
    QTRY_COMPARE(b.file(0).state, TransferState::Waiting);
    DownloadRequest request = b.request();
    request.folder = other.filePath(u"out"_s);
    const qint64 elsewhere = b.transfers->download(request);
    QTRY_VERIFY(b.hasEnded(elsewhere));
    QVERIFY(b.complete.value(elsewhere));
    QVERIFY(!b.hasEnded(full));
    QCOMPARE(b.file(0).state, TransferState::Waiting);
    QCOMPARE(b.contentOf(request.folder + "/w.bin"_L1), content());
    bytesFree = kPlenty;
    b.transfers->retryGroup(full); // need not wait for the next look
    QTRY_VERIFY(b.hasEnded(full));
    QVERIFY(b.complete.value(full));
    QCOMPARE(b.breaches(), QStringList());
}

void DownloadRoomTest::updateNeedsOnlyWhatChanged() // D18
{
    TransferBench b;
    serve(b, [](TransferBench &bench, const Request &r, int) { return bench.repo.answer(r); });
    b.repo.files[u"x.json"_s] = {"old", false};
    DownloadRequest request = b.request();
    request.folder = b.temp.filePath(u"out"_s);
    {
        RUN_GROUP(b, request);
        QVERIFY(b.complete.value(id));
    }
    b.repo.commit = QByteArray("abcdef0123").repeated(4);
    b.repo.files[u"x.json"_s] = {"newer", false};
    bytesFree = 1'000;
    RUN_GROUP(b, request);
    QVERIFY2(b.complete.value(id), b.group(1).error ? qPrintable(b.group(1).error->message) : "");
    QCOMPARE(b.contentOf(request.folder + "/x.json"_L1), "newer");

    // What was changed meanwhile is fetched again, and needs its room.
    b.repo.commit = QByteArray("0011223344").repeated(4);
    const QString changed = request.folder + "/w.bin"_L1;
    QVERIFY(QFile::remove(changed));
    const qint64 again = b.transfers->download(request);
    QTRY_COMPARE(b.group(2).state, TransferState::Waiting);
    QVERIFY(b.group(2).reason.contains(Format::size(kSize)));
    QVERIFY(!b.hasEnded(again));
}

// The disk has room and takes nothing: it is asked again and again, the Hub is not.
void DownloadRoomTest::usedUpQuota() // D19
{
    const HookedDisk::Unhooked atEnd;
    TransferBench b;
    serve(b, [](TransferBench &bench, const Request &r, int) { return bench.repo.answer(r); });
    std::atomic<bool> usedUp = true;
    std::atomic<int> refused = 0;
    HookedDisk::hook = [&](const char *call, int) {
        return usedUp && QLatin1StringView(call) == "write"_L1 && ++refused ? EDQUOT : 0;
    };
    const qint64 id = b.transfers->download(b.request({u"w.bin"_s})); // one step is 20 ms
    QTRY_COMPARE(b.file().state, TransferState::Waiting);
    QVERIFY2(b.file().reason.contains(u"quota"_s), qPrintable(b.file().reason));
    QTRY_VERIFY(refused >= 5);
    QCOMPARE(b.hub.count("GET", "/resolve/"), 1);
    usedUp = false;
    QTRY_VERIFY(b.hasEnded(id)); // by itself
    QVERIFY(b.complete.value(id));
    QCOMPARE(b.hub.count("GET", "/resolve/"), 2);
    QCOMPARE(b.contentOf(b.snapshotPath(u"w.bin"_s)), content());
}

void DownloadRoomTest::someOfItStaysFree() // D18: other programs need some, too
{
    TransferBench b;
    serve(b, [](TransferBench &bench, const Request &r, int) { return bench.repo.answer(r); });
    diskSize = 50 * 100'000;
    bytesFree = kSize + 99'999;
    const qint64 id = b.transfers->download(b.request());
    QTRY_COMPARE(b.group().state, TransferState::Waiting);
    QVERIFY2(b.group().reason.contains(Format::size(100'000)), qPrintable(b.group().reason));
    bytesFree = kSize + 100'000;
    QTRY_VERIFY(b.hasEnded(id));
    QVERIFY(b.complete.value(id));
}

void DownloadRoomTest::stopsBeforeItIsFull() // D18: somebody else fills the disk meanwhile
{
    TransferBench b;
    serveInTwo(b);
    diskSize = 50 * 100'000;
    bytesFree = kSize + 100'000;
    const qint64 id = b.transfers->download(b.request());
    QTRY_COMPARE(b.file().done, 1'000'000);
    bytesFree = 100'000;
    QTRY_COMPARE(b.file().state, TransferState::Waiting);
    QCOMPARE(b.file().done, 1'000'000);
    QVERIFY2(b.file().reason.contains(Format::size(kSize - 1'000'000)),
             qPrintable(b.file().reason));
    bytesFree = kSize - 1'000'000 + 100'000;
    QTRY_VERIFY(b.hasEnded(id)); // by itself
    QVERIFY(b.complete.value(id));
    QCOMPARE(b.hub.requests().last().rangeStart(), 1'000'000);
    QCOMPARE(b.breaches(), QStringList());
}

void DownloadRoomTest::waitingCanBeGivenUp() // or put off
{
    TransferBench b;
    serve(b, [](TransferBench &bench, const Request &r, int) { return bench.repo.answer(r); });
    bytesFree = 1'000;
    const qint64 id = b.transfers->download(b.request());
    QTRY_COMPARE(b.group().state, TransferState::Waiting);
    b.transfers->pauseGroup(id);
    QTRY_COMPARE(b.group().state, TransferState::Paused);
    bytesFree = kPlenty;
    QTest::qWait(3'500); // longer than between two looks
    QCOMPARE(b.group().state, TransferState::Paused);
    bytesFree = 1'000;
    b.transfers->resumeGroup(id);
    QTRY_COMPARE(b.group().state, TransferState::Waiting);
    b.transfers->cancelGroup(id);
    QTRY_VERIFY(b.hasEnded(id));
    QCOMPARE(b.group().state, TransferState::Cancelled);
    QCOMPARE(b.hub.count("GET", "/resolve/"), 0);
}

QTEST_GUILESS_MAIN(DownloadRoomTest)
#include "tst_downloadroom.moc"
