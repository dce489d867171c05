#pragma once

#include <QAbstractTableModel>
#include <QStringList>

// The rows of a table file that are read so far. Asks for more when the last of them is near.
class TableModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    using QAbstractTableModel::QAbstractTableModel;

    void clear();
    // columns: all of them, the known ones first and unchanged.
    void append(const QStringList &columns, const QList<QStringList> &rows);
    void setComplete(bool complete) { m_complete = complete; }
    bool isComplete() const { return m_complete; }
    // What Copy puts on the clipboard: the cells from the first to the last row and column.
    QString copyText(const QModelIndexList &indexes) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;
    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

signals:
    void moreWanted();

private:
    bool isNumberColumn(int column) const;

    QStringList m_columns;
    QList<QStringList> m_rows;
    bool m_complete = false;
};
