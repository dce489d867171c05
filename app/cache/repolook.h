#pragma once

#include "app/cache/deleteplan.h"
#include "app/disk/directory.h"

#include <QHash>
#include <QSet>

#include <functional>

// A repository of the cache as it is now, for who is about to remove a part of it. Nothing is
// reached through links, folders are followed as deep as they go; blocking.
namespace RepoLook {

// Each entry below a folder that is no folder itself; path: below top. What vanishes meanwhile is
// passed over; any other error ends it: who asks what is in use must not hear half of it.
using Visit = std::function<DiskResult<void>(const Directory &folder, const QByteArray &path,
                                             const EntryFacts &facts)>;
using Enter = std::function<void(const QByteArray &path, const Directory &folder)>; // before it
DiskResult<void> everyEntry(const Directory &top, const Visit &visit, const Enter &enter = {});

struct Used
{
    QSet<QByteArray> blobs; // the last parts of all that the snapshots' links lead to, at least
    QHash<QByteArray, qint64> folders; // of the snapshots, and when they had changed; ns since 1970

    bool isStill(const Directory &repo) const; // no name came to them since, or went
};
DiskResult<Used> usedBlobs(const Directory &repo);
DiskResult<QHash<QByteArray, QByteArray>> refs(const Directory &repo); // name -> commit
// Whether a revision, or all, have nothing that the look did not see: files, refs, contents.
DiskResult<bool> isAsSeen(const Directory &repo, const CacheRevision &seen);
DiskResult<bool> isAsSeen(const Directory &repo, const CacheRepo &seen);
// Whether a file of a snapshot still is what the step was made for.
DiskResult<bool> isSameEntry(const Directory &repo, const DeletePlan::Step &step);

} // namespace RepoLook
