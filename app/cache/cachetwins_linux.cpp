#include "app/cache/cachetwins_linux.h"

#include "app/cache/cachemove.h"
#include "app/disk/systemcall_linux.h"

#include <linux/fs.h>
#include <sys/ioctl.h>

DiskResult<void> reflink(const FileDescriptor &source, const FileDescriptor &like,
                         const Directory &folder, const QByteArray &name)
{
    const auto file = folder.createFile(name);
    if (!file)
        return std::unexpected(file.error());
    DiskResult<void> done;
    if (untilNotInterrupted([&] { return ioctl(file->get(), FICLONE, source.get()); }) < 0)
        done = lastErrno();
    done = done.and_then([&] { return copyFacts(like, *file); }).and_then([&] {
        return syncFile(*file);
    });
    if (!done)
        (void)folder.remove(name);
    return done;
}
