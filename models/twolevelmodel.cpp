#include "models/twolevelmodel.h"

QModelIndex TwoLevelModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column,
                       parent.isValid() ? quintptr(idOfTop(parent.row())) : quintptr(0));
}

QModelIndex TwoLevelModel::parent(const QModelIndex &child) const
{
    if (!child.isValid() || isTop(child))
        return {};
    const int row = topRowOf(child);
    return row < 0 ? QModelIndex() : createIndex(row, 0, quintptr(0));
}

int TwoLevelModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return topCount();
    return isTop(parent) && parent.column() == 0 ? countBelow(parent.row()) : 0;
}
