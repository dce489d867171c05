#include "models/pastedmodel.h"

#include "app/text/format.h"
#include "app/text/safetext.h"
#include "models/columnheader.h"

using namespace Qt::StringLiterals;

void PastedModel::setRows(const QList<PastedRow> &rows)
{
    const bool sameLines = rows.size() == m_rows.size()
        && std::equal(rows.cbegin(), rows.cend(), m_rows.cbegin(),
                      [](const PastedRow &a, const PastedRow &b) { return a.line == b.line; });
    if (!sameLines) {
        beginResetModel();
        m_rows = rows;
        endResetModel();
        return;
    }
    for (qsizetype i = 0; i < rows.size(); ++i) {
        if (rows.at(i) == m_rows.at(i))
            continue;
        m_rows[i] = rows.at(i);
        const int row = static_cast<int>(i);
        emit dataChanged(index(row, 0), index(row, ColumnCount - 1));
    }
}

int PastedModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int PastedModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString PastedModel::what(const PastedRow &row)
{
    if (!row.line.wish)
        return SafeText::line(row.line.text);
    const FetchWish &wish = *row.line.wish;
    QStringList parts{SafeText::repoName(wish.repo.owner(), wish.repo.name())};
    switch (wish.repo.kind()) {
    case RepoKind::Model: break;
    case RepoKind::Dataset: parts << tr("dataset"); break;
    case RepoKind::Space: parts << tr("Space"); break;
    }
    if (wish.revision != Revision())
        parts << tr("at %1").arg(SafeText::isolated(SafeText::line(wish.revision.name())));
    if (wish.paths.size() == 1)
        parts << SafeText::path(wish.paths.first());
    if (!wish.allow.isEmpty())
        parts << SafeText::isolated(SafeText::line(wish.allow.join(u' ')));
    if (!wish.ignore.isEmpty())
        parts << tr("without %1").arg(SafeText::isolated(SafeText::line(wish.ignore.join(u' '))));
    if (!wish.folder.isEmpty())
        parts << tr("to %1").arg(SafeText::isolated(SafeText::line(wish.folder)));
    return parts.join(u" · "_s);
}

QString PastedModel::state(const PastedRow &row)
{
    switch (row.state) {
    case PastedRow::State::Checking: return tr("Asking the Hub…");
    case PastedRow::State::Ready: return tr("Ready");
    case PastedRow::State::Gated: return tr("Gated: comes only with access");
    case PastedRow::State::Duplicate:
    case PastedRow::State::Bad: return row.problem;
    }
    Q_UNREACHABLE_RETURN({});
}

QVariant PastedModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_rows.size())
        return {};
    const PastedRow &row = m_rows.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        switch (index.column()) {
        case LineColumn: return row.line.number;
        case WhatColumn: return what(row);
        case FilesColumn: return row.isGood() ? Format::exactCount(row.files) : QString();
        case SizeColumn: return row.isGood() ? Format::size(row.bytes) : QString();
        default: return state(row);
        }
    case Qt::TextAlignmentRole: {
        const bool left = index.column() == WhatColumn || index.column() == StateColumn;
        return QVariant((left ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    }
    case Qt::AccessibleTextRole:
        if (index.column() != WhatColumn)
            return {};
        return QString(what(row) + u", "_s + state(row));
    case StateRole: return QVariant::fromValue(row.state);
    default: return {};
    }
}

QVariant PastedModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    const QStringList names{tr("Line"), tr("What it is"), tr("Files"), tr("Size"), tr("State")};
    return columnHeader(names.value(section),
                        section == FilesColumn || section == SizeColumn || section == LineColumn,
                        orientation, role);
}
