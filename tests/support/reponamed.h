#pragma once

#include "app/hub/repoid.h"

#include <optional>

// "owner/name" of a model, "dataset/owner/name", "space/owner/name": as the programs of the tests
// are told.
inline std::optional<RepoId> repoNamed(const QString &name)
{
    const RepoKind kind = name.startsWith(QLatin1String("dataset/")) ? RepoKind::Dataset
        : name.startsWith(QLatin1String("space/"))                   ? RepoKind::Space
                                                                     : RepoKind::Model;
    return RepoId::parse(kind, name.sliced(name.indexOf(QLatin1Char('/')) + 1));
}
