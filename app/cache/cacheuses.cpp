#include "app/cache/deleteplan.h"

#include <algorithm>

namespace {

constexpr qint32 kNoRevision = -1;
constexpr qint32 kSeveral = -2;

bool isWorthNothing(const CacheBlob &blob)
{
    return blob.kind == CacheBlob::Kind::Elsewhere || blob.kind == CacheBlob::Kind::Lost;
}

} // namespace

CacheUses::CacheUses(const CacheScan &scan)
    : m_repos(scan.repos)
    , m_shared(scan.shared)
    , m_hasStore(scan.hasStore)
{
    for (qsizetype i = 0; i < m_shared.size(); ++i)
        if (m_shared.at(i).inode != 0)
            m_store[{m_shared.at(i).device, m_shared.at(i).inode}].index = qint32(i);
    m_uses.reserve(m_repos.size());
    for (const CacheRepoPtr &repo : std::as_const(m_repos)) {
        m_index.insert(repo->folder, m_uses.size());
        Repo uses{.revision = QList<qint32>(repo->blobs.size(), kNoRevision),
                  .entries = QList<quint32>(repo->blobs.size(), 0)};
        for (qsizetype v = 0; v < repo->revisions.size(); ++v)
            for (const CacheEntry &entry : repo->revisions.at(v).files) {
                if (entry.blob < 0)
                    continue;
                ++uses.entries[entry.blob];
                qint32 &revision = uses.revision[entry.blob];
                revision = revision == kNoRevision || revision == v ? qint32(v) : kSeveral;
            }
        for (qsizetype b = 0; b < repo->blobs.size(); ++b) {
            const CacheBlob &blob = repo->blobs.at(b);
            if (blob.kind == CacheBlob::Kind::Shared && blob.inode != 0)
                m_store[inodeOf(blob)].links << std::pair(qint32(m_uses.size()), qint32(b));
            if (uses.entries.at(b) == 0)
                uses.loose.insert(blob.name, qint32(b));
        }
        uses.isOne = repo->revisions.size() == 1 && repo->problems.isEmpty() && !repo->isLink
            && !uses.entries.contains(0U);
        m_uses << std::move(uses);
    }
}

qint64 CacheUses::freesShared(const CacheBlob &blob, qsizetype links) const
{
    const Store store = m_store.value(inodeOf(blob));
    if (store.index < 0 || store.links.size() != links || !m_hasStore
        || !m_shared.at(store.index).hasNote)
        return 0;
    const SharedBlob &shared = m_shared.at(store.index);
    return shared.note + (shared.names <= 1 ? shared.allocated : 0);
}

template<typename IsGone>
qint64 CacheUses::freed(qsizetype r, IsGone isGone) const
{
    const CacheRepo &repo = *m_repos.at(r);
    qint64 bytes = 0;
    QHash<Inode, quint32> gone; // of contents with several names
    QHash<Inode, const CacheBlob *> shared;
    for (qsizetype b = 0; b < repo.blobs.size(); ++b) {
        const CacheBlob &blob = repo.blobs.at(b);
        if (isWorthNothing(blob) || !isGone(b))
            continue;
        if (blob.kind == CacheBlob::Kind::Shared) {
            shared[inodeOf(blob)] = &blob;
            ++gone[inodeOf(blob)];
        } else if (blob.inode == 0 || blob.names <= 1) {
            bytes += blob.allocated;
        } else if (++gone[inodeOf(blob)] == blob.names) {
            bytes += blob.allocated;
        }
    }
    for (const auto &[inode, blob] : shared.asKeyValueRange())
        bytes += freesShared(*blob, gone.value(inode));
    return bytes;
}

qint64 CacheUses::frees(qsizetype r, qsizetype v, qsizetype f) const
{
    const CacheRepo &repo = *m_repos.at(r);
    if (!repo.id)
        return 0;
    const Repo &uses = m_uses.at(r);
    if (v < 0 || (uses.isOne && (f < 0 || repo.revisions.at(v).files.size() == 1))) {
        qint64 notes = repo.isLink ? 0 : repo.notes;
        if (repo.isLink) { // it stays, as a repository without contents
            for (const CacheRevision &revision : repo.revisions)
                notes += revision.notes;
            for (const CacheBlob &blob : repo.blobs)
                notes += blob.link;
        }
        return notes + freed(r, [](qsizetype) { return true; });
    }
    const CacheRevision &revision = repo.revisions.at(v);
    if (f >= 0 && revision.files.size() > 1) {
        const auto &[path, blob, link] = revision.files.at(f);
        return link + (blob >= 0 && uses.entries.at(blob) == 1 ? freesBlob(r, blob) : 0);
    }
    qint64 bytes = revision.notes;
    qint64 contents = 0;
    QSet<qint32> seen; // a blob with several entries counts once
    bool hasNames = false;
    for (const CacheEntry &entry : revision.files) {
        if (entry.blob < 0 || uses.revision.at(entry.blob) != v)
            continue;
        const CacheBlob &blob = repo.blobs.at(entry.blob);
        hasNames = hasNames || blob.names > 1 || blob.kind == CacheBlob::Kind::Shared;
        if (uses.entries.at(entry.blob) > 1 && seen.contains(entry.blob))
            continue;
        if (uses.entries.at(entry.blob) > 1)
            seen << entry.blob;
        bytes += blob.link;
        contents += isWorthNothing(blob) ? 0 : blob.allocated;
    }
    if (!hasNames)
        return bytes + contents;
    return bytes + freed(r, [&uses, v](qsizetype b) { return uses.revision.at(b) == v; });
}

qint64 CacheUses::freesBlob(qsizetype r, qsizetype b) const
{
    const CacheBlob &blob = m_repos.at(r)->blobs.at(b);
    if (isWorthNothing(blob) || !m_repos.at(r)->id)
        return m_repos.at(r)->id ? blob.link : 0;
    if (blob.kind == CacheBlob::Kind::Shared)
        return blob.link + freesShared(blob, 1);
    return blob.link + (blob.names <= 1 ? blob.allocated : 0);
}

qint64 CacheUses::freesAlone(const CacheItem &item) const
{
    const qsizetype r = m_index.value(item.repo, -1);
    if (r < 0)
        return 0;
    const CacheRepo &repo = *m_repos.at(r);
    if (!item.blob.isEmpty()) {
        const qint32 blob = m_uses.at(r).loose.value(item.blob, -1);
        return blob < 0 ? 0 : freesBlob(r, blob);
    }
    if (item.commit.isEmpty())
        return frees(r);
    const auto revision = std::ranges::find(repo.revisions, item.commit, &CacheRevision::commit);
    if (revision == repo.revisions.end())
        return 0;
    const qsizetype v = revision - repo.revisions.begin();
    if (item.path.isEmpty())
        return frees(r, v);
    const auto file = std::ranges::lower_bound(revision->files, item.path, {}, &CacheEntry::path);
    return file != revision->files.end() && file->path == item.path
        ? frees(r, v, file - revision->files.begin())
        : 0;
}
