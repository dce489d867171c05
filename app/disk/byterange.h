#pragma once

#include <QList>

#include <numeric>

// Bytes of a file: from, until but not with to.
struct ByteRange
{
    qint64 from = 0;
    qint64 to = 0;

    qint64 length() const { return to - from; }
    bool operator==(const ByteRange &) const = default;
};

// Sorted, with gaps between them.
using ByteRanges = QList<ByteRange>;

inline qint64 lengthOf(const ByteRanges &ranges)
{
    return std::accumulate(ranges.cbegin(), ranges.cend(), qint64(0),
                           [](qint64 sum, const ByteRange &range) { return sum + range.length(); });
}
