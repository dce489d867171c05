#pragma once

#include "app/net/huberror.h"
#include "app/transfer/downloadrequest.h"

#include <QByteArray>
#include <QList>

// A list of exactly these files of exactly these commits, to fetch the same again elsewhere:
//
//   {"format": "hubnaut-manifest", "version": 1, "sets": [
//     {"type": "model", "repo": "owner/name@<commit>", "revision": "main", "files": [
//       {"path": "a.bin", "size": 12, "sha256": "<64 hex>"}, {"path": "b.md", "git": "<40
//       hex>"}]}]}
//
// type: model, dataset or space. revision, size (bytes) and the hashes may be missing; git is the
// blob's name. What else stands there is passed over. Pure.
namespace Manifest {

struct File
{
    QString path;
    ExpectedContent content; // of what is not known nothing is said

    bool operator==(const File &) const = default;
};

struct Set
{
    RepoId repo;
    QString commit; // 40 hex
    QString revision; // that meant the commit; may be empty
    QList<File> files;

    bool operator==(const Set &) const = default;
};

QByteArray toJson(const QList<Set> &sets);
// Or a sentence that names the line or the member which is wrong.
Result<QList<Set>> parse(const QByteArray &json);
DownloadRequest requestFor(const Set &set); // into the cache

} // namespace Manifest
