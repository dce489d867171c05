#include "models/transfermodel.h"

#include <QDataStream>
#include <QIODevice>
#include <QMimeData>

#include <utility>

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
void TransferModel::sortAsShown(std::vector<Wanted> &nodes)
{
    using Mark = RememberedOrder::Mark;
    QHash<qint64, RememberedOrder> before = std::exchange(m_sorted, {});
    const auto remembered = [this, &before](qint64 group) -> RememberedOrder & {
        return *m_sorted.emplace(group, before.take(group));
    };
    const auto by = [&](auto changing, auto groupKey, auto fileKey) {
        remembered(0).apply(
            nodes, [&](const Wanted &node) { return Mark(node.group->id, changing(*node.group)); },
            [&](const Wanted &node) { return groupKey(*node.group); });
        for (Wanted &node : nodes)
            remembered(node.group->id)
                .apply(
                    node.files,
                    [&](const TransferFile *file) { return Mark(file->id, changing(*file)); },
                    [&](const TransferFile *file) { return fileKey(*file); });
    };
    const auto nothing = [](const auto &) -> qint64 { return 0; };
    const auto percent = [](const auto &each) -> qint64 {
        return each.total > 0 ? -each.done * 100 / each.total : 0;
    };
    const auto state = [](const auto &each) -> qint64 { return stateRank(each.state); };
    switch (m_order) {
    case Order::Queue: return;
    case Order::AsAdded:
        return by(
            nothing, [](const TransferGroup &group) { return std::pair(group.begun, group.id); },
            [](const TransferFile &file) { return file.id; });
    case Order::Name:
        return by(
            nothing, [](const TransferGroup &group) { return group.repo.id().toLower(); },
            [](const TransferFile &file) { return file.path.toLower(); });
    case Order::State: return by(state, state, state);
    case Order::Progress: return by(percent, percent, percent);
    }
}

void TransferModel::setOrder(Order order)
{
    if (order == m_order)
        return;
    m_order = order;
    m_sorted.clear();
    apply(TransferSnapshot(m_last));
}

Qt::ItemFlags TransferModel::flags(const QModelIndex &index) const
{
    const Qt::ItemFlags flags = QAbstractItemModel::flags(index);
    if (m_order != Order::Queue)
        return flags;
    if (!index.isValid())
        return flags | Qt::ItemIsDropEnabled;
    return isTop(index) ? flags | Qt::ItemIsDragEnabled | Qt::ItemIsDropEnabled
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
        if (isTop(index) && index.column() == NameColumn)
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
    const bool beside = !parent.isValid() || isTop(parent);
    return m_order == Order::Queue && m_filter.isEmpty() && beside && data->hasFormat(kQueueMime);
}

// On a group or between its files is before it.
bool TransferModel::dropMimeData(const QMimeData *data, Qt::DropAction action, int row, int column,
                                 const QModelIndex &parent)
{
    if (!canDropMimeData(data, action, row, column, parent))
        return false;
    const int before = parent.isValid() ? parent.row() : row;
    const bool atEnd = before < 0 || before >= topCount();
    emit moveWanted(draggedGroups(data), atEnd ? 0 : m_groups[size_t(before)].group.id);
    return true;
}
