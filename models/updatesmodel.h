#pragma once

#include "app/cache/cachedrevisions.h"
#include "app/hub/updatediff.h"
#include "app/net/huberror.h"

#include <QAbstractTableModel>

struct UpdateRow
{
    enum class State {
        Waiting, // not asked yet
        Asking,
        Current, // nothing has moved
        Moved, // see diff
        Gone, // the Hub knows no such name any more
        Failed, // see error
        Fetching, // the update was asked for
    };

    RepoId repo;
    Revision revision;
    QString commit; // that is cached
    State state = State::Waiting;
    QString newest; // commit, when Moved or Fetching
    UpdateDiff diff;
    bool isPublic = false; // when Moved
    qint64 group = 0; // of the transfers, that the update was begun as; 0: none
    std::optional<HubError> error;

    bool isUpdatable() const { return state == State::Moved && !diff.wantsNothing(); }
    bool operator==(const UpdateRow &) const = default;
};

// What of the cache has moved on the Hub, those with something to do first.
class UpdatesModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { RepoColumn, ChangeColumn, FilesColumn, SizeColumn, ColumnCount };
    enum Role { StateRole = Qt::UserRole, KindRole };

    using QAbstractTableModel::QAbstractTableModel;

    void setRows(const QList<UpdateRow> &rows);
    void setRow(int row, const UpdateRow &value);
    const QList<UpdateRow> &rows() const { return m_rows; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    static QString change(const UpdateRow &row);
    static QString files(const UpdateRow &row);
    static QString names(const UpdateRow &row); // of the files, for a tooltip

    QList<UpdateRow> m_rows;
};
