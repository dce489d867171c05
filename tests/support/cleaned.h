#pragma once

#include "app/cache/cleanrun.h"
#include "tests/support/smallcache.h"

#include <array>

// One cleaning of a small cache, as the cleaner does it.
namespace Cleaned {

inline CleanReport run(const QString &root, const DeletePlan &plan,
                       const QSet<QByteArray> &busy = {})
{
    auto quarantine = Quarantine::open(root);
    if (!quarantine)
        return {.cleaning = {}, .stayed = {}, .error = quarantine.error()};
    CleanWatch watch;
    return runCleaning(*quarantine, {.plan = plan, .what = QStringLiteral("a test"), .busy = busy},
                       watch);
}

inline CleanReport run(const SmallCache &cache, const QSet<CacheItem> &ticked)
{
    return run(cache.root(), DeletePlan::of(cache.scan(), ticked));
}

inline std::optional<Quarantine::Returned> undo(const QString &root, const QByteArray &id)
{
    auto quarantine = Quarantine::open(root);
    auto cleaning = quarantine ? quarantine->cleaning(id) : std::unexpected(quarantine.error());
    const auto done = cleaning ? quarantine->undo(*cleaning) : std::unexpected(ENOENT);
    return done ? std::optional(*done) : std::nullopt;
}

inline bool free(const QString &root, const QByteArray &id)
{
    auto quarantine = Quarantine::open(root);
    auto cleaning = quarantine ? quarantine->cleaning(id) : std::unexpected(quarantine.error());
    return cleaning && quarantine->free(*cleaning).value_or(Quarantine::Freed()).complete;
}

inline void recover(const QString &root, qint64 nowMs = 0)
{
    if (auto quarantine = Quarantine::open(root))
        quarantine->recover(nowMs);
}

// "used blobs/x, changed snapshots/y": what stayed and why.
inline QByteArray whys(const CleanReport &report)
{
    static constexpr std::array kNames{"downloading", "changed", "used", "failed", "stopped"};
    QByteArrayList all;
    for (const CleanReport::Stayed &each : report.stayed)
        all << kNames[size_t(each.why)] + QByteArray(" ") + each.step.path;
    std::ranges::sort(all);
    return all.join(", ");
}

// One of each kind, and all of it together.
inline QList<std::pair<const char *, QSet<CacheItem>>> ticks()
{
    const QByteArray m = "models--ada--m", d = "datasets--d";
    const QByteArray old = SmallCache::commitOf(0), current = SmallCache::commitOf(1);
    const CacheItem part{m, {}, {}, QByteArray(64, 'e') + ".0.incomplete"};
    return {{"repository", {{m, {}, {}, {}}}},
            {"old revision", {{m, old, {}, {}}}},
            {"current revision", {{m, current, {}, {}}}},
            {"both revisions", {{m, old, {}, {}}, {m, current, {}, {}}}},
            {"files", {{m, old, "a/b/w.bin", {}}, {m, old, "own.bin", {}}, {d, old, "s.bin", {}}}},
            {"unfinished", {part}},
            {"everything", {{m, {}, {}, {}}, {d, {}, {}, {}}}},
            {"some of each", {{m, {}, {}, {}}, {d, old, {}, {}}, {d, current, "s.bin", {}}}}};
}

// A cache of which something was cleaned.
struct Once
{
    SmallCache cache;
    QMap<QString, QString> before;
    QByteArray id; // of the cleaning
    QMap<QString, QString> after;

    explicit Once(const QSet<CacheItem> &ticked)
    {
        cache.fill();
        before = cache.picture();
        id = run(cache, ticked).cleaning.id;
        after = cache.picture();
    }
};

} // namespace Cleaned
