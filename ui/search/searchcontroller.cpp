#include "ui/search/searchcontroller.h"

#include "app/cache/cacheindex.h"
#include "app/text/format.h"

#include <QJsonDocument>

using namespace Qt::StringLiterals;
using Phase = ViewState::Phase;

namespace {

constexpr int kRememberedSearches = 40; // first pages, some 50 rows each

QString rememberedKey(const SearchChoice &choice)
{
    return QString::fromUtf8(QJsonDocument(choice.toJson()).toJson(QJsonDocument::Compact));
}

} // namespace

SearchController::SearchController(RepoKind kind, HubClient &hub, CacheIndex &cache,
                                   QObject *parent)
    : QObject(parent)
    , m_hub(hub)
    , m_facets(kind, hub)
    , m_quickLook(hub)
    , m_choice{.kind = kind}
    , m_remembered(kRememberedSearches)
{
    const auto mark = [this, &cache] {
        m_model.setCacheTest([&cache](const RepoId &repo) { return cache.hasRepo(repo); });
    };
    mark();
    connect(&cache, &CacheIndex::reposChanged, this, mark);
    connect(&m_model, &RepoListModel::moreWanted, this, &SearchController::loadMore);
}

void SearchController::setChoice(SearchChoice choice)
{
    choice.kind = kind();
    if (choice == m_choice && m_state.phase != Phase::Idle)
        return;
    m_choice = std::move(choice);
    emit choiceChanged();
    load();
}

void SearchController::start()
{
    if (m_state.phase == Phase::Idle)
        load();
}

void SearchController::retry()
{
    if (m_moreFailed) {
        m_moreFailed = false;
        show(Phase::Ready);
        loadMore();
    } else {
        load();
    }
}

void SearchController::reload()
{
    load();
}

void SearchController::load()
{
    m_moreFailed = false;
    m_pagesSeen.clear();
    if (const FirstPage *known = m_remembered.object(rememberedKey(m_choice)))
        m_model.setPage({.repos = known->page.repos, .next = {}});
    else
        m_model.clear();
    show(Phase::Loading);
    // Assigning drops the previous handle.
    m_pending = m_hub.searchRepos(m_choice.query(), [this](const Result<RepoPage> &page) {
        m_pending.reset();
        onFirstPage(page);
    });
}

void SearchController::onFirstPage(const Result<RepoPage> &page)
{
    if (!page) {
        fail(page.error());
        return;
    }
    m_remembered.insert(rememberedKey(m_choice),
                        new FirstPage{*page, QDateTime::currentDateTimeUtc()});
    m_model.setPage(*page);
    show(page->repos.isEmpty() ? Phase::Empty : Phase::Ready);
}

void SearchController::loadMore()
{
    const QUrl next = m_model.nextPage();
    if (m_pending || m_moreFailed || next.isEmpty())
        return;
    m_pagesSeen.insert(next);
    m_pending = m_hub.nextRepos(kind(), next, [this](const Result<RepoPage> &page) {
        m_pending.reset();
        onNextPage(page);
    });
}

void SearchController::onNextPage(const Result<RepoPage> &page)
{
    if (!page) {
        m_moreFailed = true;
        fail(page.error());
        return;
    }
    RepoPage more = *page;
    const bool circle = m_pagesSeen.contains(more.next);
    if (circle)
        more.next.clear();
    m_model.appendPage(more);
    show(Phase::Ready);
}

void SearchController::fail(const HubError &error)
{
    HubError shown = error;
    const FirstPage *known = m_moreFailed ? nullptr : m_remembered.object(rememberedKey(m_choice));
    if (known && error.kind == HubError::Kind::Offline)
        shown.message = tr("Offline. Saved results from %1.").arg(Format::ago(known->at));
    show(m_model.rowCount() > 0 ? Phase::Ready : Phase::Failed, shown);
}

void SearchController::show(Phase phase, std::optional<HubError> error)
{
    m_state = {phase, std::move(error)};
    emit stateChanged(m_state);
}
