#pragma once

#include "app/disk/filelock.h"

#include <optional>

// The contents that repositories of one cache share, in blobs/ of its root, by their Xet hash; a
// repository's own blobs/<etag> is a link to one then. We read them and make links: nothing here
// writes to a content, and a store of another version gets no links of ours. Source: hub-api 24.9.
namespace SharedStore {

// Of this version, so that links may be added.
bool isOurVersion(const Directory &root);
// The folder that a content of this size is in; none when the store does not have it.
std::optional<Directory> folderOf(const Directory &root, const QByteArray &xet, qint64 size);

// Waits a moment for who has it. For everybody who may write to the cache, as the Python client
// makes it.
FileLock lockOf(const Directory &folder, const QByteArray &xet);

constexpr qint64 kMostNote = 16 << 20; // bytes: 100,000 users

// "models--a--b/blobs/<etag>" of a content's note; nothing when it says anything else, too: then
// nobody may remove the content.
std::optional<QList<QByteArray>> usersIn(const QByteArray &note);

// Whether the note of a content names a repository that leads to it. An error when that cannot be
// told: then nobody may remove it. Asked under the content's lock.
DiskResult<bool> hasUsers(const Directory &root, const Directory &folder, const QByteArray &xet);

// Makes blobs/etag of a repository a link to the content, after the store has noted it, under the
// content's lock. checked: what was read and found right. EEXIST: the name is taken.
struct NewLink
{
    QByteArray repoFolder; // "models--owner--name"
    QByteArray etag;
    QByteArray xet;
    EntryFacts checked;
};
DiskResult<void> add(const Directory &root, const Directory &blobs, const NewLink &link);

} // namespace SharedStore
