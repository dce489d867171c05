#pragma once

#include "app/hub/types.h"

// The words of one result row, without any layout; cleaned of what could turn or break the line.
namespace reporow {

QString task(const QString &id); // "text-generation" as "Text Generation"
QString meta(const RepoSummary &repo); // "Text Generation · 7.6B · updated 3 days ago"
QString
tile(const RepoSummary &repo); // what the tile's letter is taken from: a Space's emoji, the owner

} // namespace reporow
