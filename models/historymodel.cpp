#include "models/historymodel.h"

#include "app/text/format.h"
#include "app/text/safetext.h"
#include "models/columnheader.h"
#include "models/transferwords.h"

#include <QLocale>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kFewChanges = 100; // more are told of as a whole

QString endText(const HistoryEntry &entry)
{
    if (entry.end == TransferState::Done)
        return entry.fetched > 0 || entry.bytes == 0 ? transferStateWord(entry.end)
                                                     : HistoryModel::tr("Was there already");
    return entry.error.isEmpty()
        ? transferStateWord(entry.end)
        : HistoryModel::tr("%1: %2").arg(transferStateWord(entry.end), entry.error);
}

QString receiptText(const Receipt &receipt)
{
    if (receipt.end != TransferState::Done)
        return receipt.note.isEmpty() ? transferStateWord(receipt.end) : receipt.note;
    if (receipt.wasThere)
        return HistoryModel::tr("Was there already");
    return receipt.source.isEmpty()
        ? transferStateWord(receipt.end)
        : HistoryModel::tr("Done, from %1").arg(SafeText::line(receipt.source));
}

// With what had to be fetched again.
QString receiptTip(const Receipt &receipt)
{
    const QString text = receiptText(receipt);
    return receipt.end == TransferState::Done && !receipt.note.isEmpty()
        ? text + u'\n' + receipt.note
        : text;
}

QString speedTip(const HistoryEntry &entry)
{
    return entry.activeMs > 0 && entry.fetched > 0
        ? HistoryModel::tr("%1 fetched in %2, at most %3")
              .arg(Format::size(entry.fetched),
                   Format::duration(std::chrono::seconds(qMax<qint64>(1, entry.activeMs / 1000))),
                   Format::speed(qint64(entry.peak)))
        : QString();
}

} // namespace

void HistoryModel::numberRows()
{
    m_rows.clear();
    for (std::size_t row = 0; row < m_nodes.size(); ++row)
        m_rows.insert(m_nodes[row].entry.id, static_cast<int>(row));
}

// Entries never change: one that is told again has another id.
void HistoryModel::setEntries(const QList<HistoryEntry> &entries)
{
    QSet<qint64> ids;
    for (const HistoryEntry &entry : entries)
        ids.insert(entry.id);
    const auto gone = std::ranges::count_if(
        m_nodes, [&ids](const Node &node) { return !ids.contains(node.entry.id); });
    const auto come = entries.size() - (qsizetype(m_nodes.size()) - gone);
    if (gone + come > kFewChanges) {
        beginResetModel();
        m_nodes.clear();
        for (const HistoryEntry &entry : entries)
            m_nodes.push_back({entry, {}, false});
        numberRows();
        return endResetModel();
    }
    for (int row = static_cast<int>(m_nodes.size()) - 1; row >= 0; --row) {
        if (ids.contains(m_nodes[size_t(row)].entry.id))
            continue;
        beginRemoveRows({}, row, row);
        m_nodes.erase(m_nodes.begin() + row);
        numberRows();
        endRemoveRows();
    }
    for (int row = 0; row < int(entries.size()); ++row) {
        if (row < int(m_nodes.size()) && m_nodes[size_t(row)].entry.id == entries.at(row).id)
            continue;
        beginInsertRows({}, row, row);
        m_nodes.insert(m_nodes.begin() + row, Node{entries.at(row), {}, false});
        numberRows();
        endInsertRows();
    }
}

void HistoryModel::setReceipts(qint64 entry, const QList<Receipt> &receipts)
{
    const int row = rowOfTop(entry);
    if (row < 0 || receipts.isEmpty() || !m_nodes[size_t(row)].receipts.isEmpty())
        return;
    beginInsertRows(index(row, 0), 0, static_cast<int>(receipts.size()) - 1);
    m_nodes[size_t(row)].receipts = receipts;
    endInsertRows();
}

// Entries have the internal id 0, receipts the id of their entry (which is never 0).
bool HistoryModel::hasChildren(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return !m_nodes.empty();
    return isTop(parent) && parent.column() == 0 && m_nodes[size_t(parent.row())].entry.files > 0;
}

bool HistoryModel::canFetchMore(const QModelIndex &parent) const
{
    return parent.isValid() && hasChildren(parent) && !m_nodes[size_t(parent.row())].asked;
}

void HistoryModel::fetchMore(const QModelIndex &parent)
{
    if (!canFetchMore(parent))
        return;
    Node &node = m_nodes[size_t(parent.row())];
    node.asked = true;
    emit receiptsWanted(node.entry.id);
}

QVariant HistoryModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    if (role == Qt::TextAlignmentRole && index.column() >= SizeColumn)
        return int(Qt::AlignRight | Qt::AlignVCenter);
    if (isTop(index))
        return entryData(m_nodes[size_t(index.row())].entry, index.column(), role);
    const int row = topRowOf(index);
    return row < 0
        ? QVariant()
        : receiptData(m_nodes[size_t(row)].receipts.at(index.row()), index.column(), role);
}

QVariant HistoryModel::entryData(const HistoryEntry &entry, int column, int role) const
{
    const RepoId &repo = entry.asked.request.repo;
    if (role == EntryRole)
        return QVariant::fromValue(&entry);
    if (role == Qt::AccessibleTextRole && column == NameColumn)
        return tr("%1, %2, %3").arg(repo.id(), endText(entry), Format::size(entry.bytes));
    if (role == Qt::ToolTipRole)
        switch (column) {
        case StateColumn: return endText(entry);
        case SpeedColumn: return speedTip(entry);
        case EndedColumn: return QLocale().toString(entry.ended.toLocalTime(), QLocale::LongFormat);
        default: return repo.id();
        }
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case NameColumn: return SafeText::repoName(repo.owner(), repo.name());
    case StateColumn: return endText(entry);
    case SizeColumn: return Format::size(entry.bytes);
    case SpeedColumn:
        return entry.average() >= 1 ? Format::speed(qint64(entry.average())) : QString();
    case DurationColumn:
        return entry.activeMs > 0
            ? Format::duration(std::chrono::seconds(qMax<qint64>(1, entry.activeMs / 1000)))
            : QString();
    case EndedColumn: return Format::ago(entry.ended);
    default: return {};
    }
}

QVariant HistoryModel::receiptData(const Receipt &receipt, int column, int role) const
{
    if (role == ReceiptRole)
        return QVariant::fromValue(&receipt);
    if (role == Qt::AccessibleTextRole && column == NameColumn)
        return tr("%1, %2").arg(SafeText::line(receipt.path), receiptText(receipt));
    if (role == Qt::ToolTipRole)
        switch (column) {
        case NameColumn:
            return receipt.sha256.isEmpty()
                ? SafeText::line(receipt.path)
                : tr("%1\nSHA-256 %2").arg(SafeText::line(receipt.path), receipt.sha256);
        case StateColumn: return receiptTip(receipt);
        default: return {};
        }
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case NameColumn: return SafeText::path(receipt.path);
    case StateColumn: return receiptText(receipt);
    case SizeColumn: return Format::size(receipt.size);
    default: return {};
    }
}

QVariant HistoryModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    const QStringList names{tr("Name"),    tr("State"), tr("Size"),
                            tr("Average"), tr("Took"),  tr("Ended")};
    return columnHeader(names.value(section), section >= SizeColumn, orientation, role);
}
