// How the rows of the cache's tree are ordered.
#include "models/cachetreenode.h"

#include <algorithm>
#include <numeric>

using namespace cachetree;

qint64 CacheTreeModel::keyOf(const Node &node) const
{
    switch (m_column) {
    case SizeColumn: return node.size;
    case FreesColumn: return node.frees;
    case UsedColumn: return node.used;
    case ChangedColumn: return node.changed;
    case RefsColumn:
        return std::transform_reduce(
            node.repo->revisions.begin(), node.repo->revisions.end(), qint64(0), std::plus(),
            [](const CacheRevision &revision) { return revision.refs.size(); });
    default: return 0;
    }
}

qint64 CacheTreeModel::keyOf(const Node &node, const Branch &branch) const
{
    switch (m_column) {
    case SizeColumn: return branch.size;
    case FreesColumn:
        return branch.isLoose()
            ? branch.size
            : freesOf({.repo = node.repo->folder,
                       .commit = node.repo->revisions.at(branch.revision).commit});
    case UsedColumn: return branch.used;
    case ChangedColumn: return branch.changed;
    case RefsColumn:
        return branch.isLoose() ? -1 : node.repo->revisions.at(branch.revision).refs.size();
    default: return 0;
    }
}

qint64 CacheTreeModel::keyOf(const Group &group) const
{
    return std::transform_reduce(group.shown.begin(), group.shown.end(), qint64(0), std::plus(),
                                 [this](qint32 slot) { return m_nodes[size_t(slot)]->size; });
}

bool CacheTreeModel::nodePrecedes(int a, int b) const
{
    const Node &left = *m_nodes[size_t(a)];
    const Node &right = *m_nodes[size_t(b)];
    const bool up = m_direction == Qt::AscendingOrder;
    if (const qint64 x = keyOf(left), y = keyOf(right); x != y)
        return up ? x < y : x > y;
    const int names = left.name.compare(right.name, Qt::CaseInsensitive);
    if (names != 0)
        return m_column == NameColumn && !up ? names > 0 : names < 0;
    return left.repo->folder < right.repo->folder;
}

bool CacheTreeModel::branchPrecedes(const Node &node, int a, int b) const
{
    const Branch &left = node.branches[size_t(a)];
    const Branch &right = node.branches[size_t(b)];
    if (left.isLoose() != right.isLoose())
        return right.isLoose(); // at the end in either direction
    const bool up = m_direction == Qt::AscendingOrder;
    if (const qint64 x = keyOf(node, left), y = keyOf(node, right); x != y)
        return up ? x < y : x > y;
    const QByteArray &x = node.repo->revisions.at(left.revision).commit;
    const QByteArray &y = node.repo->revisions.at(right.revision).commit;
    return m_column == NameColumn && !up ? x > y : x < y;
}

// By size where the groups are not an order of their own.
bool CacheTreeModel::groupPrecedes(int a, int b) const
{
    const Group &left = *m_groups[size_t(a)];
    const Group &right = *m_groups[size_t(b)];
    if (left.rank != right.rank)
        return left.rank < right.rank;
    if (const qint64 x = keyOf(left), y = keyOf(right); x != y && m_column != NameColumn)
        return x > y;
    return left.title.localeAwareCompare(right.title) < 0;
}

void CacheTreeModel::sortFiles(const Node &node, Branch &branch) const
{
    const CacheRepo &repo = *node.repo;
    const bool up = m_direction == Qt::AscendingOrder;
    if (!branch.listed) {
        branch.files.resize(size_t(repo.revisions.at(branch.revision).files.size()));
        std::iota(branch.files.begin(), branch.files.end(), 0);
        branch.listed = true;
    }
    branch.sorted = true;
    if (branch.isLoose())
        std::ranges::sort(branch.files, {},
                          [&repo](qint32 blob) { return repo.blobs.at(blob).name; });
    else
        std::ranges::sort(branch.files); // as their paths are
    if (m_column == NameColumn && !up)
        std::ranges::reverse(branch.files);
    if (m_column == NameColumn || m_column == RefsColumn)
        return;
    std::vector<std::pair<qint64, qint32>> keys;
    keys.reserve(branch.files.size());
    Spot spot{.kind = branch.isLoose() ? Kind::Blob : Kind::File,
              .node = const_cast<Node *>(&node),
              .branch = &branch};
    for (const qint32 file : branch.files) {
        spot.file = file;
        const qint64 key = m_column == SizeColumn ? sizeOf(spot)
            : m_column == FreesColumn             ? freesOf(spot)
                                                  : timeOf(spot, m_column);
        keys.emplace_back(up ? key : -key, qint32(keys.size()));
    }
    std::ranges::sort(keys);
    Order sorted(keys.size());
    std::ranges::transform(keys, sorted.begin(),
                           [&branch](const auto &key) { return branch.files[size_t(key.second)]; });
    branch.files = std::move(sorted);
}

const CacheTreeModel::Order &CacheTreeModel::filesOf(const Node &node, Branch &branch) const
{
    if (!branch.sorted)
        sortFiles(node, branch);
    return branch.files;
}

void CacheTreeModel::sortBranches(Node &node) const
{
    std::ranges::sort(node.shown, [&](qint32 a, qint32 b) { return branchPrecedes(node, a, b); });
    for (size_t row = 0; row < node.shown.size(); ++row)
        node.branches[size_t(node.shown[row])].row = int(row);
}

void CacheTreeModel::sortNodes()
{
    for (const auto &group : m_groups) {
        std::ranges::sort(group->shown, [this](int a, int b) { return nodePrecedes(a, b); });
        group->numbered = false;
    }
    std::ranges::sort(m_groupOrder, [this](int a, int b) { return groupPrecedes(a, b); });
    numberGroups();
    for (const auto &node : m_nodes) {
        if (!node)
            continue;
        sortBranches(*node);
        for (Branch &branch : node->branches)
            branch.sorted = false; // until somebody looks
    }
}

int CacheTreeModel::rowOf(const Node &node) const
{
    Group &group = *m_groups[size_t(node.group)];
    if (!std::exchange(group.numbered, true))
        for (size_t row = 0; row < group.shown.size(); ++row)
            m_nodes[size_t(group.shown[row])]->row = int(row);
    return node.row;
}

void CacheTreeModel::numberGroups()
{
    for (size_t row = 0; row < m_groupOrder.size(); ++row)
        m_groups[size_t(m_groupOrder[row])]->row = int(row);
}

void CacheTreeModel::sort(int column, Qt::SortOrder order)
{
    resort([this, column, order] {
        m_column = std::clamp(column, 0, kColumns - 1);
        m_direction = order;
        sortNodes();
    });
}

// Brings what the rows stand for to where the change puts them. Nothing comes or goes by it.
void CacheTreeModel::resort(const std::function<void()> &change)
{
    emit layoutAboutToBeChanged({}, VerticalSortHint);
    const QModelIndexList before = persistentIndexList();
    std::vector<Spot> spots;
    spots.reserve(size_t(before.size()));
    for (const QModelIndex &index : before)
        spots.push_back(spotOf(index));
    change();
    QHash<const Branch *, Order> rows; // of files, made once for a branch
    QModelIndexList after;
    after.reserve(before.size());
    for (size_t n = 0; n < spots.size(); ++n) {
        const Spot &spot = spots[n];
        const int column = before.at(qsizetype(n)).column();
        switch (spot.kind) {
        case Kind::Group: after << groupIndex(spot.group, column); continue;
        case Kind::Repo: after << nodeIndex(spot.slot, column); continue;
        case Kind::Revision:
        case Kind::Loose: after << branchIndex(spot.slot, spot.branchSlot, column); continue;
        case Kind::File:
        case Kind::Blob: break;
        }
        Order &row = rows[spot.branch];
        if (row.empty()) {
            const Order &files = filesOf(*spot.node, *spot.branch);
            row.resize(size_t(*std::ranges::max_element(files)) + 1);
            for (size_t at = 0; at < files.size(); ++at)
                row[size_t(files[at])] = qint32(at);
        }
        after << createIndex(row[size_t(spot.file)], column, before.at(qsizetype(n)).internalId());
    }
    changePersistentIndexList(before, after);
    emit layoutChanged({}, VerticalSortHint);
}
