#include "app/disk/directory.h"
#include "app/disk/systemcall_linux.h"

#include <QFile>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <memory>

namespace {

constexpr int kOpenFolder = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
constexpr int kOpenExisting = O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC; // never waits on a FIFO
constexpr mode_t kFolderMode = 0777; // the umask takes away what it wants
constexpr mode_t kFileMode = 0666;

int openIn(const FileDescriptor &folder, const QByteArray &name, int flags)
{
    return untilNotInterrupted(
        [&] { return openat(folder.get(), name.constData(), flags, kFileMode); });
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
    if (untilNotInterrupted([&] { return fstat(file.get(), &s); }) < 0)
        return lastErrno();
    return factsFrom(s);
}

DiskResult<Directory> Directory::open(const QString &path)
{
    const QByteArray encoded = QFile::encodeName(path);
    FileDescriptor fd(
        untilNotInterrupted([&] { return ::open(encoded.constData(), kOpenFolder); }));
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
        if (untilNotInterrupted([&] { return mkdir(level.constData(), kFolderMode); }) < 0
            && errno != EEXIST)
            return lastErrno();
        if (slash < 0)
            break;
    }
    return open(path);
}

DiskResult<Directory> Directory::step(const QByteArray &name, bool create, bool mayBeLink) const
{
    const auto make = [&] { return mkdirat(m_fd.get(), name.constData(), kFolderMode); };
    if (create && untilNotInterrupted(make) < 0 && errno != EEXIST)
        return lastErrno();
    FileDescriptor fd(openIn(m_fd, name, kOpenFolder | (mayBeLink ? 0 : O_NOFOLLOW)));
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
    const auto look
        = [&] { return fstatat(m_fd.get(), name.constData(), &s, AT_SYMLINK_NOFOLLOW); };
    if (untilNotInterrupted(look) < 0)
        return lastErrno();
    return factsFrom(s);
}

DiskResult<QByteArray> Directory::linkTarget(const QByteArray &name) const
{
    QByteArray target(PATH_MAX, Qt::Uninitialized);
    const auto n = untilNotInterrupted([&] {
        return readlinkat(m_fd.get(), name.constData(), target.data(),
                          static_cast<size_t>(target.size()));
    });
    if (n < 0)
        return lastErrno();
    target.truncate(n);
    return target;
}

DiskResult<QList<QByteArray>> Directory::names() const
{
    // A second description of the same folder: the reading position is shared between duplicates.
    const int fd = openIn(m_fd, ".", kOpenFolder);
    if (fd < 0)
        return lastErrno();
    const std::unique_ptr<DIR, int (*)(DIR *)> stream(fdopendir(fd), closedir);
    if (!stream) {
        const int error = errno;
        ::close(fd);
        return std::unexpected(error);
    }
    QList<QByteArray> all;
    for (;;) {
        errno = 0; // an end and an error look the same else
        const dirent *entry = readdir(stream.get());
        if (!entry)
            return errno == 0 ? DiskResult<QList<QByteArray>>(all) : lastErrno();
        const QByteArray name(entry->d_name);
        if (name != "." && name != "..")
            all << name;
    }
}

DiskResult<FileDescriptor> Directory::openFile(const QByteArray &name) const
{
    auto file = openRegular(name, O_RDONLY | O_NOATIME); // EPERM: it is somebody else's
    return file || file.error() != EPERM ? std::move(file) : openRegular(name, O_RDONLY);
}

DiskResult<FileDescriptor> Directory::openToWrite(const QByteArray &name) const
{
    return openRegular(name, O_RDWR);
}

DiskResult<FileDescriptor> Directory::openRegular(const QByteArray &name, int flags) const
{
    FileDescriptor fd(openIn(m_fd, name, flags | kOpenExisting));
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
    FileDescriptor fd(openIn(m_fd, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC));
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

DiskResult<void> Directory::append(const QByteArray &name, const QByteArray &line) const
{
    const FileDescriptor fd(
        openIn(m_fd, name, O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC));
    if (!fd.isOpen())
        return lastErrno();
    const auto facts = factsOf(fd);
    if (!facts)
        return std::unexpected(facts.error());
    if (facts->type != EntryFacts::Type::File)
        return std::unexpected(EINVAL);
    (void)fchmod(fd.get(), kFileMode); // past the umask
    const auto size = static_cast<size_t>(line.size());
    const auto written
        = untilNotInterrupted([&] { return ::write(fd.get(), line.constData(), size); });
    if (written < 0)
        return lastErrno();
    if (written != line.size())
        return std::unexpected(EIO);
    return syncFile(fd);
}

DiskResult<void> Directory::makeLink(const QByteArray &name, const QByteArray &target) const
{
    const auto link = [&] { return symlinkat(target.constData(), m_fd.get(), name.constData()); };
    if (untilNotInterrupted(link) < 0)
        return lastErrno();
    return {};
}

DiskResult<void> Directory::rename(const QByteArray &from, const Directory &to,
                                   const QByteArray &name) const
{
    const auto move
        = [&] { return renameat(m_fd.get(), from.constData(), to.m_fd.get(), name.constData()); };
    if (untilNotInterrupted(move) < 0)
        return lastErrno();
    return {};
}

DiskResult<void> Directory::renameNew(const QByteArray &from, const Directory &to,
                                      const QByteArray &name) const
{
    const auto move = [&] {
        return renameat2(m_fd.get(), from.constData(), to.m_fd.get(), name.constData(),
                         RENAME_NOREPLACE);
    };
    if (untilNotInterrupted(move) == 0)
        return {};
    if (!isCallMissing(errno))
        return lastErrno();
    // File systems without the flag: a hard link has the same promise.
    const auto linked = hardLink(from, to, name);
    if (linked)
        return remove(from);
    if (!isCallMissing(linked.error()))
        return linked;
    if (to.exists(name))
        return std::unexpected(EEXIST);
    return rename(from, to, name);
}

DiskResult<void> Directory::hardLink(const QByteArray &from, const Directory &to,
                                     const QByteArray &name) const
{
    const auto link
        = [&] { return linkat(m_fd.get(), from.constData(), to.m_fd.get(), name.constData(), 0); };
    if (untilNotInterrupted(link) < 0)
        return lastErrno();
    return {};
}

DiskResult<void> Directory::remove(const QByteArray &name) const
{
    if (untilNotInterrupted([&] { return unlinkat(m_fd.get(), name.constData(), 0); }) < 0)
        return lastErrno();
    return {};
}

DiskResult<void> Directory::removeFolder(const QByteArray &name) const
{
    const auto remove = [&] { return unlinkat(m_fd.get(), name.constData(), AT_REMOVEDIR); };
    if (untilNotInterrupted(remove) < 0)
        return lastErrno();
    return {};
}

DiskResult<void> Directory::setModified(qint64 ns) const
{
    constexpr qint64 kSecond = 1'000'000'000;
    const timespec times[]{{.tv_sec = 0, .tv_nsec = UTIME_OMIT},
                           {.tv_sec = ns / kSecond, .tv_nsec = ns % kSecond}};
    if (untilNotInterrupted([&] { return futimens(m_fd.get(), times); }) < 0)
        return lastErrno();
    return {};
}

DiskResult<void> Directory::letMeWrite() const
{
    struct stat s;
    if (fstat(m_fd.get(), &s) < 0 || fchmod(m_fd.get(), (s.st_mode & 07777) | S_IRWXU) < 0)
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

bool Directory::keepsNumbers() const
{
    constexpr std::array kThatDoNot{0x4d44U, 0x2011bab0U, 0x65735546U, 0xff534d42U,
                                    0xfe534d42U}; // FAT, exFAT, FUSE, CIFS, SMB 2
    struct statfs s;
    return untilNotInterrupted([this, &s] { return fstatfs(m_fd.get(), &s); }) < 0
        || !std::ranges::contains(kThatDoNot, static_cast<unsigned>(s.f_type));
}
