#include "ui/cache/treemaplayout.h"

#include "app/text/safetext.h"

#include <QHash>

#include <algorithm>
#include <functional>
#include <limits>
#include <numeric>

using TileKind = TreemapTile::Kind;

namespace {

constexpr double kTileGap = 2; // pixels
constexpr double kSmallestTile = 40; // square pixels: below it nobody can hit it
constexpr double kTileHeading = 22;
constexpr double kSmallestFrame = 24; // pixels: below it a tile is not divided

TileKind tileKind(const CacheRepo &repo)
{
    if (!repo.id)
        return TileKind::Other;
    switch (repo.id->kind()) {
    case RepoKind::Model: return TileKind::Model;
    case RepoKind::Dataset: return TileKind::Dataset;
    case RepoKind::Space: return TileKind::Space;
    }
    Q_UNREACHABLE_RETURN(TileKind::Other);
}

QString tileName(const QByteArray &bytes)
{
    return SafeText::line(QString::fromUtf8(bytes));
}

// Each content counts once, for the first that leads to it: those with refs before those without.
QList<TreemapTile> revisionTiles(const CacheRepo &repo)
{
    QList<const CacheRevision *> revisions;
    for (const CacheRevision &revision : repo.revisions)
        revisions << &revision;
    std::ranges::stable_partition(
        revisions, [](const CacheRevision *revision) { return !revision->refs.isEmpty(); });
    std::vector<bool> taken(size_t(repo.blobs.size()));
    QList<TreemapTile> tiles;
    for (const CacheRevision *revision : std::as_const(revisions)) {
        qint64 bytes = 0;
        for (const CacheEntry &file : revision->files) {
            if (file.blob < 0 || taken[size_t(file.blob)])
                continue;
            taken[size_t(file.blob)] = true;
            bytes += repo.blobs.at(file.blob).size;
        }
        const bool isHash = revision->commit.size() == 40;
        tiles << TreemapTile{.item = {.repo = repo.folder, .commit = revision->commit},
                             .name
                             = tileName(isHash ? revision->commit.first(7) : revision->commit),
                             .bytes = bytes,
                             .kind = tileKind(repo)};
    }
    for (const CacheBlob &blob : repo.blobs)
        if (blob.uses == 0)
            tiles << TreemapTile{.item = {.repo = repo.folder, .blob = blob.name},
                                 .name = tileName(blob.name.first(qMin(12, blob.name.size()))),
                                 .bytes = blob.size,
                                 .kind = tileKind(repo)};
    return tiles;
}

QList<TreemapTile> fileTiles(const CacheRepo &repo, const QByteArray &commit)
{
    QList<TreemapTile> tiles;
    const auto revision = std::ranges::find(repo.revisions, commit, &CacheRevision::commit);
    if (revision == repo.revisions.end())
        return tiles;
    tiles.reserve(revision->files.size());
    for (const CacheEntry &file : revision->files)
        if (file.blob >= 0)
            tiles << TreemapTile{.item = {.repo = repo.folder, .commit = commit, .path = file.path},
                                 .name = tileName(file.path.sliced(file.path.lastIndexOf('/') + 1)),
                                 .bytes = repo.blobs.at(file.blob).size,
                                 .kind = tileKind(repo)};
    return tiles;
}

TreemapTile repoTile(const CacheRepo &repo)
{
    return {.item = {.repo = repo.folder},
            .name = repo.id ? SafeText::line(repo.id->name()) : tileName(repo.folder),
            .bytes = std::transform_reduce(repo.blobs.begin(), repo.blobs.end(), qint64(0),
                                           std::plus(), std::mem_fn(&CacheBlob::size)),
            .kind = tileKind(repo)};
}

// Into the room, largest first; what would be too small to see becomes one tile.
QList<TreemapTile> placed(QList<TreemapTile> tiles, const QRectF &room, int parent)
{
    tiles.removeIf([](const TreemapTile &tile) { return tile.bytes <= 0; });
    std::ranges::stable_sort(tiles, std::greater(), &TreemapTile::bytes);
    const double all = std::transform_reduce(tiles.begin(), tiles.end(), 0.0, std::plus(),
                                             [](const TreemapTile &t) { return double(t.bytes); });
    const double area = room.width() * room.height();
    const auto small = std::ranges::find_if(tiles, [&](const TreemapTile &tile) {
        return double(tile.bytes) / all * area < kSmallestTile;
    });
    if (tiles.end() - small > 1) {
        TreemapTile rest{.kind = small->kind, .more = int(tiles.end() - small)};
        for (auto it = small; it != tiles.end(); ++it) {
            rest.bytes += it->bytes;
            rest.kind = it->kind == rest.kind ? rest.kind : TileKind::Other;
        }
        tiles.erase(small, tiles.end());
        const auto at
            = std::ranges::upper_bound(tiles, rest.bytes, std::greater(), &TreemapTile::bytes);
        tiles.insert(at, rest);
    }
    std::vector<double> sizes;
    for (const TreemapTile &tile : std::as_const(tiles))
        sizes.push_back(double(tile.bytes));
    const QList<QRectF> rects = squarified(room, sizes);
    for (qsizetype n = 0; n < tiles.size(); ++n) {
        const QRectF &rect = rects.at(n);
        const double gap = std::min({kTileGap, rect.width() / 3, rect.height() / 3}) / 2;
        tiles[n].rect = rect.adjusted(gap, gap, -gap, -gap);
        tiles[n].parent = parent;
    }
    return tiles;
}

} // namespace

// After Bruls, Huizing and van Wijk: a row along the shorter side takes tiles as long as that makes
// its worst one squarer.
QList<QRectF> squarified(const QRectF &room, std::span<const double> sizes)
{
    QList<QRectF> rects;
    rects.reserve(qsizetype(sizes.size()));
    double bytes = std::accumulate(sizes.begin(), sizes.end(), 0.0);
    QRectF rest = room;
    size_t first = 0;
    while (first < sizes.size()) {
        const bool upright = rest.width() >= rest.height(); // the row stands at the left
        const double side = upright ? rest.height() : rest.width();
        const double scale = bytes > 0 ? rest.width() * rest.height() / bytes : 0;
        double sum = 0;
        double worst = std::numeric_limits<double>::infinity();
        size_t end = first;
        for (; end < sizes.size(); ++end) {
            const double grown = (sum + sizes[end]) * scale;
            const double squared = side * side / (grown * grown);
            const double now
                = std::max(squared * sizes[first] * scale, 1 / (squared * sizes[end] * scale));
            if (end > first && !(now <= worst))
                break;
            worst = now;
            sum += sizes[end];
        }
        const double thick = side > 0 ? sum * scale / side : 0;
        double along = 0;
        for (; first < end; ++first) {
            const double length = sum > 0 ? side * sizes[first] / sum : 0;
            rects << (upright ? QRectF(rest.x(), rest.y() + along, thick, length)
                              : QRectF(rest.x() + along, rest.y(), length, thick));
            along += length;
        }
        bytes -= sum;
        upright ? rest.setLeft(rest.left() + thick) : rest.setTop(rest.top() + thick);
    }
    return rects;
}

QList<TreemapTile> TreemapLayout::of(const TreemapQuestion &question)
{
    const QRectF room({}, question.room);
    const auto known = std::ranges::find_if(question.repos, [&question](const CacheRepoPtr &repo) {
        return repo->folder == question.inside.repo;
    });
    if (known != question.repos.end() && !question.inside.commit.isEmpty())
        return placed(fileTiles(**known, question.inside.commit), room, -1);
    QList<TreemapTile> tops;
    if (known != question.repos.end()) {
        tops = revisionTiles(**known);
        if (tops.size() == 1 && tops.first().item.blob.isEmpty()) // it would be a frame around all
            return placed(fileTiles(**known, tops.first().item.commit), room, -1);
    } else {
        for (const CacheRepoPtr &repo : question.repos)
            tops << repoTile(*repo);
        tops += question.areas;
    }
    QList<TreemapTile> tiles = placed(std::move(tops), room, -1);
    QHash<QByteArray, const CacheRepo *> repos;
    for (const CacheRepoPtr &repo : question.repos)
        repos.insert(repo->folder, repo.get());
    const qsizetype count = tiles.size();
    for (int n = 0; n < count; ++n) {
        const TreemapTile top = tiles.at(n);
        const CacheRepo *repo = repos.value(top.item.repo);
        if (!repo || !top.item.blob.isEmpty()
            || std::min(top.rect.width(), top.rect.height()) < kSmallestFrame)
            continue;
        // Room for the name where the parts have names of their own.
        const double heading
            = !question.inside.repo.isEmpty() && top.rect.height() > 3 * kTileHeading ? kTileHeading
                                                                                      : 0;
        QList<TreemapTile> parts = placed(
            top.item.commit.isEmpty() ? revisionTiles(*repo) : fileTiles(*repo, top.item.commit),
            top.rect.adjusted(-1, heading - 1, 1, 1), n);
        if (parts.size() < 2)
            continue; // nothing to be told apart
        tiles[n].whole = false;
        tiles += parts;
    }
    return tiles;
}
