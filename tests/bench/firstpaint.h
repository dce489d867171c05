#pragma once

#include <QByteArray>
#include <QCoreApplication>
#include <QEvent>
#include <QFile>
#include <QTimer>

#include <cstdio>
#include <cstdlib>
#include <ctime>

// Monotonic time that means the same in every process.
inline qint64 monotonicNs()
{
    timespec t{};
    clock_gettime(CLOCK_MONOTONIC, &t);
    return qint64(t.tv_sec) * 1'000'000'000 + t.tv_nsec;
}

// A line of /proc/self/smaps_rollup or status in KiB; 0 when it is not there.
inline qint64 memoryKiB(const char *file, const QByteArray &name)
{
    QFile status(QString::fromLatin1(file));
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    const QList<QByteArray> lines = status.readAll().split('\n');
    for (const QByteArray &line : lines)
        if (line.startsWith(name + ':'))
            return line.mid(name.size() + 1).trimmed().split(' ').first().toLongLong();
    return 0;
}

// Filter of a window: prints when it was painted for the first time (monotonic, ns), then, a second
// later, its memory (KiB: resident, and without what is shared), and ends the process.
class FirstPaint final : public QObject
{
public:
    using QObject::QObject;

protected:
    bool eventFilter(QObject *, QEvent *event) override
    {
        if (event->type() == QEvent::Paint && !m_seen) {
            m_seen = true;
            // From the event loop: the children are painted after this.
            QMetaObject::invokeMethod(this, &FirstPaint::tell, Qt::QueuedConnection);
        }
        return false;
    }

private:
    void tell()
    {
        const qint64 painted = monotonicNs();
        QTimer::singleShot(1'000, this, [painted] {
            std::printf(
                "%lld %lld %lld\n", static_cast<long long>(painted),
                static_cast<long long>(memoryKiB("/proc/self/status", "VmRSS")),
                static_cast<long long>(memoryKiB("/proc/self/smaps_rollup", "Private_Dirty")));
            std::fflush(stdout);
            std::_Exit(0);
        });
    }

    bool m_seen = false;
};
