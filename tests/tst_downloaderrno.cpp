#include "app/disk/diskerror.h"
#include "tests/support/hookedfolders.h"
#include "tests/support/oddserver.h"

#include <atomic>

using namespace OddServer;

namespace {

bool isBelow(const QByteArray &folder, int file)
{
    if (file < 0)
        return QByteArrayView(HookedDisk::openedPath).startsWith(folder);
    char path[PATH_MAX];
    const auto n
        = readlink(("/proc/self/fd/" + QByteArray::number(file)).constData(), path, sizeof path);
    return n > 0 && QByteArrayView(path, n).startsWith(folder);
}

} // namespace

// Each call to the disk in turn fails once, with each errno that matters: no wrong file, no crash,
// a sentence that names the cause when it does not go on by itself, and another try completes it.
// Every sixth call; HUBNAUT_ERRNO_STEP=1 takes all, which takes minutes.
class DownloadErrnoTest final : public QObject
{
    Q_OBJECT

private slots:
    void cleanup() { HookedDisk::Unhooked(); }
    void eachCallOnce_data();
    void eachCallOnce();
    void waitsForRoom_data();
    void waitsForRoom();
    void diskIsAState_data();
    void diskIsAState();

private:
    // The n-th call below folder fails; which one that was, or nothing when there are fewer.
    struct Fault
    {
        QByteArray folder;
        int error = 0;
        int nth = 0;
        std::atomic<int> seen = 0;
        std::atomic<const char *> failed = nullptr;

        int at(const char *call, int file)
        {
            if (!isBelow(folder, file) || ++seen != nth)
                return 0;
            failed = call;
            return error;
        }
    };
    static QString saysWrong(const TransferBench &b, int error);
};

void DownloadErrnoTest::eachCallOnce_data()
{
    QTest::addColumn<int>("error");
    QTest::addColumn<bool>("toFolder");
    for (const bool folder : {false, true}) {
        const auto row = [folder](const char *name, int error) {
            QTest::addRow("%s, %s", name, folder ? "a folder" : "the cache") << error << folder;
        };
        row("D20 EIO", EIO);
        row("D18 ENOSPC", ENOSPC);
        row("D19 EDQUOT", EDQUOT);
        row("D23 EACCES", EACCES);
        row("D23 EROFS", EROFS);
        row("C25 EMFILE", EMFILE);
        row("D21 EINTR", EINTR);
        row("D35 ESTALE", ESTALE);
        row("C20 ENAMETOOLONG", ENAMETOOLONG);
    }
}

// Each file that failed, and the group if it did, has the cause's own sentence.
QString DownloadErrnoTest::saysWrong(const TransferBench &b, int error)
{
    const QString sentence = diskError(error, {}).message;
    const auto isGood = [&sentence](const std::optional<HubError> &said) {
        return !said || said->message == sentence;
    };
    for (const TransferFile &file : b.transfers->snapshot().files)
        if (!isGood(file.error) || (file.state == TransferState::Failed && !file.error))
            return file.path + ": "_L1 + (file.error ? file.error->message : u"nothing"_s);
    const auto group = b.group();
    return isGood(group.error) ? QString() : group.error->message;
}

void DownloadErrnoTest::eachCallOnce()
{
    QFETCH(const int, error);
    QFETCH(const bool, toFolder);
    // Another sixth for each errno, or all when asked for.
    const int step = qMax(1, qEnvironmentVariable("HUBNAUT_ERRNO_STEP", u"6"_s).toInt());
    int failedGroups = 0;
    for (int nth = 1 + error % step;; nth += step) {
        Fault fault{.error = error, .nth = nth}; // outlives what may still call it
        TransferBench b;
        b.repo.files
            = {{u"w.bin"_s, {QByteArray(200'000, 'w'), true}}, {u"d/x.txt"_s, {"small", false}}};
        Transfers::Config config = b.config();
        config.filesAtOnce = 1;
        config.retryStep = std::chrono::milliseconds{1};
        b.restart(config);
        DownloadRequest request = b.request();
        if (toFolder)
            request.folder = b.temp.filePath(u"out"_s);
        fault.folder = QFile::encodeName(b.temp.path());
        HookedDisk::hook = [&fault](const char *call, int file) { return fault.at(call, file); };
        const qint64 id = b.transfers->download(request);
        const auto where = [&](const QString &what) {
            return u"%1 at call %2 (%3): %4"_s.arg(QString::fromLatin1(strerrorname_np(error)))
                .arg(nth)
                .arg(QLatin1StringView(fault.failed.load()), what);
        };
        QVERIFY2(QTest::qWaitFor([&] { return b.hasEnded(id); }, 30'000),
                 qPrintable(where(u"hangs"_s)));
        if (!fault.failed)
            break;
        const QString said = saysWrong(b, error);
        QVERIFY2(said.isEmpty(), qPrintable(where(u"says "_s + said)));
        const QStringList breaches = b.breaches(CacheCheck::Temporaries::Allowed);
        QVERIFY2(breaches.isEmpty(), qPrintable(where(breaches.join(u' '))));
        if (!b.complete.value(id)) {
            QVERIFY2(error != EINTR, qPrintable(where(u"is seen"_s)));
            QVERIFY2(!isNoSpace(error) || b.transfers->snapshot().files.isEmpty(),
                     qPrintable(where(u"did not wait"_s)));
            ++failedGroups;
            b.done.clear();
            b.transfers->retryGroup(id);
            QVERIFY2(QTest::qWaitFor([&] { return b.hasEnded(id); }, 30'000),
                     qPrintable(where(u"hangs"_s)));
            QVERIFY2(b.complete.value(id),
                     qPrintable(where(u"fails again: "_s + saysWrong(b, error))));
        }
        for (const auto &[path, file] : b.repo.files.asKeyValueRange())
            QVERIFY2(b.contentOf(toFolder ? request.folder + u'/' + path : b.snapshotPath(path))
                         == file.content,
                     qPrintable(where(path)));
        QTRY_VERIFY2(b.breaches(CacheCheck::Temporaries::OfNotes).isEmpty(),
                     qPrintable(where(b.breaches().join(u' '))));
        HookedDisk::hook = nullptr;
        QVERIFY(nth < 1'000);
    }
    qInfo("%s: the group failed %d times", strerrorname_np(error), failedGroups);
}

void DownloadErrnoTest::waitsForRoom_data()
{
    QTest::addColumn<int>("error");
    QTest::addColumn<QByteArray>("call");
    QTest::addColumn<WaitCause>("cause");
    for (const char *call : {"write", "sync", "rename", "symlink", "openat", "mkdirat"}) {
        QTest::addRow("D18 full, %s", call) << ENOSPC << QByteArray(call) << WaitCause::Disk;
        QTest::addRow("D19 quota, %s", call) << EDQUOT << QByteArray(call) << WaitCause::Disk;
        QTest::addRow("D23 read-only, %s", call)
            << EROFS << QByteArray(call) << WaitCause::DiskAway;
        QTest::addRow("D35 gone, %s", call) << ENXIO << QByteArray(call) << WaitCause::DiskAway;
    }
    for (const int error : {EMFILE, ENFILE})
        QTest::addRow("C25 %s", strerrorname_np(error))
            << error << QByteArray("openat") << WaitCause::OpenFiles;
}

// It says so while it waits, and goes on within five seconds after somebody made room.
void DownloadErrnoTest::waitsForRoom()
{
    QFETCH(const int, error);
    QFETCH(const QByteArray, call);
    QFETCH(const WaitCause, cause);
    TransferBench b;
    b.put(b.root() + "/models--big--one/blobs/a"_L1, QByteArray(100'000, 'a')); // what could go
    Transfers::Config config = b.config();
    config.retryStep = std::chrono::milliseconds{1'000}; // as it is for users
    b.restart(config);
    std::atomic<bool> isFull = false;
    serve(b, [&isFull](TransferBench &bench, const Request &r, int) {
        isFull = true;
        return bench.repo.answer(r);
    });
    const QByteArray folder = QFile::encodeName(b.temp.path());
    HookedDisk::hook = [&](const char *asked, int file) {
        return isFull && call == asked && isBelow(folder, file) ? error : 0;
    };
    b.transfers->download(b.request());
    QTRY_COMPARE(b.file().state, TransferState::Waiting);
    QCOMPARE(b.file().patience.cause, cause);
    if (cause == WaitCause::DiskAway)
        QVERIFY2(b.file().reason.endsWith(goesOnByItself({})), qPrintable(b.file().reason));
    else
        QCOMPARE(b.file().reason, diskError(error, {}).message);
    QVERIFY(cause == WaitCause::Disk || !b.group().reason.contains("big/one"_L1));
    const qsizetype asked = b.hub.requests().size();
    b.hub.setHandler([&b](const Request &request) { return b.repo.answer(request); });
    isFull = false;
    QElapsedTimer since;
    since.start();
    QTRY_VERIFY(!b.done.isEmpty());
    QVERIFY2(since.elapsed() < 20'000, qPrintable(QString::number(since.elapsed())));
    QVERIFY(b.complete.value(b.done.first()));
    QVERIFY(b.hub.requests().size() <= asked + 1);
    QCOMPARE(b.contentOf(b.snapshotPath(u"w.bin"_s)), content());
    QVERIFY(QDir(b.root() + "/models--big--one"_L1).removeRecursively());
    QVERIFY2(b.breaches().isEmpty(), qPrintable(b.breaches().join(u' ')));
}

void DownloadErrnoTest::diskIsAState_data()
{
    QTest::addColumn<int>("error");
    QTest::addColumn<bool>("all"); // also looking at it
    QTest::newRow("D23 read-only from now on") << EROFS << false;
    QTest::newRow("D35 gone") << ENODEV << true;
    QTest::newRow("D35 network disk gone") << ESTALE << true;
}

// In the middle of a file. It is said, and goes on where it was by itself once the disk is back.
void DownloadErrnoTest::diskIsAState()
{
    QFETCH(const int, error);
    QFETCH(const bool, all);
    constexpr qsizetype kThere = 1'000'000;
    TransferBench b;
    std::atomic<bool> isGone = false;
    const QByteArray folder = QFile::encodeName(b.temp.path());
    HookedDisk::hook = [&](const char *call, int file) {
        const QLatin1StringView name(call);
        const bool changes = name == "write"_L1 || name == "rename"_L1 || name == "renameat"_L1
            || name == "symlink"_L1 || name == "mkdirat"_L1 || name == "unlinkat"_L1
            || name == "ftruncate"_L1;
        return isGone && (all || changes) && isBelow(folder, file) ? error : 0;
    };
    serve(b, [&](TransferBench &bench, const Request &r, int nth) {
        Reply reply = bench.repo.answer(r);
        if (nth == 1) {
            reply = cutAfter(reply, kThere);
            reply.hold = true;
        } else if (nth == 2) {
            isGone = true;
        }
        return reply;
    });
    Transfers::Config config = b.config();
    config.silenceSeconds = 1;
    b.restart(config);
    const qint64 id = b.transfers->download(b.request());
    QTRY_COMPARE_WITH_TIMEOUT(b.file().patience.cause, WaitCause::DiskAway, 20'000);
    QCOMPARE(b.file().state, TransferState::Waiting);
    QCOMPARE(b.file().reason, goesOnByItself(diskError(error, b.root())));
    QCOMPARE(b.file().done, kThere);
    const qsizetype asked = b.hub.requests().size();
    QTest::qWait(300); // some looks
    QCOMPARE(b.hub.requests().size(), asked);
    QVERIFY(!b.hasEnded(id));
    isGone = false;
    QTRY_VERIFY_WITH_TIMEOUT(b.hasEnded(id), 20'000);
    QVERIFY(b.complete.value(id));
    QCOMPARE(b.contentOf(b.snapshotPath(u"w.bin"_s)), content());
    QVERIFY2(b.hub.requests().last().rangeStart() == kThere,
             qPrintable(QString::number(b.hub.requests().last().rangeStart())));
    QCOMPARE(b.breaches(CacheCheck::Temporaries::OfNotes), QStringList());
}

QTEST_GUILESS_MAIN(DownloadErrnoTest)
#include "tst_downloaderrno.moc"
