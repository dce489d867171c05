#pragma once

#include "app/cache/cachewalk.h"

#include <QDir>
#include <QDirIterator>
#include <QFileInfo>

#include <sys/stat.h>

// A cache of a few files on the disk: its scan, and measures of it by other means.
namespace DiskScan {

inline struct stat statOf(const QString &path, bool follow = true)
{
    struct stat s = {};
    const QByteArray name = QFile::encodeName(path);
    follow ? stat(name.constData(), &s) : lstat(name.constData(), &s);
    return s;
}

inline QStringList namesIn(const QString &folder)
{
    return QDir(folder).entryList(
        QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot, QDir::Name);
}

// Blocks of all but the contents: what goes beside them when all of the repository goes.
inline qint64 notesOf(const QString &path)
{
    qint64 bytes = statOf(path).st_blocks * 512;
    QDirIterator it(path, QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot,
                    QDirIterator::Subdirectories);
    while (it.hasNext()) {
        const QFileInfo entry(it.next());
        const bool isContent = !entry.isSymLink() && entry.isFile()
            && (entry.path().endsWith(QStringLiteral("/blobs"))
                || entry.filePath().contains(QStringLiteral("/snapshots/")));
        if (!isContent)
            bytes += statOf(entry.filePath(), false).st_blocks * 512;
    }
    return bytes;
}

// As the scanner sees it.
inline CacheScan of(const QString &path)
{
    const std::atomic_bool stopped = false;
    CacheScan scan{.root = path};
    const auto root = CacheWalk::open(path);
    if (!root)
        return scan;
    for (const QByteArray &name : CacheWalk::reposIn(*root))
        if (const auto reading = CacheWalk::readRepo(*root, name, stopped))
            scan.repos << reading->repo;
    scan.shared = CacheWalk::readStore(*root, stopped).blobs;
    scan.hasStore = root->hasStore;
    return scan;
}

} // namespace DiskScan
