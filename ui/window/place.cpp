#include "ui/window/place.h"

#include <array>

using namespace Qt::StringLiterals;

namespace {

constexpr std::array kPages{PageId::Start,     PageId::Models, PageId::Datasets, PageId::Spaces,
                            PageId::Transfers, PageId::Cache,  PageId::Settings};

} // namespace

QString pageKey(PageId page)
{
    switch (page) {
    case PageId::Start: return u"start"_s;
    case PageId::Models: return u"models"_s;
    case PageId::Datasets: return u"datasets"_s;
    case PageId::Spaces: return u"spaces"_s;
    case PageId::Transfers: return u"transfers"_s;
    case PageId::Cache: return u"cache"_s;
    case PageId::Settings: return u"settings"_s;
    }
    Q_UNREACHABLE_RETURN({});
}

std::optional<PageId> pageFromKey(QStringView key)
{
    for (const PageId page : kPages) {
        if (pageKey(page) == key)
            return page;
    }
    return {};
}

QString pageIcon(PageId page)
{
    switch (page) {
    case PageId::Start: return u"home"_s;
    case PageId::Models: return u"cube"_s;
    case PageId::Datasets: return u"database"_s;
    case PageId::Spaces: return u"grid"_s;
    case PageId::Transfers: return u"transfers"_s;
    case PageId::Cache: return u"cache"_s;
    case PageId::Settings: return u"settings"_s;
    }
    Q_UNREACHABLE_RETURN({});
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
    case PageId::Cache:
    case PageId::Settings: return {};
    }
    Q_UNREACHABLE_RETURN({});
}
