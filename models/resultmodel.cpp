#include "models/resultmodel.h"

#include "app/text/safetext.h"
#include "models/columnheader.h"

void ResultModel::setRows(const QList<CardResult> &rows, bool mayEdit)
{
    m_mayEdit = mayEdit;
    if (rows.size() != m_rows.size()) {
        beginResetModel();
        m_rows = rows;
        endResetModel();
        return;
    }
    for (qsizetype i = 0; i < rows.size(); ++i) {
        if (rows[i] == m_rows[i])
            continue;
        m_rows[i] = rows[i];
        emit dataChanged(index(int(i), 0), index(int(i), CardResult::kCells - 1));
    }
}

int ResultModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int ResultModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : CardResult::kCells;
}

QString ResultModel::name(CardResult::Cell cell)
{
    switch (cell) {
    case CardResult::Task: return tr("Task");
    case CardResult::TaskName: return tr("Task name");
    case CardResult::Dataset: return tr("Dataset");
    case CardResult::DatasetName: return tr("Dataset name");
    case CardResult::Config: return tr("Config");
    case CardResult::Split: return tr("Split");
    case CardResult::Metric: return tr("Metric");
    case CardResult::MetricName: return tr("Metric name");
    case CardResult::Value: return tr("Value");
    }
    Q_UNREACHABLE_RETURN({});
}

QVariant ResultModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_rows.size())
        return {};
    const CardResult &row = m_rows[index.row()];
    const QString &text = row.cells[index.column()];
    const bool isValue = index.column() == CardResult::Value;
    switch (role) {
    case Qt::DisplayRole:
        return isValue && row.isVerified ? tr("%1 ✓", "a verified value").arg(SafeText::line(text))
                                         : SafeText::line(text);
    case Qt::EditRole: return text;
    case Qt::ToolTipRole:
        return row.isVerified ? tr("Verified by the Hub: changed, it would not be any more.")
                              : QString();
    case Qt::AccessibleTextRole:
        return row.isVerified ? tr("%1, verified").arg(SafeText::line(text)) : SafeText::line(text);
    case Qt::TextAlignmentRole:
        return QVariant((isValue ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    default: return {};
    }
}

bool ResultModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    const QString text = value.toString().trimmed();
    if (role != Qt::EditRole || !index.isValid()
        || text == m_rows[index.row()].cells[index.column()])
        return false;
    emit cellEdited(index.row(), CardResult::Cell(index.column()), text);
    return true;
}

Qt::ItemFlags ResultModel::flags(const QModelIndex &index) const
{
    const Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    const bool isEditable = m_mayEdit && index.isValid() && !m_rows[index.row()].isVerified;
    return isEditable ? flags | Qt::ItemIsEditable : flags;
}

QVariant ResultModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    return columnHeader(name(CardResult::Cell(section)), section == CardResult::Value, orientation,
                        role);
}
