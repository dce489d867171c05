#include "ui/cache/repairs.h"

#include <QMap>

#include <algorithm>

std::optional<Repairs::Place> Repairs::placeOf(const CacheRepo &repo, qsizetype blob)
{
    if (!repo.id)
        return {};
    for (const CacheRevision &revision : repo.revisions) {
        const QString commit = QString::fromLatin1(revision.commit);
        const auto file = std::ranges::find(revision.files, blob, &CacheEntry::blob);
        if (isSha1Hex(commit) && file != revision.files.cend())
            return Place{commit, QString::fromUtf8(file->path)};
    }
    return {};
}

// What several repositories share was read once: each of them gets a content of its own.
Repairs Repairs::of(const CacheScan &scan, const QList<CacheVerifier::Finding> &findings)
{
    QSet<std::pair<quint64, quint64>> damaged; // device and number
    QSet<std::pair<QByteArray, QByteArray>> named;
    for (const auto &finding : findings)
        named.insert({finding.repo, finding.blob});
    for (const CacheRepoPtr &repo : scan.repos)
        for (const CacheBlob &blob : repo->blobs)
            if (named.contains({repo->folder, blob.name}))
                damaged.insert({blob.device, blob.inode});
    Repairs repairs;
    for (const CacheRepoPtr &repo : scan.repos) {
        QMap<QString, QStringList> paths; // by commit
        for (qsizetype i = 0; i < repo->blobs.size(); ++i) {
            const CacheBlob &blob = repo->blobs.at(i);
            if (!damaged.contains({blob.device, blob.inode}))
                continue;
            if (const auto place = placeOf(*repo, i))
                paths[place->commit] << place->path;
            else
                ++repairs.hopeless;
        }
        for (const auto &[commit, files] : paths.asKeyValueRange())
            repairs.requests << DownloadRequest{.repo = *repo->id,
                                                .revision = *Revision::parse(commit),
                                                .paths = files,
                                                .checks = true};
    }
    return repairs;
}
