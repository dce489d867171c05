#pragma once

#include "app/hub/types.h"

// A subset (configuration) of a dataset, or one split of it, as the layout of its Parquet files
// says: "data/train-00000-of-00002.parquet", "en/train-00000-of-00001.parquet" or, as the Hub
// converts, "en/train/0000.parquet". Pure.
struct DatasetPart
{
    QString config; // folder; empty: files lie in data/ or at the root
    QString split; // empty: the whole subset
    bool isOnlyConfig = false;

    bool takes(const QString &path) const;
};

// Subsets where there are several, splits where a subset has several. Ordered by name.
QList<DatasetPart> datasetParts(const QList<RepoFile> &files);
