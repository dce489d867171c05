#pragma once

#include "app/cache/cachescan.h"

#include <QString>

#include <atomic>

// Contents that several repositories have as copies of their own, and the same bytes kept once: by
// a reflink where the disk can, else by a hard link. Only on one disk, only after all bytes were
// compared, and under the lock that downloads of that content take. No client writes into a
// content, so nobody can tell the difference.
namespace CacheTwins {

struct Place
{
    QByteArray repo; // its folder
    quint64 inode = 0;
    quint32 names = 1; // of the inode, anywhere
};

struct Set
{
    QByteArray blob; // its name in each of them
    qint64 size = 0;
    qint64 allocated = 0; // by one of them
    qint64 saved = 0; // bytes on the disk: of inodes of which all names are here
    quint64 device = 0;
    QList<Place> places; // two or more; the first one's bytes are kept, the others have others
};

struct Left
{
    enum class Why : quint8 {
        Downloading, // somebody has the lock
        Changed, // it is not what the look had seen
        Different, // the same name, other bytes: one of them is damaged
        Failed, // error
    };

    QByteArray repo;
    QByteArray blob;
    Why why = Why::Changed;
    int error = 0; // errno
};

struct Report
{
    qint64 freed = 0; // bytes on the disk
    int linked = 0; // contents
    QList<Left> left;
    int error = 0; // errno: nothing could be begun
};

struct Watch
{
    std::atomic_bool stop = false;
    std::atomic<qint64> bytes = 0; // compared
};

QList<Set> of(const CacheScan &scan); // the largest first
qint64 savedBy(const QList<Set> &sets); // bytes on the disk
Report link(const QString &root, const QList<Set> &sets, Watch &watch); // blocks

} // namespace CacheTwins
