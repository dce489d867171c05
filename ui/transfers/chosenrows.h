#pragma once

#include <QModelIndex>

// Rows of the queue as what they stand for. A group of which the filter hides files stands for
// those that are shown.
struct ChosenRows
{
    static ChosenRows of(const QModelIndexList &rows);

    QList<qint64> groups;
    QList<qint64> files;
};
