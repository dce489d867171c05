#pragma once

#include <QtGlobal>

#include <array>

// Bytes per second over the last three seconds, from ten samples a second; falls to zero when bytes
// stop. Time comes from the caller and must not go back.
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
        qint64 sum = 0;
        for (const qint64 slot : m_slots)
            sum += slot;
        const qint64 since = qMin<qint64>(nowMs - m_firstMs, kSlots * kSlotMs);
        return since < kSlotMs ? 0 : double(sum) * 1'000 / double(since);
    }

private:
    static constexpr qint64 kSlots = 30;
    static constexpr qint64 kSlotMs = 100;

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

    std::array<qint64, kSlots> m_slots{};
    qint64 m_slot = -1;
    qint64 m_firstMs = 0;
};

// Whole seconds until the rest is there; -1: not known.
inline qint64 secondsFor(qint64 bytesLeft, double bytesPerSecond)
{
    return bytesLeft < 0 || bytesPerSecond < 1 ? -1 : qRound64(double(bytesLeft) / bytesPerSecond);
}
