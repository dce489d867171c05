#include "models/cachetreemodel.h"

#include "models/cachetreenode.h"

#include <algorithm>

using namespace cachetree;

CacheTreeModel::CacheTreeModel(QObject *parent)
    : QAbstractItemModel(parent)
{
    rebuild();
}

CacheTreeModel::~CacheTreeModel() = default;

void CacheTreeModel::clear()
{
    beginResetModel();
    m_nodes.clear();
    m_slots.clear();
    m_ticks = {};
    m_stays.clear();
    rebuild();
    endResetModel();
    emit ticksChanged();
}

CacheRepoPtr CacheTreeModel::repo(const QByteArray &folder) const
{
    const int slot = m_slots.value(folder, -1);
    return slot < 0 ? nullptr : m_nodes[size_t(slot)]->repo;
}

void CacheTreeModel::setFilter(const Filter &filter)
{
    beginResetModel();
    m_filter = filter;
    rebuild();
    endResetModel();
}

void CacheTreeModel::setGrouping(Grouping grouping)
{
    if (grouping == m_grouping)
        return;
    beginResetModel();
    m_grouping = grouping;
    rebuild();
    endResetModel();
}

void CacheTreeModel::setFrees(const Frees &frees)
{
    m_frees = frees;
    for (const auto &node : m_nodes)
        if (node)
            node->frees = freesOf({.repo = node->repo->folder});
    if (m_column == FreesColumn)
        sort(m_column, m_direction);
    for (int slot = 0; slot < int(m_nodes.size()); ++slot)
        changedNode(slot, FreesColumn, FreesColumn);
    if (m_grouping != Grouping::None)
        changed({}, rowCount(), FreesColumn, FreesColumn);
}

void CacheTreeModel::setStays(const QHash<CacheItem, QString> &why)
{
    QSet<QByteArray> repos;
    for (const auto &[item, by] : m_stays.asKeyValueRange())
        repos << item.repo;
    for (const auto &[item, by] : why.asKeyValueRange())
        repos << item.repo;
    m_stays = why;
    for (const QByteArray &repo : std::as_const(repos))
        if (const int slot = m_slots.value(repo, -1); slot >= 0)
            changedNode(slot, FreesColumn, RefsColumn);
}

void CacheTreeModel::age()
{
    m_now = QDateTime::currentDateTimeUtc();
    changed({}, rowCount(), UsedColumn, ChangedColumn);
}

void CacheTreeModel::setPins(const QSet<QByteArray> &pins)
{
    const QSet<QByteArray> changed = (m_pins - pins) + (pins - m_pins);
    m_pins = pins;
    for (const QByteArray &pin : changed)
        if (const int slot = m_slots.value(pin.first(std::max<qsizetype>(0, pin.lastIndexOf('/'))),
                                           m_slots.value(pin, -1));
            slot >= 0)
            changedNode(slot, NameColumn, RefsColumn);
}

void CacheTreeModel::tick(const QSet<CacheItem> &items, bool on)
{
    QSet<QByteArray> repos;
    for (const CacheItem &item : items) {
        if (const CacheRepoPtr of = repo(item.repo)) {
            m_ticks.set(*of, item, on);
            repos << item.repo;
        }
    }
    tellTicks(repos);
}

void CacheTreeModel::clearTicks()
{
    QSet<QByteArray> repos;
    for (const CacheItem &item : m_ticks.items())
        repos << item.repo;
    m_ticks.clear();
    tellTicks(repos);
}

void CacheTreeModel::tellTicks(const QSet<QByteArray> &repos)
{
    if (repos.isEmpty())
        return;
    for (const QByteArray &repo : repos)
        changedNode(m_slots.value(repo), NameColumn, FreesColumn, {Qt::CheckStateRole});
    if (m_grouping != Grouping::None)
        changed({}, rowCount(), NameColumn, FreesColumn, {Qt::CheckStateRole});
    emit ticksChanged();
}

void CacheTreeModel::changed(const QModelIndex &parent, int rows, int firstColumn, int lastColumn,
                             const QList<int> &roles)
{
    if (rows > 0)
        emit dataChanged(index(0, firstColumn, parent), index(rows - 1, lastColumn, parent), roles);
}

void CacheTreeModel::changedNode(int slot, int firstColumn, int lastColumn, const QList<int> &roles)
{
    const Node *node = m_nodes[size_t(slot)].get();
    if (!node || !node->isShown)
        return;
    emit dataChanged(nodeIndex(slot, firstColumn), nodeIndex(slot, lastColumn), roles);
    changed(nodeIndex(slot), int(node->shown.size()), firstColumn, lastColumn, roles);
    for (const qint32 branch : node->shown)
        if (const Branch &below = node->branches[size_t(branch)]; below.sorted) // else not seen yet
            changed(branchIndex(slot, branch), int(below.files.size()), firstColumn, lastColumn,
                    roles);
}

CacheTreeModel::Spot CacheTreeModel::spotOf(const QModelIndex &index) const
{
    const quintptr id = index.internalId();
    const auto row = size_t(index.row());
    Spot spot;
    switch (below(id)) {
    case Below::Root:
        spot.group = m_grouping == Grouping::None ? 0 : m_groupOrder[row];
        if (m_grouping != Grouping::None)
            return spot;
        spot.slot = m_groups[0]->shown[row];
        break;
    case Below::Group:
        spot.group = slotOf(id);
        spot.slot = m_groups[size_t(spot.group)]->shown[row];
        break;
    case Below::Node:
    case Below::Branch: spot.slot = slotOf(id); break;
    }
    spot.kind = Kind::Repo;
    spot.node = m_nodes[size_t(spot.slot)].get();
    if (below(id) != Below::Node && below(id) != Below::Branch)
        return spot;
    spot.branchSlot = below(id) == Below::Node ? spot.node->shown[row] : branchOf(id);
    spot.branch = &spot.node->branches[size_t(spot.branchSlot)];
    spot.kind = spot.branch->isLoose() ? Kind::Loose : Kind::Revision;
    if (below(id) == Below::Branch) {
        spot.kind = spot.branch->isLoose() ? Kind::Blob : Kind::File;
        spot.file = filesOf(*spot.node, *spot.branch)[row];
    }
    return spot;
}

QModelIndex CacheTreeModel::groupIndex(int group, int column) const
{
    return m_grouping == Grouping::None
        ? QModelIndex()
        : createIndex(m_groups[size_t(group)]->row, column, idOf(Below::Root));
}

QModelIndex CacheTreeModel::nodeIndex(int slot, int column) const
{
    const Node &node = *m_nodes[size_t(slot)];
    return createIndex(rowOf(node), column,
                       m_grouping == Grouping::None ? idOf(Below::Root)
                                                    : idOf(Below::Group, node.group));
}

QModelIndex CacheTreeModel::branchIndex(int slot, int branch, int column) const
{
    return createIndex(m_nodes[size_t(slot)]->branches[size_t(branch)].row, column,
                       idOf(Below::Node, slot));
}

QModelIndex CacheTreeModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    if (!parent.isValid())
        return createIndex(row, column, idOf(Below::Root));
    const Spot spot = spotOf(parent);
    switch (spot.kind) {
    case Kind::Group: return createIndex(row, column, idOf(Below::Group, spot.group));
    case Kind::Repo: return createIndex(row, column, idOf(Below::Node, spot.slot));
    case Kind::Revision:
    case Kind::Loose:
        return createIndex(row, column, idOf(Below::Branch, spot.slot, spot.branchSlot));
    case Kind::File:
    case Kind::Blob: break;
    }
    return {};
}

QModelIndex CacheTreeModel::parent(const QModelIndex &child) const
{
    if (!child.isValid())
        return {};
    const quintptr id = child.internalId();
    switch (below(id)) {
    case Below::Root: return {};
    case Below::Group: return groupIndex(slotOf(id));
    case Below::Node: return nodeIndex(slotOf(id));
    case Below::Branch: return branchIndex(slotOf(id), branchOf(id));
    }
    Q_UNREACHABLE_RETURN({});
}

int CacheTreeModel::rowCount(const QModelIndex &parent) const
{
    if (parent.column() > 0)
        return 0;
    if (!parent.isValid())
        return int(m_grouping == Grouping::None ? m_groups[0]->shown.size() : m_groupOrder.size());
    if (below(parent.internalId()) == Below::Branch)
        return 0;
    const Spot spot = spotOf(parent);
    if (spot.kind == Kind::Group)
        return int(m_groups[size_t(spot.group)]->shown.size());
    if (spot.kind == Kind::Repo)
        return int(spot.node->shown.size());
    return spot.branch->listed
        ? int(spot.branch->files.size())
        : int(spot.node->repo->revisions.at(spot.branch->revision).files.size());
}

QModelIndex CacheTreeModel::indexOf(const CacheItem &item, int column) const
{
    const int slot = m_slots.value(item.repo, -1);
    Node *node = slot < 0 ? nullptr : m_nodes[size_t(slot)].get();
    if (!node || !node->isShown)
        return {};
    if (item.commit.isEmpty() && item.blob.isEmpty())
        return nodeIndex(slot, column);
    const CacheRepo &repo = *node->repo;
    for (const qint32 place : node->shown) {
        Branch &branch = node->branches[size_t(place)];
        if (branch.isLoose() != item.commit.isEmpty()
            || (!branch.isLoose() && repo.revisions.at(branch.revision).commit != item.commit))
            continue;
        if (item.path.isEmpty() && item.blob.isEmpty())
            return branchIndex(slot, place, column);
        const Order &files = filesOf(*node, branch);
        const auto at = std::ranges::find_if(files, [&](qint32 file) {
            return branch.isLoose()
                ? repo.blobs.at(file).name == item.blob
                : repo.revisions.at(branch.revision).files.at(file).path == item.path;
        });
        return at == files.end()
            ? QModelIndex()
            : createIndex(int(at - files.begin()), column, idOf(Below::Branch, slot, place));
    }
    return {};
}

bool CacheTreeModel::isWhole(const CacheRepo &repo, const Branch &branch) const
{
    return branch.isLoose() ? branch.files.size() == size_t(looseBlobs(repo).size())
                            : !branch.listed
            || branch.files.size() == size_t(repo.revisions.at(branch.revision).files.size());
}

bool CacheTreeModel::isWhole(const Node &node) const
{
    const CacheRepo &repo = *node.repo;
    const auto all = size_t(repo.revisions.size()) + (looseBlobs(repo).isEmpty() ? 0 : 1);
    return !m_filter
        || (node.shown.size() == all && std::ranges::all_of(node.shown, [&](qint32 branch) {
                return isWhole(repo, node.branches[size_t(branch)]);
            }));
}

void CacheTreeModel::addShown(const CacheRepo &repo, const Branch &branch,
                              QSet<CacheItem> &items) const
{
    if (branch.isLoose()) {
        for (const qint32 blob : branch.files)
            items << CacheItem{.repo = repo.folder, .blob = repo.blobs.at(blob).name};
        return;
    }
    const CacheRevision &revision = repo.revisions.at(branch.revision);
    const CacheItem whole{.repo = repo.folder, .commit = revision.commit};
    if (isWhole(repo, branch))
        items << whole;
    else
        for (const qint32 file : branch.files)
            items << CacheItem{
                .repo = whole.repo, .commit = whole.commit, .path = revision.files.at(file).path};
}

void CacheTreeModel::addShown(const Node &node, QSet<CacheItem> &items) const
{
    if (isWhole(node))
        items << CacheItem{.repo = node.repo->folder};
    else
        for (const qint32 branch : node.shown)
            addShown(*node.repo, node.branches[size_t(branch)], items);
}

QSet<CacheItem> CacheTreeModel::itemsOf(const QModelIndex &index) const
{
    const Spot spot = spotOf(index);
    QSet<CacheItem> items;
    switch (spot.kind) {
    case Kind::Group:
        for (const qint32 slot : m_groups[size_t(spot.group)]->shown)
            addShown(*m_nodes[size_t(slot)], items);
        break;
    case Kind::Repo: addShown(*spot.node, items); break;
    case Kind::Revision:
    case Kind::Loose: addShown(*spot.node->repo, *spot.branch, items); break;
    case Kind::File:
    case Kind::Blob: items << itemOf(spot); break;
    }
    return items;
}

bool CacheTreeModel::isTicked(const QModelIndex &index) const
{
    return std::ranges::all_of(
        itemsOf(index), [this](const CacheItem &item) { return tickOf(item) == Qt::Checked; });
}
