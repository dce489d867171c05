#include "ui/repo/filescontroller.h"

#include "app/cache/cacheindex.h"

#include <algorithm>

using namespace Qt::StringLiterals;
using Phase = ViewState::Phase;

namespace {

// Pages with details hold some fifty entries and are slow; past this many a folder that is listed
// already stays without last commits further down.
constexpr int kDetailPages = 20;

} // namespace

FilesController::FilesController(HubClient &hub, CacheIndex &cache, QObject *parent)
    : QObject(parent)
    , m_hub(hub)
    , m_cache(cache)
{
    connect(&m_model, &FileTreeModel::levelWanted, this, &FilesController::askLevel);
    connect(&m_cache, &CacheIndex::filesKnown, this, &FilesController::onFilesKnown);
}

void FilesController::open(const RepoPlace &place)
{
    m_levels.clear();
    m_pages.clear();
    if (m_all) {
        m_all.reset();
        emit allLoadingChanged(false);
    }
    m_place = place;
    m_cached.clear();
    m_listing = FileListing(place.info.files);
    m_model.clear();
    m_model.setFolderSizes(m_listing.folderSizes());
    if (place.info.commit.isEmpty() && m_listing.isEmpty())
        return show(Phase::Empty);
    show(Phase::Loading);
    m_cache.lookAt(place.repo(), place.info.commit);
    m_model.load({});
}

void FilesController::retry(const QString &folder)
{
    if (folder.isEmpty() && m_model.entryCount() == 0)
        show(Phase::Loading);
    m_model.retry(folder);
}

void FilesController::askLevel(const QString &folder)
{
    if (!m_place)
        return;
    const auto take = [this, folder](const Result<TreePage> &page) { takeLevel(folder, page); };
    const QUrl next = m_model.nextPage(folder);
    m_levels[folder] = next.isEmpty()
        ? m_hub.tree(m_place->repo(), m_place->pinned(), folder, HubClient::Depth::OneLevel,
                     HubClient::Detail::Expanded, take)
        : m_hub.nextTree(next, take);
}

void FilesController::takeLevel(const QString &folder, const Result<TreePage> &page)
{
    m_levels.erase(folder);
    const bool first = m_model.entryCount() == 0;
    if (!page) {
        m_model.setFailed(folder, page.error());
        if (folder.isEmpty() && first)
            show(Phase::Failed, page.error());
        return;
    }
    m_model.addLevel(folder, *page);
    if (folder.isEmpty() && first)
        show(m_model.entryCount() == 0 ? Phase::Empty : Phase::Ready);
    if (page->next.isEmpty())
        return;
    // A tail that is in view asks again and again.
    PageTrail &pages = m_pages[folder];
    if (!pages.add(page->next))
        return m_model.setFailed(folder, HubError::endlessListing());
    if (m_model.isListed(folder) && pages.size() < kDetailPages)
        m_model.load(m_model.indexOf(folder));
}

void FilesController::loadAll()
{
    if (m_all || !m_place || m_model.isComplete())
        return;
    m_allPages = {};
    m_all = m_hub.tree(m_place->repo(), m_place->pinned(), {}, HubClient::Depth::Recursive,
                       HubClient::Detail::Plain,
                       [this](const Result<TreePage> &page) { takeAll(page); });
    emit allLoadingChanged(true);
}

void FilesController::takeAll(const Result<TreePage> &page)
{
    m_all.reset();
    if (!page) {
        emit allLoadingChanged(false);
        emit allFailed(page.error());
        return;
    }
    m_model.addRecursive(*page);
    if (m_model.entryCount() > 0)
        show(Phase::Ready);
    const bool circle = !m_allPages.add(page->next);
    if (page->next.isEmpty() || circle)
        emit allLoadingChanged(false);
    if (circle)
        emit allFailed(HubError::endlessListing());
    else if (!page->next.isEmpty())
        m_all = m_hub.nextTree(page->next, [this](const Result<TreePage> &next) { takeAll(next); });
}

void FilesController::onFilesKnown(const RepoId &repo, const QString &commit,
                                   const QSet<QString> &paths)
{
    if (!m_place || repo != m_place->repo() || commit != m_place->info.commit)
        return;
    m_cached = paths;
    m_model.setCached(paths);
}

void FilesController::addCached(const QString &commit, const QString &path)
{
    if (!m_place || commit != m_place->info.commit)
        return;
    m_cached.insert(path);
    m_model.addCached(path);
}

void FilesController::showTransfers(const TransferSnapshot &snapshot)
{
    if (!m_place)
        return;
    QSet<qint64> groups;
    for (const TransferGroup &group : snapshot.groups)
        if (group.repo == m_place->repo() && group.commit == m_place->info.commit
            && group.folder.isEmpty())
            groups.insert(group.id);
    QHash<QString, int> percent;
    for (const TransferFile &file : snapshot.files)
        if (file.state == TransferState::Downloading && groups.contains(file.group)
            && file.total > 0)
            percent.insert(
                file.path,
                static_cast<int>(std::clamp<qint64>(file.done * 100 / file.total, 0, 99)));
    m_model.setProgress(percent);
}

void FilesController::show(Phase phase, std::optional<HubError> error)
{
    emit stateChanged({phase, std::move(error)});
}
