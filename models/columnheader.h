#pragma once

#include <QVariant>

// What a table's header says of a column; numbers stand at the right, as their cells do, and the
// first click on them brings what is largest or newest.
inline QVariant columnHeader(const QString &name, bool isNumber, Qt::Orientation orientation,
                             int role)
{
    if (orientation == Qt::Horizontal && role == Qt::DisplayRole)
        return name;
    if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole)
        return QVariant((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (orientation == Qt::Horizontal && role == Qt::InitialSortOrderRole && isNumber)
        return int(Qt::DescendingOrder);
    return {};
}
