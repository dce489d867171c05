#pragma once

#include "tests/support/hookeddisk.h"

#include <fcntl.h>
#include <sys/stat.h>

// The system calls that look at folders and change them, hooked like those of hookeddisk.h. The
// hook gets the folder's handle; of a path of its own, -1 and the path in openedPath.
namespace HookedDisk {

inline thread_local const char *openedPath = nullptr;

} // namespace HookedDisk

extern "C" {
int hookedOpen(const char *path, int flags, mode_t mode) asm("open");
int hookedOpen(const char *path, int flags, mode_t mode)
{
    HookedDisk::openedPath = path;
    const bool fails = HookedDisk::fails("open", -1);
    HookedDisk::openedPath = nullptr;
    return fails ? -1 : static_cast<int>(syscall(SYS_openat, AT_FDCWD, path, flags, mode));
}
int hookedOpenAt(int folder, const char *name, int flags, mode_t mode) asm("openat");
int hookedOpenAt(int folder, const char *name, int flags, mode_t mode)
{
    return HookedDisk::fails("openat", folder)
        ? -1
        : static_cast<int>(syscall(SYS_openat, folder, name, flags, mode));
}
int hookedMakeFolder(int folder, const char *name, mode_t mode) asm("mkdirat");
int hookedMakeFolder(int folder, const char *name, mode_t mode)
{
    return HookedDisk::fails("mkdirat", folder)
        ? -1
        : static_cast<int>(syscall(SYS_mkdirat, folder, name, mode));
}
int hookedCut(int file, off64_t size) asm("ftruncate64");
int hookedCut(int file, off64_t size)
{
    return HookedDisk::fails("ftruncate", file)
        ? -1
        : static_cast<int>(syscall(SYS_ftruncate, file, size));
}
int hookedFactsAt(int folder, const char *name, struct stat *facts, int flags) asm("fstatat");
int hookedFactsAt(int folder, const char *name, struct stat *facts, int flags)
{
    return HookedDisk::fails("fstatat", folder)
        ? -1
        : static_cast<int>(syscall(SYS_newfstatat, folder, name, facts, flags));
}
int hookedFacts(int file, struct stat *facts) asm("fstat");
int hookedFacts(int file, struct stat *facts)
{
    return HookedDisk::fails("fstat", file) ? -1
                                            : static_cast<int>(syscall(SYS_fstat, file, facts));
}
ssize_t hookedTarget(int folder, const char *name, char *target, size_t size) asm("readlinkat");
ssize_t hookedTarget(int folder, const char *name, char *target, size_t size)
{
    return HookedDisk::fails("readlinkat", folder)
        ? -1
        : syscall(SYS_readlinkat, folder, name, target, size);
}
int hookedRemove(int folder, const char *name, int flags) asm("unlinkat");
int hookedRemove(int folder, const char *name, int flags)
{
    return HookedDisk::fails("unlinkat", folder)
        ? -1
        : static_cast<int>(syscall(SYS_unlinkat, folder, name, flags));
}
int hookedTimes(int file, const timespec times[2]) asm("futimens");
int hookedTimes(int file, const timespec times[2])
{
    return HookedDisk::fails("futimens", file)
        ? -1
        : static_cast<int>(syscall(SYS_utimensat, file, nullptr, times, 0));
}
int hookedReplace(int from, const char *name, int to, const char *as) asm("renameat");
int hookedReplace(int from, const char *name, int to, const char *as)
{
    return HookedDisk::fails("renameat", to)
        ? -1
        : static_cast<int>(syscall(SYS_renameat2, from, name, to, as, 0));
}
}
