#pragma once

#include "app/net/huberror.h"
#include "app/transfer/transferstatus.h"

#include <QString>

#include <chrono>

struct Answer;
struct TransferContext;

// When and how often a failed exchange is tried again. Pure but for the jitter.
inline constexpr int kMaxTries = 5; // in a row without progress
inline constexpr qint64 kLeastProgress = qint64(64)
    << 10; // bytes, through all tries: else a byte a time would never end
inline constexpr int kMaxTriesWhenLost = 60; // about eight minutes, when part of the file is there

// What the server asks for: the larger of Retry-After and, when the rate limit is used
// up, its reset; one second more, at most five minutes. 0: it asks for nothing. Source:
// hub-api 2.6.
std::chrono::seconds askedDelay(const Answer &answer);
// What the second of these says alone; an answer that went well may say it too.
std::chrono::seconds spentPause(const Answer &answer);
// Holds what the Hub counts with the answers of this chain when it was the last for a while.
void heed(TransferContext &context, const QList<Answer> &hops, const QUrl &endpoint);

// 1, 2, 4, 8, 8 ... times step, a fifth more or less, but never below what the server asks for.
std::chrono::milliseconds retryDelay(int tries, std::chrono::seconds asked,
                                     std::chrono::milliseconds step);

// 1, 2, 4, 8, 16, 30, 30 ... times step, a fifth more or less: how often to see whether the network
// is back.
std::chrono::milliseconds probeDelay(int probes, std::chrono::milliseconds step);
QString cutOffReason(const HttpFailure &failure); // one translated sentence

// What of a disk's passes by itself; None for what does not.
WaitCause waitCauseOf(const HubError &error);

// The same request may well succeed later.
bool isPassing(const HttpFailure &failure);
