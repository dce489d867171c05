#include "app/hub/updatediff.h"

#include <algorithm>

UpdateDiff UpdateDiff::of(const QHash<QString, QString> &cached,
                          const std::optional<QSet<QString>> &before, const QList<RepoFile> &now,
                          const QSet<QString> &blobs)
{
    UpdateDiff diff;
    diff.isWhole = before && !before->isEmpty()
        && std::ranges::all_of(*before,
                               [&cached](const QString &path) { return cached.contains(path); });
    QSet<QString> there;
    for (const RepoFile &file : now) {
        there.insert(file.path);
        const auto old = cached.constFind(file.path);
        const bool isCached = old != cached.cend();
        if (isCached && (old->isEmpty() || file.blob.isEmpty()))
            diff.unsure << file.path;
        else if (isCached && *old != file.blob)
            diff.changed << file.path;
        else if (!isCached && before && !before->contains(file.path))
            diff.added << file.path;
        if (!isCached && !diff.isWhole)
            continue;
        if (!diff.isWhole)
            diff.fetched << file.path;
        if (file.blob.isEmpty() || !blobs.contains(file.blob))
            diff.bytes += std::max<qint64>(file.size, 0);
    }
    for (const auto &[path, blob] : cached.asKeyValueRange())
        if (!there.contains(path))
            diff.removed << path;
    diff.removed.sort();
    return diff;
}
