#pragma once

#include "app/disk/byterange.h"

#include <map>
#include <optional>

// Which bytes of one file are there, which are on their way and which nobody fetches yet. Pure. The
// rule: a byte is claimed by one at most, and bytes at the front go first, for the hash follows
// them.
class SegmentMap final
{
public:
    explicit SegmentMap(qint64 size = 0) // bytes
        : m_size(size)
    { }

    qint64 size() const { return m_size; }
    qint64 there() const { return m_there; } // bytes, wherever they are
    qint64 frontier() const; // bytes from the start without a gap
    bool isComplete() const { return m_there == m_size; }
    ByteRanges ranges() const; // that are there

    // Bytes are there; what lies beyond the file or was there already counts for nothing.
    void add(ByteRange range);
    // Bytes turned out to be wrong, or the disk lost them.
    void remove(ByteRange range);

    // The first bytes that are neither there nor claimed, at most this many. None: nothing is left
    // to begin with.
    std::optional<ByteRange> claim(qint64 most);
    // What is not there of it may be claimed again.
    void release(ByteRange claimed);

private:
    using Ranges = std::map<qint64, qint64>; // from -> to

    static qint64 insert(Ranges &ranges, ByteRange range); // bytes that are new
    static qint64 erase(Ranges &ranges, ByteRange range); // bytes that are gone

    qint64 m_size;
    qint64 m_there = 0;
    Ranges m_ranges;
    Ranges m_taken; // there or claimed
};
