#pragma once

#include "app/transfer/transferstatus.h"

#include <QHash>

#include <chrono>

// What cancelling would throw away. A file that is whole stays; of the others the bytes so far are
// lost, which is worth a question when they are many or took long.
class CancelLoss final
{
public:
    using Moment = std::chrono::steady_clock::time_point;

    struct Loss
    {
        qint64 bytes = 0;
        bool canPause = false; // of what is lost some is not paused
        bool worthAsking = false; // 100 MB or more, or more than a minute of work
        bool nothingLeft = true; // nothing is on its way any more and nothing is kept of it
    };

    void note(const TransferSnapshot &now, Moment at); // every snapshot, in order
    Loss of(const TransferSnapshot &now, const QList<qint64> &groups, const QList<qint64> &files,
            Moment at) const;

private:
    QHash<qint64, Moment> m_begun; // when a file was first seen with bytes
};
