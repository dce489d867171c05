#pragma once

#include <QtTypes>

#include <ctime>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr qint64 kSlowness = 10; // times as long as without sanitizers, at most
#else
inline constexpr qint64 kSlowness = 1;
#endif

// What the calling thread has worked since this was made: processor time, so that a busy machine,
// which lets a test wait, does not count. It knows nothing of what other threads do meanwhile.
class Worked
{
public:
    qint64 ms() const { return (us() - m_begin) / 1'000; }

    // Processor time of the calling thread since it began, in microseconds.
    static qint64 us()
    {
        timespec spent{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
        return qint64(spent.tv_sec) * 1'000'000 + spent.tv_nsec / 1'000;
    }

private:
    qint64 m_begin = us();
};
