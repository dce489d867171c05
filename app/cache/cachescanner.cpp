#include "app/cache/cachescanner.h"

#include "app/cache/scanmemory.h"
#include "app/disk/background.h"
#include "app/disk/diskerror.h"

#include <QFile>
#include <QFutureWatcher>

#include <algorithm>
#include <cerrno>

using namespace std::chrono_literals;

namespace {

constexpr auto kTellEvery = 100ms;
constexpr auto kLookEvery = 3s; // where not all can be watched
constexpr auto kLookRarely = 60s; // where all is: other computers' changes do not tell
constexpr auto kSettle = 500ms; // a download changes much at once

HubError rootError(int error, const QString &root)
{
    if (error == ENOENT)
        return HubError::disk(HubError::tr("The cache's folder is gone. Is its disk attached?"),
                              root);
    if (error == ENOTDIR)
        return HubError::disk(HubError::tr("Something else stands where the cache's folder should "
                                           "be. Move it away, or choose another place."),
                              root);
    if (error == EACCES || error == EPERM)
        return HubError::disk(HubError::tr("The cache's folder may not be read. Change its "
                                           "permissions, or choose another place."),
                              root);
    return diskError(error, root);
}

// The outer ones first: of more than can be watched these tell the most.
QByteArrayList foldersOf(const CacheParts &parts)
{
    const QByteArray root = QFile::encodeName(parts.root);
    QByteArrayList folders;
    for (const CacheWalk::Reading &reading : parts.repos)
        for (const CacheWalk::AsRead &folder : reading.asRead)
            folders << root + '/' + folder.path;
    std::ranges::stable_sort(folders, {}, [](const QByteArray &f) { return f.count('/'); });
    folders.prepend(root);
    return folders;
}

} // namespace

CacheScanner::CacheScanner(QObject *parent)
    : QObject(parent)
{
    m_telling.setSingleShot(true);
    m_nextLook.setSingleShot(true);
    connect(&m_telling, &QTimer::timeout, this, &CacheScanner::tellFound);
    connect(&m_nextLook, &QTimer::timeout, this, &CacheScanner::lookForChanges);
}

CacheScanner::~CacheScanner()
{
    stop();
}

void CacheScanner::setPlaces(const CachePlaces &places)
{
    if (places == m_places)
        return;
    stop();
    m_places = places;
    ++m_generation;
    m_refreshing = m_lookingForChanges = false;
    m_changed.clear();
    m_watch.reset();
    m_known.reset();
    m_isFailed = false;
    m_current = {};
}

void CacheScanner::scan()
{
    if (m_look) {
        m_again = true;
        return;
    }
    const auto isKnown = [known = m_known, file = m_memory, root = m_places.root] {
        return known ? !known->parts.repos.isEmpty()
                     : !file.isEmpty() && ScanMemory::hadRepos(file, root);
    };
    m_look = CacheLook::begin(m_places, isKnown);
    auto watcher = std::make_unique<QFutureWatcher<CacheLook::Batch>>();
    connect(watcher.get(), &QFutureWatcherBase::resultsReadyAt, this,
            [this, from = watcher.get()](int begin, int end) {
                if (m_watcher.get() == from)
                    onResults(begin, end);
            });
    watcher->setFuture(m_look->future());
    m_watcher = std::move(watcher);
    if (!m_known && !m_memory.isEmpty())
        remember();
    emit begun();
}

void CacheScanner::remember()
{
    const auto work = [places = m_places, file = m_memory] {
        const auto parts = ScanMemory::read(file, places.root);
        return parts ? scanOf(*parts) : CacheScan();
    };
    elsewhere(work, [this](const CacheScan &scan) {
        if (m_known || m_isFailed || scan.root.isEmpty())
            return;
        m_current = scan;
        emit found(scan.repos);
    });
}

void CacheScanner::stop()
{
    if (m_look)
        m_look->stop();
    m_again = false;
    m_untold.clear();
    endLook();
    lookWithin(kLookEvery);
}

void CacheScanner::endLook()
{
    m_look.reset();
    if (m_watcher) // perhaps inside its signal
        m_watcher.release()->deleteLater();
}

void CacheScanner::onResults(int begin, int end)
{
    const auto future = m_look->future();
    for (int i = begin; i < end; ++i) {
        const CacheLook::Batch batch = future.resultAt(i);
        m_untold << batch.repos;
        if (!batch.known && batch.error == 0)
            continue;
        tellFound();
        endLook();
        if (batch.known && !m_memory.isEmpty())
            onOwnThread([known = batch.known, file = m_memory] {
                ScanMemory::write(file, known->parts);
                return true;
            });
        if (batch.known)
            know(batch.known);
        else
            fail(batch.error);
        if (std::exchange(m_again, false))
            scan();
        lookWithin(kLookEvery);
        return;
    }
    if (!m_telling.isActive())
        tellFound();
}

void CacheScanner::tellFound()
{
    if (m_untold.isEmpty())
        return;
    m_telling.start(kTellEvery);
    emit found(std::exchange(m_untold, {}));
}

void CacheScanner::know(const CacheKnownPtr &known)
{
    m_known = known;
    m_isFailed = false;
    m_current = known->scan;
    m_watch.reset();
    emit finished();
    refreshNext();
    lookWithin(kSettle);
}

void CacheScanner::fail(int error)
{
    m_isFailed = true;
    m_current = {};
    m_watch.reset();
    lookWithin(kLookEvery);
    emit failed(rootError(error, m_places.root));
}

template<typename Work, typename Then>
void CacheScanner::elsewhere(Work work, Then then)
{
    using Value = std::invoke_result_t<Work>;
    onOwnThread(std::move(work))
        .then(this, [this, then = std::move(then), generation = m_generation](const Value &value) {
            if (generation == m_generation)
                then(value);
        });
}

void CacheScanner::refresh(const QByteArray &repoFolder)
{
    m_changed << repoFolder;
    refreshNext();
}

void CacheScanner::refreshNext()
{
    if (m_changed.isEmpty() || m_refreshing || m_look || !m_known)
        return;
    m_refreshing = true;
    const auto work = [places = m_places, known = m_known, changed = std::exchange(m_changed, {})] {
        return readAgain(places, *known, changed);
    };
    elsewhere(work, [this](const std::expected<CacheKnownPtr, int> &known) {
        m_refreshing = false;
        if (!m_look) // what a scan finds is newer
            known ? know(*known) : fail(known.error());
    });
}

void CacheScanner::setFollowing(bool following)
{
    if (std::exchange(m_following, following) == following)
        return;
    m_watch.reset();
    m_nextLook.stop();
    if (following)
        lookForChanges();
}

void CacheScanner::lookWithin(std::chrono::milliseconds time)
{
    if (m_following && (!m_nextLook.isActive() || m_nextLook.remainingTimeAsDuration() > time))
        m_nextLook.start(time);
}

void CacheScanner::lookForChanges()
{
    if (!m_following || !m_known || m_look || m_refreshing || m_lookingForChanges)
        return; // what is under way looks after itself
    m_lookingForChanges = true;
    struct Changes
    {
        std::expected<QSet<QByteArray>, int> repos;
        FolderWatch::Watching watching;
    };
    const auto work = [places = m_places, known = m_known, isWatched = m_watch != nullptr] {
        Changes changes;
        if (!isWatched) // before the look: nothing is missed in between
            changes.watching = FolderWatch::watch(foldersOf(known->parts));
        changes.repos = changedSince(places, *known);
        return changes;
    };
    elsewhere(work, [this, known = m_known](const Changes &changes) {
        m_lookingForChanges = false;
        if (m_following && known == m_known && changes.watching.queue) {
            m_watch = std::make_unique<FolderWatch>(changes.watching);
            m_watchesAll = changes.watching.isAll;
            connect(m_watch.get(), &FolderWatch::changed, this, [this] { lookWithin(kSettle); });
        }
        lookWithin(m_watch && m_watchesAll && !m_isFailed ? kLookRarely : kLookEvery);
        if (m_look || m_refreshing)
            return; // what they find is newer
        if (!changes.repos)
            return m_isFailed ? void() : fail(changes.repos.error());
        if (m_isFailed)
            return scan();
        m_changed += *changes.repos;
        refreshNext();
    });
}
