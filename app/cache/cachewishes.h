#pragma once

#include "app/cache/cachescan.h"

#include <QSet>
#include <QString>

// Ticks that people often want, computed from a scan. Pure; any thread. Each is a proposal: what
// they free together, DeletePlan says.
namespace CacheWishes {

using Items = QSet<CacheItem>;

// When a content of the repository was last read, as far as the disk keeps that; of one without
// contents, its folder.
qint64 lastUsedNs(const CacheRepo &repo);
qint64 lastChangedNs(const CacheRepo &repo);

Items notUsedFor(const CacheScan &scan, int days, qint64 nowMs); // repositories
Items detached(const CacheScan &scan); // revisions that no ref names
Items largest(const CacheScan &scan, qsizetype count); // repositories
// What clients began to fetch and did not go on with for a day.
Items unfinished(const CacheScan &scan, qint64 nowMs);
// Files whose content another repository has as well, as a copy of its own. The one that was read
// last stays.
Items duplicates(const CacheScan &scan);
Items broken(const CacheScan &scan); // files that lead to nothing
// Of a model's quantisations in one revision, all but one: the named one where there is such,
// else the largest.
Items supersededQuantisations(const CacheScan &scan, const QString &wanted = {});

} // namespace CacheWishes
