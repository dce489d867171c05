#pragma once

#include "app/hub/types.h"

#include <QHash>
#include <QSet>

#include <optional>

// What a newer commit means to somebody who has files of an older one. Pure.
struct UpdateDiff
{
    QStringList changed; // paths that are cached and have another content now
    QStringList unsure; // cached ones that a cache without links does not tell the content of
    QStringList added; // paths that were not there
    QStringList removed; // cached paths that are gone
    bool isWhole = false; // all of the older commit is cached: the newer one is wanted as a whole
    QStringList fetched; // paths that an update asks for; none for the whole snapshot
    qint64 bytes = 0; // that an update brings; what is cached under any name costs nothing

    bool wantsNothing() const { return !isWhole && fetched.isEmpty(); }

    // cached: path -> blob, empty for not known, of the older commit. before: all its paths; none:
    // not known, so nobody can say that all of it is cached. blobs: all contents in the
    // repository's cache.
    static UpdateDiff of(const QHash<QString, QString> &cached,
                         const std::optional<QSet<QString>> &before, const QList<RepoFile> &now,
                         const QSet<QString> &blobs);
    bool operator==(const UpdateDiff &) const = default;
};
