// How the cache's tree follows what is there.
#include "models/cachetreenode.h"

#include <algorithm>
#include <numeric>

using namespace cachetree;

namespace {

// Of a revision's files, or of what no revision leads to: how each is called.
QList<QByteArray> namesIn(const CacheRepo &repo, qint32 revision)
{
    QList<QByteArray> names;
    if (revision >= 0)
        for (const CacheEntry &file : repo.revisions.at(revision).files)
            names << file.path;
    else
        for (const qint32 blob : looseBlobs(repo))
            names << repo.blobs.at(blob).name;
    return names;
}

QList<qint32> placesIn(const CacheRepo &repo, qint32 revision)
{
    if (revision < 0)
        return looseBlobs(repo);
    QList<qint32> places(repo.revisions.at(revision).files.size());
    std::iota(places.begin(), places.end(), 0);
    return places;
}

} // namespace

void CacheTreeModel::add(const QList<CacheRepoPtr> &repos)
{
    m_now = QDateTime::currentDateTimeUtc();
    const auto ticksBefore = m_ticks.items().size();
    for (const CacheRepoPtr &repo : repos) {
        const int slot = m_slots.value(repo->folder, -1);
        if (slot >= 0 && m_nodes[size_t(slot)]->repo == repo)
            continue;
        m_ticks.know(*repo);
        if (slot < 0)
            addNode(repo);
        else if (*m_nodes[size_t(slot)]->repo != *repo)
            replace(slot, repo);
        else
            m_nodes[size_t(slot)]->repo = repo;
    }
    if (ticksBefore != m_ticks.items().size())
        emit ticksChanged();
}

void CacheTreeModel::keepOnly(const QSet<QByteArray> &folders)
{
    const auto ticksBefore = m_ticks.items().size();
    for (int slot = 0; slot < int(m_nodes.size()); ++slot)
        if (m_nodes[size_t(slot)] && !folders.contains(m_nodes[size_t(slot)]->repo->folder))
            removeNode(slot);
    if (ticksBefore != m_ticks.items().size())
        emit ticksChanged();
}

void CacheTreeModel::addNode(const CacheRepoPtr &repo)
{
    const int slot = int(m_nodes.size());
    m_nodes.push_back(std::make_unique<Node>());
    m_slots.insert(repo->folder, slot);
    Node &node = *m_nodes.back();
    node.repo = repo;
    const Shown shown = shownOf(*repo);
    readNode(node, shown);
    if (shown.repo)
        show(slot);
}

void CacheTreeModel::removeNode(int slot)
{
    hide(slot);
    const QByteArray folder = m_nodes[size_t(slot)]->repo->folder;
    m_ticks.forget(folder);
    m_slots.remove(folder);
    m_nodes[size_t(slot)].reset();
}

void CacheTreeModel::replace(int slot, const CacheRepoPtr &repo)
{
    Node &node = *m_nodes[size_t(slot)];
    const Shown shown = shownOf(*repo);
    if (!node.isShown || !shown.repo) {
        hide(slot);
        node.repo = repo;
        readNode(node, shown);
        if (shown.repo)
            show(slot);
        return;
    }
    changeBranches(slot, repo, shown);
    readSums(node);
    resort([&] {
        sortBranches(node);
        for (Branch &branch : node.branches)
            branch.sorted = false;
    });
    place(slot);
    changedNode(slot, NameColumn, RefsColumn);
}

void CacheTreeModel::readNode(Node &node, const Shown &shown) const
{
    const CacheRepo &repo = *node.repo;
    node.name = repo.id ? repo.id->id() : QString::fromUtf8(repo.folder);
    node.branches.clear();
    node.shown.clear();
    for (qint32 revision = 0; revision <= repo.revisions.size(); ++revision) {
        Branch branch{.revision = revision < repo.revisions.size() ? revision : Branch::kLoose};
        if (branch.isLoose() && looseBlobs(repo).isEmpty())
            continue;
        readBranch(repo, branch);
        listFiles(repo, branch, shown);
        const bool fits = !shown.revision || shown.revision(branch.revision);
        if (fits && (!shown.file || !branch.files.empty()))
            node.shown.push_back(qint32(node.branches.size()));
        node.branches.push_back(std::move(branch));
    }
    readSums(node);
    sortBranches(node);
}

void CacheTreeModel::readSums(Node &node) const
{
    node.size = node.used = node.changed = 0;
    for (const CacheBlob &blob : node.repo->blobs) {
        if (blob.kind == CacheBlob::Kind::Other)
            continue;
        node.size += blob.size;
        node.used = std::max(node.used, blob.accessedNs);
        node.changed = std::max(node.changed, blob.modifiedNs);
    }
    if (node.repo->blobs.isEmpty()) {
        node.used = node.repo->accessedNs;
        node.changed = node.repo->modifiedNs;
    }
    node.frees = freesOf({.repo = node.repo->folder});
}

void CacheTreeModel::readBranch(const CacheRepo &repo, Branch &branch) const
{
    branch.size = branch.used = branch.changed = 0;
    std::vector<bool> seen(size_t(repo.blobs.size()));
    const auto take = [&](qint32 blob) {
        if (blob < 0 || seen[size_t(blob)])
            return;
        seen[size_t(blob)] = true;
        const CacheBlob &content = repo.blobs.at(blob);
        branch.size += content.size;
        branch.used = std::max(branch.used, content.accessedNs);
        branch.changed = std::max(branch.changed, content.modifiedNs);
    };
    if (branch.isLoose()) {
        for (const qint32 blob : looseBlobs(repo))
            take(blob);
        return;
    }
    const CacheRevision &revision = repo.revisions.at(branch.revision);
    for (const CacheEntry &file : revision.files)
        take(file.blob);
    branch.changed = std::max(branch.changed, revision.modifiedNs);
}

void CacheTreeModel::listFiles(const CacheRepo &repo, Branch &branch, const Shown &shown) const
{
    branch.files.clear();
    branch.sorted = false;
    branch.listed = branch.isLoose() || shown.file;
    if (branch.isLoose()) {
        for (const qint32 blob : looseBlobs(repo))
            if (!shown.file || shown.file(repo.blobs.at(blob).name))
                branch.files.push_back(blob);
    } else if (shown.file) {
        const QList<CacheEntry> &files = repo.revisions.at(branch.revision).files;
        for (qint32 file = 0; file < files.size(); ++file)
            if (shown.file(files.at(file).path))
                branch.files.push_back(file);
    }
}

// What goes, goes while the repository is as it was; then it is as it is now; then what came comes,
// at the end: the order is made afterwards.
void CacheTreeModel::changeBranches(int slot, const CacheRepoPtr &now, const Shown &shown)
{
    Node &node = *m_nodes[size_t(slot)];
    Node wanted;
    wanted.repo = now;
    readNode(wanted, shown);
    const auto commitOf = [](const CacheRepo &repo, const Branch &branch) {
        return branch.isLoose() ? QByteArray() : repo.revisions.at(branch.revision).commit;
    };
    std::vector<std::pair<size_t, FileMoves>> kept; // branches
    std::vector<bool> known(wanted.branches.size());
    for (size_t n = 0; n < node.branches.size(); ++n) {
        if (node.branches[n].revision == Branch::kGone)
            continue;
        const auto same = std::ranges::find_if(wanted.branches, [&](const Branch &branch) {
            return branch.row >= 0 && branch.isLoose() == node.branches[n].isLoose()
                && commitOf(*now, branch) == commitOf(*node.repo, node.branches[n]);
        });
        if (same == wanted.branches.end() || node.branches[n].row < 0) {
            hideBranch(slot, int(n));
            continue;
        }
        known[size_t(same - wanted.branches.begin())] = true;
        kept.emplace_back(n, movesOf(node, node.branches[n], *now, *same));
        hideFiles(slot, int(n), kept.back().second);
    }
    node.repo = now;
    for (auto &[n, moves] : kept) {
        Branch &branch = node.branches[n];
        branch.revision = moves.revision;
        readBranch(*now, branch);
        if (!moves.same)
            for (qint32 &file : branch.files)
                file = moves.to.value(file);
    }
    for (const auto &[n, moves] : kept) {
        if (moves.fresh.empty())
            continue;
        Order &files = node.branches[n].files;
        const int first = int(files.size());
        beginInsertRows(branchIndex(slot, int(n)), first, first + int(moves.fresh.size()) - 1);
        files.insert(files.end(), moves.fresh.begin(), moves.fresh.end());
        endInsertRows();
    }
    for (const qint32 n : wanted.shown) {
        if (known[size_t(n)])
            continue;
        const int row = int(node.shown.size());
        beginInsertRows(nodeIndex(slot), row, row);
        node.shown.push_back(qint32(node.branches.size()));
        node.branches.push_back(std::move(wanted.branches[size_t(n)]));
        node.branches.back().row = row;
        endInsertRows();
    }
}

CacheTreeModel::FileMoves CacheTreeModel::movesOf(const Node &node, Branch &branch,
                                                  const CacheRepo &now, const Branch &wanted) const
{
    FileMoves moves{.revision = wanted.revision};
    const QList<QByteArray> before = namesIn(*node.repo, branch.revision);
    const QList<QByteArray> after = namesIn(now, wanted.revision);
    moves.same = before == after && !branch.isLoose() && !m_filter;
    if (moves.same)
        return moves;
    filesOf(node, branch);
    const QList<qint32> placesBefore = placesIn(*node.repo, branch.revision);
    const QList<qint32> placesAfter = placesIn(now, wanted.revision);
    QHash<QByteArray, qint32> where;
    for (qsizetype n = 0; n < after.size(); ++n)
        where.insert(after.at(n), placesAfter.at(n));
    QSet<qint32> fresh = wanted.listed ? QSet<qint32>(wanted.files.begin(), wanted.files.end())
                                       : QSet<qint32>(placesAfter.begin(), placesAfter.end());
    for (qsizetype n = 0; n < before.size(); ++n)
        if (const qint32 place = where.value(before.at(n), -1); fresh.contains(place))
            moves.to.insert(placesBefore.at(n), place);
    for (const qint32 file : branch.files)
        if (const auto to = moves.to.constFind(file); to != moves.to.cend())
            fresh.remove(*to);
    moves.fresh.assign(fresh.begin(), fresh.end());
    std::ranges::sort(moves.fresh);
    return moves;
}

void CacheTreeModel::hideFiles(int slot, int branch, const FileMoves &moves)
{
    Order &files = m_nodes[size_t(slot)]->branches[size_t(branch)].files;
    for (int last = int(files.size()) - 1; last >= 0 && !moves.same; --last) {
        if (moves.to.contains(files[size_t(last)]))
            continue;
        int first = last;
        while (first > 0 && !moves.to.contains(files[size_t(first - 1)]))
            --first;
        beginRemoveRows(branchIndex(slot, branch), first, last);
        files.erase(files.begin() + first, files.begin() + last + 1);
        endRemoveRows();
        last = first;
    }
}

void CacheTreeModel::rebuild()
{
    m_groups.clear();
    m_groupOrder.clear();
    if (m_grouping == Grouping::None)
        m_groups.push_back(std::make_unique<Group>());
    for (size_t slot = 0; slot < m_nodes.size(); ++slot) {
        Node *node = m_nodes[slot].get();
        if (!node)
            continue;
        node->isShown = false;
        const Shown shown = shownOf(*node->repo);
        readNode(*node, shown);
        if (!shown.repo)
            continue;
        node->isShown = true;
        node->group = groupFor(*node);
        Group &group = *m_groups[size_t(node->group)];
        if (m_grouping != Grouping::None && group.shown.empty())
            m_groupOrder.push_back(node->group);
        group.shown.push_back(qint32(slot));
    }
    sortNodes();
}
