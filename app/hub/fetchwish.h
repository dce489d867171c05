#pragma once

#include "app/hub/repoid.h"
#include "app/hub/revision.h"

#include <QStringList>

// What somebody wants of one repository, as the command line of the Python client says it. With
// paths: these files. Without: the snapshot, as the patterns (hub-api 30) allow and ignore.
struct FetchWish
{
    RepoId repo;
    Revision revision;
    QStringList paths;
    QStringList allow; // empty: everything
    QStringList ignore;
    QString folder; // absolute; empty: the cache

    bool operator==(const FetchWish &) const = default;
};

// "hf download owner/name --include '*.json'": for a POSIX shell, safe whatever the names are.
QString hfCommandOf(const FetchWish &wish);
