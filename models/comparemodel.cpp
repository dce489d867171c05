#include "models/comparemodel.h"

#include "app/text/format.h"
#include "app/text/safetext.h"

#include <algorithm>

void CompareModel::setRows(const QList<CompareRow> &rows)
{
    beginResetModel();
    m_rows = rows;
    m_shown = m_showsSame ? rows.size() : std::ranges::count_if(rows, [](const auto &row) {
        return row.state != CompareRow::State::Same;
    });
    tickAtFirst();
    endResetModel();
    emit ticked();
}

void CompareModel::showSame(bool shown)
{
    const qsizetype different = std::ranges::count_if(std::as_const(m_rows), [](const auto &row) {
        return row.state != CompareRow::State::Same;
    });
    if (m_showsSame == shown || different == m_rows.size()) {
        m_showsSame = shown;
        return;
    }
    m_showsSame = shown;
    if (shown)
        beginInsertRows({}, int(different), int(m_rows.size()) - 1);
    else
        beginRemoveRows({}, int(different), int(m_rows.size()) - 1);
    m_shown = shown ? m_rows.size() : different;
    shown ? endInsertRows() : endRemoveRows();
}

void CompareModel::setWay(CompareWay way)
{
    if (m_way == way)
        return;
    m_way = way;
    tickAtFirst();
    if (m_shown > 0)
        emit dataChanged(index(0, 0), index(int(m_shown) - 1, ColumnCount - 1));
    emit ticked();
}

void CompareModel::tickRemovals(bool on)
{
    for (qsizetype row = 0; row < m_rows.size(); ++row)
        if (CompareChoice::removes(m_rows.at(row), m_way))
            m_ticks[row] = on;
    if (m_shown > 0)
        emit dataChanged(index(0, 0), index(int(m_shown) - 1, ColumnCount - 1));
    emit ticked();
}

qsizetype CompareModel::removals() const
{
    return std::ranges::count_if(
        m_rows, [this](const CompareRow &row) { return CompareChoice::removes(row, m_way); });
}

void CompareModel::tickAtFirst()
{
    m_ticks.clear();
    for (const CompareRow &row : std::as_const(m_rows))
        m_ticks << CompareChoice::isTickedAtFirst(row, m_way);
}

QModelIndex CompareModel::indexOf(const QString &path) const
{
    const auto it = std::ranges::find(m_rows, path, &CompareRow::path);
    const auto row = it - m_rows.cbegin();
    return row < m_shown ? index(int(row), 0) : QModelIndex();
}

int CompareModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_shown);
}

int CompareModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString CompareModel::textOf(const CompareRow &row, int column, bool isTicked) const
{
    switch (column) {
    case PathColumn: return SafeText::path(row.path);
    case HereColumn:
        return row.here < 0
            ? QString()
            : tr("%1, %2").arg(Format::size(row.here),
                               Format::ago(QDateTime::fromMSecsSinceEpoch(row.changedMs)));
    case ThereColumn: return Format::size(row.there);
    default: return fateOf(row, isTicked);
    }
}

QString CompareModel::fateOf(const CompareRow &row, bool isTicked) const
{
    const bool toHub = m_way == CompareWay::ToHub;
    if (row.isLink && !toHub && row.state != CompareRow::State::Same && row.why.isEmpty())
        return tr("A link here, stays");
    switch (row.state) {
    case CompareRow::State::Different:
        return !isTicked ? tr("Different, stays")
            : toHub      ? tr("Different, sent to the Hub")
                         : tr("Different, replaced here");
    case CompareRow::State::OnlyHere:
        return toHub ? (isTicked ? tr("Only here, sent to the Hub") : tr("Only here, stays"))
                     : (isTicked ? tr("Only here, to the trash") : tr("Only here, stays"));
    case CompareRow::State::OnlyThere:
        return toHub
            ? (isTicked ? tr("Only on the Hub, deleted there") : tr("Only on the Hub, stays"))
            : (isTicked ? tr("Only on the Hub, downloaded") : tr("Only on the Hub, stays"));
    case CompareRow::State::Clash:
    case CompareRow::State::LeftOut: return SafeText::line(row.why);
    case CompareRow::State::Same: return tr("The same");
    }
    Q_UNREACHABLE_RETURN({});
}

QVariant CompareModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const CompareRow &row = m_rows.at(index.row());
    const bool isTicked = m_ticks.at(index.row());
    switch (role) {
    case Qt::DisplayRole: return textOf(row, index.column(), isTicked);
    case Qt::CheckStateRole:
        return index.column() == PathColumn && CompareChoice::mayTick(row, m_way)
            ? QVariant(isTicked ? Qt::Checked : Qt::Unchecked)
            : QVariant();
    case Qt::TextAlignmentRole:
        return index.column() == ThereColumn ? QVariant(Qt::AlignRight | Qt::AlignVCenter)
                                             : QVariant();
    case Qt::AccessibleTextRole:
        return tr("%1: %2").arg(textOf(row, PathColumn, isTicked), fateOf(row, isTicked));
    case StateRole: return int(row.state);
    case PathRole: return row.path;
    default: return {};
    }
}

bool CompareModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::CheckStateRole || !(flags(index) & Qt::ItemIsUserCheckable))
        return false;
    m_ticks[index.row()] = value.toInt() == Qt::Checked;
    emit dataChanged(index, this->index(index.row(), ColumnCount - 1));
    emit ticked();
    return true;
}

Qt::ItemFlags CompareModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return {};
    Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
    if (index.column() == PathColumn && CompareChoice::mayTick(m_rows.at(index.row()), m_way))
        flags |= Qt::ItemIsUserCheckable;
    return flags;
}

QVariant CompareModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case PathColumn: return tr("File");
    case HereColumn: return tr("Here");
    case ThereColumn: return tr("On the Hub");
    default: return tr("What becomes of it");
    }
}
