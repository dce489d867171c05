#include "app/cache/cacheindex.h"
#include "app/disk/freeroom.h"

#include <QDir>
#include <QProcess>
#include <QSemaphore>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

using namespace Qt::StringLiterals;

namespace {

QSemaphore asked;
const QByteArray kStuck = "/stuck"; // no look below it ends

} // namespace

// In place of the C library's: the disk of the root never answers, others fail.
extern "C" int stuckRoom(const char *path, struct statvfs *room) asm("statvfs");
int stuckRoom(const char *path, struct statvfs *)
{
    if (path != QByteArray("/")) {
        errno = EIO;
        return -1;
    }
    asked.release();
    for (;;)
        pause();
}
extern "C" int stuckLargeRoom(const char *path, struct statvfs *room) asm("statvfs64");
int stuckLargeRoom(const char *path, struct statvfs *room)
{
    return stuckRoom(path, room);
}

extern "C" int stuckOpen(const char *path, int flags, mode_t mode) asm("open");
int stuckOpen(const char *path, int flags, mode_t mode)
{
    if (path == kStuck) {
        asked.release();
        for (;;)
            pause();
    }
    return int(syscall(SYS_openat, AT_FDCWD, path, flags, mode));
}

extern "C" int stuckLargeOpen(const char *path, int flags, mode_t mode) asm("open64");
int stuckLargeOpen(const char *path, int flags, mode_t mode)
{
    return stuckOpen(path, flags, mode);
}

class StuckDiskTest final : public QObject
{
    Q_OBJECT

private slots:
    void programEnds();
    void anotherRootIsLookedAt();
    void anotherRoomIsLookedAt();
};

void StuckDiskTest::programEnds() // D35
{
    QProcess program;
    QSignalSpy finished(&program, &QProcess::finished);
    program.start(QCoreApplication::applicationFilePath(), {u"--look"_s});
    const bool ended = QTest::qWaitFor([&] { return !finished.isEmpty(); }, 10'000);
    if (!ended)
        program.kill();
    QVERIFY(ended);
    QCOMPARE(program.exitStatus(), QProcess::NormalExit);
    QCOMPARE(program.exitCode(), 0);
}

void StuckDiskTest::anotherRootIsLookedAt() // D35
{
    QTemporaryDir root;
    const QString commit(40, u'a');
    QVERIFY(QDir(root.path()).mkpath(u"models--ada--model/snapshots/"_s + commit));
    const auto repo = RepoId::parse(RepoKind::Model, u"ada/model"_s);
    CacheIndex index(QString::fromLatin1(kStuck));
    index.refresh();
    QVERIFY(asked.tryAcquire(1, 5'000));
    index.refresh(); // once more after it
    index.setRoot(root.path());
    QTRY_VERIFY(index.hasRepo(*repo));
    QVERIFY(QDir(root.path()).removeRecursively());
    index.refresh();
    QTRY_VERIFY(!index.hasRepo(*repo));
    index.setRoot(QString::fromLatin1(kStuck)); // and back
    QVERIFY(asked.tryAcquire(1, 5'000));
}

void StuckDiskTest::anotherRoomIsLookedAt() // D35
{
    RoomLook look;
    QSignalSpy found(&look, &RoomLook::found);
    look.at(u"/"_s);
    QVERIFY(asked.tryAcquire(1, 5'000));
    look.at(u"/"_s); // once more after it
    look.at(QDir::tempPath());
    QTRY_COMPARE(found.size(), 1);
    QVERIFY(found.first().first().value<FreeRoom>().free < 0);
    look.at(QDir::tempPath());
    look.at(QDir::tempPath());
    QTRY_COMPARE(found.size(), 3);
    QVERIFY(!asked.tryAcquire());
}

// With --look the program that is tested: it looks at the disk, and ends while that hangs.
int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    if (!app.arguments().contains(u"--look"_s)) {
        StuckDiskTest test;
        return QTest::qExec(&test, argc, argv);
    }
    auto room = FreeRoom::lookAt(u"/"_s);
    return asked.tryAcquire(1, 5'000) && !room.isFinished() ? 0 : 1;
}
#include "tst_stuckdisk.moc"
