#include "app/cache/deleteplan.h"

#include <algorithm>

// Goes through the ticked repositories once, then through the contents that several of them have.
class DeletePlanner final
{
public:
    DeletePlanner(const CacheScan &scan, const QSet<CacheItem> &ticked,
                  const QSet<QByteArray> &pins)
        : m_uses(scan)
        , m_ticked(ticked)
        , m_pins(pins)
    { }

    DeletePlan plan();

private:
    using Reason = DeletePlan::Kept::Reason;
    using Step = DeletePlan::Step;
    using Inode = CacheUses::Inode;
    struct Gone // names of one inode that go
    {
        quint32 count = 0;
        qsizetype step = -1; // the last of them
        CacheItem item;
        const CacheBlob *blob = nullptr;
        bool isShared = false;
    };
    struct Marks // of one repository
    {
        QList<bool> revisions;
        QList<bool> blobs;
        QList<quint32> left; // entries that stay, of each blob
        QList<qint32> user; // a revision that still needs it; -1 none
        bool whole = false;
    };

    void repo(qsizetype index);
    bool isRefused(const CacheRepo &repo, const QList<CacheItem> &items);
    bool isPinned(const CacheRepo &repo, const CacheRevision &revision) const
    {
        return m_pins.contains(repo.folder + '/' + revision.commit);
    }
    bool isFileTicked(const CacheRepo &repo, const CacheRevision &revision, const CacheEntry &e)
    {
        return m_ticked.contains({repo.folder, revision.commit, e.path, {}});
    }
    void markRevisions(const CacheRepo &repo, Marks &marks);
    void markBlobs(const CacheRepo &repo, Marks &marks);
    void sayKept(const CacheRepo &repo, const Marks &marks);
    void keep(const CacheItem &item, const CacheBlob &blob, Reason reason, const QByteArray &by);
    void wholeRepo(const CacheRepo &repo, const Marks &marks);
    void parts(const CacheRepo &repo, const Marks &marks);
    void entries(const CacheRepo &repo, const CacheRevision &revision);
    void revision(const CacheRepo &repo, const CacheRevision &revision);
    void content(const CacheRepo &repo, const CacheBlob &blob, qsizetype step);
    void countInodes();
    void countShared(const Inode &inode, const Gone &gone);
    QByteArray sharerOf(const Inode &inode) const;
    qsizetype add(Step step)
    {
        m_plan.steps << std::move(step);
        return m_plan.steps.size() - 1;
    }

    CacheUses m_uses;
    const QSet<CacheItem> &m_ticked;
    const QSet<QByteArray> &m_pins;
    QHash<QByteArray, QList<CacheItem>> m_items; // by repository
    QHash<Inode, Gone> m_gone;
    QSet<QByteArray> m_goneLinks; // "folder/blob" of links into the store
    DeletePlan m_plan;
};

DeletePlan DeletePlanner::plan()
{
    for (const CacheItem &item : m_ticked)
        m_items[item.repo] << item;
    for (qsizetype i = 0; i < m_uses.m_repos.size(); ++i)
        if (m_items.contains(m_uses.m_repos.at(i)->folder))
            repo(i);
    countInodes();
    // A revision's refs stand right before its snapshot: they go together or not at all.
    std::ranges::stable_sort(m_plan.steps, {}, [](const Step &step) {
        return step.kind == Step::Kind::Ref ? Step::Kind::Snapshot : step.kind;
    });
    return std::move(m_plan);
}

bool DeletePlanner::isRefused(const CacheRepo &repo, const QList<CacheItem> &items)
{
    DeletePlan::Kept kept{.item = items.constFirst()};
    if (!repo.id) {
        kept.reason = Reason::NotARepo;
    } else if (m_pins.contains(repo.folder)) {
        kept.reason = Reason::Pinned;
        kept.by = repo.folder;
    } else {
        const auto link = std::ranges::find_if(repo.problems, [&repo](const CacheProblem &p) {
            return p.kind == CacheProblem::Kind::FolderIsLink && p.path != repo.folder;
        });
        if (link == repo.problems.end())
            return false;
        kept.reason = Reason::FolderIsLink;
        kept.by = link->path;
    }
    for (const CacheItem &item : items) {
        kept.item = item;
        kept.bytes = repo.id ? m_uses.freesAlone(item) : 0;
        m_plan.stays += kept.bytes;
        m_plan.kept << kept;
    }
    return true;
}

void DeletePlanner::repo(qsizetype index)
{
    const CacheRepo &repo = *m_uses.m_repos.at(index);
    if (isRefused(repo, m_items.value(repo.folder)))
        return;
    Marks marks{.revisions = QList<bool>(repo.revisions.size(), false),
                .blobs = QList<bool>(repo.blobs.size(), false),
                .left = m_uses.m_uses.at(index).entries,
                .user = QList<qint32>(repo.blobs.size(), -1)};
    markRevisions(repo, marks);
    markBlobs(repo, marks);
    sayKept(repo, marks);
    const auto before = m_plan.steps.size();
    if (marks.whole)
        wholeRepo(repo, marks);
    else
        parts(repo, marks);
    if (m_plan.steps.size() > before)
        m_plan.seen << m_uses.m_repos.at(index);
}

// A revision of which each file is ticked goes as one.
void DeletePlanner::markRevisions(const CacheRepo &repo, Marks &marks)
{
    const bool all = m_ticked.contains({repo.folder, {}, {}, {}});
    for (qsizetype v = 0; v < repo.revisions.size(); ++v) {
        const CacheRevision &revision = repo.revisions.at(v);
        const bool pinned = isPinned(repo, revision);
        marks.revisions[v] = !pinned
            && (all || m_ticked.contains({repo.folder, revision.commit, {}, {}})
                || (!revision.files.isEmpty()
                    && std::ranges::all_of(revision.files, [&](const CacheEntry &e) {
                           return isFileTicked(repo, revision, e);
                       })));
        for (const CacheEntry &e : revision.files) {
            if (e.blob < 0)
                continue;
            if (marks.revisions.at(v) || (!pinned && isFileTicked(repo, revision, e)))
                --marks.left[e.blob];
            else
                marks.user[e.blob] = qint32(v);
        }
    }
}

void DeletePlanner::markBlobs(const CacheRepo &repo, Marks &marks)
{
    const QList<quint32> &entries = m_uses.m_uses.at(m_uses.m_index.value(repo.folder)).entries;
    const bool all = m_ticked.contains({repo.folder, {}, {}, {}});
    QList<QByteArray> parts; // what is noted beside one goes with it
    for (qsizetype b = 0; b < repo.blobs.size(); ++b) {
        const CacheBlob &blob = repo.blobs.at(b);
        if (blob.kind == CacheBlob::Kind::Elsewhere || marks.left.at(b) > 0)
            continue;
        marks.blobs[b]
            = all || entries.at(b) > 0 || m_ticked.contains({repo.folder, {}, {}, blob.name});
        if (marks.blobs.at(b) && blob.name.endsWith(".incomplete"))
            parts << blob.name + '.';
    }
    for (qsizetype b = 0; b < repo.blobs.size() && !parts.isEmpty(); ++b)
        if (marks.left.at(b) == 0 && std::ranges::any_of(parts, [&](const QByteArray &p) {
                return repo.blobs.at(b).name.startsWith(p);
            }))
            marks.blobs[b] = true;
    bool rest = marks.revisions.contains(false);
    for (qsizetype b = 0; b < repo.blobs.size(); ++b)
        rest = rest || (!marks.blobs.at(b) && repo.blobs.at(b).kind != CacheBlob::Kind::Elsewhere);
    // Only who ticked all of it also meant what no client of the Hub made.
    marks.whole
        = !rest && !repo.isLink && (all || (!repo.revisions.isEmpty() && repo.problems.isEmpty()));
}

void DeletePlanner::keep(const CacheItem &item, const CacheBlob &blob, Reason reason,
                         const QByteArray &by)
{
    m_plan.kept << DeletePlan::Kept{item, blob.name, blob.allocated, reason, by};
    m_plan.stays += blob.allocated;
}

void DeletePlanner::sayKept(const CacheRepo &repo, const Marks &marks)
{
    QSet<qint32> said;
    const auto userOf = [&](qsizetype blob) {
        const qint32 v = marks.user.at(blob);
        return v < 0 ? QByteArray() : repo.revisions.at(v).commit;
    };
    for (qsizetype v = 0; v < repo.revisions.size(); ++v) {
        const CacheRevision &revision = repo.revisions.at(v);
        if (isPinned(repo, revision)) {
            const CacheItem item{repo.folder, revision.commit, {}, {}};
            if (m_ticked.contains(item) || m_ticked.contains({repo.folder, {}, {}, {}}))
                m_plan.kept << DeletePlan::Kept{
                    item, {}, 0, Reason::Pinned, repo.folder + '/' + revision.commit};
            continue;
        }
        for (const CacheEntry &e : revision.files) {
            const bool goes = marks.revisions.at(v) || isFileTicked(repo, revision, e);
            if (!goes || e.blob < 0 || marks.blobs.at(e.blob) || said.contains(e.blob))
                continue;
            said << e.blob;
            const CacheBlob &blob = repo.blobs.at(e.blob);
            const CacheItem item{
                repo.folder, revision.commit, marks.revisions.at(v) ? QByteArray() : e.path, {}};
            if (blob.kind == CacheBlob::Kind::Elsewhere)
                keep(item, blob, Reason::Outside, blob.name);
            else
                keep(item, blob, Reason::UsedByRevision, userOf(e.blob));
        }
    }
    for (qsizetype b = 0; b < repo.blobs.size(); ++b)
        if (const CacheItem item{repo.folder, {}, {}, repo.blobs.at(b).name};
            !marks.blobs.at(b) && !said.contains(qint32(b)) && m_ticked.contains(item))
            keep(item, repo.blobs.at(b), Reason::UsedByRevision, userOf(b));
}

void DeletePlanner::content(const CacheRepo &repo, const CacheBlob &blob, qsizetype step)
{
    ++m_plan.contents;
    const Inode inode = CacheUses::inodeOf(blob);
    const bool isShared = blob.kind == CacheBlob::Kind::Shared;
    if (isShared)
        m_goneLinks << repo.folder + '/' + blob.name;
    if (blob.inode != 0 && (isShared || blob.names > 1)) {
        Gone &gone = m_gone[inode];
        gone = {.count = gone.count + (isShared ? 0 : 1),
                .step = step,
                .item = {repo.folder, {}, {}, blob.name},
                .blob = &blob,
                .isShared = gone.isShared || isShared};
    } else if (blob.kind != CacheBlob::Kind::Lost && !isShared) {
        m_plan.frees += blob.allocated;
        m_plan.steps[step].bytes += blob.allocated;
    }
}

void DeletePlanner::wholeRepo(const CacheRepo &repo, const Marks &marks)
{
    ++m_plan.repos;
    const auto step = add({.kind = Step::Kind::Repo, .repo = repo.folder, .bytes = repo.notes});
    m_plan.frees += repo.notes;
    for (qsizetype b = 0; b < repo.blobs.size(); ++b)
        if (marks.blobs.at(b))
            content(repo, repo.blobs.at(b), step);
    for (const CacheRevision &revision : repo.revisions) {
        ++m_plan.revisions;
        m_plan.files += revision.files.size();
        for (const QByteArray &ref : revision.refs)
            m_plan.refs << DeletePlan::VanishingRef{repo.folder, ref, revision.commit};
    }
}

void DeletePlanner::revision(const CacheRepo &repo, const CacheRevision &revision)
{
    ++m_plan.revisions;
    m_plan.files += revision.files.size();
    for (const QByteArray &ref : revision.refs) {
        m_plan.refs << DeletePlan::VanishingRef{repo.folder, ref, revision.commit};
        add({.kind = Step::Kind::Ref,
             .repo = repo.folder,
             .path = "refs/" + ref,
             .expected = revision.commit});
    }
    const auto step = add({.kind = Step::Kind::Snapshot,
                           .repo = repo.folder,
                           .path = "snapshots/" + revision.commit,
                           .expected = revision.commit,
                           .bytes = revision.notes});
    m_plan.frees += revision.notes;
    for (const CacheEntry &e : revision.files)
        if (e.blob >= 0 && repo.blobs.at(e.blob).kind == CacheBlob::Kind::InSnapshot)
            content(repo, repo.blobs.at(e.blob), step);
    for (const QByteArray &note :
         {".no_exist/" + revision.commit, "trees/" + revision.commit + ".json"})
        add({.kind = Step::Kind::Note, .repo = repo.folder, .path = note});
}

void DeletePlanner::entries(const CacheRepo &repo, const CacheRevision &revision)
{
    for (const CacheEntry &e : revision.files) {
        if (!isFileTicked(repo, revision, e) || isPinned(repo, revision))
            continue;
        ++m_plan.files;
        const CacheBlob *blob = e.blob >= 0 ? &repo.blobs.at(e.blob) : nullptr;
        const auto step = add({.kind = Step::Kind::Entry,
                               .repo = repo.folder,
                               .path = "snapshots/" + revision.commit + '/' + e.path,
                               .expected = blob ? blob->name : QByteArray(),
                               .bytes = e.link,
                               .device = blob ? blob->device : 0,
                               .inode = blob ? blob->inode : 0});
        m_plan.frees += e.link;
        if (blob && blob->kind == CacheBlob::Kind::InSnapshot)
            content(repo, *blob, step);
    }
}

void DeletePlanner::parts(const CacheRepo &repo, const Marks &marks)
{
    for (qsizetype v = 0; v < repo.revisions.size(); ++v)
        if (marks.revisions.at(v))
            revision(repo, repo.revisions.at(v));
        else
            entries(repo, repo.revisions.at(v));
    for (qsizetype b = 0; b < repo.blobs.size(); ++b) {
        const CacheBlob &blob = repo.blobs.at(b);
        if (!marks.blobs.at(b) || blob.kind == CacheBlob::Kind::InSnapshot)
            continue;
        m_plan.frees += blob.link;
        content(repo, blob,
                add({.kind = Step::Kind::Blob,
                     .repo = repo.folder,
                     .path = "blobs/" + blob.name,
                     .bytes = blob.link,
                     .device = blob.device,
                     .inode = blob.inode}));
    }
}

QByteArray DeletePlanner::sharerOf(const Inode &inode) const
{
    for (const auto &[r, b] : m_uses.m_store.value(inode).links)
        if (const CacheRepo &repo = *m_uses.m_repos.at(r);
            !m_goneLinks.contains(repo.folder + '/' + repo.blobs.at(b).name))
            return repo.folder;
    return {};
}

void DeletePlanner::countShared(const Inode &inode, const Gone &gone)
{
    const CacheUses::Store store = m_uses.m_store.value(inode);
    if (store.index < 0 || !m_uses.m_hasStore)
        return keep(gone.item, *gone.blob, Reason::StoreReadOnly, {});
    const SharedBlob &shared = m_uses.m_shared.at(store.index);
    if (const QByteArray by = sharerOf(inode); !by.isEmpty()) {
        if (shared.hasNote)
            add({.kind = Step::Kind::Shared, // held, so that the links to it can come back
                 .path = shared.hash,
                 .expected = by,
                 .device = shared.device,
                 .inode = shared.inode});
        return keep(gone.item, *gone.blob, Reason::UsedByRepo, by);
    }
    if (!shared.hasNote)
        return keep(gone.item, *gone.blob, Reason::NoNote, {});
    const bool isFree = gone.count + 1 >= shared.names;
    const qint64 bytes = shared.note + (isFree ? shared.allocated : 0);
    m_plan.frees += bytes;
    add({.kind = Step::Kind::Shared,
         .path = shared.hash,
         .bytes = bytes,
         .device = shared.device,
         .inode = shared.inode});
    if (!isFree)
        keep(gone.item, *gone.blob, Reason::LinkedElsewhere, {});
}

void DeletePlanner::countInodes()
{
    for (const auto &[inode, gone] : m_gone.asKeyValueRange()) {
        if (gone.isShared) {
            countShared(inode, gone);
        } else if (gone.count >= gone.blob->names) {
            m_plan.frees += gone.blob->allocated;
            m_plan.steps[gone.step].bytes += gone.blob->allocated;
        } else {
            keep(gone.item, *gone.blob, Reason::LinkedElsewhere, {});
        }
    }
}

DeletePlan DeletePlan::of(const CacheScan &scan, const QSet<CacheItem> &ticked,
                          const QSet<QByteArray> &pins)
{
    DeletePlan plan = DeletePlanner(scan, ticked, pins).plan();
    plan.root = scan.root;
    return plan;
}
