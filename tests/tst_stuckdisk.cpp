#include "app/disk/freeroom.h"

#include <QProcess>
#include <QSemaphore>
#include <QSignalSpy>
#include <QTest>

#include <sys/statvfs.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace {

QSemaphore asked;

} // namespace

// In place of the C library's: a disk that never answers.
extern "C" int stuckRoom(const char *path, struct statvfs *room) asm("statvfs");
int stuckRoom(const char *, struct statvfs *)
{
    asked.release();
    for (;;)
        pause();
}
extern "C" int stuckLargeRoom(const char *path, struct statvfs *room) asm("statvfs64");
int stuckLargeRoom(const char *path, struct statvfs *room)
{
    return stuckRoom(path, room);
}

class StuckDiskTest final : public QObject
{
    Q_OBJECT

private slots:
    void programEnds();
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
