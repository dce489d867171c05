#pragma once

#include <QByteArray>
#include <QSemaphore>

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>

// Files of one name whose disk does not answer until told to: opening them hangs, but on the test's
// own thread. For one source of a test program.
namespace SlowFile {

inline std::atomic<bool> hangs = false;
inline QByteArray name; // how their paths end; set while nothing hangs
inline QSemaphore met; // one for each that hangs

struct Hang // while it lives
{
    explicit Hang(const QByteArray &pathEnd)
    {
        name = pathEnd;
        hangs = true;
    }
    ~Hang() { letGo(); }
    Q_DISABLE_COPY_MOVE(Hang)

    static void letGo() { hangs = false; }
};

} // namespace SlowFile

extern "C" int slowOpen(const char *path, int flags, unsigned mode) asm("open");
int slowOpen(const char *path, int flags, unsigned mode)
{
    const bool isTests = gettid() == getpid();
    if (SlowFile::hangs && !isTests && QByteArray(path).endsWith(SlowFile::name)) {
        SlowFile::met.release();
        while (SlowFile::hangs)
            usleep(1'000);
    }
    return static_cast<int>(syscall(SYS_openat, AT_FDCWD, path, flags, mode));
}
