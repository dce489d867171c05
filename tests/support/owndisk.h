#pragma once

#include <QFile>

#include <sched.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <unistd.h>

// Mounts that only this process sees, and a disk in memory where SmallCache makes its caches: what
// that says of its free space is of them alone.
namespace OwnDisk {

inline bool isMounted = false;

inline bool write(const char *path, const QByteArray &text)
{
    QFile file(QString::fromLatin1(path));
    return file.open(QIODevice::WriteOnly | QIODevice::Unbuffered)
        && file.write(text) == text.size();
}

// Before the process has another thread: the kernel refuses it later.
inline bool mayMount()
{
    const uid_t user = getuid();
    const gid_t group = getgid();
    return unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0 && write("/proc/self/setgroups", "deny")
        && write("/proc/self/uid_map", "0 " + QByteArray::number(user) + " 1")
        && write("/proc/self/gid_map", "0 " + QByteArray::number(group) + " 1");
}

// HUBNAUT_OWN_DISK says that /dev/shm is one already, perhaps of another kind.
inline void mount()
{
    isMounted = qEnvironmentVariableIsSet("HUBNAUT_OWN_DISK")
        || (mayMount() && ::mount("tmpfs", "/dev/shm", "tmpfs", 0, nullptr) == 0);
}

inline qint64 freeAt(const QString &path)
{
    struct statvfs s = {};
    const QByteArray name = QFile::encodeName(path);
    return statvfs(name.constData(), &s) == 0 ? qint64(s.f_bfree) * qint64(s.f_frsize) : -1;
}

} // namespace OwnDisk
