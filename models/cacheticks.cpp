#include "models/cacheticks.h"

#include <algorithm>

namespace {

bool isRepo(const CacheItem &item)
{
    return item.commit.isEmpty() && item.blob.isEmpty();
}

bool isFile(const CacheItem &item)
{
    return !item.path.isEmpty();
}

bool isBelow(const CacheItem &item, const CacheItem &above)
{
    return item.repo == above.repo && item != above
        && (isRepo(above) || (item.commit == above.commit && !above.commit.isEmpty()));
}

} // namespace

QList<qint32> looseBlobs(const CacheRepo &repo)
{
    QList<qint32> loose;
    for (qint32 n = 0; n < repo.blobs.size(); ++n) {
        const CacheBlob &blob = repo.blobs.at(n);
        using Kind = CacheBlob::Kind;
        if (blob.uses == 0 && blob.kind != Kind::InSnapshot && blob.kind != Kind::Elsewhere
            && blob.kind != Kind::Other)
            loose << n;
    }
    return loose;
}

bool CacheTicks::exists(const CacheRepo &repo, const Known &known, const CacheItem &item)
{
    if (isRepo(item))
        return true;
    if (!item.blob.isEmpty())
        return known.loose.contains(item.blob);
    const auto revision = std::ranges::find(repo.revisions, item.commit, &CacheRevision::commit);
    return revision != repo.revisions.end()
        && (!isFile(item)
            || std::ranges::binary_search(revision->files, item.path, {}, &CacheEntry::path));
}

CacheItem CacheTicks::revisionOf(const CacheItem &file)
{
    return {.repo = file.repo, .commit = file.commit};
}

bool CacheTicks::has(const CacheItem &item) const
{
    return m_items.contains(item) || m_items.contains({.repo = item.repo})
        || (isFile(item) && m_items.contains(revisionOf(item)));
}

Qt::CheckState CacheTicks::of(const CacheItem &item) const
{
    if (has(item))
        return Qt::Checked;
    return m_parts.value(item).any > 0 ? Qt::PartiallyChecked : Qt::Unchecked;
}

void CacheTicks::know(const CacheRepo &repo)
{
    Known now;
    for (const CacheRevision &revision : repo.revisions)
        now.commits << revision.commit;
    for (const qint32 blob : looseBlobs(repo))
        now.loose << repo.blobs.at(blob).name;
    QList<CacheItem> kept;
    const CacheItem whole{.repo = repo.folder};
    if (m_items.contains(whole) || anyIn(repo.folder))
        for (const CacheItem &item : std::as_const(m_items))
            if (item.repo == repo.folder && exists(repo, now, item))
                kept << item;
    // What came since was not meant by a tick on all that there was.
    const QList<QByteArray> before = m_known.value(repo.folder).commits;
    const auto isOld = [&before](const QByteArray &commit) { return before.contains(commit); };
    if (kept.contains(whole) && !before.isEmpty() && !std::ranges::all_of(now.commits, isOld)) {
        kept.removeOne(whole);
        for (const QByteArray &commit : std::as_const(now.commits))
            if (isOld(commit))
                kept << CacheItem{.repo = repo.folder, .commit = commit};
        for (const QByteArray &blob : m_known.value(repo.folder).loose & now.loose)
            kept << CacheItem{.repo = repo.folder, .blob = blob};
    }
    forget(repo.folder);
    m_parts[whole].whole = now.commits.size() + now.loose.size();
    for (const CacheRevision &revision : repo.revisions)
        m_parts[{.repo = repo.folder, .commit = revision.commit}].whole = revision.files.size();
    m_known[repo.folder] = std::move(now);
    for (const CacheItem &item : std::as_const(kept))
        set(repo, item, true);
}

void CacheTicks::forget(const QByteArray &repo)
{
    const auto ofRepo = [&repo](const CacheItem &item) { return item.repo == repo; };
    if (anyIn(repo) || m_items.contains({.repo = repo}))
        m_items.removeIf(ofRepo);
    for (const QByteArray &commit : m_known.take(repo).commits)
        m_parts.remove({.repo = repo, .commit = commit});
    m_parts.remove({.repo = repo});
}

void CacheTicks::set(const CacheRepo &repo, const CacheItem &item, bool on)
{
    if (on == has(item) || (on && !exists(repo, m_known.value(repo.folder), item)))
        return;
    const CacheItem whole{.repo = item.repo};
    if (!on) {
        if (!isRepo(item))
            split(repo, whole);
        if (isFile(item))
            split(repo, revisionOf(item));
        return remove(item);
    }
    removeBelow(item);
    insert(item);
    if (isFile(item))
        join(revisionOf(item));
    join(whole);
}

void CacheTicks::clear()
{
    m_items.clear();
    for (Parts &parts : m_parts)
        parts.full = parts.any = 0;
}

void CacheTicks::insert(const CacheItem &item)
{
    m_items.insert(item);
    if (isRepo(item))
        return;
    Parts &repo = m_parts[{.repo = item.repo}];
    ++repo.any;
    Parts &above = isFile(item) ? m_parts[revisionOf(item)] : repo;
    ++above.full;
    if (isFile(item))
        ++above.any;
}

void CacheTicks::remove(const CacheItem &item)
{
    if (!m_items.remove(item) || isRepo(item))
        return;
    --m_parts[{.repo = item.repo}].any;
    Parts &above = m_parts[isFile(item) ? revisionOf(item) : CacheItem{.repo = item.repo}];
    --above.full;
    if (isFile(item))
        --above.any;
}

void CacheTicks::removeBelow(const CacheItem &item)
{
    if (m_parts.value(item).any == 0)
        return;
    QList<CacheItem> gone;
    for (const CacheItem &other : std::as_const(m_items))
        if (isBelow(other, item))
            gone << other;
    for (const CacheItem &other : std::as_const(gone))
        remove(other);
}

void CacheTicks::split(const CacheRepo &repo, const CacheItem &item)
{
    if (!m_items.contains(item))
        return;
    remove(item);
    if (!item.commit.isEmpty()) {
        const auto revision
            = std::ranges::find(repo.revisions, item.commit, &CacheRevision::commit);
        for (const CacheEntry &file : revision->files)
            insert({.repo = item.repo, .commit = item.commit, .path = file.path});
        return;
    }
    for (const CacheRevision &revision : repo.revisions)
        insert({.repo = item.repo, .commit = revision.commit});
    for (const qint32 blob : looseBlobs(repo))
        insert({.repo = item.repo, .blob = repo.blobs.at(blob).name});
}

void CacheTicks::join(const CacheItem &item)
{
    const Parts parts = m_parts.value(item);
    if (parts.whole == 0 || parts.full < parts.whole)
        return;
    removeBelow(item);
    insert(item);
}
