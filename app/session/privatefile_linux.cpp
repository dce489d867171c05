#include "app/session/privatefile.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMaxPrivateFile = qint64(64)
    << 10; // a token is 37 bytes; stored_tokens holds a few

class Descriptor final
{
public:
    explicit Descriptor(int fd)
        : m_fd(fd)
    { }
    ~Descriptor()
    {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    Q_DISABLE_COPY_MOVE(Descriptor)

    explicit operator bool() const { return m_fd >= 0; }
    int get() const { return m_fd; }
    bool close() { return ::close(std::exchange(m_fd, -1)) == 0; }

private:
    int m_fd;
};

std::unexpected<QString> privateFileError(const QString &path, int error)
{
    return std::unexpected(QCoreApplication::translate("PrivateFile", "%1 cannot be used: %2.")
                               .arg(path, QString::fromLocal8Bit(strerror(error))));
}

bool writeAll(int fd, const QByteArray &bytes)
{
    qsizetype done = 0;
    while (done < bytes.size()) {
        const ssize_t n = ::write(fd, bytes.constData() + done, size_t(bytes.size() - done));
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        done += n;
    }
    return true;
}

bool makePrivateFolders(const QString &folder)
{
    if (QFileInfo(folder).isDir())
        return true;
    const QString parent = QFileInfo(folder).path();
    if (parent != folder && !makePrivateFolders(parent))
        return false;
    return ::mkdir(QFile::encodeName(folder).constData(), 0700) == 0 || errno == EEXIST;
}

bool syncFolder(const QString &folder)
{
    const Descriptor fd(
        ::open(QFile::encodeName(folder).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    return fd && ::fsync(fd.get()) == 0;
}

} // namespace

std::expected<PrivateFile, QString> PrivateFile::read(const QString &path)
{
    // O_NONBLOCK: opening a pipe must not wait for its writer.
    const Descriptor fd(
        ::open(QFile::encodeName(path).constData(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    if (!fd)
        return errno == ENOENT ? std::expected<PrivateFile, QString>(PrivateFile{})
                               : privateFileError(path, errno);
    struct stat info = {};
    if (::fstat(fd.get(), &info) != 0)
        return privateFileError(path, errno);
    if (!S_ISREG(info.st_mode) || info.st_size > kMaxPrivateFile)
        return std::unexpected(
            QCoreApplication::translate("PrivateFile", "%1 is not a file that could hold a token.")
                .arg(path));
    PrivateFile file{.readableByOthers = (info.st_mode & 077) != 0};
    file.bytes.resize(kMaxPrivateFile);
    qsizetype done = 0;
    while (done < file.bytes.size()) {
        const ssize_t n
            = ::read(fd.get(), file.bytes.data() + done, size_t(file.bytes.size() - done));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return privateFileError(path, errno);
        if (n == 0)
            break;
        done += n;
    }
    file.bytes.truncate(done);
    return file;
}

std::expected<void, QString> PrivateFile::replace(const QString &path, const QByteArray &bytes)
{
    const QString real = QFileInfo(path).canonicalFilePath(); // empty when there is no file yet
    const QString target = real.isEmpty() ? path : real;
    const QString folder = QFileInfo(target).path();
    if (!makePrivateFolders(folder))
        return privateFileError(folder, errno);
    QByteArray temporary = QFile::encodeName(target) + ".XXXXXX";
    Descriptor fd(::mkostemp(temporary.data(), O_CLOEXEC)); // made with mode 0600
    if (!fd)
        return privateFileError(target, errno);
    const bool written = writeAll(fd.get(), bytes) && ::fsync(fd.get()) == 0 && fd.close();
    if (!written || ::rename(temporary.constData(), QFile::encodeName(target).constData()) != 0) {
        const int error = errno;
        ::unlink(temporary.constData());
        return privateFileError(target, error);
    }
    if (!syncFolder(folder))
        return privateFileError(folder, errno);
    return {};
}

std::expected<void, QString> PrivateFile::remove(const QString &path)
{
    if (::unlink(QFile::encodeName(path).constData()) != 0 && errno != ENOENT)
        return privateFileError(path, errno);
    return {};
}
