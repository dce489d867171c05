#pragma once

#include "app/hub/repoid.h"

#include <QByteArray>
#include <QString>

#include <optional>

// What things are called in the cache that all clients of the Hub share. Pure; source: hub-api 24.
namespace CacheLayout {

// "models--owner--name"
QString repoFolder(const RepoId &repo);
// The inverse; none for folders of other things.
std::optional<RepoId> repoOf(const QString &folder);

// Where a snapshot's link to a blob points: "../../blobs/x" for "config.json", one level more for
// each folder in path.
QByteArray linkTarget(const QString &path, const QByteArray &blob);
// The blob's name in such a target, or empty when it points anywhere else.
QByteArray blobOfLink(const QString &path, const QByteArray &target);

// The store shared by repositories: where "models--x/blobs/<etag>" may point, relative to the root.
// Empty when the target leads elsewhere.
QByteArray sharedBlob(const QByteArray &target);
inline constexpr char kSharedMarker[] = ".huggingface-shared-blobs";

extern const QByteArray kTagName;
extern const QByteArray kTagContent;

// "a/b/c" -> "a/b" and "c"
QByteArray folderOf(const QByteArray &path);
QByteArray nameOf(const QByteArray &path);

} // namespace CacheLayout
