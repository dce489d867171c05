#include "app/disk/directory.h"

#include <QFile>
#include <QRandomGenerator>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <cerrno>
#include <climits>
#include <cstdio>
#include <memory>

namespace {

constexpr int kOpenFolder = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
constexpr int kOpenExisting = O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC; // never waits on a FIFO
constexpr mode_t kFolderMode = 0777; // the umask takes away what it wants
constexpr mode_t kFileMode = 0666;

std::unexpected<int> lastErrno()
{
    return std::unexpected(errno);
}

template<typename CallIt>
auto untilNotInterrupted(CallIt call)
{
    auto result = call();
    while (result < 0 && errno == EINTR)
        result = call();
    return result;
}

EntryFacts factsFrom(const struct stat &s)
{
    using Type = EntryFacts::Type;
    const Type type = S_ISREG(s.st_mode) ? Type::File
        : S_ISDIR(s.st_mode)             ? Type::Folder
        : S_ISLNK(s.st_mode)             ? Type::Link
                                         : Type::Other;
    return {.type = type,
            .size = s.st_size,
            .modifiedNs = s.st_mtim.tv_sec * 1'000'000'000LL + s.st_mtim.tv_nsec,
            .device = s.st_dev,
            .inode = s.st_ino,
            .names = s.st_nlink};
}

bool isCallMissing(int error)
{
    return error == EINVAL || error == ENOSYS || error == ENOTSUP || error == EPERM;
}

} // namespace

DiskResult<EntryFacts> factsOf(const FileDescriptor &file)
{
    struct stat s;
    if (fstat(file.get(), &s) < 0)
        return lastErrno();
    return factsFrom(s);
}

DiskResult<Directory> Directory::open(const QString &path)
{
    FileDescriptor fd(::open(QFile::encodeName(path).constData(), kOpenFolder));
    if (!fd.isOpen())
        return lastErrno();
    return Directory(std::move(fd));
}

DiskResult<Directory> Directory::make(const QString &path)
{
    if (auto there = open(path); there || there.error() != ENOENT)
        return there;
    const QByteArray encoded = QFile::encodeName(path);
    for (qsizetype slash = encoded.indexOf('/', 1);; slash = encoded.indexOf('/', slash + 1)) {
        const QByteArray level = slash < 0 ? encoded : encoded.first(slash);
        if (mkdir(level.constData(), kFolderMode) < 0 && errno != EEXIST)
            return lastErrno();
        if (slash < 0)
            break;
    }
    return open(path);
}

DiskResult<Directory> Directory::step(const QByteArray &name, bool create, bool mayBeLink) const
{
    if (create && mkdirat(m_fd.get(), name.constData(), kFolderMode) < 0 && errno != EEXIST)
        return lastErrno();
    FileDescriptor fd(
        openat(m_fd.get(), name.constData(), kOpenFolder | (mayBeLink ? 0 : O_NOFOLLOW)));
    if (!fd.isOpen())
        return lastErrno();
    return Directory(std::move(fd));
}

DiskResult<Directory> Directory::walk(const QByteArray &relative, bool create) const
{
    FileDescriptor self(fcntl(m_fd.get(), F_DUPFD_CLOEXEC, 0));
    if (!self.isOpen())
        return lastErrno();
    Directory at(std::move(self));
    if (relative.isEmpty())
        return at;
    for (const QByteArray &name : relative.split('/')) {
        auto next = at.step(name, create, false);
        if (!next)
            return next;
        at = std::move(*next);
    }
    return at;
}

DiskResult<Directory> Directory::child(const QByteArray &relative) const
{
    return walk(relative, false);
}

DiskResult<Directory> Directory::makeChild(const QByteArray &relative) const
{
    return walk(relative, true);
}

DiskResult<Directory> Directory::childMaybeLink(const QByteArray &name) const
{
    return step(name, false, true);
}

DiskResult<Directory> Directory::makeChildMaybeLink(const QByteArray &name) const
{
    return step(name, true, true);
}

DiskResult<EntryFacts> Directory::facts(const QByteArray &name) const
{
    struct stat s;
    if (fstatat(m_fd.get(), name.constData(), &s, AT_SYMLINK_NOFOLLOW) < 0)
        return lastErrno();
    return factsFrom(s);
}

DiskResult<QByteArray> Directory::linkTarget(const QByteArray &name) const
{
    QByteArray target(PATH_MAX, Qt::Uninitialized);
    const auto n = readlinkat(m_fd.get(), name.constData(), target.data(),
                              static_cast<size_t>(target.size()));
    if (n < 0)
        return lastErrno();
    target.truncate(n);
    return target;
}

DiskResult<QList<QByteArray>> Directory::names() const
{
    // A second description of the same folder: the reading position is shared between duplicates.
    const int fd = openat(m_fd.get(), ".", kOpenFolder);
    if (fd < 0)
        return lastErrno();
    const std::unique_ptr<DIR, int (*)(DIR *)> stream(fdopendir(fd), closedir);
    QList<QByteArray> all;
    while (const dirent *entry = readdir(stream.get())) {
        const QByteArray name(entry->d_name);
        if (name != "." && name != "..")
            all << name;
    }
    return all;
}

DiskResult<FileDescriptor> Directory::openFile(const QByteArray &name) const
{
    return openRegular(name, O_RDONLY);
}

DiskResult<FileDescriptor> Directory::openToWrite(const QByteArray &name) const
{
    return openRegular(name, O_RDWR);
}

DiskResult<FileDescriptor> Directory::openRegular(const QByteArray &name, int flags) const
{
    FileDescriptor fd(openat(m_fd.get(), name.constData(), flags | kOpenExisting));
    if (!fd.isOpen())
        return lastErrno();
    const auto facts = factsOf(fd);
    if (!facts)
        return std::unexpected(facts.error());
    if (facts->type != EntryFacts::Type::File)
        return std::unexpected(EINVAL);
    return fd;
}

DiskResult<FileDescriptor> Directory::createFile(const QByteArray &name) const
{
    FileDescriptor fd(openat(m_fd.get(), name.constData(),
                             O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, kFileMode));
    if (!fd.isOpen())
        return lastErrno();
    return fd;
}

DiskResult<QByteArray> Directory::readFile(const QByteArray &name, qint64 max) const
{
    const auto file = openFile(name);
    if (!file)
        return std::unexpected(file.error());
    const auto facts = factsOf(*file);
    if (!facts)
        return std::unexpected(facts.error());
    if (facts->size > max)
        return std::unexpected(EFBIG);
    QByteArray content(facts->size, Qt::Uninitialized);
    const auto n = readAt(*file, content.data(), content.size(), 0);
    if (!n)
        return std::unexpected(n.error());
    content.truncate(*n);
    return content;
}

DiskResult<void> Directory::replaceFile(const QByteArray &name, const QByteArray &content) const
{
    return replaceFile(name, content, *this);
}

DiskResult<void> Directory::replaceFile(const QByteArray &name, const QByteArray &content,
                                        const Directory &via) const
{
    const QByteArray temporary = uniqueName(name.left(200), "tmp"); // 255 bytes are a name's limit
    DiskResult<void> done = via.createFile(temporary).and_then([&](const FileDescriptor &file) {
        return writeAt(file, content.constData(), content.size(), 0).and_then([&file] {
            return syncFile(file);
        });
    });
    if (done)
        done = via.rename(temporary, *this, name);
    if (!done)
        (void)via.remove(temporary);
    return done;
}

DiskResult<void> Directory::makeLink(const QByteArray &name, const QByteArray &target) const
{
    if (symlinkat(target.constData(), m_fd.get(), name.constData()) < 0)
        return lastErrno();
    return {};
}

DiskResult<void> Directory::rename(const QByteArray &from, const Directory &to,
                                   const QByteArray &name) const
{
    if (renameat(m_fd.get(), from.constData(), to.m_fd.get(), name.constData()) < 0)
        return lastErrno();
    return {};
}

DiskResult<void> Directory::renameNew(const QByteArray &from, const Directory &to,
                                      const QByteArray &name) const
{
    if (renameat2(m_fd.get(), from.constData(), to.m_fd.get(), name.constData(), RENAME_NOREPLACE)
        == 0)
        return {};
    if (!isCallMissing(errno))
        return lastErrno();
    // File systems without the flag: a hard link has the same promise.
    if (linkat(m_fd.get(), from.constData(), to.m_fd.get(), name.constData(), 0) == 0)
        return remove(from);
    if (!isCallMissing(errno))
        return lastErrno();
    if (to.exists(name))
        return std::unexpected(EEXIST);
    return rename(from, to, name);
}

DiskResult<void> Directory::remove(const QByteArray &name) const
{
    if (unlinkat(m_fd.get(), name.constData(), 0) < 0)
        return lastErrno();
    return {};
}

DiskResult<void> Directory::removeFolder(const QByteArray &name) const
{
    if (unlinkat(m_fd.get(), name.constData(), AT_REMOVEDIR) < 0)
        return lastErrno();
    return {};
}

DiskResult<void> Directory::sync() const
{
    if (untilNotInterrupted([this] { return fsync(m_fd.get()); }) < 0 && !isCallMissing(errno))
        return lastErrno();
    return {};
}

QString Directory::path() const
{
    const QByteArray link = "/proc/self/fd/" + QByteArray::number(m_fd.get());
    QByteArray target(PATH_MAX, Qt::Uninitialized);
    const auto n = readlink(link.constData(), target.data(), static_cast<size_t>(target.size()));
    struct stat s;
    if (n < 0 || fstat(m_fd.get(), &s) < 0 || s.st_nlink == 0)
        return {};
    return QFile::decodeName(target.first(n));
}

DiskResult<DiskRoom> Directory::room() const
{
    struct statvfs s;
    if (untilNotInterrupted([this, &s] { return fstatvfs(m_fd.get(), &s); }) < 0)
        return lastErrno();
    constexpr qint64 kMostKeptFree = 1'000'000'000; // bytes
    constexpr qint64 kPartKeptFree = 50; // a fiftieth of a small disk
    const auto unit = static_cast<qint64>(s.f_frsize);
    return factsOf(m_fd).transform([&](const EntryFacts &facts) {
        const qint64 size = static_cast<qint64>(s.f_blocks) * unit;
        return DiskRoom{.free = static_cast<qint64>(s.f_bavail) * unit,
                        .reserve = qMin(kMostKeptFree, size / kPartKeptFree),
                        .device = facts.device};
    });
}

DiskResult<void> writeAt(const FileDescriptor &file, const char *data, qint64 size, qint64 offset)
{
    while (size > 0) {
        const auto n = untilNotInterrupted(
            [&] { return pwrite64(file.get(), data, static_cast<size_t>(size), offset); });
        if (n < 0)
            return lastErrno();
        if (n == 0)
            return std::unexpected(EIO); // no progress and no error: do not spin
        data += n;
        offset += n;
        size -= n;
    }
    return {};
}

DiskResult<qint64> readAt(const FileDescriptor &file, char *data, qint64 size, qint64 offset)
{
    qint64 done = 0;
    while (done < size) {
        const auto n = untilNotInterrupted([&] {
            return pread64(file.get(), data + done, static_cast<size_t>(size - done),
                           offset + done);
        });
        if (n < 0)
            return lastErrno();
        if (n == 0)
            break;
        done += n;
    }
    return done;
}

DiskResult<void> truncateFile(const FileDescriptor &file, qint64 size)
{
    if (untilNotInterrupted([&] { return ftruncate64(file.get(), size); }) < 0)
        return lastErrno();
    return {};
}

DiskResult<void> syncFile(const FileDescriptor &file)
{
    if (untilNotInterrupted([&file] { return fsync(file.get()); }) < 0)
        return lastErrno();
    return {};
}

void dropFromMemory(const FileDescriptor &file)
{
    posix_fadvise(file.get(), 0, 0, POSIX_FADV_DONTNEED);
}

void startWriteback(const FileDescriptor &file, qint64 offset, qint64 size)
{
    sync_file_range(file.get(), offset, size, SYNC_FILE_RANGE_WRITE);
}

QByteArray uniqueName(const QByteArray &stem, const QByteArray &suffix)
{
    const QByteArray hex = QByteArray::number(QRandomGenerator::system()->generate(), 16);
    return stem + '.' + hex.rightJustified(8, '0') + '.' + suffix;
}
