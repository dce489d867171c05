#include "app/upload/uploadsource_linux.h"

#include "app/disk/folderwalk_linux.h"

#include <fcntl.h>

#include <algorithm>
#include <chrono>
#include <thread>

namespace {

qint64 fileStepNs(qint64 changedNs)
{
    constexpr qint64 kTickNs = 20'000'000; // the kernel's clock of files, at most
    constexpr qint64 kCoarseNs = 2'000'000'000; // FAT's
    return changedNs % 1'000'000'000 == 0 ? kCoarseNs : kTickNs;
}

qint64 ageNs(qint64 changedNs)
{
    timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return inNs(now) - changedNs;
}

} // namespace

DiskResult<FileDescriptor> openSource(const QByteArray &local)
{
    constexpr int kFolder = O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
    constexpr int kFile = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC; // never waits on a FIFO
    const auto openIn = [](const FileDescriptor &folder, const QByteArray &name, int flags) {
        return FileDescriptor(
            untilNotInterrupted([&] { return openat(folder.get(), name.constData(), flags); }));
    };
    FileDescriptor at(open("/", kFolder));
    qsizetype from = 1;
    for (auto slash = local.indexOf('/', from); slash >= 0 && at.isOpen();
         from = slash + 1, slash = local.indexOf('/', from))
        if (slash > from)
            at = openIn(at, local.sliced(from, slash - from), kFolder);
    if (at.isOpen())
        at = openIn(at, local.sliced(from), kFile);
    const auto facts = at.isOpen() ? statOf(at) : lastErrno();
    if (!facts)
        return std::unexpected(facts.error());
    if (!S_ISREG(facts->st_mode))
        return std::unexpected(EINVAL);
    return at;
}

DiskResult<QByteArray> readSource(const QByteArray &local, qint64 max)
{
    const auto file = openSource(local);
    if (!file)
        return std::unexpected(file.error());
    QByteArray text(max + 1, Qt::Uninitialized);
    const auto n = readAt(*file, text.data(), text.size(), 0);
    if (!n || *n > max)
        return std::unexpected(n ? EFBIG : n.error());
    text.truncate(*n);
    return text;
}

DiskResult<struct stat> statOf(const FileDescriptor &file)
{
    struct stat facts;
    if (untilNotInterrupted([&] { return fstat(file.get(), &facts); }) < 0)
        return lastErrno();
    return facts;
}

void setFacts(UploadFile &file, const struct stat &facts)
{
    file.size = facts.st_size;
    file.modifiedNs = inNs(facts.st_mtim);
    file.changedNs = inNs(facts.st_ctim);
    file.device = facts.st_dev;
    file.inode = facts.st_ino;
}

bool hasFacts(const UploadFile &file, const struct stat &facts)
{
    UploadFile now = file;
    setFacts(now, facts);
    return now == file;
}

bool isAsHashed(const FileDescriptor &file, const UploadFile &hashed)
{
    const auto facts = statOf(file);
    return facts && hasFacts(hashed, *facts);
}

void waitWhileYoung(qint64 changedNs)
{
    const qint64 step = fileStepNs(changedNs);
    const qint64 rest = step - std::max<qint64>(0, ageNs(changedNs));
    if (rest >= 0)
        std::this_thread::sleep_for(std::chrono::nanoseconds(rest + 1'000));
}
