#pragma once

#include "app/upload/uploadprogress.h"
#include "models/uploadtree.h"

#include <QAbstractItemModel>
#include <QRegularExpression>

#include <array>
#include <optional>

// The files of an upload in their folders, and what becomes of each. It shows a plan and reports
// ticks and names; who hears them makes the next plan.
class UploadModel final : public QAbstractItemModel
{
    Q_OBJECT

public:
    using Row = UploadPlanRow;
    enum Column {
        NameColumn,
        ChangeColumn,
        StoreColumn,
        SizeColumn,
        SendColumn,
        NoteColumn,
        ColumnCount
    };
    enum Role {
        PathRole = Qt::UserRole, // of files and folders
        FolderRole, // bool
        GroupRole, // UploadPlanRow::Group; of folders: what all below are, or nothing
        MoodRole,
        InTheWayRole,
        InRole, // bool: the commit has it, or something below
        ApartRole, // bool: it is kept apart from git
        StateRole, // all that is said of it, translated
    };

    using QAbstractItemModel::QAbstractItemModel;

    void setTree(const UploadTree &tree);
    void hold(bool isHeld); // while a name is typed the next tree waits
    // Of the upload that these rows became. over: what is not there by now does not come any more.
    void setProgress(const UploadProgress &progress, bool over);
    // While it is sent; files: whose rows changed.
    void changeProgress(const UploadProgress &progress, const QList<qsizetype> &files);
    // group: none is all; text: part of a path, or a wildcard pattern.
    void setFilter(std::optional<Row::Group> group, const QString &text);
    bool isFiltered() const { return m_group || !m_text.isEmpty(); }
    // What stays though a pattern would delete it is not counted.
    qsizetype count(Row::Group group) const { return m_counts.at(size_t(group)); }
    QString word(Row::Group group) const; // what it is called, by now
    qsizetype fileCount() const { return m_tree.rows.size(); }
    qsizetype shownFiles() const { return m_sums.isEmpty() ? 0 : m_sums.first().files; }
    QModelIndex indexOf(const QString &path) const; // a file's, else a folder's; slow

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override; // by name or size

signals:
    void ticked(const QStringList &paths, bool on); // of files; below a folder those that are shown
    void reworded(); // word() says something else
    void renamed(const QString &path, const QString &typed); // its whole path in the repository

private:
    struct Fate // of a row that is sent
    {
        UploadState state = UploadState::Waiting;
        qint64 sent = 0; // bytes
        bool isConfirmed = false;
        bool isOver = false;
        QString trouble;

        bool operator==(const Fate &) const = default;
    };
    struct Sums // of what is shown below a folder
    {
        qsizetype files = 0;
        qint64 bytes = -1; // -1: of none known
        qint64 toSend = 0; // bytes
        qsizetype mayTick = 0;
        qsizetype ticked = 0;
        std::optional<Row::Group> group; // of all, else none
    };

    static int nodeOf(const QModelIndex &index) { return int(index.internalId()); }
    QModelIndex indexOf(int node, int column) const;
    const Row *rowOf(int node) const; // null: a folder
    bool isShown(const Row &row) const;
    void filter();
    void order();
    void addToFolder(int node);
    QStringList toTick(int node, bool isOn) const; // what changes, below a folder
    void takeFate(const UploadProgress &progress, qsizetype file, bool over);
    QString fateWord(const Fate &fate, qint64 size) const;
    QString changeText(int row) const;
    QString noteText(int row) const;
    QString stateText(int row) const;
    Row::Mood mood(int row) const;
    QVariant text(int node, int column) const;
    QVariant check(int node) const;

    UploadTree m_tree;
    std::optional<UploadTree> m_next;
    bool m_isHeld = false;
    QList<int> m_sent; // rows, in the order of the files
    bool m_hasDeleted = false; // what was to be
    QList<Fate> m_fates; // by row, of those only; empty before it begins
    std::array<qsizetype, Row::kGroups> m_counts{};
    QList<QList<int>> m_shown{{}}; // by node: its children
    QList<int> m_positions{-1}; // by node, in its parent; -1: not shown
    QList<Sums> m_sums{{}}; // by node
    std::optional<Row::Group> m_group;
    QString m_text;
    QRegularExpression m_pattern;
    int m_column = NameColumn;
    Qt::SortOrder m_direction = Qt::AscendingOrder;
};
