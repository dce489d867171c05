#pragma once

#include <QAbstractItemModel>

// A tree of two levels: what stands on top is known by a number other than 0, what is below it by
// its place.
class TwoLevelModel : public QAbstractItemModel
{
public:
    using QAbstractItemModel::QAbstractItemModel;

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const final;
    QModelIndex parent(const QModelIndex &child) const final;
    int rowCount(const QModelIndex &parent = {}) const final;

protected:
    virtual int topCount() const = 0;
    virtual qint64 idOfTop(int row) const = 0;
    virtual int rowOfTop(qint64 id) const = 0; // -1: there is none
    virtual int countBelow(int topRow) const = 0;

    static bool isTop(const QModelIndex &index) { return index.internalId() == 0; }
    // The row on top that this one is below; -1: it is gone.
    int topRowOf(const QModelIndex &below) const { return rowOfTop(qint64(below.internalId())); }
};
