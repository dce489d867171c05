#pragma once

#include "app/transfer/transferstatus.h"

// What holds for all transfers at the moment, beside offline mode: whether they may run, and how
// fast. What the user wants now runs all the same, but not while the computer goes to sleep.
struct TransferGate
{
    WaitCause cause = WaitCause::None; // why it is shut; None: open
    QDateTime until; // UTC; invalid: not known
    QString reason; // one translated sentence
    qint64 limit = 0; // bytes per second of everything; 0: none

    bool isShut() const { return cause != WaitCause::None; }
    bool operator==(const TransferGate &) const = default;
};
