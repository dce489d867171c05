#pragma once

#include "app/transfer/transferstatus.h"
#include "app/upload/uploadfile.h"

#include <QUrl>

// What the upload thread tells, at most ten times a second: plain values, no objects. Of an
// upload's files only those whose rows changed.

enum class UploadState {
    Waiting,
    Sending, // its content, apart from the commit
    Sent, // there, but in no commit yet
    Committed,
    Unchanged, // the same is there
    Ignored, // by a .gitignore
    Failed
};

struct UploadRow
{
    RepoPath path;
    UploadState state = UploadState::Waiting;
    bool large = false; // kept apart from git
    qint64 size = 0; // bytes
    qint64 sent = 0; // bytes
    std::optional<HubError> error;
    // Once it is over: the content's id here and on the Hub; the latter empty: it is not there.
    QByteArray local;
    QByteArray remote;

    bool isConfirmed() const { return !local.isEmpty() && local == remote; }
};

using UploadRowChanges = QList<std::pair<qsizetype, UploadRow>>; // by their places

enum class UploadStep {
    Asking,
    Sending,
    Committing,
    Checking,
    Paused, // by the user
    Done,
    Stopped,
    Failed
};

bool isOver(UploadStep step);

// Sums over the files that are to be changed.
struct UploadTally
{
    qsizetype files = 0;
    qsizetype filesDone = 0; // sent, or committed
    qsizetype confirmed = 0;
    qsizetype troubled = 0; // failed, or committed and not there
    qint64 bytes = 0;
    qint64 sent = 0;

    void count(const UploadRow &row, int times); // -1: takes it away again
};

struct UploadProgress
{
    UploadStep step = UploadStep::Asking;
    QList<UploadRow> rows; // as ordered; empty until the first of them are told
    UploadTally tally; // of the rows
    QByteArrayList commits; // that were made
    int allCommits = 0; // that it will take; 0: not known yet
    Revision revision; // that they went to
    QUrl pullRequest; // its page; empty: none
    QString words; // of the Hub about the commits
    QString reason; // while it waits
    TransferPatience patience;
    std::optional<HubError> error; // that ended it
    bool mayHaveMore = false; // with an error: one more commit may be made

    // The receipt: everything that was to be changed was, and the Hub has what is here.
    bool isConfirmed() const;
    bool isHeld() const; // until the network, the clock or the computer lets it run
    bool mayStartNow() const; // though it is held

    void setRows(const QList<UploadRow> &all);
    void setRow(qsizetype i, const UploadRow &row);
    void takeNews(const UploadProgress &news); // everything but the rows
};

struct UploadStatus
{
    qint64 id = 0; // unique while the program runs
    RepoId repo;
    QString summary;
    UploadProgress progress;
    QString origin = {}; // of its order
    qsizetype deletes = 0; // files, by name
};
