#include "models/tablemodel.h"

#include "app/preview/table.h"
#include "app/text/safetext.h"

#include <QMap>

namespace {

constexpr qsizetype kShownCell = 300; // characters; a cell shows one line

bool isNumberCell(const QString &text)
{
    bool ok = false;
    text.toDouble(&ok);
    return ok;
}

} // namespace

void TableModel::clear()
{
    beginResetModel();
    m_columns.clear();
    m_rows.clear();
    m_complete = false;
    endResetModel();
}

void TableModel::append(const QStringList &columns, const QList<QStringList> &rows)
{
    if (columns.size() > m_columns.size()) {
        beginInsertColumns({}, static_cast<int>(m_columns.size()),
                           static_cast<int>(columns.size()) - 1);
        m_columns = columns;
        endInsertColumns();
    }
    if (rows.isEmpty())
        return;
    const int first = rowCount();
    beginInsertRows({}, first, first + static_cast<int>(rows.size()) - 1);
    m_rows += rows;
    endInsertRows();
}

QString TableModel::copyText(const QModelIndexList &indexes) const
{
    QMap<int, QMap<int, QString>> cells;
    for (const QModelIndex &index : indexes)
        cells[index.row()][index.column()] = m_rows.at(index.row()).value(index.column());
    QList<QStringList> rows;
    for (const QMap<int, QString> &row : std::as_const(cells))
        rows.append(row.values());
    return tableAsText(rows);
}

int TableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int TableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
}

QVariant TableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const QString text = m_rows.at(index.row()).value(index.column());
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole: return SafeText::line(text.left(kShownCell));
    case Qt::EditRole: return text; // the whole cell
    case Qt::TextAlignmentRole:
        return QVariant(Qt::AlignVCenter | (isNumberCell(text) ? Qt::AlignRight : Qt::AlignLeft));
    default: return {};
    }
}

// As its first row has it: a name stands above its numbers.
bool TableModel::isNumberColumn(int column) const
{
    return !m_rows.isEmpty() && isNumberCell(m_rows.first().value(column));
}

QVariant TableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (role == Qt::DisplayRole)
        return orientation == Qt::Horizontal
            ? QVariant(SafeText::line(m_columns.value(section).left(kShownCell)))
            : QVariant(section + 1);
    if (role == Qt::TextAlignmentRole)
        return QVariant(Qt::AlignVCenter
                        | (orientation == Qt::Vertical || isNumberColumn(section) ? Qt::AlignRight
                                                                                  : Qt::AlignLeft));
    return {};
}

bool TableModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && !m_complete;
}

void TableModel::fetchMore(const QModelIndex &parent)
{
    if (canFetchMore(parent))
        emit moreWanted();
}
