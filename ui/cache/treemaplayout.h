#pragma once

#include "app/cache/cachescan.h"

#include <QList>
#include <QRectF>
#include <QSet>

#include <span>

// Where the tiles of a treemap go: as square as they can be, largest first. Pure, for the pool.

// sizes: greatest first, all above 0. One rectangle for each, that fill the room.
QList<QRectF> squarified(const QRectF &room, std::span<const double> sizes);

struct TreemapTile
{
    enum class Kind { Model, Dataset, Space, Other, Area, Quarantine };

    CacheItem item; // empty for an area that is no repository, and for what is too small to be
                    // shown by itself
    QString name; // cleaned
    qint64 bytes = 0;
    QRectF rect;
    Kind kind = Kind::Other;
    int parent = -1; // the tile that it is a part of
    int more = 0; // how many small ones it stands for
    bool whole = true; // a tile, and not only a frame around others
};

// What is shown of the cache in a room: all of it, a repository, or a revision.
struct TreemapQuestion
{
    QList<CacheRepoPtr> repos;
    QList<TreemapTile> areas; // what is no repository
    CacheItem inside; // empty: everything
    QSizeF room;
};

struct TreemapLayout
{
    // Parents before what is in them.
    static QList<TreemapTile> of(const TreemapQuestion &question);
};
