#pragma once

#include "app/net/huberror.h"

#include <QList>
#include <QStringList>

// Files of the cache under their own names, for other programs to copy from: in the cache a file is
// a link to a content that is called by its hash, and file managers copy links as links. What lies
// on the shelf shares its bytes with the cache where that is safe, so the cache loses nothing when
// it is moved away. Pool threads.
namespace DragShelf {

struct Item
{
    QString path; // on the shelf: "name", or "folder/name"; validated
    QString file; // absolute, in the cache; a link is followed
};

// Beside the cache, so that it most likely is on the same disk.
QString folderFor(const QString &cacheRoot);

// Shelves older than a day go: nobody says when another program is done with what it was given.
void clearOld(const QString &folder);

// Puts them on a fresh shelf below folder, which may not exist yet; absolute paths of what lies at
// its top. Old shelves are cleared away first.
Result<QStringList> put(const QString &folder, const QList<Item> &items);

} // namespace DragShelf
