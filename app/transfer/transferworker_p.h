#pragma once

#include "app/transfer/transferworker.h"

#include <QUuid>

#include <algorithm>
#include <vector>

// What the worker keeps of each file and group, for its own sources only.

struct TransferWorker::File
{
    TransferFile view;
    Group *group = nullptr;
    std::optional<FileSpec> spec;
    std::unique_ptr<FileJob> job;
    std::shared_ptr<KeptPart> kept; // what the next job goes on with
    bool paused = false; // by the user
    bool now = false; // the user wants it before all others
    bool cutOff = false; // its job waits, or waited, for the network
    std::unique_ptr<SpeedMeter> speed; // while it has a job
    qint64 counted = 0; // bytes of its job that the meters know
    std::shared_ptr<SpeedLimit> limit = std::make_shared<SpeedLimit>();
    int place = 0; // in the group
    std::optional<TransferPriority> priority; // its own
    std::optional<Turn> turn; // as it stands in the queue
    QString source; // host that sent it
    bool isPartSaved = false; // the list says that something of it lies on the disk

    bool hasPart() const { return spec && (job ? job->done() > 0 : kept != nullptr); }
};

struct TransferWorker::Group
{
    Group(qint64 id, const DownloadRequest &asked)
        : view{.id = id,
               .repo = asked.repo,
               .revision = asked.revision.name(),
               .folder = asked.folder}
        , request(asked)
    { }

    TransferGroup view;
    DownloadRequest request;
    QString account; // that asked
    QString cacheRoot;
    qint64 row = 0; // in the store
    QString known; // commit that the revision meant on the disk when it was asked for
    bool pinned = false; // to view.commit: an earlier start of the program asked
    QSet<QString> pausedBefore; // paths, by an earlier start
    QSet<QString> cancelledBefore;
    QHash<QString, TransferPriority> prioritiesBefore;
    QHash<QString, qint64> limitsBefore; // bytes per second
    QStringList orderBefore; // paths
    QList<QueueStore::Part> partsBefore;
    bool moved = false; // its files stand otherwise than planned
    bool now = false; // its files are to start at once when they are known
    int place = 0; // in the queue
    QString key = QUuid::createUuid().toString(QUuid::WithoutBraces); // in the history
    qint64 begun = QDateTime::currentMSecsSinceEpoch(); // asked for
    qint64 activeMs = 0; // something of it moved, and was not only waited for
    qint64 measuredMs = -1;
    qint64 savedMs = 0; // of the context's clock
    qint64 fetched = 0; // bytes, earlier starts of the program included
    double peak = 0; // bytes per second
    bool left = false; // whose account is not to be remembered
    HubAccess access;
    RootFolder::Seen rootBefore;
    std::shared_ptr<RootFolder> root; // that its files go below
    std::shared_ptr<const Destination> destination;
    std::unique_ptr<GroupJob> job;
    std::unique_ptr<Exchange> visibility; // while it is asked for
    QByteArray visibilityAnswer;
    bool isToPlan = false; // when there is a place
    bool cutOff = false; // its job waits, or waited, for the network
    std::optional<GroupJob::Plan> lacking; // what to begin with once there is room for all of it
    std::vector<std::unique_ptr<File>> files;
    SpeedMeter speed;
    double steady = 0; // bytes/s to tell the time left by; 0: none
    std::shared_ptr<SpeedLimit> limit = std::make_shared<SpeedLimit>();
    qint64 sampledMs = -1;
    int active = 0; // files not ended
    int round = 0; // which try an end belongs to
    bool counts = false; // in the sums over all
    bool ending = false; // what the revision means is being written down
    quint64 device = 0; // of the disk its files go to

    bool isMoving() const // something changes by itself
    {
        return std::ranges::any_of(files, [](const auto &file) { return file->job != nullptr; });
    }
    bool isActive() const // and is not only waited for
    {
        return std::ranges::any_of(files, [](const auto &file) {
            const TransferState state = file->view.state;
            return file->job
                && (state == TransferState::Connecting || state == TransferState::Downloading
                    || state == TransferState::Verifying);
        });
    }
    QList<qint64> fileIds() const
    {
        QList<qint64> ids;
        for (const auto &file : files)
            ids << file->view.id;
        return ids;
    }
};

std::shared_ptr<const Destination> destinationFor(const QString &cacheRoot, CacheStore::Links links,
                                                  const QString &folder,
                                                  const std::shared_ptr<RootFolder> &root);

inline bool isEnded(TransferState state)
{
    return state == TransferState::Done || state == TransferState::Failed
        || state == TransferState::Cancelled;
}
