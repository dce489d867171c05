#pragma once

#include <sys/file.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <functional>
#include <memory>
#include <mutex>

// System calls of the disk that a test can watch or let fail: they stand in place of the C
// library's. A hook returns an errno to fail with, or 0 to let the call happen. For one source of a
// test program.
namespace HookedDisk {

// Set and reset by the test, while other threads call it.
class Hook
{
public:
    using Function = std::function<int(const char *call, int file)>;

    Hook &operator=(Function function)
    {
        auto made = function ? std::make_shared<const Function>(std::move(function)) : nullptr;
        const std::scoped_lock lock(m_mutex);
        m_function.swap(made);
        return *this;
    }
    int operator()(const char *call, int file) const
    {
        std::unique_lock lock(m_mutex);
        const auto function = m_function;
        lock.unlock();
        return function ? (*function)(call, file) : 0;
    }

private:
    mutable std::mutex m_mutex;
    std::shared_ptr<const Function> m_function;
};

inline Hook hook;
inline size_t mostAtOnce = size_t(-1); // bytes that one read or write moves

inline bool fails(const char *call, int file)
{
    const int error = hook(call, file);
    if (error)
        errno = error;
    return error != 0;
}
inline size_t part(size_t size)
{
    return size < mostAtOnce ? size : mostAtOnce;
}

inline bool syncs = true; // false: it takes no time
inline bool locks = true; // false: everybody gets every lock, as on some network disks

struct Unhooked // at the end of a test
{
    ~Unhooked()
    {
        hook = nullptr;
        mostAtOnce = size_t(-1);
        syncs = locks = true;
    }
};

} // namespace HookedDisk

extern "C" {
ssize_t hookedRead(int file, void *data, size_t size, off64_t at) asm("pread64");
ssize_t hookedRead(int file, void *data, size_t size, off64_t at)
{
    return HookedDisk::fails("read", file)
        ? -1
        : syscall(SYS_pread64, file, data, HookedDisk::part(size), at);
}
ssize_t hookedWrite(int file, const void *data, size_t size, off64_t at) asm("pwrite64");
ssize_t hookedWrite(int file, const void *data, size_t size, off64_t at)
{
    return HookedDisk::fails("write", file)
        ? -1
        : syscall(SYS_pwrite64, file, data, HookedDisk::part(size), at);
}
int hookedSync(int file) asm("fsync");
int hookedSync(int file)
{
    if (HookedDisk::fails("sync", file))
        return -1;
    return HookedDisk::syncs ? static_cast<int>(syscall(SYS_fsync, file)) : 0;
}
int hookedLock(int file, int operation) asm("flock");
int hookedLock(int file, int operation)
{
    if (HookedDisk::fails("lock", file))
        return -1;
    return HookedDisk::locks ? static_cast<int>(syscall(SYS_flock, file, operation)) : 0;
}
int hookedSymlink(const char *target, int folder, const char *name) asm("symlinkat");
int hookedSymlink(const char *target, int folder, const char *name)
{
    return HookedDisk::fails("symlink", folder)
        ? -1
        : static_cast<int>(syscall(SYS_symlinkat, target, folder, name));
}
int hookedLink(int from, const char *name, int to, const char *as, int flags) asm("linkat");
int hookedLink(int from, const char *name, int to, const char *as, int flags)
{
    return HookedDisk::fails("link", to)
        ? -1
        : static_cast<int>(syscall(SYS_linkat, from, name, to, as, flags));
}
int hookedRename(int from, const char *name, int to, const char *as,
                 unsigned flags) asm("renameat2");
int hookedRename(int from, const char *name, int to, const char *as, unsigned flags)
{
    return HookedDisk::fails("rename", to)
        ? -1
        : static_cast<int>(syscall(SYS_renameat2, from, name, to, as, flags));
}
}
