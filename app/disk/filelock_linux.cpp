#include "app/disk/filelock.h"

#include <QFile>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace {

// What the Python client makes.
constexpr mode_t lockMode(FileLock::For whom)
{
    return whom == FileLock::For::Everybody ? 0666 : 0664;
}

FileDescriptor openLockFile(const Directory &folder, const QByteArray &name, FileLock::For whom,
                            bool *created)
{
    const int flags = O_RDWR | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC;
    *created = false;
    FileDescriptor fd(
        openat(folder.descriptor(), name.constData(), flags | O_CREAT | O_EXCL, lockMode(whom)));
    if (fd.isOpen()) {
        (void)fchmod(fd.get(), lockMode(whom)); // past the umask
        *created = true;
        return fd;
    }
    if (errno != EEXIST)
        return {};
    fd = FileDescriptor(openat(folder.descriptor(), name.constData(), flags));
    if (!fd.isOpen() && errno == EACCES)
        fd = FileDescriptor(openat(folder.descriptor(), name.constData(),
                                   O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC));
    return fd;
}

// Somebody holds it, and still it can be had: some file systems only pretend.
bool isGrantedToAll(const Directory &folder, const QByteArray &name, FileLock::For whom)
{
    bool created = false;
    const FileDescriptor again = openLockFile(folder, name, whom, &created);
    return again.isOpen() && flock(again.get(), LOCK_EX | LOCK_NB) == 0;
}

// Line of /proc/locks: "3: FLOCK  ADVISORY  WRITE 4242 08:01:131 0 EOF", device in hex.
qint64 flockHolder(const FileDescriptor &file)
{
    struct stat s;
    QFile locks(QStringLiteral("/proc/locks"));
    if (fstat(file.get(), &s) < 0 || !locks.open(QIODevice::ReadOnly))
        return 0;
    char device[64];
    snprintf(device, sizeof device, "%02x:%02x:%llu", major(s.st_dev), minor(s.st_dev),
             static_cast<unsigned long long>(s.st_ino));
    const QList<QByteArray> lines = locks.readAll().split('\n');
    for (const QByteArray &line : lines) {
        const QList<QByteArray> words = line.simplified().split(' ');
        if (words.size() >= 6 && words.at(1) == "FLOCK" && words.at(5) == device)
            return words.at(4).toLongLong();
    }
    return 0;
}

} // namespace

FileLock FileLock::tryLock(const Directory &folder, const QByteArray &name, For whom)
{
    constexpr int kTries = 3; // the file may be removed between opening and locking it
    FileLock lock;
    for (int i = 0; i < kTries; ++i) {
        bool created = false;
        lock.m_fd = openLockFile(folder, name, whom, &created);
        const auto facts = factsOf(lock.m_fd);
        if (!lock.m_fd.isOpen() || !facts || facts->type != EntryFacts::Type::File)
            return {};
        int result = flock(lock.m_fd.get(), LOCK_EX | LOCK_NB);
        while (result < 0 && errno == EINTR)
            result = flock(lock.m_fd.get(), LOCK_EX | LOCK_NB);
        if (result < 0) {
            if (errno != EWOULDBLOCK && errno != EACCES) {
                // Where there are no such locks, others take the mere file for one that is held.
                if (created)
                    (void)folder.remove(name);
                return {};
            }
            lock.m_state = State::Busy;
            lock.m_holder = flockHolder(lock.m_fd);
            lock.m_fd = {};
            return lock;
        }
        const auto named = folder.facts(name);
        if (named && named->isSameFile(*facts)) {
            lock.m_state = isGrantedToAll(folder, name, whom) ? State::Unavailable : State::Held;
            return lock;
        }
    }
    return {};
}
