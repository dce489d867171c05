#include "models/transfermodel.h"

#include <QSet>

#include <algorithm>
#include <utility>

// How the rows follow a snapshot: they come, move and go one by one, so that what is selected
// stays.

namespace {

// Of one group. Each moves all rows behind it; where more come or go than this, all are changed.
constexpr qsizetype kFewStretches = 100;

QList<TransferFile> copiesOf(std::span<const TransferFile *const> files)
{
    QList<TransferFile> copies;
    copies.reserve(static_cast<qsizetype>(files.size()));
    for (const TransferFile *file : files)
        copies << *file;
    return copies;
}

qint64 fileIdOf(const TransferFile *file)
{
    return file->id;
}

qsizetype stretchesOf(const auto &rows, auto counts)
{
    qsizetype stretches = 0;
    bool within = false;
    for (const auto &row : rows) {
        const bool before = std::exchange(within, counts(row));
        stretches += within && !before;
    }
    return stretches;
}

} // namespace

void TransferModel::apply(const TransferSnapshot &now)
{
    m_last = now;
    const std::vector<Wanted> nodes = wanted(m_last);
    QSet<qint64> stay;
    for (const Wanted &node : nodes)
        stay.insert(node.group->id);
    for (int row = topCount() - 1; row >= 0; --row) { // what is gone
        if (stay.contains(m_groups[size_t(row)].group.id))
            continue;
        beginRemoveRows({}, row, row);
        m_groups.erase(m_groups.begin() + row);
        numberGroups();
        endRemoveRows();
    }
    arrangeGroups(nodes);
    for (int row = 0; row < static_cast<int>(nodes.size()); ++row) {
        const Wanted &node = nodes[size_t(row)];
        if (row >= topCount() || m_groups[size_t(row)].group.id != node.group->id) { // a new one
            beginInsertRows({}, row, row);
            m_groups.insert(m_groups.begin() + row,
                            Node{*node.group, copiesOf(node.files), node.hides});
            numberGroups();
            endInsertRows();
            continue;
        }
        applyFiles(row, node.files);
        Node &shown = m_groups[size_t(row)];
        if (std::exchange(shown.hides, node.hides) != node.hides || shown.group != *node.group) {
            shown.group = *node.group;
            emit dataChanged(index(row, 0), index(row, kColumns - 1));
        }
    }
}

void TransferModel::numberGroups()
{
    m_rows.clear();
    for (int row = 0; row < topCount(); ++row)
        m_rows.insert(m_groups[size_t(row)].group.id, row);
}

void TransferModel::arrangeGroups(const std::vector<Wanted> &nodes)
{
    std::vector<Node> now;
    bool same = true;
    for (const Wanted &node : nodes)
        if (const int row = rowOfTop(node.group->id); row >= 0) {
            same = same && row == int(now.size());
            now.push_back(m_groups[size_t(row)]);
        }
    if (same)
        return;
    emit layoutAboutToBeChanged({}, VerticalSortHint);
    const std::vector<Node> before = std::exchange(m_groups, std::move(now));
    numberGroups();
    for (const QModelIndex &old : persistentIndexList())
        if (isTop(old))
            changePersistentIndex(
                old, index(rowOfTop(before[size_t(old.row())].group.id), old.column()));
    emit layoutChanged({}, VerticalSortHint);
}

void TransferModel::applyFiles(int row, const std::vector<const TransferFile *> &files)
{
    if (!std::ranges::equal(std::as_const(m_groups[size_t(row)].files), files, {},
                            &TransferFile::id, fileIdOf)) {
        removeOthers(row, files);
        arrangeFiles(row, files);
        insertNew(row, files);
    }
    reportFiles(row, files);
}

void TransferModel::removeOthers(int row, const std::vector<const TransferFile *> &files)
{
    QSet<qint64> stay;
    for (const TransferFile *file : files)
        stay.insert(file->id);
    const QList<TransferFile> &shown = m_groups[size_t(row)].files;
    const auto goes = [&stay](const TransferFile &file) { return !stay.contains(file.id); };
    if (stretchesOf(shown, goes) > kFewStretches)
        return removeFiles(row, 0, int(shown.size()) - 1);
    for (int at = int(shown.size()); at > 0; --at) {
        const int end = at;
        while (at > 0 && goes(shown.at(at - 1)))
            --at;
        if (at < end)
            removeFiles(row, at, end - 1);
    }
}

void TransferModel::arrangeFiles(int row, const std::vector<const TransferFile *> &files)
{
    QList<TransferFile> &shown = m_groups[size_t(row)].files;
    QHash<qint64, int> rows;
    for (int i = 0; i < int(shown.size()); ++i)
        rows.insert(std::as_const(shown).at(i).id, i);
    QList<int> places(shown.size()); // of what stands in each row
    int place = 0;
    for (const TransferFile *file : files)
        if (const auto old = rows.constFind(file->id); old != rows.cend())
            places[*old] = place++;
    if (std::ranges::is_sorted(places))
        return;
    const QList<QPersistentModelIndex> parents{index(row, 0)};
    emit layoutAboutToBeChanged(parents, VerticalSortHint);
    QList<TransferFile> now(shown.size());
    for (int i = 0; i < int(shown.size()); ++i)
        now[places.at(i)] = std::move(shown[i]);
    shown = std::move(now);
    const auto group = quintptr(m_groups[size_t(row)].group.id);
    for (const QModelIndex &old : persistentIndexList())
        if (old.internalId() == group)
            changePersistentIndex(old, createIndex(places.at(old.row()), old.column(), group));
    emit layoutChanged(parents, VerticalSortHint);
}

void TransferModel::insertNew(int row, const std::vector<const TransferFile *> &files)
{
    QSet<qint64> there;
    for (const TransferFile &file : std::as_const(m_groups[size_t(row)].files))
        there.insert(file.id);
    const auto comes = [&there](const TransferFile *file) { return !there.contains(file->id); };
    if (stretchesOf(files, comes) > kFewStretches) {
        removeFiles(row, 0, int(there.size()) - 1);
        return insertFiles(row, 0, files);
    }
    for (std::size_t at = 0; at < files.size(); ++at) {
        const std::size_t first = at;
        while (at < files.size() && comes(files[at]))
            ++at;
        if (at > first)
            insertFiles(row, int(first), std::span(files).subspan(first, at - first));
    }
}

void TransferModel::removeFiles(int row, int first, int last)
{
    beginRemoveRows(index(row, 0), first, last);
    m_groups[size_t(row)].files.remove(first, last - first + 1);
    endRemoveRows();
}

void TransferModel::insertFiles(int row, int first, std::span<const TransferFile *const> files)
{
    const int count = int(files.size());
    beginInsertRows(index(row, 0), first, first + count - 1);
    QList<TransferFile> &shown = m_groups[size_t(row)].files;
    shown = shown.first(first) + copiesOf(files) + shown.sliced(first);
    endInsertRows();
}

// Neighbours that have changed are told of together.
void TransferModel::reportFiles(int row, const std::vector<const TransferFile *> &files)
{
    QList<TransferFile> &old = m_groups[size_t(row)].files;
    const QModelIndex parent = index(row, 0);
    const int count = static_cast<int>(files.size());
    for (int i = 0; i < count; ++i) {
        const int first = i;
        for (; i < count && std::as_const(old).at(i) != *files[size_t(i)]; ++i)
            old[i] = *files[size_t(i)];
        if (i > first)
            emit dataChanged(index(first, 0, parent), index(i - 1, kColumns - 1, parent));
    }
}
