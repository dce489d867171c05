#pragma once

#include "app/hub/repoid.h"
#include "app/hub/revision.h"

#include <QHash>
#include <QList>
#include <QSet>

// A name that the cache remembers, the commit that it meant then, and what is there of it.
struct CachedRevision
{
    RepoId repo;
    Revision revision; // "main", "refs/pr/3": never a commit
    QString commit; // 40 hex
    QHash<QString, QString> files; // path -> blob, of those whose content is there
    std::optional<QSet<QString>> listing; // all paths of the commit, where a client kept them
};

// Every name that leads to a snapshot with files in it, by repository. Source: hub-api 24.5. Pool
// threads; takes as long as the disk does.
QList<CachedRevision> cachedRevisions(const QString &root);
// The names of all contents that a repository has in the cache.
QSet<QString> cachedBlobs(const QString &root, const RepoId &repo);
