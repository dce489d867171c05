#pragma once

#include "app/cache/cacheverifier.h"
#include "app/transfer/downloadrequest.h"

// What brings damaged contents back: each is fetched again by a file that leads to it, at the
// commit that the cache has of it, and takes the damaged one's place only once it is right.
struct Repairs
{
    QList<DownloadRequest> requests; // one for each revision
    int hopeless = 0; // findings that no revision of a repository of the Hub uses

    // The first file that leads to a content of the repository, of a revision that can be asked
    // for; of the Hub's repositories only.
    struct Place
    {
        QString commit;
        QString path;
    };
    static std::optional<Place> placeOf(const CacheRepo &repo, qsizetype blob);

    static Repairs of(const CacheScan &scan, const QList<CacheVerifier::Finding> &findings);
};
