#pragma once

#include "app/cache/deleteplan.h"

#include <QString>

// Which contents of a plan other programs read at the moment. They may go all the same: a file that
// is open stays readable, and its bytes come free when it is closed.
struct InUse
{
    qint64 process = 0;
    QString program; // as the system calls it
    QByteArray repo; // empty: of the store that repositories share
    QByteArray blob;

    bool operator==(const InUse &) const = default;

    // Of the processes that this user may look into; reads /proc: any thread, not the window's.
    static QList<InUse> of(const DeletePlan &plan);
    // Folders of the repositories that this program itself reads something of: nothing goes from
    // them.
    static QSet<QByteArray> here(const DeletePlan &plan);
};
