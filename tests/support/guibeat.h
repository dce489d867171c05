#pragma once

#include "tests/support/worked.h"

#include <QTimer>

#include <algorithm>

// How long the calling thread worked in one go without returning to its event loop. Processor time
// instead of the clock's: a busy machine that lets the test wait does not count.
class GuiBeat final : public QObject
{
public:
    GuiBeat()
        : m_last(Worked::us())
    {
        m_timer.callOnTimeout(this, [this] {
            const qint64 now = Worked::us();
            m_longest = std::max(m_longest, now - m_last);
            m_last = now;
        });
        m_timer.start(0);
    }

    qint64 longest() const { return m_longest / 1'000; } // ms

private:
    QTimer m_timer;
    qint64 m_last;
    qint64 m_longest = 0;
};
