#pragma once

#include <QTimer>

#include <algorithm>
#include <ctime>

// How long the calling thread worked in one go without returning to its event loop. Processor time
// instead of the clock's: a busy machine that lets the test wait does not count.
class GuiBeat final : public QObject
{
public:
    GuiBeat()
        : m_last(workedMs())
    {
        m_timer.callOnTimeout(this, [this] {
            const qint64 now = workedMs();
            m_longest = std::max(m_longest, now - m_last);
            m_last = now;
        });
        m_timer.start(0);
    }

    qint64 longest() const { return m_longest; } // ms

private:
    static qint64 workedMs()
    {
        timespec spent{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
        return qint64(spent.tv_sec) * 1000 + spent.tv_nsec / 1'000'000;
    }

    QTimer m_timer;
    qint64 m_last;
    qint64 m_longest = 0;
};
