#pragma once

#include "app/transfer/transferstatus.h"

// "Downloading", "Queued", ...: the word for a state, translated.
QString transferStateWord(TransferState state);

// The state with what it waits for as it is now: "Waiting: rate limit until 14:32", "Stalled: no
// data for 12 s, reconnecting".
QString transferStateText(TransferState state, const TransferPatience &patience,
                          const QString &reason, const QDateTime &now);

// The same with the whole reason and when it goes on, for where there is room.
QString transferStateSentence(TransferState state, const TransferPatience &patience,
                              const QString &reason, const QDateTime &now);

// Where that finds no room: "Waiting 8 s", "Waiting until 14:32"; the word when no end is known.
QString transferStateBrief(TransferState state, const TransferPatience &patience,
                           const QDateTime &now);
// Its text changes while nothing else does: it counts seconds.
bool transferTextCounts(TransferState state, const TransferPatience &patience);

QString partOfFiles(int part, int files); // "2 of 5 files"
QString filesDoneText(const TransferGroup &group); // "2 of 5 files done"
QString priorityText(TransferPriority priority); // "High priority"; empty for the usual one

// The whole of what a row says of its state, beginning with the word if it has no error:
// "Downloading 2 files", "Paused by you at 13:51". How many of all are done is told elsewhere.
QString transferStateText(const TransferGroup &group, const QDateTime &now);
QString transferStateText(const TransferFile &file, const QDateTime &now);
