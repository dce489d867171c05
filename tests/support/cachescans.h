#pragma once

#include "app/cache/cachescan.h"

#include <QDateTime>

// Scans as a cache would give them, without one.
namespace CacheScans {

inline qint64 daysAgoNs(int days)
{
    return QDateTime::currentDateTimeUtc().addDays(-days).toMSecsSinceEpoch() * 1'000'000;
}

inline QByteArray commitOf(int number)
{
    return QByteArray::number(number, 16).rightJustified(40, 'c');
}

struct File
{
    QByteArray path;
    QByteArray blob; // equal names: the same content
    qint64 size = 0;
};

struct Revision
{
    QByteArray commit;
    QList<QByteArray> refs;
    QList<File> files; // sorted by path
};

// unfinished: contents that no revision leads to.
inline CacheRepoPtr repo(RepoKind kind, const QString &id, const QList<Revision> &revisions,
                         const QList<File> &unfinished = {}, int daysAgo = 1)
{
    auto made = std::make_shared<CacheRepo>();
    made->id = RepoId::parse(kind, id);
    made->folder = (cacheFolderPrefix(kind) + QStringLiteral("--")
                    + QString(id).replace(QLatin1Char('/'), QLatin1String("--")))
                       .toUtf8();
    QHash<QByteArray, qint32> known;
    const auto blobFor = [&](const File &file, CacheBlob::Kind blobKind) {
        const auto it = known.constFind(file.blob);
        if (it != known.cend())
            return *it;
        static quint64 inode = 0;
        made->blobs << CacheBlob{.kind = blobKind,
                                 .name = file.blob,
                                 .size = file.size,
                                 .allocated = file.size,
                                 .accessedNs = daysAgoNs(daysAgo),
                                 .modifiedNs = daysAgoNs(daysAgo + 1),
                                 .device = 1,
                                 .inode = ++inode};
        const auto place = qint32(made->blobs.size() - 1);
        known.insert(file.blob, place);
        return place;
    };
    for (const Revision &revision : revisions) {
        CacheRevision now{.commit = revision.commit, .refs = revision.refs};
        for (const File &file : revision.files) {
            const qint32 blob = blobFor(file, CacheBlob::Kind::Content);
            ++made->blobs[blob].uses;
            now.files << CacheEntry{.path = file.path, .blob = blob};
        }
        made->revisions << now;
    }
    for (const File &file : unfinished)
        blobFor(file, CacheBlob::Kind::Unfinished);
    return made;
}

// Two revisions that share one content, and an unfinished download.
inline CacheRepoPtr atlas()
{
    return repo(RepoKind::Model, QStringLiteral("meridian/atlas"),
                {{commitOf(1), {"main"}, {{"config.json", "c1", 10}, {"model.bin", "m", 5'000}}},
                 {commitOf(2), {}, {{"config.json", "c2", 20}, {"model.bin", "m", 5'000}}}},
                {{{}, "m2.incomplete", 700}});
}

inline CacheRepoPtr withFiles(int files, const QString &id = QStringLiteral("wide/repo"))
{
    Revision revision{.commit = commitOf(3), .refs = {"main"}, .files = {}};
    revision.files.reserve(files);
    for (int n = 0; n < files; ++n) {
        const QByteArray name = QByteArray::number(n).rightJustified(7, '0');
        revision.files << File{"data/part-" + name + ".bin", "b" + name,
                               qint64(n) * 7'919 % 100'003 + 1};
    }
    return repo(RepoKind::Dataset, id, {revision});
}

inline CacheScan scanOf(const QList<CacheRepoPtr> &repos)
{
    CacheScan scan{.root = QStringLiteral("/cache"), .repos = repos};
    std::ranges::sort(scan.repos, {}, [](const CacheRepoPtr &repo) { return repo->folder; });
    return scan;
}

inline CacheItem atlasItem(int commit = 0, const QByteArray &path = {})
{
    return {.repo = atlas()->folder,
            .commit = commit > 0 ? commitOf(commit) : QByteArray(),
            .path = path};
}

// With one file.
inline CacheRepoPtr small(const QString &id, qint64 size, int daysAgo = 1,
                          RepoKind kind = RepoKind::Model)
{
    return repo(kind, id, {{commitOf(9), {"main"}, {{"a", "a", size}}}}, {}, daysAgo);
}

} // namespace CacheScans
