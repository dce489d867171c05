#pragma once

#include "app/cache/cacheledger.h"

#include <QFuture>
#include <QPromise>
#include <QSet>

#include <expected>
#include <functional>
#include <vector>

struct CacheKnown
{
    CacheParts parts;
    CacheScan scan;
};

using CacheKnownPtr = std::shared_ptr<const CacheKnown>;

// A scan of all places, shared by its threads and who began it; who leaves it last removes it.
class CacheLook final
{
public:
    struct Batch
    {
        QList<CacheRepoPtr> repos;
        CacheKnownPtr known; // of the last one
        int error = 0; // instead: why the root cannot be read
    };

    // On threads of its own, which nobody waits for. isKnown is asked there when the root is not
    // there: whether it once had something, so that this is an error.
    static std::shared_ptr<CacheLook> begin(const CachePlaces &places,
                                            const std::function<bool()> &isKnown);

    CacheLook(const CachePlaces &places, const std::function<bool()> &isKnown)
        : m_places(places)
        , m_isKnown(isKnown)
    { }

    QFuture<Batch> future() { return m_promise.future(); }
    void stop() { m_stopped = true; } // the future ends without a last batch

private:
    void open();
    void read();
    void readTask(qsizetype task, QList<CacheRepoPtr> &repos);
    void end();

    static constexpr int kThreads = 2; // what is in memory gains no more, a disk that turns loses

    const CachePlaces m_places;
    const std::function<bool()> m_isKnown;
    QPromise<Batch> m_promise;
    std::atomic_bool m_stopped = false;
    CacheWalk::Root m_root;
    QList<QByteArray> m_names;
    std::vector<std::optional<CacheWalk::Reading>> m_readings; // one a name
    CacheParts m_parts;
    std::atomic<qsizetype> m_next = 0;
    std::atomic<int> m_running = kThreads;
};

// The same with some repositories read again; else why the root cannot be read (errno).
std::expected<CacheKnownPtr, int> readAgain(const CachePlaces &places, const CacheKnown &known,
                                            const QSet<QByteArray> &repos);
// Those that are not as they were read, that came or went; else the same.
std::expected<QSet<QByteArray>, int> changedSince(const CachePlaces &places,
                                                  const CacheKnown &known);
