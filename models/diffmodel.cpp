#include "models/diffmodel.h"

#include "app/text/safetext.h"

#include <algorithm>

void DiffModel::setRows(QList<DiffRow> rows)
{
    beginResetModel();
    m_rows = std::move(rows);
    m_lastLine = 0;
    for (const DiffRow &row : std::as_const(m_rows))
        m_lastLine = std::max({m_lastLine, row.before, row.after});
    endResetModel();
}

QString DiffModel::copyText(const QModelIndexList &indexes) const
{
    QList<int> rows;
    for (const QModelIndex &index : indexes)
        rows.append(index.row());
    std::ranges::sort(rows);
    QStringList lines;
    for (const int row : std::as_const(rows))
        if (m_rows.at(row).kind != DiffRow::Kind::Hunk)
            lines.append(m_rows.at(row).text);
    return lines.join(u'\n');
}

int DiffModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

// What the colours and signs say to those who see them.
QString DiffModel::meaning(const DiffRow &row)
{
    const QString text = SafeText::line(row.text);
    switch (row.kind) {
    case DiffRow::Kind::File:
        return tr("%1, %2 lines added, %3 removed").arg(text).arg(row.added).arg(row.removed);
    case DiffRow::Kind::Hunk: return tr("Unchanged lines left out. %1").arg(text);
    case DiffRow::Kind::Added: return tr("Added line %1: %2").arg(row.after).arg(text);
    case DiffRow::Kind::Removed: return tr("Removed line %1: %2").arg(row.before).arg(text);
    case DiffRow::Kind::Context: return tr("Line %1: %2").arg(row.after).arg(text);
    case DiffRow::Kind::Note: return text;
    }
    Q_UNREACHABLE_RETURN({});
}

QVariant DiffModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const DiffRow &row = m_rows.at(index.row());
    switch (role) {
    case Qt::DisplayRole: return SafeText::lines(row.text);
    case Qt::AccessibleTextRole: return meaning(row);
    case RowRole: return QVariant::fromValue(&row);
    default: return {};
    }
}
