#pragma once

#include "app/transfer/requestcolumns.h"
#include "app/transfer/transferstatus.h"

#include <QDateTime>
#include <QTimeZone>

// One file of what has ended: what it is, and how it came.
struct Receipt
{
    QString path; // in the repository
    QByteArray blob; // 40 or 64 hex, as the Hub calls the content; empty: was never known
    QString sha256; // 64 hex; empty: not known
    qint64 size = -1; // bytes; -1: not known
    QString source; // host that sent it; empty: nobody did
    TransferState end = TransferState::Done; // or Failed, Cancelled
    bool wasThere = false; // not fetched: the cache had it
    QString note; // why it failed, or what of it was fetched again
    QString localPath;

    bool operator==(const Receipt &) const = default;
};

// A group that has ended: done, failed or cancelled.
struct HistoryEntry
{
    qint64 id = 0; // in the history
    QString key; // of the group, in all its tries: the last one counts
    AskedFor asked;
    QString commit; // 40 hex; empty: was never known
    TransferState end = TransferState::Done;
    QDateTime begun; // UTC
    QDateTime ended;
    qint64 activeMs = 0; // in which something moved
    int files = 0;
    int filesDone = 0;
    qint64 bytes = 0; // of all its files that are there
    qint64 fetched = 0; // of these, what came over the line
    double peak = 0; // bytes per second
    QString error; // one sentence

    double average() const // bytes per second, while something moved
    {
        return activeMs > 0 ? double(fetched) * 1'000 / double(activeMs) : 0;
    }
};
