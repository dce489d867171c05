#pragma once

#include "app/disk/directory.h"
#include "app/net/huberror.h"

// The one place where an errno becomes a sentence. what: the file or folder as a person knows it.
HubError diskError(int error, const QString &what);
// For what is given up. needed: bytes. where: as above.
HubError noSpaceError(qint64 needed, const DiskRoom &room, const QString &where);
// The same for what waits and goes on by itself. promised: bytes of the free ones that other work
// under way will fill.
QString waitsForSpace(qint64 needed, const DiskRoom &room, qint64 promised = 0);
// That disk may be back: whoever waits for it says so.
inline bool isAway(const HubError &error)
{
    return error.kind == HubError::Kind::DiskAway;
}
QString goesOnByItself(const HubError &error);
HubError contentLostError(const QString &where); // by somebody else
bool isContentLost(int error); // what was written is not there any more
bool isNoSpace(int error); // the disk or the quota is full

template<typename T>
Result<T> orDiskError(DiskResult<T> result, const QString &what)
{
    return std::move(result).transform_error([&what](int error) { return diskError(error, what); });
}
