#include "tests/support/foreignlock.h"
#include "tests/support/hookeddisk.h"
#include "tests/support/oddserver.h"

#include <sys/stat.h>

using namespace OddServer;

namespace {

constexpr qint64 kStall = 1'000'000;

quint64 deviceOf(const QString &path)
{
    struct stat facts{};
    return stat(QFile::encodeName(path).constData(), &facts) == 0 ? facts.st_dev : 0;
}

// A folder on another file system than path; empty when there is none.
QString elsewhere(const QString &path)
{
    for (const QString &place : {u"/dev/shm"_s, u"/var/tmp"_s, u"/tmp"_s, QDir::currentPath()})
        if (deviceOf(place) != deviceOf(path) && QFileInfo(place).isWritable())
            return place;
    return {};
}

// What a mount point is to a program: a folder that is empty while nothing is mounted there.
class MountPoint final
{
public:
    MountPoint(const QString &path, const QString &disk)
        : m_path(path)
        , m_disk(disk)
    {
        mount();
    }
    void mount() const
    {
        QDir().rmdir(m_path);
        QVERIFY(QFile::link(m_disk, m_path));
    }
    void unmount() const { QVERIFY(QFile::remove(m_path) && QDir().mkdir(m_path)); }
    bool isUntouched() const
    {
        return QDir(m_path).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
    }

private:
    QString m_path;
    QString m_disk;
};

} // namespace

// The disk that downloads go to is away for a while: nothing is written in its place, it is said,
// and all goes on by itself when it is back.
class DiskAwayTest final : public QObject
{
    Q_OBJECT

private slots:
    void afterARestart_data();
    void afterARestart();
    void whileItRuns();
    void removedOnTheSameDisk();
    void diskHasAnotherNumber_data();
    void diskHasAnotherNumber();
    void doesNotAnswer();
    void looksOnceAtATime();
    void canBeGivenUp();
};

void DiskAwayTest::afterARestart_data()
{
    QTest::addColumn<QString>("below");
    QTest::addColumn<bool>("toFolder");
    QTest::newRow("D35 a cache below the mount point") << u"/hf/hub"_s << false;
    QTest::newRow("D35 a cache at the mount point") << QString() << false;
    QTest::newRow("D35 a folder below the mount point") << u"/models"_s << true;
    QTest::newRow("D35 a folder at the mount point") << QString() << true;
}

void DiskAwayTest::afterARestart()
{
    QFETCH(const QString, below);
    QFETCH(const bool, toFolder);
    std::atomic<bool> letGo = false;
    TransferBench b;
    const QTemporaryDir disk(elsewhere(b.temp.path()) + u"/hubnaut-XXXXXX"_s);
    if (deviceOf(disk.path()) == deviceOf(b.temp.path()))
        QSKIP("There is only one file system to write to.");
    const MountPoint mounted(b.temp.filePath(u"disk"_s), disk.path());
    b.repo.files[u"z.txt"_s] = {"small", false};
    serve(b, [&letGo](TransferBench &bench, const Request &r, int) {
        Reply reply = bench.repo.answer(r);
        if (!letGo && r.path.contains("w.bin")) {
            reply = cutAfter(reply, kStall);
            reply.hold = true;
        }
        return reply;
    });
    const QString root = b.temp.filePath(u"disk"_s) + below;
    Transfers::Config config = b.config();
    DownloadRequest request = b.request();
    (toFolder ? request.folder : config.cacheRoot) = root;
    request.allow = {u"w*"_s};
    const auto start = [&] {
        b.transfers.reset();
        b.restart(config);
        b.transfers->restore(b.temp.filePath(u"queue.sqlite"_s));
    };
    start();
    b.transfers->download(request);
    QTRY_COMPARE(b.file().done, kStall);
    b.transfers.reset();

    mounted.unmount();
    const qsizetype asked = b.hub.count("GET", "/resolve/");
    start();
    QTRY_COMPARE(b.group().patience.cause, WaitCause::DiskAway);
    QCOMPARE(b.group().state, TransferState::Waiting);
    QVERIFY2(b.group().reason.contains(root), qPrintable(b.group().reason));
    request.allow = {u"z*"_s}; // must not make what the first one waits for
    b.transfers->download(request);
    QTRY_COMPARE(b.group(1).patience.cause, WaitCause::DiskAway);
    QVERIFY(mounted.isUntouched());
    QCOMPARE(b.hub.count("GET", "/resolve/"), asked);

    letGo = true;
    mounted.mount();
    QTRY_COMPARE(b.group().state, TransferState::Done); // by itself
    QTRY_COMPARE(b.group(1).state, TransferState::Done);
    QVERIFY2(std::ranges::any_of(b.hub.requests(),
                                 [](const Request &r) { return r.rangeStart() == kStall; }),
             "what was there is fetched again");
    const QString shown = toFolder
        ? root
        : root + u"/models--ada--model/snapshots/"_s + QString::fromLatin1(b.repo.commit);
    QCOMPARE(b.contentOf(shown + u"/w.bin"_s), content());
    QCOMPARE(b.contentOf(shown + u"/z.txt"_s), "small");
}

void DiskAwayTest::whileItRuns() // D35
{
    TransferBench b;
    const QTemporaryDir disk(elsewhere(b.temp.path()) + u"/hubnaut-XXXXXX"_s);
    if (deviceOf(disk.path()) == deviceOf(b.temp.path()))
        QSKIP("There is only one file system to write to.");
    const MountPoint mounted(b.temp.filePath(u"disk"_s), disk.path());
    for (int i = 0; i < 20; ++i)
        b.repo.files[u"%1.txt"_s.arg(i)] = {QByteArray::number(i), false};
    std::atomic<int> asked = 0;
    serve(b, [&](TransferBench &bench, const Request &r, int) {
        if (++asked == 5)
            mounted.unmount();
        return bench.repo.answer(r);
    });
    Transfers::Config config = b.config();
    config.cacheRoot = b.temp.filePath(u"disk/hub"_s);
    config.filesAtOnce = 2;
    b.restart(config);
    const qint64 id = b.transfers->download(b.request());
    QTRY_COMPARE(b.group().patience.cause, WaitCause::DiskAway);
    QTest::qWait(200); // ten looks
    QVERIFY(!b.hasEnded(id));
    QCOMPARE(b.group().failed, 0);
    QVERIFY(mounted.isUntouched());
    const int before = asked;
    QTest::qWait(200);
    QVERIFY2(asked <= before + 1, qPrintable(QString::number(asked))); // nothing is begun
    mounted.mount();
    QTRY_VERIFY(b.hasEnded(id)); // by itself
    QVERIFY(b.complete.value(id));
    for (const TransferFile &file : b.transfers->snapshot().files)
        QCOMPARE(b.contentOf(file.localPath), b.repo.files.value(file.path).content);
}

void DiskAwayTest::removedOnTheSameDisk() // by a person: that is no disk that is away
{
    TransferBench b;
    serve(b, [](TransferBench &bench, const Request &r, int) { return bench.repo.answer(r); });
    b.transfers->restore(b.temp.filePath(u"queue.sqlite"_s));
    {
        RUN_GROUP(b, b.request());
        QVERIFY(b.complete.value(id));
    }
    QVERIFY(QDir(b.root()).removeRecursively());
    RUN_GROUP(b, b.request());
    QVERIFY(b.complete.value(id));
    QCOMPARE(b.contentOf(b.snapshotPath(u"w.bin"_s)), content());
}

void DiskAwayTest::diskHasAnotherNumber_data()
{
    QTest::addColumn<bool>("isRemoved");
    QTest::newRow("D35 empty") << false;
    QTest::newRow("D35 removed while the program did not run") << true;
}

void DiskAwayTest::diskHasAnotherNumber() // after a restart of the computer: it is not away
{
    QFETCH(const bool, isRemoved);
    const QTemporaryDir temp;
    const QString path = temp.filePath(u"hub"_s);
    RootFolder::Seen before;
    {
        RootFolder root(path);
        QVERIFY(root.make());
        before = root.seen();
    }
    before.device += 1;
    if (isRemoved)
        QVERIFY(QDir().rmdir(path));
    RootFolder root(path, before);
    QVERIFY(root.make());
    before.parent += 1; // its parent is another one: what was there is on a disk that is away
    before.inode += 1;
    QVERIFY(QDir().rmdir(path));
    RootFolder away(path, before);
    QCOMPARE(away.make().error_or(0), ENODEV);
}

void DiskAwayTest::doesNotAnswer() // D35: a write that does not return
{
    const HookedDisk::Unhooked atEnd;
    TransferBench b;
    std::atomic<bool> hangs = false;
    const auto letGo = qScopeGuard([&hangs] { hangs = false; });
    HookedDisk::hook = [&hangs](const char *call, int) {
        while (hangs && QLatin1StringView(call) == "write"_L1)
            QThread::msleep(5);
        return 0;
    };
    const QByteArray large(20'000'000, 'l');
    b.repo.files[u"l.bin"_s] = {large, true};
    const qint64 id = b.transfers->download(b.request());
    b.transfers->limitGroup(id, 5'000'000);
    QTRY_VERIFY(b.group().bytesPerSecond > 0);
    hangs = true;
    QTRY_COMPARE_WITH_TIMEOUT(b.group().bytesPerSecond, 0.0, 8'000);
    QCOMPARE(b.transfers->snapshot().bytesPerSecond, 0.0);
    QCOMPARE(b.file().bytesPerSecond, 0.0);
    QVERIFY2(b.group().reason.contains("does not answer"_L1), qPrintable(b.group().reason));
    b.transfers->limitGroup(id, 0);
    hangs = false;
    QTRY_VERIFY(b.hasEnded(id));
    QVERIFY(b.complete.value(id));
    QCOMPARE(b.group().reason, QString());
    QCOMPARE(b.contentOf(b.snapshotPath(u"l.bin"_s)), large);
}

void DiskAwayTest::looksOnceAtATime() // D35: whatever is asked for while it does not answer
{
    const HookedDisk::Unhooked atEnd;
    TransferBench b;
    b.repo.files[u"w.bin"_s] = b.weights();
    std::atomic<bool> hangs = false;
    std::atomic<int> looks = 0;
    const auto letGo = qScopeGuard([&hangs] { hangs = false; });
    std::optional<ForeignLock> lock(std::in_place,
                                    b.root() + "/.locks/models--ada--model/"_L1
                                        + QString::fromLatin1(b.weights().blob()) + ".lock"_L1);
    QVERIFY(lock->isHeld());
    const qint64 id = b.transfers->download(b.request());
    QTRY_COMPARE(b.file().state, TransferState::Waiting);
    HookedDisk::hook = [&](const char *call, int) {
        if (hangs && QLatin1StringView(call) == "lock"_L1) {
            ++looks;
            while (hangs)
                QThread::msleep(5);
        }
        return 0;
    };
    hangs = true;
    QTRY_COMPARE(looks.load(), 1);
    for (int i = 0; i < 3; ++i) {
        b.transfers->retry({b.file().id});
        b.transfers->goPastLocks({}, {b.file().id});
        QTest::qWait(100);
    }
    QCOMPARE(looks.load(), 1);
    hangs = false;
    QTRY_VERIFY(b.hasEnded(id)); // past the lock, as was asked for
    QVERIFY(b.complete.value(id));
    lock.reset();
}

// D35: what its revision means cannot be written down.
void DiskAwayTest::canBeGivenUp()
{
    const HookedDisk::Unhooked atEnd;
    TransferBench b;
    b.repo.files[u"w.bin"_s] = b.weights();
    std::atomic<bool> named = false;
    HookedDisk::hook = [&named](const char *call, int) {
        if (QLatin1StringView(call) == "symlink"_L1)
            named = true;
        return named && QLatin1StringView(call) == "sync"_L1 ? EROFS : 0;
    };
    const qint64 id = b.transfers->download(b.request());
    QTRY_COMPARE(b.group().patience.cause, WaitCause::DiskAway);
    QCOMPARE(b.file().state, TransferState::Done);
    b.transfers->cancelGroup(id);
    QTRY_VERIFY(b.hasEnded(id));
    QCOMPARE(b.group().state, TransferState::Failed);
    QVERIFY(b.group().error->message.contains(u"only be read"_s));
    HookedDisk::hook = nullptr;
    b.transfers->retryGroup(id);
    QTRY_COMPARE(b.group().state, TransferState::Done);
    QCOMPARE(b.contentOf(b.repoFolder() + "/refs/main"_L1), b.repo.commit);
}

QTEST_GUILESS_MAIN(DiskAwayTest)
#include "tst_diskaway.moc"
