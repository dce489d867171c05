#pragma once

#include "app/cache/cachewalk.h"
#include "tests/support/cachefolder.h"

// What a look at one repository of a cache made by hand found.
namespace CacheReading {

inline CacheRepo read(const CacheFolder &cache, const QByteArray &name = CacheFolder::kRepo)
{
    const std::atomic_bool stopped = false;
    const auto root = CacheWalk::open(cache.path());
    const auto reading = root ? CacheWalk::readRepo(*root, name, stopped) : std::nullopt;
    return reading ? *reading->repo : CacheRepo();
}

inline QList<CacheProblem::Kind> kindsOf(const CacheRepo &repo)
{
    QList<CacheProblem::Kind> kinds;
    for (const CacheProblem &problem : repo.problems)
        kinds << problem.kind;
    return kinds;
}

inline const CacheBlob *blobOf(const CacheRepo &repo, const QByteArray &path)
{
    for (const CacheRevision &revision : repo.revisions)
        for (const CacheEntry &file : revision.files)
            if (file.path == path)
                return file.blob < 0 ? nullptr : &repo.blobs.at(file.blob);
    return nullptr;
}

} // namespace CacheReading
