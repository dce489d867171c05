#pragma once

#include "app/cache/cachescan.h"

#include <expected>

// What the Python client answers when it scans the same cache (its scan_cache_dir), from what we
// found: pure. Paths are absolute bytes. Lists are sorted by their first field, as Python's have no
// order. Source: hub-api 26.1.
struct PythonView
{
    enum class Client {
        // 0.36: follows all links, knows no shared store. That it takes notes of file managers and
        // CACHEDIR.TAG for damage is left out.
        Old,
        Newest, // follows one, counts shared contents once
    };

    struct File
    {
        QByteArray path; // below the snapshot
        QByteArray blobPath;
        qint64 size = 0;
        qint64 accessedNs = 0;
        qint64 modifiedNs = 0;
    };
    struct Revision
    {
        QByteArray commit;
        QList<QByteArray> refs;
        QList<File> files;
        qint64 size = 0; // of distinct contents
        qint64 modifiedNs = 0;
    };
    struct Repo
    {
        QByteArray folder;
        QByteArray id; // "owner/name"
        QByteArray type; // "model"
        QList<Revision> revisions;
        qint64 size = 0;
        qint64 files = 0; // distinct contents
        qint64 accessedNs = 0;
        qint64 modifiedNs = 0;
    };
    struct Warning
    {
        QByteArray folder;
        CacheProblem::Kind kind = CacheProblem::Kind::NotAFolder;
    };

    QList<Repo> repos;
    QList<Warning> warnings; // one for each repository that it leaves out
    QList<std::pair<QByteArray, qint64>> unfinished; // path, size; of repositories; the newest only
    qint64 size = 0;

    static PythonView of(const CacheScan &scan, const QByteArray &rootPath, Client client);
};

// Why that client leaves the repository out; nothing: it does not.
std::optional<CacheProblem::Kind> pythonWarning(const CacheRepo &repo, PythonView::Client client);
std::expected<PythonView::Repo, CacheProblem::Kind>
pythonRepo(const CacheRepo &repo, const QByteArray &rootPath, PythonView::Client client);
