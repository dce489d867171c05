#include "app/transfer/segmentmap.h"

#include <iterator>

qint64 SegmentMap::frontier() const
{
    const auto first = m_ranges.find(0);
    return first == m_ranges.end() ? 0 : first->second;
}

ByteRanges SegmentMap::ranges() const
{
    ByteRanges all;
    for (const auto &[from, to] : m_ranges)
        all.append({from, to});
    return all;
}

void SegmentMap::add(ByteRange range)
{
    range = {qMax<qint64>(0, range.from), qMin(range.to, m_size)};
    m_there += insert(m_ranges, range);
    insert(m_taken, range);
}

void SegmentMap::remove(ByteRange range)
{
    m_there -= erase(m_ranges, range);
    erase(m_taken, range);
}

std::optional<ByteRange> SegmentMap::claim(qint64 most)
{
    const auto first = m_taken.begin();
    const bool atStart = first == m_taken.end() || first->first > 0;
    const qint64 from = atStart ? 0 : first->second;
    const auto next = atStart ? first : std::next(first);
    const qint64 gapEnd = next == m_taken.end() ? m_size : next->first;
    const ByteRange range{from, qMin(gapEnd, from + most)};
    if (range.length() <= 0)
        return {};
    insert(m_taken, range);
    return range;
}

void SegmentMap::release(ByteRange claimed)
{
    erase(m_taken, claimed);
    for (const ByteRange &range : ranges())
        if (range.to > claimed.from && range.from < claimed.to)
            insert(m_taken, range);
}

qint64 SegmentMap::insert(Ranges &ranges, ByteRange range)
{
    if (range.length() <= 0)
        return 0;
    qint64 known = 0;
    auto at = ranges.upper_bound(range.from);
    if (at != ranges.begin() && std::prev(at)->second >= range.from)
        --at;
    ByteRange whole = range;
    while (at != ranges.end() && at->first <= range.to) {
        known += qMin(at->second, range.to) - qMax(at->first, range.from);
        whole = {qMin(whole.from, at->first), qMax(whole.to, at->second)};
        at = ranges.erase(at);
    }
    ranges.emplace(whole.from, whole.to);
    return range.length() - known;
}

qint64 SegmentMap::erase(Ranges &ranges, ByteRange range)
{
    if (range.length() <= 0)
        return 0;
    qint64 gone = 0;
    auto at = ranges.upper_bound(range.from);
    if (at != ranges.begin() && std::prev(at)->second > range.from)
        --at;
    while (at != ranges.end() && at->first < range.to) {
        const ByteRange old{at->first, at->second};
        at = ranges.erase(at);
        gone += qMin(old.to, range.to) - qMax(old.from, range.from);
        if (old.from < range.from)
            ranges.emplace(old.from, range.from);
        if (old.to > range.to)
            at = ranges.emplace(range.to, old.to).first;
    }
    return gone;
}
