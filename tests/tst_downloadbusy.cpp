#include "tests/support/oddserver.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>

using namespace OddServer;

namespace {

// A disk that keeps its callers waiting.
std::atomic_bool readsWait = false;
std::atomic_bool syncsWait = false;
std::atomic_int waiting = 0;

void standStill(const std::atomic_bool &closed)
{
    ++waiting;
    while (closed)
        usleep(500);
    --waiting;
}

} // namespace

// In place of the C library's.
extern "C" ssize_t readSlowly(int file, void *data, size_t size, off64_t at) asm("pread64");
ssize_t readSlowly(int file, void *data, size_t size, off64_t at)
{
    standStill(readsWait);
    return syscall(SYS_pread64, file, data, size, at);
}
extern "C" int syncSlowly(int file) asm("fsync");
int syncSlowly(int file)
{
    standStill(syncsWait);
    return static_cast<int>(syscall(SYS_fsync, file));
}

// What the user asks for while the disk is busy with the answer to something else.
class DownloadBusyTest final : public QObject
{
    Q_OBJECT

private slots:
    void cleanup() { readsWait = syncsWait = false; }
    void resumedWhileVerifying();
    void retriedWhileTheEndIsWritten();
    void cancelledShowsAtOnce();
};

void DownloadBusyTest::resumedWhileVerifying() // nothing was stopped, nothing starts anew
{
    TransferBench b;
    b.repo.files[u"w.bin"_s] = file();
    b.hub.setHandler([&b](const Request &request) { return b.repo.answer(request); });
    readsWait = true;
    const auto open = qScopeGuard([] { readsWait = false; });
    const qint64 id = b.transfers->download(b.request());
    QTRY_COMPARE(b.file().state, TransferState::Verifying);
    QTRY_COMPARE(b.file().done, kSize);
    QList<TransferFile> seen;
    connect(b.transfers.get(), &Transfers::changed, this,
            [&seen](const TransferSnapshot &snapshot) { seen << snapshot.files.first(); });
    b.transfers->pauseGroup(id);
    b.transfers->resumeGroup(id);
    const auto reports = seen.size() + 3;
    QTRY_VERIFY(seen.size() > reports);
    readsWait = false;
    QTRY_VERIFY(b.hasEnded(id));
    QVERIFY(b.complete.value(id));
    for (const TransferFile &view : std::as_const(seen)) {
        QCOMPARE(view.done, kSize);
        QVERIFY(view.state == TransferState::Verifying || view.state == TransferState::Done);
    }
    QCOMPARE(b.hub.count("GET", "/resolve/"), 1);
    QCOMPARE(b.breaches(), QStringList());
}

void DownloadBusyTest::retriedWhileTheEndIsWritten() // one end is told, that of the last try
{
    TransferBench b;
    b.repo.files = {{u"a"_s, {"a", false}}, {u"b"_s, {"b", false}}};
    int refused = 0;
    b.hub.setHandler([&](const Request &request) {
        if (!request.path.endsWith("/b"))
            return b.repo.answer(request);
        syncsWait = true;
        ++refused;
        return Reply{RawHub::head("401 Unauthorized")};
    });
    const auto open = qScopeGuard([] { syncsWait = false; });
    Transfers::Config config = b.config();
    config.filesAtOnce = 1; // "a" is on the disk before "b" is asked for
    b.restart(config);
    const qint64 id = b.transfers->download(b.request({u"a"_s, u"b"_s}));
    QTRY_COMPARE(waiting.load(), 1);
    QCOMPARE(refused, 1);
    b.transfers->retryGroup(id);
    QTRY_COMPARE(waiting.load(), 2); // the second end is written too
    QCOMPARE(refused, 2);
    QVERIFY(!b.hasEnded(id));
    syncsWait = false;
    QTRY_VERIFY(b.hasEnded(id));
    const qint64 other = b.transfers->download(b.request({u"a"_s}));
    QTRY_VERIFY(b.hasEnded(other));
    QCOMPARE(b.done, (QList<qint64>{id, other}));
    QCOMPARE(b.transfers->snapshot().groups.first().state, TransferState::Failed);
    QCOMPARE(b.breaches(), QStringList());
}

void DownloadBusyTest::cancelledShowsAtOnce() // although what is there is still written down
{
    TransferBench b;
    b.repo.files = {{u"a"_s, {"a", false}}, {u"b"_s, {"b", false}}};
    b.hub.setHandler([&](const Request &request) {
        return request.path.endsWith("/b") ? Reply{{}, false, true} : b.repo.answer(request);
    });
    const qint64 id = b.transfers->download(b.request({u"a"_s, u"b"_s}));
    QTRY_COMPARE(b.file(0).state, TransferState::Done);
    QList<TransferState> seen;
    connect(b.transfers.get(), &Transfers::changed, this,
            [&seen](const TransferSnapshot &now) { seen << now.groups.first().state; });
    syncsWait = true;
    const auto open = qScopeGuard([] { syncsWait = false; });
    b.transfers->cancelGroup(id);
    QTRY_COMPARE(waiting.load(), 1);
    QTRY_COMPARE(b.group().state, TransferState::Cancelled);
    QVERIFY(!b.hasEnded(id));
    b.transfers->forget(id); // not yet
    syncsWait = false;
    QTRY_VERIFY(b.hasEnded(id));
    QVERIFY(!seen.contains(TransferState::Verifying));
    QCOMPARE(b.contentOf(b.repoFolder() + "/refs/main"_L1), b.repo.commit);
}

QTEST_GUILESS_MAIN(DownloadBusyTest)
#include "tst_downloadbusy.moc"
