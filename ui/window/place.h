#pragma once

#include "app/hub/hubaddress.h"

#include <QString>

#include <optional>
#include <variant>

// What the sidebar leads to.
enum class PageId { Start, Models, Datasets, Spaces, Transfers, Updates, Cache, Settings };

QString pageKey(PageId page); // "models": what a stored session says
std::optional<PageId> pageFromKey(QStringView key);
QString pageIcon(PageId page); // of the icon set
PageId searchPage(RepoKind kind);
std::optional<RepoKind> searchedKind(PageId page); // of the pages that search

// Where a tab is: a page of the sidebar or somewhere in a repository.
using Place = std::variant<PageId, HubAddress>;
