#pragma once

#include "models/cacheticks.h"

#include <QAbstractItemModel>
#include <QDateTime>

#include <functional>
#include <memory>
#include <vector>

// What the cache holds as a tree: repositories, perhaps in groups, in each its revisions and what
// none of them leads to, in each of these files. Knows values only; orders, filters and ticks by
// itself; reports exactly what changed, so that ticks, folding and selection outlive a new look.
class CacheTreeModel final : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Column { NameColumn, SizeColumn, FreesColumn, UsedColumn, ChangedColumn, RefsColumn };
    static constexpr int kColumns = RefsColumn + 1;
    enum class Kind { Group, Repo, Revision, Loose, File, Blob };
    Q_ENUM(Kind)
    enum class Grouping { None, Type, Owner, Age };
    enum Role {
        KindRole = Qt::UserRole, // Kind
        RepoKindRole, // RepoKind, of repositories whose name tells it
        ItemRole, // CacheItem; not of groups, nor of what no revision leads to as a whole
        RefsRole, // QStringList, of revisions
        ProblemsRole, // int, of repositories
        StaysRole, // bool: ticked, and yet it stays
        PinnedRole, // bool: never cleaned, itself or all that it is in
        PathRole, // QString: below the cache's root
    };

    // What of a repository is shown.
    struct Shown
    {
        bool repo = true; // false: nothing of it
        std::function<bool(qint32 revision)> revision; // empty: all; -1: what none leads to
        std::function<bool(const QByteArray &path)> file; // empty: all
    };
    using Filter = std::function<Shown(const CacheRepo &)>; // empty: everything
    // Bytes that come free when just that goes; -1: not known.
    using Frees = std::function<qint64(const CacheItem &)>;

    explicit CacheTreeModel(QObject *parent = nullptr);
    ~CacheTreeModel() override;

    void add(const QList<CacheRepoPtr> &repos); // new ones, or as they are now
    void keepOnly(const QSet<QByteArray> &folders);
    void clear(); // the ticks, too

    void setFilter(const Filter &filter);
    bool isFiltered() const { return bool(m_filter); }
    void setGrouping(Grouping grouping);
    Grouping grouping() const { return m_grouping; }
    void setFrees(const Frees &frees);
    void setStays(const QHash<CacheItem, QString> &why); // of what is ticked
    void age(); // "5 minutes ago" is so no more; those who show the rows below paint them anew
    void setPins(const QSet<QByteArray> &pins); // as for DeletePlan

    const QSet<CacheItem> &ticked() const { return m_ticks.items(); }
    Qt::CheckState tickOf(const CacheItem &item) const { return m_ticks.of(item); }
    void tick(const QSet<CacheItem> &items, bool on);
    void clearTicks();

    int repoCount() const { return static_cast<int>(m_slots.size()); }
    CacheRepoPtr repo(const QByteArray &folder) const;
    QModelIndex indexOf(const CacheItem &item, int column = NameColumn) const; // if it is shown
    // What ticking the row ticks: of what a filter hides nothing.
    QSet<CacheItem> itemsOf(const QModelIndex &index) const;
    bool isTicked(const QModelIndex &index) const; // all of that

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    bool hasChildren(const QModelIndex &parent = {}) const override { return rowCount(parent) > 0; }
    int columnCount(const QModelIndex & = {}) const override { return kColumns; }
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

signals:
    void ticksChanged();

private:
    struct Branch;
    struct Node;
    struct Group;
    struct Spot; // what an index stands for
    struct FileMoves;
    using Order = std::vector<qint32>;

    Spot spotOf(const QModelIndex &index) const;
    QModelIndex groupIndex(int group,
                           int column = NameColumn) const; // invalid: no groups are shown
    QModelIndex nodeIndex(int slot, int column = NameColumn) const;
    QModelIndex branchIndex(int slot, int branch, int column = NameColumn) const;

    // What is there: cachetreemodel_change.cpp
    void addNode(const CacheRepoPtr &repo);
    void replace(int slot, const CacheRepoPtr &repo);
    void removeNode(int slot);
    void readNode(Node &node, const Shown &shown) const; // all but where it is shown
    void readSums(Node &node) const;
    void readBranch(const CacheRepo &repo, Branch &branch) const;
    void listFiles(const CacheRepo &repo, Branch &branch, const Shown &shown) const;
    Shown shownOf(const CacheRepo &repo) const { return m_filter ? m_filter(repo) : Shown(); }
    void changeBranches(int slot, const CacheRepoPtr &now, const Shown &shown);
    void hideBranch(int slot, int branch);
    FileMoves movesOf(const Node &node, Branch &branch, const CacheRepo &now,
                      const Branch &wanted) const;
    void hideFiles(int slot, int branch, const FileMoves &moves);
    void rebuild();

    // Where it stands: cachetreemodel_place.cpp
    int groupFor(const Node &node); // made when there is none
    void show(int slot);
    void hide(int slot);
    void place(int slot); // where the order wants it

    // Order: cachetreemodel_order.cpp
    qint64 keyOf(const Node &node) const;
    qint64 keyOf(const Node &node, const Branch &branch) const;
    qint64 keyOf(const Group &group) const;
    bool nodePrecedes(int a, int b) const;
    bool branchPrecedes(const Node &node, int a, int b) const;
    bool groupPrecedes(int a, int b) const;
    void sortNodes();
    void sortBranches(Node &node) const;
    void sortFiles(const Node &node, Branch &branch) const;
    const Order &filesOf(const Node &node, Branch &branch) const; // in order
    int rowOf(const Node &node) const; // of those shown
    void numberGroups();
    void resort(const std::function<void()> &change);
    qint64 freesOf(const CacheItem &item) const { return m_frees ? m_frees(item) : -1; }

    // Rows: cachetreemodel_rows.cpp
    CacheItem itemOf(const Spot &spot) const;
    bool isWhole(const CacheRepo &repo, const Branch &branch) const; // all of it is shown
    bool isWhole(const Node &node) const;
    void addShown(const CacheRepo &repo, const Branch &branch, QSet<CacheItem> &items) const;
    void addShown(const Node &node, QSet<CacheItem> &items) const;
    const CacheBlob *blobOf(const Spot &spot) const;
    qint64 sizeOf(const Spot &spot) const;
    qint64 timeOf(const Spot &spot, int column) const;
    qint64 freesOf(const Spot &spot) const;
    QString nameOf(const Spot &spot) const;
    QString refsOf(const Spot &spot) const;
    bool isPinned(const Spot &spot) const;
    QString toolTipOf(const Spot &spot) const;
    QString pathOf(const Spot &spot) const;
    Qt::CheckState tickOf(const Spot &spot) const;
    QString text(const Spot &spot, int column) const;
    QVariant roleOf(const Spot &spot, int role) const;

    void tellTicks(const QSet<QByteArray> &repos);
    void changed(const QModelIndex &parent, int rows, int firstColumn, int lastColumn,
                 const QList<int> &roles = {});
    void changedNode(int slot, int firstColumn, int lastColumn, const QList<int> &roles = {});

    std::vector<std::unique_ptr<Node>> m_nodes; // by slot; null: gone
    QHash<QByteArray, int> m_slots; // by folder
    std::vector<std::unique_ptr<Group>> m_groups; // without grouping: one, that is no row
    Order m_groupOrder;
    CacheTicks m_ticks;
    QHash<CacheItem, QString> m_stays;
    QSet<QByteArray> m_pins;
    Filter m_filter;
    Frees m_frees;
    Grouping m_grouping = Grouping::None;
    int m_column = SizeColumn;
    Qt::SortOrder m_direction = Qt::DescendingOrder;
    QDateTime m_now = QDateTime::currentDateTimeUtc(); // of the last change
};
