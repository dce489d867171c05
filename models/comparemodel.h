#pragma once

#include "app/compare/compareplan.h"

#include <QAbstractTableModel>

// The files of a comparison with a tick each: what is to be made the same.
class CompareModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { PathColumn, HereColumn, ThereColumn, StateColumn, ColumnCount };
    enum Role { StateRole = Qt::UserRole, PathRole };

    using QAbstractTableModel::QAbstractTableModel;

    void setRows(const QList<CompareRow> &rows); // ticked as at first
    void setWay(CompareWay way); // ticked as at first
    void showSame(bool shown);
    void tickRemovals(bool on); // all of them
    qsizetype removals() const; // that may be ticked
    CompareWay way() const { return m_way; }
    CompareChoice choice() const { return CompareChoice::of(m_rows, m_ticks, m_way); }
    QModelIndex indexOf(const QString &path) const; // slow; for tests

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

signals:
    void ticked();

private:
    void tickAtFirst();
    QString textOf(const CompareRow &row, int column, bool isTicked) const;
    QString fateOf(const CompareRow &row, bool isTicked) const;

    QList<CompareRow> m_rows; // the same ones last
    QList<bool> m_ticks;
    qsizetype m_shown = 0; // of the rows
    bool m_showsSame = false;
    CompareWay m_way = CompareWay::ToHub;
};
