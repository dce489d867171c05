#include "ui/search/searchcontroller.h"

#include "app/cache/cacheindex.h"
#include "app/text/format.h"

#include <QJsonDocument>

using namespace Qt::StringLiterals;
using Phase = ViewState::Phase;

namespace {

constexpr int kRememberedSearches = 40; // first pages, some 50 rows each

} // namespace

SearchController::SearchController(RepoKind kind, HubClient &hub, CacheIndex &cache,
                                   QObject *parent)
    : QObject(parent)
    , m_hub(hub)
    , m_facets(kind, hub)
    , m_quickLook(hub, cache)
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

void SearchController::changeAccount()
{
    ++m_account;
    m_pending.reset();
    m_remembered.clear();
    m_model.clear();
    m_quickLook.forget();
    if (m_state.phase != Phase::Idle)
        load();
}

void SearchController::load()
{
    m_moreFailed = false;
    m_shownFrom.reset();
    if (const FirstPages::Page *known = m_remembered.object(searchKey())) {
        showEarlier(*known);
    } else {
        m_model.clear();
        findEarlier();
    }
    show(Phase::Loading);
    // Assigning drops the previous handle.
    m_pending = m_hub.searchRepos(m_choice.query(), [this](const Result<RepoPage> &page) {
        m_pending.reset();
        onFirstPage(page);
    });
}

void SearchController::findEarlier()
{
    if (!m_saved)
        return;
    const QString key = searchKey();
    m_saved->find(kind(), key)
        .then(this, [this, key, account = m_account](std::optional<FirstPages::Page> known) {
            if (!known || account != m_account || key != searchKey() || m_model.rowCount() > 0
                || m_state.phase == Phase::Empty)
                return; // the Hub was faster, or another question was asked
            m_remembered.insert(key, new FirstPages::Page(*known));
            showEarlier(*known);
            if (m_state.phase == Phase::Failed)
                fail(*m_state.error);
            else
                show(Phase::Loading);
        });
}

QString SearchController::searchKey() const
{
    return m_hub.endpoint().toString() + u'\n'
        + QString::fromUtf8(QJsonDocument(m_choice.toJson()).toJson(QJsonDocument::Compact));
}

// The rows of before stand until the new ones come, without a next page.
void SearchController::showEarlier(const FirstPages::Page &earlier)
{
    m_shownFrom = earlier.at;
    m_model.setPage({.repos = earlier.page.repos, .next = {}});
}

void SearchController::onFirstPage(const Result<RepoPage> &page)
{
    if (!page) {
        fail(page.error());
        return;
    }
    m_remembered.insert(searchKey(), new FirstPages::Page{*page, QDateTime::currentDateTimeUtc()});
    if (m_saved)
        m_saved->keep(searchKey(), *page);
    m_shownFrom.reset();
    m_pages = {};
    m_pages.add(page->next);
    m_model.setPage(*page);
    show(page->repos.isEmpty() ? Phase::Empty : Phase::Ready);
}

void SearchController::loadMore()
{
    const QUrl next = m_model.nextPage();
    if (m_pending || m_moreFailed || next.isEmpty())
        return;
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
    if (!m_pages.add(more.next))
        more.next.clear();
    m_model.appendPage(more);
    show(Phase::Ready);
}

void SearchController::fail(const HubError &error)
{
    HubError shown = error;
    if (!m_moreFailed && m_shownFrom && error.kind == HubError::Kind::Offline)
        shown.message = tr("Offline. Saved results from %1.").arg(Format::ago(*m_shownFrom));
    show(m_model.rowCount() > 0 ? Phase::Ready : Phase::Failed, shown);
}

void SearchController::show(Phase phase, std::optional<HubError> error)
{
    m_state = {phase, std::move(error)};
    emit stateChanged(m_state);
}
