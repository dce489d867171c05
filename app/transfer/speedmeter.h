#pragma once

#include <QtGlobal>

#include <algorithm>
#include <array>

// How fast bytes come: the least of the means over the last three to five seconds, so that
// bursts do not look like speed and the end of it shows at once. Time comes from the caller and
// must not go back.
class SpeedMeter final
{
public:
    void add(qint64 bytes, qint64 nowMs)
    {
        advance(nowMs);
        m_slots[size_t(m_slot % kSlots)] += bytes;
    }

    double bytesPerSecond(qint64 nowMs)
    {
        advance(nowMs);
        if (nowMs - m_firstMs < kSettlingMs)
            return 0;
        return std::min(
            {mean(3'000, nowMs), mean(3'500, nowMs), mean(4'000, nowMs), mean(5'000, nowMs)});
    }

    // What time may be told by: the mean over a quarter of a minute, while the speed of now is not
    // far from it; else 0.
    double steadyBytesPerSecond(qint64 nowMs)
    {
        const double now = bytesPerSecond(nowMs);
        const double steady = mean(15'000, nowMs);
        const bool told = nowMs - m_firstMs >= kKnownMs && now > steady / 2 && now < steady * 2;
        return told ? steady : 0;
    }

private:
    static constexpr qint64 kSlots = 128;
    static constexpr qint64 kSlotMs = 125;
    static constexpr qint64 kSettlingMs = 500; // a first burst says nothing
    static constexpr qint64 kKnownMs = 4'000;

    void advance(qint64 nowMs)
    {
        const qint64 slot = nowMs / kSlotMs;
        if (m_slot < 0) {
            m_firstMs = nowMs;
            m_slot = slot;
        }
        for (qint64 i = 0; i < kSlots && m_slot < slot; ++i)
            m_slots[size_t(++m_slot % kSlots)] = 0;
        m_slot = qMax(m_slot, slot);
    }

    double mean(qint64 windowMs, qint64 nowMs) const
    {
        qint64 sum = 0;
        for (qint64 i = 0; i < windowMs / kSlotMs; ++i)
            sum += m_slots[size_t((m_slot + kSlots - i) % kSlots)];
        const qint64 since = qMin(windowMs, nowMs - m_firstMs);
        return since > 0 ? double(sum) * 1'000 / double(since) : 0;
    }

    std::array<qint64, kSlots> m_slots{};
    qint64 m_slot = -1;
    qint64 m_firstMs = 0;
};

// Whole seconds until the rest is there; -1: not known.
inline qint64 secondsFor(qint64 bytesLeft, double bytesPerSecond)
{
    return bytesLeft < 0 || bytesPerSecond < 1 ? -1 : qRound64(double(bytesLeft) / bytesPerSecond);
}
