#include "models/updatesmodel.h"

#include "app/text/format.h"
#include "app/text/safetext.h"
#include "models/columnheader.h"

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kUpdateHash = 7; // digits, as git shows them
constexpr qsizetype kUpdateNames = 12; // in a tooltip

} // namespace

void UpdatesModel::setRows(const QList<UpdateRow> &rows)
{
    beginResetModel();
    m_rows = rows;
    endResetModel();
}

void UpdatesModel::setRow(int row, const UpdateRow &value)
{
    if (m_rows.at(row) == value)
        return;
    m_rows[row] = value;
    emit dataChanged(index(row, 0), index(row, ColumnCount - 1));
}

int UpdatesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int UpdatesModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString UpdatesModel::change(const UpdateRow &row)
{
    switch (row.state) {
    case UpdateRow::State::Waiting: return tr("Not asked yet");
    case UpdateRow::State::Asking: return tr("Asking the Hub…");
    case UpdateRow::State::Current: return tr("Up to date");
    case UpdateRow::State::Moved:
        return tr("%1 → %2").arg(row.commit.first(kUpdateHash), row.newest.first(kUpdateHash));
    case UpdateRow::State::Gone: return tr("This revision is not on the Hub any more");
    case UpdateRow::State::Failed: return row.error ? row.error->message : QString();
    case UpdateRow::State::Fetching: return tr("On its way, see Transfers");
    }
    Q_UNREACHABLE_RETURN({});
}

QString UpdatesModel::files(const UpdateRow &row)
{
    if (row.state != UpdateRow::State::Moved && row.state != UpdateRow::State::Fetching)
        return {};
    QStringList parts;
    if (!row.diff.changed.isEmpty())
        parts << tr("%1 changed").arg(row.diff.changed.size());
    if (!row.diff.unsure.isEmpty())
        parts << tr("%1 perhaps changed").arg(row.diff.unsure.size());
    if (!row.diff.added.isEmpty())
        parts << tr("%1 new").arg(row.diff.added.size());
    if (!row.diff.removed.isEmpty())
        parts << tr("%1 gone").arg(row.diff.removed.size());
    return parts.isEmpty() ? tr("None of the cached ones") : parts.join(u", "_s);
}

QString UpdatesModel::names(const UpdateRow &row)
{
    QStringList lines;
    const auto add = [&lines](const QStringList &paths, const QString &form) {
        for (const QString &path : paths.first(std::min(paths.size(), kUpdateNames)))
            lines << form.arg(SafeText::line(path));
        if (paths.size() > kUpdateNames)
            lines << tr("and %1 more").arg(paths.size() - kUpdateNames);
    };
    add(row.diff.changed, tr("%1 has changed"));
    add(row.diff.unsure, tr("%1 may have changed"));
    add(row.diff.added, tr("%1 is new"));
    add(row.diff.removed, tr("%1 is gone"));
    return lines.join(u'\n');
}

QVariant UpdatesModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_rows.size())
        return {};
    const UpdateRow &row = m_rows.at(index.row());
    const bool moved = row.state == UpdateRow::State::Moved;
    switch (role) {
    case Qt::DisplayRole:
        switch (index.column()) {
        case RepoColumn: {
            const QString name = SafeText::repoName(row.repo.owner(), row.repo.name());
            return row.revision == Revision()
                ? name
                : tr("%1 at %2").arg(name, SafeText::isolated(SafeText::line(row.revision.name())));
        }
        case ChangeColumn: return change(row);
        case FilesColumn: return files(row);
        default:
            return !moved            ? QString()
                : row.diff.bytes > 0 ? Format::size(row.diff.bytes)
                                     : tr("nothing");
        }
    case Qt::TextAlignmentRole:
        return QVariant((index.column() == SizeColumn ? Qt::AlignRight : Qt::AlignLeft)
                        | Qt::AlignVCenter);
    case Qt::AccessibleTextRole:
        if (index.column() != RepoColumn)
            return {};
        return QStringList{index.data().toString(), change(row), files(row)}.join(u", "_s);
    case Qt::AccessibleDescriptionRole:
        return row.state == UpdateRow::State::Failed ? change(row) : names(row);
    case StateRole: return QVariant::fromValue(row.state);
    case KindRole: return QVariant::fromValue(row.repo.kind());
    default: return {};
    }
}

QVariant UpdatesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    const QStringList names{tr("Repository"), tr("State"), tr("Files"), tr("To download")};
    return columnHeader(names.value(section), section == SizeColumn, orientation, role);
}
