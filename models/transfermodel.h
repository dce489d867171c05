#pragma once

#include "app/transfer/transferstatus.h"
#include "models/rememberedorder.h"
#include "models/twolevelmodel.h"

#include <QHash>

#include <span>
#include <vector>

// The queue as a tree: groups (one a download), and in each its files. Fed with whole snapshots; it
// reports exactly what changed, so that selection and folding stay. Filters by itself.
class TransferModel final : public TwoLevelModel
{
    Q_OBJECT

public:
    enum Column {
        NameColumn,
        StateColumn,
        ProgressColumn,
        SizeColumn,
        GraphColumn,
        SpeedColumn,
        LeftColumn,
        ActionsColumn
    };
    static constexpr int kColumns = ActionsColumn + 1;
    enum Role {
        GroupRole = Qt::UserRole, // const TransferGroup *, of groups; valid until the next apply
        FileRole, // const TransferFile *, of files
        // uint, of groups of which the filter hides files: a bit for each state of those shown,
        // which are what the row stands for.
        ShownStatesRole,
    };
    // How the list is shown; the queue itself stays.
    enum class Order { Queue, AsAdded, Name, State, Progress };

    using TwoLevelModel::TwoLevelModel;

    void apply(const TransferSnapshot &now);
    // Only files whose path, repository or state contains the text, without case; groups with none
    // are hidden. Empty: all.
    void setFilter(const QString &text);
    bool isFiltered() const { return !m_filter.isEmpty(); }
    void setOrder(Order order);
    Order order() const { return m_order; }

    // What counts seconds is to be read again: once a second. False: nothing does, until the next
    // apply.
    bool passTime();

    QModelIndex groupIndex(qint64 group) const;

    int columnCount(const QModelIndex & = {}) const override { return kColumns; }
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;
    // Groups can be dragged to another place while the order is the queue's.
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    Qt::DropActions supportedDropActions() const override { return Qt::MoveAction; }
    QStringList mimeTypes() const override;
    QMimeData *mimeData(const QModelIndexList &indexes) const override;
    bool canDropMimeData(const QMimeData *data, Qt::DropAction action, int row, int column,
                         const QModelIndex &parent) const override;
    bool dropMimeData(const QMimeData *data, Qt::DropAction action, int row, int column,
                      const QModelIndex &parent) override;

signals:
    void moveWanted(const QList<qint64> &groups, qint64 before); // 0: to the end

private:
    struct Node
    {
        TransferGroup group;
        QList<TransferFile> files;
        bool hides = false; // the filter some of its files
    };

    // What is to be shown of a snapshot, in its own memory: a million files are not copied ten
    // times a second.
    struct Wanted
    {
        const TransferGroup *group;
        std::vector<const TransferFile *> files;
        bool hides = false;
    };

    int topCount() const override { return static_cast<int>(m_groups.size()); }
    qint64 idOfTop(int row) const override { return m_groups[size_t(row)].group.id; }
    int rowOfTop(qint64 id) const override { return m_rows.value(id, -1); }
    int countBelow(int row) const override
    {
        return static_cast<int>(m_groups[size_t(row)].files.size());
    }
    std::vector<Wanted> wanted(const TransferSnapshot &now);
    void sortAsShown(std::vector<Wanted> &nodes);
    void arrangeGroups(const std::vector<Wanted> &nodes); // those that are there already
    void arrangeFiles(int row, const std::vector<const TransferFile *> &files); // likewise
    void numberGroups();
    void applyFiles(int row, const std::vector<const TransferFile *> &files);
    void removeOthers(int row, const std::vector<const TransferFile *> &files);
    void insertNew(int row, const std::vector<const TransferFile *> &files);
    void removeFiles(int row, int first, int last);
    void insertFiles(int row, int first, std::span<const TransferFile *const> files);
    void reportFiles(int row, const std::vector<const TransferFile *> &files);
    QVariant shownStates(int row) const;
    QVariant groupData(const TransferGroup &group, int column, int role) const;
    QVariant fileData(const TransferFile &file, int column, int role) const;

    std::vector<Node> m_groups;
    QHash<qint64, int> m_rows; // of groups, by id
    Order m_order = Order::Queue;
    QHash<qint64, RememberedOrder> m_sorted; // by group; 0: the groups themselves
    TransferSnapshot m_last; // unfiltered, for a change of the filter
    QString m_filter;
};
