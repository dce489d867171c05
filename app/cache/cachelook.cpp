#include "app/cache/cachelook.h"

#include <QElapsedTimer>

#include <sys/statvfs.h>

#include <algorithm>
#include <cerrno>
#include <thread>

using namespace std::chrono_literals;

namespace {

constexpr auto kSendEvery = 30ms; // from a thread to the window

void fillRoom(CacheParts &parts, const CacheWalk::Root &root)
{
    struct statvfs room;
    if (fstatvfs(root.folder.descriptor(), &room) < 0)
        return;
    const auto unit = static_cast<qint64>(room.f_frsize);
    parts.free = static_cast<qint64>(room.f_bavail) * unit;
    parts.disk = static_cast<qint64>(room.f_blocks) * unit;
}

// A root that is not there is an empty one, unless it had something.
int errorOf(const std::expected<CacheWalk::Root, int> &root, const CacheKnown &known)
{
    return root || (root.error() == ENOENT && known.parts.repos.isEmpty()) ? 0 : root.error();
}

} // namespace

std::shared_ptr<CacheLook> CacheLook::begin(const CachePlaces &places,
                                            const std::function<bool()> &isKnown)
{
    auto look = std::make_shared<CacheLook>(places, isKnown);
    look->m_promise.start();
    std::thread([look] {
        look->open();
        std::thread([look] { look->read(); }).detach();
        look->read();
    }).detach();
    return look;
}

void CacheLook::open()
{
    m_parts.root = m_places.root;
    auto root = CacheWalk::open(m_places.root);
    if (root) {
        m_root = std::move(*root);
        m_parts.hasStore = m_root.hasStore;
        fillRoom(m_parts, m_root);
        m_names = CacheWalk::reposIn(m_root);
        m_readings.resize(size_t(m_names.size()));
    } else if (root.error() != ENOENT || m_isKnown()) {
        m_promise.addResult(Batch{.repos = {}, .known = {}, .error = root.error()});
        m_stopped = true;
    }
}

void CacheLook::read()
{
    QList<CacheRepoPtr> repos;
    QElapsedTimer sinceSent;
    sinceSent.start();
    const auto send = [&] {
        if (!repos.isEmpty())
            m_promise.addResult(Batch{.repos = std::exchange(repos, {}), .known = {}});
        sinceSent.start();
    };
    for (qsizetype task = m_next++; task < m_names.size() + 2 && !m_stopped; task = m_next++) {
        readTask(task, repos);
        if (sinceSent.durationElapsed() >= kSendEvery)
            send();
    }
    send();
    if (--m_running > 0)
        return;
    if (!m_stopped)
        end();
    m_promise.finish();
}

void CacheLook::readTask(qsizetype task, QList<CacheRepoPtr> &repos)
{
    if (task < m_names.size()) {
        auto &reading = m_readings[size_t(task)];
        reading = CacheWalk::readRepo(m_root, m_names.at(task), m_stopped);
        if (reading)
            repos << reading->repo;
    } else if (task == m_names.size()) {
        if (m_root.folder.isOpen())
            m_parts.store = CacheWalk::readStore(m_root, m_stopped);
    } else {
        m_parts.otherStores = readOtherStores(m_places.otherStores, m_stopped);
        m_parts.others
            = readOtherPlaces(m_places, m_root.folder.isOpen() ? &m_root : nullptr, m_stopped);
    }
}

void CacheLook::end()
{
    for (size_t i = 0; i < m_readings.size(); ++i)
        if (m_readings[i])
            m_parts.repos.insert(m_names.at(qsizetype(i)), *m_readings[i]);
    const CacheScan scan = scanOf(m_parts);
    m_promise.addResult(
        Batch{.repos = {}, .known = std::make_shared<const CacheKnown>(std::move(m_parts), scan)});
}

std::expected<CacheKnownPtr, int> readAgain(const CachePlaces &places, const CacheKnown &known,
                                            const QSet<QByteArray> &repos)
{
    const std::atomic_bool stopped = false;
    CacheParts parts = known.parts;
    const auto root = CacheWalk::open(places.root);
    if (const int error = errorOf(root, known))
        return std::unexpected(error);
    for (const QByteArray &name : repos) {
        auto reading = root ? CacheWalk::readRepo(*root, name, stopped) : std::nullopt;
        if (reading)
            parts.repos.insert(name, *reading);
        else
            parts.repos.remove(name);
    }
    if (root) {
        fillRoom(parts, *root);
        parts.hasStore = root->hasStore;
        parts.store = CacheWalk::readStore(*root, stopped);
    }
    const CacheScan scan = scanOf(parts);
    return std::make_shared<const CacheKnown>(std::move(parts), scan);
}

std::expected<QSet<QByteArray>, int> changedSince(const CachePlaces &places,
                                                  const CacheKnown &known)
{
    QSet<QByteArray> changed;
    const auto root = CacheWalk::open(places.root);
    if (const int error = errorOf(root, known))
        return std::unexpected(error);
    const QList<QByteArray> names = root ? CacheWalk::reposIn(*root) : QList<QByteArray>();
    const auto &repos = known.parts.repos;
    for (const QByteArray &name : names)
        if (!repos.contains(name))
            changed << name;
    for (const auto &[name, reading] : repos.asKeyValueRange())
        if (!std::ranges::binary_search(names, name) || !reading.isStillSo(*root))
            changed << name;
    return changed;
}
