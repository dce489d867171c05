#include "app/disk/directory.h"
#include "app/disk/diskerror.h"
#include "app/disk/dragshelf.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

using namespace Qt::StringLiterals;

namespace DragShelf {

namespace {

// Formats that no program changes where they lie; a content of any other kind may be opened to be
// edited and saved in place.
constexpr std::array kNeverEdited{"safetensors"_L1, "gguf"_L1, "ggml"_L1, "bin"_L1,     "pt"_L1,
                                  "pth"_L1,         "ckpt"_L1, "onnx"_L1, "pb"_L1,      "tflite"_L1,
                                  "msgpack"_L1,     "npz"_L1,  "pkl"_L1,  "parquet"_L1, "arrow"_L1,
                                  "zip"_L1,         "tar"_L1,  "tgz"_L1,  "gz"_L1,      "bz2"_L1,
                                  "xz"_L1,          "zst"_L1,  "7z"_L1};
constexpr qint64 kCopiedAnyway = 8 << 20; // bytes; costs little
constexpr qint64 kShelfCopyStep = 1 << 20; // bytes
// Seconds. A file manager opens one file after the other, and a slow disk takes hours for them.
constexpr qint64 kShelfAge = 86'400;

// Bytes of its own that cost nothing where the disk can do that.
bool cloneFile(const QString &from, const QString &to)
{
    const FileDescriptor source(::open(QFile::encodeName(from).constData(), O_RDONLY | O_CLOEXEC));
    const FileDescriptor target(
        ::open(QFile::encodeName(to).constData(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
    if (!source.isOpen() || !target.isOpen())
        return false;
    if (::ioctl(target.get(), FICLONE, source.get()) == 0)
        return true;
    ::unlink(QFile::encodeName(to).constData());
    return false;
}

DiskResult<void> copyFile(const QString &from, const QString &to)
{
    const QFileInfo source(from);
    const QFileInfo target(to);
    const auto in = Directory::open(source.path()).and_then([&source](const Directory &folder) {
        return folder.openFile(source.fileName().toUtf8());
    });
    const auto out = Directory::open(target.path()).and_then([&target](const Directory &folder) {
        return folder.createFile(target.fileName().toUtf8());
    });
    if (!in || !out)
        return std::unexpected(in ? out.error() : in.error());
    QByteArray buffer(kShelfCopyStep, Qt::Uninitialized);
    for (qint64 at = 0;;) {
        const auto n = readAt(*in, buffer.data(), buffer.size(), at);
        if (!n || *n == 0)
            return n.transform([](qint64) { });
        if (auto written = writeAt(*out, buffer.constData(), *n, at); !written)
            return written;
        at += *n;
    }
}

bool mayShareBytes(const QString &name, qint64 size)
{
    return size > kCopiedAnyway
        && std::ranges::contains(kNeverEdited, QFileInfo(name).suffix().toLower());
}

// A second name costs nothing either, but whoever writes into the file writes into the cache.
int shelveFile(const QString &from, const QString &to)
{
    if (cloneFile(from, to))
        return 0;
    if (!mayShareBytes(to, QFileInfo(from).size())) {
        const auto copied = copyFile(from, to);
        return copied ? 0 : copied.error();
    }
    return ::linkat(AT_FDCWD, QFile::encodeName(from).constData(), AT_FDCWD,
                    QFile::encodeName(to).constData(), AT_SYMLINK_FOLLOW)
            == 0
        ? 0
        : errno;
}

// By handles: a link that somebody put there is removed, not followed.
void clearShelf(const Directory &shelves, const QByteArray &name)
{
    if (const auto shelf = shelves.child(name)) {
        for (const QByteArray &entry : shelf->names().value_or(QList<QByteArray>()))
            clearShelf(*shelf, entry);
        (void)shelves.removeFolder(name);
    } else {
        (void)shelves.remove(name);
    }
}

} // namespace

QString folderFor(const QString &cacheRoot)
{
    return QFileInfo(cacheRoot).path() + u"/hubnaut-drag"_s;
}

void clearOld(const QString &folder)
{
    const auto shelves = Directory::open(folder);
    const qint64 now = QDateTime::currentSecsSinceEpoch();
    for (const QByteArray &name :
         shelves ? shelves->names().value_or(QList<QByteArray>()) : QList<QByteArray>())
        if (const auto facts = shelves->facts(name); facts
            && facts->type == EntryFacts::Type::Folder
            && now - facts->modifiedNs / 1'000'000'000 > kShelfAge)
            clearShelf(*shelves, name);
}

Result<QStringList> put(const QString &folder, const QList<Item> &items)
{
    clearOld(folder);
    const QByteArray name = uniqueName("drag", "shelf");
    const QDir shelf(folder + u'/' + QString::fromLatin1(name));
    QStringList top;
    for (const Item &item : items) {
        const QString source = QFileInfo(item.file).canonicalFilePath();
        const QString target = shelf.filePath(item.path);
        int error = source.isEmpty() ? ENOENT : 0;
        if (!error && !QDir().mkpath(QFileInfo(target).path()))
            error = EACCES;
        if (!error)
            error = shelveFile(source, target);
        if (error) {
            if (const auto shelves = Directory::open(folder))
                clearShelf(*shelves, name);
            return std::unexpected(
                error == EXDEV
                    ? HubError::disk(HubError::tr("This file cannot be dragged from the disk that "
                                                  "the cache is on. Download it to a folder "
                                                  "instead."))
                    : diskError(error, item.file));
        }
        if (const QString first = shelf.filePath(item.path.section(u'/', 0, 0));
            !top.contains(first))
            top << first;
    }
    return top;
}

} // namespace DragShelf
