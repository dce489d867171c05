#pragma once

#include "app/cache/cachescanner.h"
#include "tests/support/cachefolder.h"

#include <QSignalSpy>

// What tests of the scanner begin with.

constexpr int kUntilOld = 50; // ms: what has just changed is not relied on

inline CachePlaces placesOf(const CacheFolder &cache)
{
    return {.root = cache.path(), .home = cache.home(), .xet = {}, .assets = {}};
}

inline QByteArrayList foldersOf(const CacheScan &scan)
{
    QByteArrayList folders;
    for (const CacheRepoPtr &repo : scan.repos)
        folders << repo->folder;
    return folders;
}

inline bool scanned(CacheScanner &scanner)
{
    QSignalSpy finished(&scanner, &CacheScanner::finished);
    scanner.scan();
    return finished.wait();
}
