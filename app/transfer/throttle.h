#pragma once

#include <QElapsedTimer>
#include <QList>
#include <QTimer>

#include <deque>
#include <functional>
#include <memory>

// How many bytes a second may come: a bucket that fills evenly, and of which every chunk takes.
// What was not used is kept for a moment only. Time comes from the caller and must not go back.
// Pure.
class SpeedLimit final
{
public:
    static constexpr qint64 kLeast = 32 << 10; // bytes/s; below it connections would look dead

    void setRate(qint64 bytesPerSecond, qint64 nowUs); // 0 or less: no limit; else kLeast at least
    qint64 rate() const { return m_rate; } // bytes per second; 0: no limit
    bool isOpen(qint64 nowUs);
    void take(qint64 bytes, qint64 nowUs); // may leave a debt
    qint64 microsecondsToOpen(qint64 nowUs); // 0: open

private:
    void fill(qint64 nowUs);

    qint64 m_rate = 0;
    double m_balance = 0; // bytes
    qint64 m_filledUs = 0;
};

// Holds connections back so that all limits they are under are kept, and lets them go on in turn,
// so that each gets the same share. On the transfer thread.
class Throttle final : public QObject
{
public:
    using Limits = QList<std::shared_ptr<SpeedLimit>>; // all of them count

    // One connection. The rule: after take() said no, nothing is read until goOn is called.
    class Lane final
    {
    public:
        Lane(Throttle &throttle, Limits limits, std::function<void()> goOn);
        ~Lane();
        Q_DISABLE_COPY_MOVE(Lane)

        bool take(qint64 bytes); // false: not now
        bool isHeld() const { return m_held; }
        bool isLimited() const; // by one of its limits, for now

    private:
        friend class Throttle;

        qint64 microsecondsToOpen(qint64 nowUs) const;
        qint64 turn() const; // bytes that it may take before others have their turn

        Throttle &m_throttle;
        Limits m_limits;
        std::function<void()> m_goOn; // may delete the lane
        qint64 m_left = 0; // bytes of its turn
        bool m_held = false;
    };

    explicit Throttle(QObject *parent = nullptr);

    SpeedLimit &all() const { return *m_all; }
    const std::shared_ptr<SpeedLimit> &shareOfAll() const { return m_all; }
    void setRate(SpeedLimit &limit, qint64 bytesPerSecond); // in force at once

private:
    qint64 nowUs() const { return m_clock.nsecsElapsed() / 1'000; }
    void hold(Lane &lane);
    void letSomeGoOn();
    void planNext();

    std::shared_ptr<SpeedLimit> m_all = std::make_shared<SpeedLimit>();
    std::deque<Lane *> m_held; // who waits longest is first
    QElapsedTimer m_clock;
    QTimer m_timer;
};
