#pragma once

#include "app/hub/repoid.h"
#include "app/net/huberror.h"
#include "app/transfer/queueorder.h"

#include <QDateTime>
#include <QHash>
#include <QList>
#include <QString>

#include <optional>

// What the transfer thread tells the window, at most ten times a second: plain values, no objects.

enum class TransferState {
    Queued,
    Connecting,
    Downloading,
    Stalled, // no byte comes; heals by itself
    Waiting, // until something passes: WaitCause
    Paused, // by the user; what is there is kept
    Verifying,
    Done,
    Failed,
    Cancelled
};

inline bool isRunning(TransferState state)
{
    return state == TransferState::Connecting || state == TransferState::Downloading
        || state == TransferState::Stalled || state == TransferState::Verifying;
}

enum class WaitCause {
    None, // another one: the reason says it
    RateLimit,
    Server, // failed, and is asked again
    Network, // none
    Disk, // no room
    DiskAway, // not there, or takes nothing
    OpenFiles, // too many
    Lock, // another program fetches the same
    Offline, // by the user
    Metered, // the network is
    Timetable,
    Sleep // the computer goes to
};

// Why something waits, until when, or since when no byte came. Times are UTC, invalid ones not
// known; they stay as they are while time goes by.
struct TransferPatience
{
    WaitCause cause = WaitCause::None;
    QDateTime until;
    QDateTime silentSince; // when stalled
    bool reconnects = false; // when stalled: by itself, now and then
    bool canPass = false; // for another program's lock, which Transfers::goPastLocks() ignores

    bool operator==(const TransferPatience &) const = default;
};

struct TransferFile
{
    qint64 id = 0; // unique while the program runs
    qint64 group = 0;
    QString path; // in the repository
    TransferState state = TransferState::Queued;
    qint64 done = 0; // bytes
    qint64 total = -1; // bytes; -1: not known yet
    qint64 checked = 0; // bytes, when verifying
    double bytesPerSecond = 0; // over the last seconds, 0 when bytes stop
    qint64 secondsLeft = -1; // -1: not known
    QString reason; // why it waits: one translated sentence
    TransferPatience patience; // when waiting or stalled
    std::optional<HubError> error; // when Failed
    QString note; // what of it was fetched again, and why: one translated sentence; mostly empty
    bool wasCached = false; // Done without a byte fetched
    qint64 limit = 0; // bytes per second, of its own; 0: none
    QString localPath; // when Done
    TransferPriority priority = TransferPriority::Normal;
    qint64 pausedAt = -1; // ms since 1970, by the user; -1: not known

    bool operator==(const TransferFile &) const = default;
};

struct TransferGroup
{
    qint64 id = 0;
    RepoId repo;
    QString revision; // as asked for
    QString commit; // 40 hex once resolved, else empty
    QString folder; // empty: to the cache
    TransferState state = TransferState::Queued;
    qint64 done = 0;
    qint64 total = -1; // while it goes on without those cancelled or failed
    int filesDone = 0;
    int files = 0;
    int running = 0; // files connecting, downloading, stalled or verifying
    int failed = 0; // files
    qint64 begun = -1; // ms since 1970, when it was asked for
    double bytesPerSecond = 0;
    qint64 secondsLeft = -1;
    qint64 limit = 0; // bytes per second, of its own; 0: none
    QString reason; // why it waits: one translated sentence
    TransferPatience patience; // that of the file which goes on first
    QList<float> samples; // speed over the last two minutes, 40 at most, oldest first, bytes/s
    TransferPriority priority = TransferPriority::Normal;
    qint64 pausedAt = -1; // of what the user paused last
    std::optional<HubError> error; // why the group as a whole failed (no such revision, no space)

    bool operator==(const TransferGroup &) const = default;
};

struct TransferSnapshot
{
    QList<TransferGroup> groups; // in the order of the queue
    QList<TransferFile> files; // in the order of the queue, too
    // Of the groups that have not ended, and those that have since last nothing ran or waited. Of
    // files that were cancelled or failed only what is there.
    qint64 done = 0;
    qint64 total = 0; // -1: not known of all of them yet
    QHash<quint64, qint64> toWrite; // bytes by disk (DiskRoom::device), without what is paused
    double bytesPerSecond = 0;
    QList<float> samples; // of everything, as a group's
    qint64 secondsLeft = -1;
    bool leftIsLeast = false; // of how much more there is to come a part is not known yet
    int running = 0; // files connecting, downloading, stalled or verifying
    int waiting = 0; // files queued or waiting
    int paused = 0; // files
    bool goesOn = false; // something runs, or waits for what passes without anybody's help
    bool maySleep = false; // the gate is shut for it, and what was there is written down

    bool operator==(const TransferSnapshot &) const = default;
};
