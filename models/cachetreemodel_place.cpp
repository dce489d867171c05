// Where the repositories stand in the cache's tree.
#include "models/cachetreenode.h"

#include <algorithm>
#include <array>

namespace {

constexpr qint64 kNsPerDay = 86'400'000'000'000;

} // namespace

int CacheTreeModel::groupFor(const Node &node)
{
    const CacheRepo &repo = *node.repo;
    QString title;
    int rank = 0;
    switch (m_grouping) {
    case Grouping::None: return 0;
    case Grouping::Type:
        rank = repo.id ? int(repo.id->kind()) : 3;
        title = std::array{tr("Models"), tr("Datasets"), tr("Spaces"), tr("Other")}[size_t(rank)];
        break;
    case Grouping::Owner:
        title = repo.id ? repo.id->owner() : tr("Other");
        if (title.isEmpty())
            title = tr("Without an owner");
        break;
    case Grouping::Age: {
        const qint64 days = (m_now.toMSecsSinceEpoch() * 1'000'000 - node.used) / kNsPerDay;
        rank = days < 1 ? 0 : days < 7 ? 1 : days < 30 ? 2 : days < 90 ? 3 : 4;
        rank = repo.id ? rank : 5;
        title = std::array{tr("Used today"),           tr("Used this week"),
                           tr("Used this month"),      tr("Not used for a month"),
                           tr("Not used for 90 days"), tr("Other")}[size_t(rank)];
        break;
    }
    }
    const auto known = std::ranges::find_if(
        m_groupOrder, [&](int group) { return m_groups[size_t(group)]->title == title; });
    if (known != m_groupOrder.end())
        return *known;
    m_groups.push_back(std::make_unique<Group>(Group{.title = title, .rank = rank}));
    return int(m_groups.size()) - 1;
}

void CacheTreeModel::show(int slot)
{
    Node &node = *m_nodes[size_t(slot)];
    node.group = groupFor(node);
    Group &group = *m_groups[size_t(node.group)];
    if (m_grouping != Grouping::None && group.row < 0) {
        const auto at = std::ranges::upper_bound(
            m_groupOrder, node.group, [this](int a, int b) { return groupPrecedes(a, b); });
        const int row = int(at - m_groupOrder.begin());
        beginInsertRows({}, row, row);
        m_groupOrder.insert(at, node.group);
        numberGroups();
        endInsertRows();
    }
    const auto at = std::ranges::upper_bound(group.shown, slot,
                                             [this](int a, int b) { return nodePrecedes(a, b); });
    const int row = int(at - group.shown.begin());
    beginInsertRows(groupIndex(node.group), row, row);
    group.shown.insert(at, slot);
    node.isShown = true;
    group.numbered = false;
    endInsertRows();
}

void CacheTreeModel::hide(int slot)
{
    Node &node = *m_nodes[size_t(slot)];
    if (!node.isShown)
        return;
    Group &group = *m_groups[size_t(node.group)];
    const int row = rowOf(node);
    beginRemoveRows(groupIndex(node.group), row, row);
    group.shown.erase(group.shown.begin() + row);
    node.isShown = false;
    group.numbered = false;
    endRemoveRows();
    if (m_grouping == Grouping::None || !group.shown.empty())
        return;
    beginRemoveRows({}, group.row, group.row);
    m_groupOrder.erase(m_groupOrder.begin() + group.row);
    group.row = -1;
    numberGroups();
    endRemoveRows();
}

void CacheTreeModel::place(int slot)
{
    Node &node = *m_nodes[size_t(slot)];
    if (groupFor(node) != node.group) {
        hide(slot);
        return show(slot);
    }
    Group &group = *m_groups[size_t(node.group)];
    const int before = rowOf(node);
    Order others = group.shown;
    others.erase(others.begin() + before);
    const auto at = std::ranges::upper_bound(others, slot,
                                             [this](int a, int b) { return nodePrecedes(a, b); });
    const int row = int(at - others.begin());
    if (row == before)
        return;
    const QModelIndex parent = groupIndex(node.group);
    beginMoveRows(parent, before, before, parent, row > before ? row + 1 : row);
    others.insert(at, slot);
    group.shown = std::move(others);
    group.numbered = false;
    endMoveRows();
}

void CacheTreeModel::hideBranch(int slot, int branch)
{
    Node &node = *m_nodes[size_t(slot)];
    Branch &gone = node.branches[size_t(branch)];
    if (gone.row >= 0) {
        beginRemoveRows(nodeIndex(slot), gone.row, gone.row);
        node.shown.erase(node.shown.begin() + gone.row);
        gone.row = -1;
        for (size_t row = 0; row < node.shown.size(); ++row)
            node.branches[size_t(node.shown[row])].row = int(row);
        endRemoveRows();
    }
    gone = Branch();
}
