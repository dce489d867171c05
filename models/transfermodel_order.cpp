#include "models/transfermodel.h"

#include <QDataStream>
#include <QIODevice>
#include <QMimeData>
#include <QSet>

#include <algorithm>
#include <functional>

using namespace Qt::StringLiterals;

// In which order the list shows the queue, and groups that are dragged to another place.

namespace {

// What moves first, then what needs somebody, then the rest.
int stateRank(TransferState state)
{
    if (state == TransferState::Downloading || state == TransferState::Connecting
        || state == TransferState::Stalled || state == TransferState::Verifying)
        return 0;
    return state == TransferState::Failed ? 1
        : state == TransferState::Waiting ? 2
                                          : 3 + int(state);
}

bool hasSameFiles(const QList<TransferFile> &old, const std::vector<const TransferFile *> &files)
{
    if (old.size() != qsizetype(files.size()))
        return false;
    QSet<qint64> ids;
    for (const TransferFile &file : old)
        ids.insert(file.id);
    return std::ranges::all_of(files,
                               [&ids](const TransferFile *file) { return ids.contains(file->id); });
}

QList<TransferFile> copiesOf(const std::vector<const TransferFile *> &files)
{
    QList<TransferFile> copies;
    copies.reserve(static_cast<qsizetype>(files.size()));
    for (const TransferFile *file : files)
        copies << *file;
    return copies;
}

const QString kQueueMime = u"application/x-hubnaut-queue"_s;

QList<qint64> draggedGroups(const QMimeData *data)
{
    QDataStream in(data->data(kQueueMime));
    QList<qint64> groups;
    in >> groups;
    return groups;
}

} // namespace

// Whole percents, so that neighbours do not change places all the time.
void TransferModel::sortAsShown(std::vector<Wanted> &nodes) const
{
    const auto by = [&nodes](auto groupKey, auto fileKey) {
        std::ranges::stable_sort(nodes, {},
                                 [groupKey](const Wanted &node) { return groupKey(*node.group); });
        for (Wanted &node : nodes)
            std::ranges::stable_sort(node.files, {}, [fileKey](const TransferFile *file) {
                return std::invoke(fileKey, *file);
            });
    };
    const auto percent
        = [](const auto &each) { return each.total > 0 ? -each.done * 100 / each.total : 0; };
    const auto state = [](const auto &each) { return stateRank(each.state); };
    switch (m_order) {
    case Order::Queue: return;
    case Order::AsAdded:
        return by([](const TransferGroup &group) { return std::pair(group.begun, group.id); },
                  &TransferFile::id);
    case Order::Name:
        return by([](const TransferGroup &group) { return group.repo.id().toLower(); },
                  [](const TransferFile &file) { return file.path.toLower(); });
    case Order::State: return by(state, state);
    case Order::Progress: return by(percent, percent);
    }
}

void TransferModel::setOrder(Order order)
{
    if (order == m_order)
        return;
    m_order = order;
    apply(TransferSnapshot(m_last));
}

void TransferModel::numberGroups()
{
    m_rows.clear();
    for (int row = 0; row < groupCount(); ++row)
        m_rows.insert(m_groups[size_t(row)].group.id, row);
}

void TransferModel::arrangeGroups(const std::vector<Wanted> &nodes)
{
    std::vector<Node> now;
    bool same = true;
    for (const Wanted &node : nodes)
        if (const int row = rowOfGroup(node.group->id); row >= 0) {
            same = same && row == int(now.size());
            now.push_back(m_groups[size_t(row)]);
        }
    if (same)
        return;
    emit layoutAboutToBeChanged({}, VerticalSortHint);
    const std::vector<Node> before = std::exchange(m_groups, std::move(now));
    numberGroups();
    for (const QModelIndex &old : persistentIndexList())
        if (old.internalId() == 0)
            changePersistentIndex(
                old, index(rowOfGroup(before[size_t(old.row())].group.id), old.column()));
    emit layoutChanged({}, VerticalSortHint);
}

bool TransferModel::arrangeFiles(int row, const std::vector<const TransferFile *> &files)
{
    QList<TransferFile> &shown = m_groups[size_t(row)].files;
    if (!hasSameFiles(shown, files))
        return false;
    const QList<QPersistentModelIndex> parents{index(row, 0)};
    emit layoutAboutToBeChanged(parents, VerticalSortHint);
    const QList<TransferFile> before = std::exchange(shown, copiesOf(files));
    QHash<qint64, int> rows;
    for (int i = 0; i < int(shown.size()); ++i)
        rows.insert(std::as_const(shown).at(i).id, i);
    const auto group = quintptr(m_groups[size_t(row)].group.id);
    for (const QModelIndex &old : persistentIndexList())
        if (old.internalId() == group)
            changePersistentIndex(
                old, createIndex(rows.value(before.at(old.row()).id), old.column(), group));
    emit layoutChanged(parents, VerticalSortHint);
    return true;
}

Qt::ItemFlags TransferModel::flags(const QModelIndex &index) const
{
    const Qt::ItemFlags flags = QAbstractItemModel::flags(index);
    if (m_order != Order::Queue)
        return flags;
    if (!index.isValid())
        return flags | Qt::ItemIsDropEnabled;
    return index.internalId() == 0 ? flags | Qt::ItemIsDragEnabled | Qt::ItemIsDropEnabled
                                   : flags | Qt::ItemNeverHasChildren;
}

QStringList TransferModel::mimeTypes() const
{
    return {kQueueMime};
}

QMimeData *TransferModel::mimeData(const QModelIndexList &indexes) const
{
    QList<qint64> groups;
    for (const QModelIndex &index : indexes)
        if (index.internalId() == 0 && index.column() == NameColumn)
            groups << m_groups[size_t(index.row())].group.id;
    QByteArray bytes;
    QDataStream out(&bytes, QIODevice::WriteOnly);
    out << groups;
    auto *data = new QMimeData; // the view's
    data->setData(kQueueMime, bytes);
    return data;
}

bool TransferModel::canDropMimeData(const QMimeData *data, Qt::DropAction, int, int,
                                    const QModelIndex &parent) const
{
    const bool beside = !parent.isValid() || parent.internalId() == 0;
    return m_order == Order::Queue && m_filter.isEmpty() && beside && data->hasFormat(kQueueMime);
}

// On a group or between its files is before it.
bool TransferModel::dropMimeData(const QMimeData *data, Qt::DropAction action, int row, int column,
                                 const QModelIndex &parent)
{
    if (!canDropMimeData(data, action, row, column, parent))
        return false;
    const int before = parent.isValid() ? parent.row() : row;
    const bool atEnd = before < 0 || before >= groupCount();
    emit moveWanted(draggedGroups(data), atEnd ? 0 : m_groups[size_t(before)].group.id);
    return true;
}
