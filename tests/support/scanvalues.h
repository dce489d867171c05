#pragma once

#include "app/cache/cachescan.h"

#include <algorithm>

// What a look at a cache could have found, made by hand.
namespace ScanValues {

constexpr qint64 kBlock = 4'096;

inline quint64 nextInode()
{
    static quint64 last = 100;
    return ++last;
}

inline CacheBlob blobOf(const QByteArray &name, qint64 blocks = 1,
                        CacheBlob::Kind kind = CacheBlob::Kind::Content)
{
    return {.kind = kind,
            .name = name,
            .size = blocks * kBlock,
            .allocated = blocks * kBlock,
            .device = 1,
            .inode = nextInode()};
}

// "a b": two files named as their blobs.
inline CacheRevision revisionOf(const CacheRepo &repo, const QByteArray &commit,
                                const QByteArray &blobs, const QList<QByteArray> &refs = {})
{
    CacheRevision revision{.commit = commit, .refs = refs, .files = {}};
    for (const QByteArray &name : blobs.split(' '))
        for (qsizetype b = 0; b < repo.blobs.size(); ++b)
            if (repo.blobs.at(b).name == name)
                revision.files << CacheEntry{name, qint32(b)};
    std::ranges::sort(revision.files, {}, &CacheEntry::path);
    return revision;
}

inline CacheRepo repoOf(const QByteArray &name, const QList<CacheBlob> &blobs)
{
    return {.folder = "models--ada--" + name,
            .id
            = RepoId::parse(RepoKind::Model, QStringLiteral("ada/") + QString::fromLatin1(name)),
            .blobs = blobs,
            .notes = 2 * kBlock};
}

inline CacheScan scanOf(const QList<CacheRepo> &repos)
{
    CacheScan scan;
    for (const CacheRepo &repo : repos)
        scan.repos << std::make_shared<const CacheRepo>(repo);
    return scan;
}

} // namespace ScanValues
