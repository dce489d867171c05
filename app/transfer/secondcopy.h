#pragma once

#include "app/disk/directory.h"
#include "app/disk/filedescriptor.h"

#include <QByteArrayView>

// Compares a content whose hash was wrong with the same bytes fetched once more: what agrees stays,
// what differs is replaced. One of a file; on the transfer thread.
class SecondCopy final
{
public:
    // Bytes that belong at this place of the file.
    DiskResult<void> put(const FileDescriptor &file, QByteArrayView bytes, qint64 at);

    qint64 replaced() const { return m_replaced; } // bytes of the blocks that differed
    qint64 lastDifference() const { return m_last; } // where it ends; 0: there was none

    // Whether to look if the rest is right as it is: after differences that end before this place,
    // not for ever.
    bool isWorthLooking(qint64 at) const;
    void startLooking();
    bool isSince() const { return m_replaced != m_whenLooked; } // something differed meanwhile

private:
    qint64 m_replaced = 0;
    qint64 m_last = 0;
    qint64 m_whenLooked = 0;
    int m_looks = 0;
};
