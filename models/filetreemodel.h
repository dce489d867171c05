#pragma once

#include "app/hub/types.h"
#include "app/net/huberror.h"

#include <QAbstractItemModel>
#include <QHash>
#include <QRegularExpression>
#include <QSet>

#include <memory>
#include <optional>
#include <vector>

// The files of one commit as a tree that is filled level by level. Keeps its own order and filter.
// Knows no network: a folder that is not complete ends in a waiting row, and levelWanted says that
// somebody looked at it. Entries whose path no file can have are left out and counted.
class FileTreeModel final : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Column {
        NameColumn,
        SizeColumn,
        StorageColumn,
        CommitColumn,
        AgeColumn,
        ScanColumn,
        CachedColumn,
        ColumnCount
    };
    enum class Kind { File, Folder, Waiting, Failed };
    Q_ENUM(Kind)
    enum Role {
        EntryRole
        = Qt::UserRole, // const TreeEntry *, null in waiting rows; valid until the model changes
        KindRole, // Kind
        PathRole, // QString, from the root
        CachedRole, // bool
        ProgressRole, // int, 0 to 99 while it downloads, else -1
    };

    explicit FileTreeModel(QObject *parent = nullptr);
    ~FileTreeModel() override;

    void clear(); // the root then waits for its first page
    // One page of one folder. Entries that are there already are updated.
    void addLevel(const QString &folder, const TreePage &page);
    // One page of a listing of everything, parents before children; the last page has no next and
    // completes every folder.
    void addRecursive(const TreePage &page);
    void setFailed(const QString &folder, const HubError &error);
    void retry(const QString &folder); // forgets the failure and wants the page again

    void setFilter(const QString &text); // part of a path, or a wildcard pattern; empty: everything
    const QString &filter() const { return m_filter; }
    void setFolderSizes(const QHash<QString, qint64> &sizes); // bytes below each folder
    void setCached(const QSet<QString> &paths);
    void addCached(const QString &path);
    void setProgress(const QHash<QString, int> &percent); // of the files that download now

    // Whether a folder lacks rows or details and nobody was asked for them; load() asks. These are
    // not canFetchMore() and fetchMore(), because a tree view calls those at every layout and would
    // get page after page that nobody looks at.
    bool canLoad(const QModelIndex &folder) const;
    void load(const QModelIndex &folder);

    QModelIndex indexOf(const QString &path, int column = NameColumn) const;
    // Of those above path that are shown; empty: the root.
    QString deepestFolderOf(const QString &path) const;
    Kind kindOf(const QModelIndex &index) const;
    bool isCached(const QString &path) const { return m_cached.contains(path); }
    // The page of a folder to ask for next: empty for the first one.
    QUrl nextPage(const QString &folder) const;
    bool isListed(const QString &folder) const; // all its rows are here, perhaps without details
    bool isComplete() const; // nothing is missing anywhere
    int entryCount() const { return static_cast<int>(m_byPath.size()); }
    int skipped() const { return m_skipped; }

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &index) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

signals:
    void levelWanted(const QString &folder);

private:
    struct Node;
    using Nodes = std::vector<std::unique_ptr<Node>>;

    Node *nodeOf(const QModelIndex &index) const;
    Node *folderOf(const QString &path) const;
    QModelIndex indexOf(const Node *node, int column) const;
    static QString storageText(Storage storage);
    QString text(const Node &node, int column) const;
    QString meaning(const Node &node, int column) const;
    QString toolTip(const Node &node) const; // of the row: lines of plain text
    bool isShown(const Node *node) const;
    bool matches(const Node &node) const;
    bool precedes(const Node &a, const Node &b) const;
    std::unique_ptr<Node> makeNode(const TreeEntry &entry, Node *parent) const;
    bool update(const TreeEntry &entry);
    void insert(Node *folder, Nodes fresh);
    void show(Node *folder, std::vector<Node *> fresh);
    void setListed(Node *folder);
    void changed(const Node *node, int firstColumn, int lastColumn);
    bool rebuild(Node *folder);
    void reorder(Node *folder);

    std::unique_ptr<Node> m_root;
    QHash<QString, Node *> m_byPath; // without the root and waiting rows
    QHash<QString, qint64> m_sizes;
    QHash<QString, int> m_progress;
    QSet<QString> m_cached;
    QString m_filter;
    QRegularExpression m_pattern;
    Column m_sortColumn = NameColumn;
    Qt::SortOrder m_sortOrder = Qt::AscendingOrder;
    int m_skipped = 0;
};
