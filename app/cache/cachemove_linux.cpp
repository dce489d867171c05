#include "app/cache/cachemove.h"
#include "app/disk/systemcall_linux.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static DiskResult<void> copyFacts(int from, int to, mode_t atLeast)
{
    struct stat facts;
    if (fstat(from, &facts) < 0)
        return lastErrno();
    const timespec times[] = {facts.st_atim, facts.st_mtim};
    if (fchmod(to, (facts.st_mode & 07777) | atLeast) < 0 && errno != EPERM) // FAT has no modes
        return lastErrno();
    if (futimens(to, times) < 0)
        return lastErrno();
    return {};
}

DiskResult<void> copyFacts(const FileDescriptor &from, const FileDescriptor &to)
{
    return copyFacts(from.get(), to.get(), 0);
}

DiskResult<void> copyFacts(const Directory &from, const Directory &to)
{
    return copyFacts(from.descriptor(), to.descriptor(), S_IRWXU);
}
