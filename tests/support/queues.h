#pragma once

#include "app/transfer/transferstatus.h"

// So many groups, numbered from 1, with so many files each, numbered from 101.
inline TransferSnapshot queueOf(int groups, int files)
{
    TransferSnapshot snapshot;
    qint64 id = 100;
    for (int g = 1; g <= groups; ++g) {
        snapshot.groups << TransferGroup{
            .id = g,
            .repo = *RepoId::parse(RepoKind::Model, QStringLiteral("org/repo%1").arg(g)),
            .state = TransferState::Downloading,
            .total = 1000,
            .files = files};
        for (int f = 0; f < files; ++f)
            snapshot.files << TransferFile{
                .id = ++id, .group = g, .path = QStringLiteral("file%1.bin").arg(f), .total = 10};
    }
    return snapshot;
}
