#pragma once

#include <cerrno>
#include <expected>

inline std::unexpected<int> lastErrno()
{
    return std::unexpected(errno);
}

// Makes a system call again when a signal came between. Local disks are not interrupted, network
// disks and those that other programs provide are.
template<typename CallIt>
auto untilNotInterrupted(CallIt call)
{
    auto result = call();
    while (result < 0 && errno == EINTR)
        result = call();
    return result;
}
