#include "models/uploadmodel.h"

#include "app/text/format.h"
#include "app/text/safetext.h"
#include "models/columnheader.h"

#include <algorithm>

using namespace Qt::StringLiterals;
using Mood = UploadPlanRow::Mood;

void UploadModel::setRows(const QList<Row> &rows)
{
    beginResetModel();
    m_rows = rows;
    m_fates.clear();
    m_sent.clear();
    m_groups.clear();
    for (QList<qsizetype> &list : m_order)
        list.clear();
    for (qsizetype i = 0; i < rows.size(); ++i) {
        m_order.at(size_t(rows.at(i).group)) << i;
        if (rows.at(i).isSent())
            m_sent << i;
    }
    for (int group = 0; group < Row::kGroups; ++group)
        if (!m_order.at(size_t(group)).isEmpty())
            m_groups << Row::Group(group);
    order();
    endResetModel();
}

// Equal ones stay as they are: by path.
void UploadModel::order()
{
    m_places.resize(m_rows.size());
    for (QList<qsizetype> &list : m_order) {
        std::ranges::sort(list, {}, [this](qsizetype i) { return QStringView(m_rows.at(i).path); });
        if (m_column == SizeColumn)
            std::ranges::stable_sort(list, {}, [this](qsizetype i) { return m_rows.at(i).size; });
        if (m_direction == Qt::DescendingOrder)
            std::ranges::reverse(list);
        for (qsizetype i = 0; i < list.size(); ++i)
            m_places[list.at(i)] = int(i);
    }
}

void UploadModel::sort(int column, Qt::SortOrder direction)
{
    if (column != PathColumn && column != SizeColumn)
        return;
    emit layoutAboutToBeChanged({}, VerticalSortHint);
    const QModelIndexList before = persistentIndexList();
    QList<qsizetype> rows;
    for (const QModelIndex &index : before)
        rows << (isTop(index) ? -1 : rowsOf(topRowOf(index)).at(index.row()));
    m_column = column;
    m_direction = direction;
    order();
    QModelIndexList after;
    for (qsizetype i = 0; i < before.size(); ++i) {
        const QModelIndex &index = before.at(i);
        after << (rows.at(i) < 0 ? index
                                 : createIndex(int(rowsOf(topRowOf(index)).indexOf(rows.at(i))),
                                               index.column(), index.internalId()));
    }
    changePersistentIndexList(before, after);
    emit layoutChanged({}, VerticalSortHint);
}

void UploadModel::takeFate(const UploadProgress &progress, qsizetype file, bool over)
{
    const UploadRow &row = progress.rows.at(file);
    Fate fate{.state = row.state,
              .sent = row.sent,
              .isConfirmed = row.isConfirmed(),
              .isOver = over,
              .trouble = row.error ? row.error->message : QString()};
    if (row.state == UploadState::Committed && !row.isConfirmed() && over)
        fate.trouble = row.remote.isEmpty() ? tr("Not confirmed: the Hub does not show it")
                                            : tr("Not confirmed: the Hub has something else");
    const qsizetype at = m_sent.at(file);
    if (row.state != UploadState::Waiting)
        m_rows[at].store = row.large ? Row::Store::Apart : Row::Store::Git;
    m_fates[at] = fate;
}

void UploadModel::setProgress(const UploadProgress &progress, bool over)
{
    const qsizetype count = std::min(m_sent.size(), progress.rows.size());
    m_fates.resize(m_rows.size());
    for (qsizetype i = 0; i < count; ++i)
        takeFate(progress, i, over);
    for (int top = 0; top < topCount(); ++top) {
        const QModelIndex group = index(top, 0);
        emit dataChanged(index(0, StoreColumn, group),
                         index(countBelow(top) - 1, StateColumn, group));
    }
}

void UploadModel::changeProgress(const UploadProgress &progress, const QList<qsizetype> &files)
{
    if (m_fates.isEmpty()) // all rows change: nothing is ticked any more
        return setProgress(progress, false);
    for (const qsizetype file : files) {
        if (file >= m_sent.size())
            continue;
        takeFate(progress, file, false);
        const qsizetype row = m_sent.at(file);
        const QModelIndex group = index(int(m_groups.indexOf(m_rows.at(row).group)), 0);
        emit dataChanged(index(m_places.at(row), StoreColumn, group),
                         index(m_places.at(row), StateColumn, group));
    }
}

QModelIndex UploadModel::indexOf(const QString &path) const
{
    for (int top = 0; top < topCount(); ++top)
        for (int row = 0; row < countBelow(top); ++row)
            if (m_rows.at(rowsOf(top).at(row)).path == path)
                return index(row, PathColumn, index(top, 0));
    return {};
}

int UploadModel::rowOfTop(qint64 id) const
{
    return int(m_groups.indexOf(Row::Group(id - 1)));
}

const QList<qsizetype> &UploadModel::rowsOf(int topRow) const
{
    return m_order.at(size_t(m_groups.at(topRow)));
}

const UploadPlanRow &UploadModel::rowAt(const QModelIndex &index) const
{
    return m_rows.at(rowsOf(topRowOf(index)).at(index.row()));
}

int UploadModel::countBelow(int topRow) const
{
    return int(rowsOf(topRow).size());
}

int UploadModel::columnCount(const QModelIndex &) const
{
    return ColumnCount;
}

QString UploadModel::stateText(qsizetype i) const
{
    const Row &row = m_rows.at(i);
    if (m_fates.isEmpty() || !row.isSent())
        return row.reason.isEmpty() ? Row::word(row.group) : row.reason;
    const Fate &fate = m_fates.at(i);
    if (!fate.trouble.isEmpty())
        return fate.trouble;
    switch (fate.state) {
    case UploadState::Waiting: return fate.isOver ? tr("Not sent") : tr("Waiting");
    case UploadState::Sending:
        return fate.isOver ? tr("Not sent")
                           : tr("Sending, %1").arg(Format::percent(fate.sent, row.size));
    case UploadState::Sent:
        return fate.isOver ? tr("Sent, but in no commit") : tr("Sent, not committed yet");
    case UploadState::Committed: return fate.isConfirmed ? tr("Confirmed") : tr("Committed");
    case UploadState::Unchanged: return tr("The Hub had the same");
    case UploadState::Ignored: return tr("Left out by the .gitignore");
    case UploadState::Failed: return tr("Failed");
    }
    Q_UNREACHABLE_RETURN({});
}

Mood UploadModel::mood(qsizetype i) const
{
    const Row &row = m_rows.at(i);
    if (m_fates.isEmpty() || !row.isSent())
        return row.mood;
    const Fate &fate = m_fates.at(i);
    if (fate.state == UploadState::Failed || !fate.trouble.isEmpty())
        return Mood::Bad;
    if (fate.isConfirmed)
        return Mood::Good;
    return fate.isOver && fate.state < UploadState::Committed ? Mood::Warning : Mood::Quiet;
}

QVariant UploadModel::groupData(const QModelIndex &index, int role) const
{
    const Row::Group group = m_groups.at(index.row());
    const QList<qsizetype> &rows = rowsOf(index.row());
    switch (role) {
    case Qt::DisplayRole:
        if (index.column() == PathColumn)
            return tr("%1 (%2)", "group, number of its files")
                .arg(Row::word(group), Format::exactCount(rows.size()));
        if (index.column() == SizeColumn) {
            qint64 bytes = -1; // not known of any
            for (const qsizetype row : rows)
                if (const qint64 size = m_rows.at(row).size; size >= 0)
                    bytes = std::max<qint64>(bytes, 0) + size;
            return Format::size(bytes);
        }
        return {};
    case Qt::AccessibleTextRole:
        return index.column() == PathColumn
            ? Row::word(group) + u", "_s + Format::plural(rows.size(), tr("1 file"), tr("%1 files"))
            : QVariant();
    case GroupRole: return int(group);
    case MoodRole: return int(Mood::Plain);
    default: return {};
    }
}

QVariant UploadModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant((index.column() == SizeColumn ? Qt::AlignRight : Qt::AlignLeft)
                        | Qt::AlignVCenter);
    if (isTop(index))
        return groupData(index, role);
    const qsizetype at = rowsOf(topRowOf(index)).at(index.row());
    const Row &row = m_rows.at(at);
    switch (role) {
    case Qt::DisplayRole:
        switch (index.column()) {
        case PathColumn: return SafeText::line(row.path);
        case SizeColumn: return Format::size(row.size);
        case StoreColumn:
            return row.store == Row::Store::Unknown ? QString()
                : row.store == Row::Store::Apart    ? tr("LFS")
                                                    : tr("git");
        default: return SafeText::line(stateText(at));
        }
    case Qt::CheckStateRole:
        if (index.column() != PathColumn || !row.mayTick || !m_fates.isEmpty())
            return {};
        return int(row.group == Row::Group::LeftOut ? Qt::Unchecked : Qt::Checked);
    case Qt::AccessibleTextRole:
        return index.column() == PathColumn
            ? QVariant(SafeText::line(row.path) + u", "_s + SafeText::line(stateText(at)))
            : QVariant();
    case Qt::EditRole: return index.column() == PathColumn ? row.path : QVariant();
    case PathRole: return row.path;
    case InTheWayRole: return row.inTheWay;
    case GroupRole: return int(row.group);
    case MoodRole: return int(mood(at));
    default: return {};
    }
}

bool UploadModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role == Qt::EditRole && flags(index).testFlag(Qt::ItemIsEditable)) {
        if (const QString path = rowAt(index).path; value.toString() != path)
            emit renamed(path, value.toString());
        return true;
    }
    if (role != Qt::CheckStateRole || !flags(index).testFlag(Qt::ItemIsUserCheckable))
        return false;
    emit ticked(rowAt(index).path, value.toInt() != Qt::Unchecked);
    return true;
}

Qt::ItemFlags UploadModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
    if (isTop(index))
        return flags;
    if (index.column() == PathColumn && m_fates.isEmpty() && rowAt(index).mayTick)
        flags |= Qt::ItemIsUserCheckable;
    if (index.column() == PathColumn && m_fates.isEmpty() && rowAt(index).mayRename)
        flags |= Qt::ItemIsEditable;
    return flags | Qt::ItemNeverHasChildren;
}

QVariant UploadModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    const QStringList names{tr("Name"), tr("Size"), tr("Storage"), tr("What happens")};
    return columnHeader(names.value(section), section == SizeColumn, orientation, role);
}
