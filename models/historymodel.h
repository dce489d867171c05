#pragma once

#include "app/transfer/historyentry.h"

#include <QAbstractItemModel>
#include <QHash>

#include <vector>

// What has ended, the newest first; each entry's receipts below it, asked for when it is opened.
class HistoryModel final : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Column { NameColumn, StateColumn, SizeColumn, SpeedColumn, DurationColumn, EndedColumn };
    static constexpr int kColumns = EndedColumn + 1;
    enum Role {
        EntryRole = Qt::UserRole, // const HistoryEntry *, of entries; until the next setEntries
        ReceiptRole, // const Receipt *, of their files
    };

    using QAbstractItemModel::QAbstractItemModel;

    void setEntries(const QList<HistoryEntry> &entries);
    void setReceipts(qint64 entry, const QList<Receipt> &receipts);

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
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

    void numberRows();
    QVariant entryData(const HistoryEntry &entry, int column, int role) const;
    QVariant receiptData(const Receipt &receipt, int column, int role) const;

    std::vector<Node> m_nodes;
    QHash<qint64, int> m_rows; // by the entry's id
};
