#pragma once

#include "app/upload/uploadplan.h"
#include "app/upload/uploadprogress.h"
#include "app/upload/uploadscan.h"
#include "models/twolevelmodel.h"

#include <array>

// One file of an upload, before it is sent, while it is and afterwards.
struct UploadPlanRow
{
    enum class Group : quint8 { New, Changed, Unchanged, Conflict, LeftOut, ToDelete };
    static constexpr int kGroups = 6;
    enum class Store : quint8 { Unknown, Git, Apart }; // as far as the Hub can be foreseen
    enum class Mood : quint8 { Plain, Quiet, Good, Warning, Bad };

    Group group = Group::New;
    Store store = Store::Unknown;
    Mood mood = Mood::Plain;
    bool mayTick = false;
    bool mayRename = false;
    QString path; // in the repository; of what has no place there, on this computer
    qint64 size = -1; // bytes
    QString reason; // translated; empty: what its group is called
    QString inTheWay; // of the repository, with a folder's slash: what it is in conflict with

    bool isSent() const { return group == Group::New || group == Group::Changed; }
    bool operator==(const UploadPlanRow &) const = default;

    // Those that are sent in the order of the files. Any thread.
    static QList<UploadPlanRow> of(const UploadPlan::Given &given, const UploadPlan &plan,
                                   const QList<UploadLeft> &left);
    static QString word(Group group); // translated
};

// An upload's files, grouped by what becomes of them. It shows a plan and reports ticks and names;
// who hears them makes the next plan.
class UploadModel final : public TwoLevelModel
{
    Q_OBJECT

public:
    using Row = UploadPlanRow;
    enum Column { PathColumn, SizeColumn, StoreColumn, StateColumn, ColumnCount };
    enum Role { PathRole = Qt::UserRole, GroupRole, MoodRole, InTheWayRole };

    using TwoLevelModel::TwoLevelModel;

    void setRows(const QList<Row> &rows);
    // Of the upload that these rows became. over: what is not there by now does not come any more.
    void setProgress(const UploadProgress &progress, bool over);
    // While it is sent; files: whose rows changed.
    void changeProgress(const UploadProgress &progress, const QList<qsizetype> &files);
    QModelIndex indexOf(const QString &path) const; // slow; for tests and the current row

    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override; // by path or size

signals:
    void ticked(const QString &path, bool on);
    void renamed(const QString &path, const QString &typed); // its whole path in the repository

protected:
    int topCount() const override { return int(m_groups.size()); }
    qint64 idOfTop(int row) const override { return qint64(m_groups.at(row)) + 1; }
    int rowOfTop(qint64 id) const override;
    int countBelow(int topRow) const override;

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

    const QList<qsizetype> &rowsOf(int topRow) const;
    const Row &rowAt(const QModelIndex &index) const;
    void order();
    void takeFate(const UploadProgress &progress, qsizetype file, bool over);
    QVariant groupData(const QModelIndex &index, int role) const;
    QString stateText(qsizetype row) const;
    Row::Mood mood(qsizetype row) const;

    QList<Row> m_rows;
    QList<qsizetype> m_sent; // rows, in the order of the files
    QList<Fate> m_fates; // by row, of those only; empty before it begins
    QList<Row::Group> m_groups; // that have rows
    std::array<QList<qsizetype>, Row::kGroups> m_order; // rows by group, as they are shown
    QList<int> m_places; // in them, by row
    int m_column = PathColumn;
    Qt::SortOrder m_direction = Qt::AscendingOrder;
};
