#include "ui/window/place.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace {

struct PageNames
{
    PageId page;
    QLatin1StringView key; // in a stored session
    QLatin1StringView icon;
};

constexpr std::array kPageNames{
    PageNames{PageId::Start, "start"_L1, "home"_L1},
    PageNames{PageId::Models, "models"_L1, "cube"_L1},
    PageNames{PageId::Datasets, "datasets"_L1, "database"_L1},
    PageNames{PageId::Spaces, "spaces"_L1, "grid"_L1},
    PageNames{PageId::Transfers, "transfers"_L1, "transfers"_L1},
    PageNames{PageId::Updates, "updates"_L1, "retry"_L1},
    PageNames{PageId::Cache, "cache"_L1, "cache"_L1},
    PageNames{PageId::Settings, "settings"_L1, "settings"_L1},
};

constexpr const PageNames &namesOf(PageId page)
{
    return kPageNames.at(size_t(page));
}

constexpr bool inOrder() // namesOf() takes the value of a page for its place in the table
{
    for (size_t i = 0; i < kPageNames.size(); ++i)
        if (size_t(kPageNames.at(i).page) != i)
            return false;
    return kPageNames.back().page == PageId::Settings;
}
static_assert(inOrder());

} // namespace

QString pageKey(PageId page)
{
    return namesOf(page).key;
}

std::optional<PageId> pageFromKey(QStringView key)
{
    const auto it = std::ranges::find(kPageNames, key.toString(), &PageNames::key);
    return it == kPageNames.end() ? std::nullopt : std::optional(it->page);
}

QString pageIcon(PageId page)
{
    return namesOf(page).icon;
}

PageId searchPage(RepoKind kind)
{
    switch (kind) {
    case RepoKind::Model: return PageId::Models;
    case RepoKind::Dataset: return PageId::Datasets;
    case RepoKind::Space: return PageId::Spaces;
    }
    Q_UNREACHABLE_RETURN(PageId::Models);
}

std::optional<RepoKind> searchedKind(PageId page)
{
    switch (page) {
    case PageId::Models: return RepoKind::Model;
    case PageId::Datasets: return RepoKind::Dataset;
    case PageId::Spaces: return RepoKind::Space;
    case PageId::Start:
    case PageId::Transfers:
    case PageId::Updates:
    case PageId::Cache:
    case PageId::Settings: return {};
    }
    Q_UNREACHABLE_RETURN({});
}
