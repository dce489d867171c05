#pragma once

#include "app/cache/cachescan.h"
#include "app/disk/directory.h"

#include <atomic>

// Reads the cache by directory handles. Nothing is opened but folders and small notes, never a
// pipe, a socket or a device; what vanishes meanwhile is passed over. Takes as long as the disk
// does: own threads only.
namespace CacheWalk {

// A file that others of its names may be met again with, anywhere below the places of the cache.
struct ManyNamed
{
    quint64 device = 0;
    quint64 inode = 0;
    qint64 allocated = 0;
};

// Bytes on the disk; files with several names wait for who knows all of them.
struct DiskUse
{
    qint64 bytes = 0;
    QList<ManyNamed> manyNamed;
};

struct Root
{
    Directory folder;
    QByteArray path; // no link in it
    bool hasStore = false; // of our version
};

DiskResult<Root> open(const QString &path);
// The names in the root that Python takes for repositories: all but its own notes.
QList<QByteArray> reposIn(const Root &root);

// A folder, a ref or an unfinished content, and when it had changed last: while that is so, the
// reading is right.
struct AsRead
{
    static constexpr qint64 kGone = -1; // it was not there
    static constexpr qint64 kTooYoung = -2; // what came right after looks the same: read it again

    QByteArray path; // below the root
    qint64 changedNs = 0; // the disk's own time, which nobody can set
};

struct Reading
{
    CacheRepoPtr repo;
    DiskUse notes; // what CacheRepo::notes says, for the ledger
    QList<AsRead> asRead;

    bool isStillSo(const Root &root) const;
};

// Nothing when it is not there any more, or when stopped.
std::optional<Reading> readRepo(const Root &root, const QByteArray &name,
                                const std::atomic_bool &stopped);

struct StoreReading
{
    QList<SharedBlob> blobs;
    DiskUse notes; // its folders, notes and locks
};

StoreReading readStore(const Root &root, const std::atomic_bool &stopped);

} // namespace CacheWalk
