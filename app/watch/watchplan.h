#pragma once

#include "app/upload/uploadplan.h"
#include "app/upload/uploadscan.h"
#include "app/watch/watchedfolder.h"

// What a round of a watched folder sends, and what it leaves to a person or to the next round.
// Nobody looks at it before it is sent, so in doubt nothing is: what is being written, what may be
// a secret, what somebody has changed on the Hub, and what may be gone only because a disk is.
// Pure; any thread.
struct WatchPlan
{
    struct Given
    {
        WatchWish wish;
        UploadPlan::Given upload = {}; // with the files as they were read
        QList<UploadFile> scanned = {}; // the same files as they were found
        QList<UploadLeft> left = {};
        WatchMemory memory = {};
        qint64 nowNs = 0; // since 1970
        qint64 quietNs = 0; // how long a file must have been left alone
    };

    QList<UploadFile> files;
    QList<RepoPath> deleted;
    QList<WatchHeld> held; // all of them
    qint64 young = 0;
    qint64 others = 0;
    WatchMemory memory; // what is known now; nothing that is still to be sent

    static WatchPlan of(const Given &given);
    // A sentence when what was there before is gone, and with it perhaps a disk; else empty.
    static QString whyGone(const WatchWish &wish, const QList<UploadFile> &scanned,
                           const QList<UploadLeft> &left, const WatchMemory &memory);

    bool isEmpty() const { return files.isEmpty() && deleted.isEmpty(); }
};
