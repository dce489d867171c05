#pragma once

#include "models/uploadmodel.h"

// What the list of an upload shows.
inline QStringList pathsIn(const UploadModel &model, const QModelIndex &folder = {})
{
    QStringList paths;
    for (int row = 0; row < model.rowCount(folder); ++row)
        paths << model.index(row, 0, folder).data(UploadModel::PathRole).toString();
    return paths;
}
inline QString cell(const QModelIndex &row, UploadModel::Column column)
{
    return row.siblingAtColumn(column).data().toString();
}
