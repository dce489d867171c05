#pragma once

#include "app/upload/uploadprogress.h"

#include <map>

// What all transfers come to, both ways, for the places that show them as one. Pure.
struct TransferTotals
{
    int count = 0; // files that run or wait
    int uploads = 0; // of them
    bool hasPaused = false;
    qint64 done = 0; // bytes
    qint64 total = 0; // bytes; -1: not known of all of them yet

    static TransferTotals of(const TransferSnapshot &down,
                             const std::map<qint64, UploadStatus> &up);

    bool isKnown() const { return count > 0 && total > 0; }
    double share() const { return isKnown() ? double(done) / double(total) : -1; }
};
