#include "ui/transfers/chosenrows.h"

#include "models/transfermodel.h"

#include <QSet>

ChosenRows ChosenRows::of(const QModelIndexList &rows)
{
    ChosenRows chosen;
    QSet<qint64> files;
    const auto take = [&](const QModelIndex &row) {
        const auto *file = row.data(TransferModel::FileRole).value<const TransferFile *>();
        if (file && !files.contains(file->id)) {
            files << file->id;
            chosen.files << file->id;
        }
    };
    for (const QModelIndex &row : rows) {
        const auto *group = row.data(TransferModel::GroupRole).value<const TransferGroup *>();
        if (!group) {
            take(row);
        } else if (!row.data(TransferModel::ShownStatesRole).isValid()) {
            chosen.groups << group->id;
        } else {
            const QModelIndex parent = row.siblingAtColumn(0);
            for (int n = 0; n < row.model()->rowCount(parent); ++n)
                take(row.model()->index(n, 0, parent));
        }
    }
    return chosen;
}
