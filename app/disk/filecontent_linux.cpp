#include "app/disk/directory.h"
#include "app/disk/systemcall_linux.h"

#include <QRandomGenerator>

#include <fcntl.h>

// Reading and writing what is in a file.

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

void willRead(const FileDescriptor &file, qint64 from, qint64 size)
{
    posix_fadvise(file.get(), from, size, POSIX_FADV_WILLNEED);
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
