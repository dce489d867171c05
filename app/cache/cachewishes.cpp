#include "app/cache/cachewishes.h"

#include "app/hub/weightfiles.h"

#include <QMap>
#include <QRegularExpression>

#include <algorithm>
#include <tuple>

using namespace Qt::StringLiterals;

namespace CacheWishes {

namespace {

using Kind = CacheBlob::Kind;

constexpr qint64 kNsOfMs = 1'000'000;
constexpr qint64 kDayNs = qint64(24) * 60 * 60 * 1'000 * kNsOfMs;

qint64 newest(const CacheRepo &repo, qint64 CacheBlob::*time, qint64 otherwise)
{
    qint64 last = 0;
    for (const CacheBlob &blob : repo.blobs)
        if (blob.kind == Kind::Content || blob.kind == Kind::Shared
            || blob.kind == Kind::InSnapshot)
            last = std::max(last, blob.*time);
    return last > 0 ? last : otherwise;
}

Items itemsLeadingTo(const CacheRepo &repo, qsizetype blob)
{
    Items items;
    for (const CacheRevision &revision : repo.revisions)
        for (const CacheEntry &e : revision.files)
            if (e.blob == blob)
                items << CacheItem{repo.folder, revision.commit, e.path, {}};
    if (items.isEmpty())
        items << CacheItem{repo.folder, {}, {}, repo.blobs.at(blob).name};
    return items;
}

// A model's name without what tells its quantisations apart: part number, folder and ending.
QString modelOf(QString path, const QString &quantisation)
{
    static const QRegularExpression part(u"[-.]\\d{5}-of-\\d{5}"_s);
    return path.remove(part).remove(quantisation, Qt::CaseInsensitive);
}

Items supersededIn(const CacheRepo &repo, const CacheRevision &revision, const QString &wanted)
{
    struct Choice
    {
        qint64 size = 0;
        Items items;
    };
    QMap<QString, QMap<QString, Choice>> models; // by quantisation
    for (const CacheEntry &e : revision.files) {
        const QString path = QString::fromUtf8(e.path);
        const QString quantisation = WeightFiles::quantisationOf(path);
        if (quantisation.isEmpty() || e.blob < 0)
            continue;
        Choice &choice = models[modelOf(path, quantisation)][quantisation.toUpper()];
        choice.size += repo.blobs.at(e.blob).size;
        choice.items << CacheItem{repo.folder, revision.commit, e.path, {}};
    }
    Items items;
    for (const auto &choices : std::as_const(models)) {
        const auto largest = std::ranges::max_element(choices, {}, &Choice::size);
        const auto named = choices.constFind(wanted.toUpper());
        const auto stays = named == choices.cend() ? largest : named;
        for (auto it = choices.cbegin(); it != choices.cend(); ++it)
            if (it != stays)
                items += it->items;
    }
    return items;
}

} // namespace

qint64 lastUsedNs(const CacheRepo &repo)
{
    return newest(repo, &CacheBlob::accessedNs, repo.accessedNs);
}

qint64 lastChangedNs(const CacheRepo &repo)
{
    return newest(repo, &CacheBlob::modifiedNs, repo.modifiedNs);
}

Items notUsedFor(const CacheScan &scan, int days, qint64 nowMs)
{
    Items items;
    for (const CacheRepoPtr &repo : scan.repos)
        if (repo->id && lastUsedNs(*repo) < nowMs * kNsOfMs - days * kDayNs)
            items << CacheItem{repo->folder, {}, {}, {}};
    return items;
}

Items detached(const CacheScan &scan)
{
    Items items;
    for (const CacheRepoPtr &repo : scan.repos)
        for (const CacheRevision &revision : repo->revisions)
            if (repo->id && revision.refs.isEmpty() && repo->isReadWhole())
                items << CacheItem{repo->folder, revision.commit, {}, {}};
    return items;
}

Items largest(const CacheScan &scan, qsizetype count)
{
    QList<std::pair<qint64, QByteArray>> repos;
    for (const CacheRepoPtr &repo : scan.repos) {
        qint64 bytes = 0;
        for (const CacheBlob &blob : repo->blobs)
            if (blob.kind != Kind::Elsewhere && blob.kind != Kind::Lost)
                bytes += blob.allocated;
        if (repo->id)
            repos << std::pair(bytes, repo->folder);
    }
    std::ranges::sort(repos, std::ranges::greater());
    Items items;
    for (const auto &[bytes, folder] : repos.first(std::min(count, repos.size())))
        items << CacheItem{folder, {}, {}, {}};
    return items;
}

Items unfinished(const CacheScan &scan, qint64 nowMs)
{
    Items items;
    for (const CacheRepoPtr &repo : scan.repos)
        for (const CacheBlob &blob : repo->blobs)
            if (repo->id && blob.kind == Kind::Unfinished
                && blob.modifiedNs < nowMs * kNsOfMs - kDayNs)
                items << CacheItem{repo->folder, {}, {}, blob.name};
    return items;
}

Items duplicates(const CacheScan &scan)
{
    struct Copy
    {
        const CacheRepo *repo = nullptr;
        qsizetype blob = 0;
    };
    QHash<std::pair<QByteArray, qint64>, QList<Copy>> copies; // by name and size of the content
    for (const CacheRepoPtr &repo : scan.repos)
        for (qsizetype b = 0; b < repo->blobs.size(); ++b)
            if (repo->id && repo->blobs.at(b).kind == Kind::Content && repo->blobs.at(b).size > 0)
                copies[{repo->blobs.at(b).name, repo->blobs.at(b).size}] << Copy{repo.get(), b};
    Items items;
    for (const QList<Copy> &all : std::as_const(copies)) {
        const auto blobOf
            = [](const Copy &c) -> const CacheBlob & { return c.repo->blobs.at(c.blob); };
        const CacheBlob &last = blobOf(*std::ranges::max_element(
            all, {}, [&](const Copy &c) { return blobOf(c).accessedNs; }));
        for (const Copy &copy : all)
            if (const CacheBlob &blob = blobOf(copy); all.size() > 1
                && std::tie(blob.device, blob.inode) != std::tie(last.device, last.inode))
                items += itemsLeadingTo(*copy.repo, copy.blob);
    }
    return items;
}

Items broken(const CacheScan &scan)
{
    Items items;
    for (const CacheRepoPtr &repo : scan.repos) {
        if (!repo->id)
            continue;
        for (const CacheRevision &revision : repo->revisions)
            for (const CacheEntry &e : revision.files)
                if (e.blob < 0 || repo->blobs.at(e.blob).kind == Kind::Lost)
                    items << CacheItem{repo->folder, revision.commit, e.path, {}};
        for (const CacheBlob &blob : repo->blobs)
            if (blob.kind == Kind::Lost && blob.uses == 0)
                items << CacheItem{repo->folder, {}, {}, blob.name};
    }
    return items;
}

Items supersededQuantisations(const CacheScan &scan, const QString &wanted)
{
    Items items;
    for (const CacheRepoPtr &repo : scan.repos)
        for (const CacheRevision &revision : repo->revisions)
            if (repo->id)
                items += supersededIn(*repo, revision, wanted);
    return items;
}

} // namespace CacheWishes
