#pragma once

#include "app/transfer/historyentry.h"
#include "models/twolevelmodel.h"

#include <QHash>

#include <vector>

// What has ended, the newest first; each entry's receipts below it, asked for when it is opened.
class HistoryModel final : public TwoLevelModel
{
    Q_OBJECT

public:
    enum Column { NameColumn, StateColumn, SizeColumn, SpeedColumn, DurationColumn, EndedColumn };
    static constexpr int kColumns = EndedColumn + 1;
    enum Role {
        EntryRole = Qt::UserRole, // const HistoryEntry *, of entries; until the next setEntries
        ReceiptRole, // const Receipt *, of their files
    };

    using TwoLevelModel::TwoLevelModel;

    void setEntries(const QList<HistoryEntry> &entries);
    void setReceipts(qint64 entry, const QList<Receipt> &receipts);

    int columnCount(const QModelIndex & = {}) const override { return kColumns; }
    bool hasChildren(const QModelIndex &parent = {}) const override;
    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

signals:
    void receiptsWanted(qint64 entry);

private:
    struct Node
    {
        HistoryEntry entry;
        QList<Receipt> receipts;
        bool asked = false;
    };

    int topCount() const override { return static_cast<int>(m_nodes.size()); }
    qint64 idOfTop(int row) const override { return m_nodes[size_t(row)].entry.id; }
    int rowOfTop(qint64 id) const override { return m_rows.value(id, -1); }
    int countBelow(int row) const override
    {
        return static_cast<int>(m_nodes[size_t(row)].receipts.size());
    }
    void numberRows();
    QVariant entryData(const HistoryEntry &entry, int column, int role) const;
    QVariant receiptData(const Receipt &receipt, int column, int role) const;

    std::vector<Node> m_nodes;
    QHash<qint64, int> m_rows; // by the entry's id
};
