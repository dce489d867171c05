#include "app/transfer/transferworker.h"

#include "app/disk/background.h"
#include "app/disk/folderstore.h"
#include "app/transfer/retry.h"
#include "app/transfer/transferworker_p.h"

#include <csignal>

using namespace Qt::StringLiterals;

std::shared_ptr<const Destination> destinationFor(const QString &cacheRoot, CacheStore::Links links,
                                                  const QString &folder,
                                                  const std::shared_ptr<RootFolder> &root)
{
    if (folder.isEmpty())
        return std::make_shared<CacheStore>(root, links);
    return std::make_shared<FolderStore>(root, CacheStore(cacheRoot, links));
}

namespace {

// As an earlier start of the program had them; what it did not know comes last.
QList<GroupJob::File> inOrder(QList<GroupJob::File> files, const QStringList &paths)
{
    QHash<QString, qsizetype> places;
    for (const QString &path : paths)
        places.insert(path, places.size());
    if (!places.isEmpty())
        std::ranges::stable_sort(files, {}, [&places](const GroupJob::File &file) {
            return places.value(file.path, places.size());
        });
    return files;
}

} // namespace

HubAccess accessFrom(const Transfers::Config &config)
{
    HubAccess access{.endpoint = config.endpoint,
                     .token = config.token,
                     .proxies = config.proxies,
                     .retryStep = config.retryStep,
                     .syncStep = config.syncStep,
                     .lookStep = config.lookStep,
                     .segment = config.segment,
                     .silence = config.silenceSeconds,
                     .headSilence = config.headSilenceSeconds};
    if (config.offline)
        access.offline = HubError::fromHttp(
            {.cause = HttpFailure::Cause::Offline, .offlineBy = config.offlineBy});
    return access;
}

TransferWorker::TransferWorker()
    : m_context(this)
    , m_tick(this)
    , m_roomLooks(this)
    , m_saveAgain(this)
{
    m_context.clock.start();
    m_context.told = [this](Pacing::Bucket bucket, std::chrono::milliseconds pause) {
        emit held(bucket, pause);
    };
    std::signal(SIGXFSZ, SIG_IGN); // a file over the user's limit fails, the program does not
    connect(&m_tick, &QTimer::timeout, this, &TransferWorker::tick);
    m_roomLooks.setSingleShot(true);
    connect(&m_roomLooks, &QTimer::timeout, this, &TransferWorker::lookForRoom);
    m_saveAgain.setSingleShot(true);
    connect(&m_saveAgain, &QTimer::timeout, this, &TransferWorker::saveAgain);
}

// What is there stays for the next start, if that will know of it.
TransferWorker::~TransferWorker()
{
    for (const auto &[id, group] : m_groups)
        save(*group); // with what came until now
    *m_context.leaving = m_store && m_store->isOpen();
}

void TransferWorker::setConfig(const Transfers::Config &config)
{
    // The same person by another token, or somebody who signed in: what was asked for stays theirs.
    const QString before = config.endpoint == m_config.endpoint ? m_config.account : config.account;
    if (config.token != m_config.token || config.endpoint != m_config.endpoint)
        m_context.hubPausedUntil = {}; // of others
    m_config = config;
    m_config.filesAtOnce = qBound(1, config.filesAtOnce, 32);
    m_context.mostLanes = qBound(1, config.connections, 32);
    m_context.pool.setMaxThreadCount(qMax(4, m_config.filesAtOnce));
    for (const auto &[id, group] : m_groups) {
        // A token that was taken away or replaced is sent no more. How the group was planned stays.
        std::optional<HubError> offline = std::move(group->access.offline);
        const QUrl planned = group->access.endpoint;
        group->access = accessFrom(m_config);
        group->access.offline = std::move(offline);
        if (!group->files.empty() && planned != group->access.endpoint) {
            group->access.endpoint = planned; // another Hub learns nothing of what this one has,
            group->access.token.clear(); // and this one no token that is meant for another
        }
        if (before != m_config.account && group->account == before) {
            group->account = m_config.account;
            save(*group);
        }
    }
    if (config.offline)
        goOffline();
    else
        goOnline();
}

void TransferWorker::download(qint64 id, const DownloadRequest &request)
{
    auto group = std::make_unique<Group>(id, request);
    group->account = m_config.account;
    group->cacheRoot = m_config.cacheRoot;
    Group &added = add(std::move(group));
    plan(added);
    save(added);
}

TransferWorker::Group &TransferWorker::add(std::unique_ptr<Group> group)
{
    group->root = rootFor(*group);
    group->destination
        = destinationFor(group->cacheRoot, m_config.links, group->request.folder, group->root);
    group->access = accessFrom(m_config);
    group->place = m_order.empty() ? 0 : m_groups.at(m_order.back())->place + 1;
    m_order.push_back(group->view.id);
    return *(m_groups[group->view.id] = std::move(group));
}

// One that waits for its disk does so for all that go there: none may make the folder elsewhere.
std::shared_ptr<RootFolder> TransferWorker::rootFor(const Group &group) const
{
    const QString &path = group.request.folder.isEmpty() ? group.cacheRoot : group.request.folder;
    for (const auto &[id, other] : m_groups)
        if (other->root->path() == path && !isOver(*other)) {
            other->root->expect(group.rootBefore);
            return other->root;
        }
    return std::make_shared<RootFolder>(path, group.rootBefore);
}

void TransferWorker::begin(Group &group, const GroupJob::Plan &plan)
{
    group.view.state = TransferState::Queued;
    for (const GroupJob::File &file : inOrder(plan.files, group.orderBefore))
        addFile(group, file, plan.offline);
    if (plan.isOfDisk)
        for (const auto &file : group.files)
            file->view.note = tr("The Hub asks for a pause: this is what was fetched before.");
    group.moved = !group.orderBefore.isEmpty();
    save(group);
    touch();
    if (group.active == 0)
        settle(group);
    else
        askVisibility(group);
    startSome();
    if (std::exchange(group.now, false))
        giveWay();
}

void TransferWorker::addFile(Group &group, const GroupJob::File &planned, bool offline)
{
    auto file = std::make_unique<File>();
    file->group = &group;
    file->spec = planned.spec;
    file->place = static_cast<int>(group.files.size());
    file->now = group.now;
    if (group.prioritiesBefore.contains(planned.path))
        file->priority = group.prioritiesBefore.value(planned.path);
    file->view = {.id = ++m_lastFile, .group = group.view.id, .path = planned.path};
    setLimit(*file->limit, file->view.limit, group.limitsBefore.value(planned.path));
    if (planned.spec)
        file->view.total = planned.spec->size;
    if (planned.left) {
        if (m_context.keepsQueue) // else it is of another program that does
            planned.left->claim();
        file->kept = planned.left;
    }
    if (!planned.localPath.isEmpty()) {
        file->view.state = TransferState::Done;
        file->view.done = qMax<qint64>(file->view.total, 0);
        file->view.wasCached = true;
        file->view.localPath = planned.localPath;
        file->kept.reset();
    } else if (!planned.spec) {
        file->view.state = TransferState::Failed;
        file->view.error = HubError::badInput(planned.refusal, planned.path);
    } else if (offline) {
        file->view.state = TransferState::Failed;
        file->view.error = group.access.offline;
    } else if (group.cancelledBefore.contains(planned.path)) {
        file->view.state = TransferState::Cancelled;
        file->kept.reset();
    } else {
        ++group.active;
        group.counts = true; // it may end before anything is reported
        enqueue(*file);
        if (group.pausedBefore.contains(planned.path)) {
            const qint64 at = group.view.pausedAt; // then
            pauseFile(*file);
            file->view.pausedAt = group.view.pausedAt = at;
        }
    }
    m_files[file->view.id] = file.get();
    group.files.push_back(std::move(file));
}

TransferWorker::File *TransferWorker::find(qint64 file) const
{
    const auto it = m_files.find(file);
    return it == m_files.end() ? nullptr : it->second;
}

void TransferWorker::fileChanged(File &file)
{
    if (file.job->isStopping() && !file.job->isComplete())
        return; // the view says already what it will be
    const bool waited = file.view.state == TransferState::Waiting;
    file.view.state = file.job->state();
    file.view.reason = file.job->reason();
    file.view.patience = file.job->patience();
    if (file.job->isCutOff())
        file.cutOff = true;
    else if (file.view.state == TransferState::Downloading && std::exchange(file.cutOff, false))
        networkIsBack(); // for the others too
    if (file.job->isWaitingForRoom())
        lookForCleanable();
    if ((file.job->isWaitingForLock() || file.job->isWaitingForDisk()) && !waited)
        QMetaObject::invokeMethod(this, &TransferWorker::startSome, Qt::QueuedConnection);
    touch();
}

void TransferWorker::fileFinished(File &file)
{
    countFetched(file, m_context.clock.elapsed());
    FileJob *job = file.job.release();
    m_started.erase(&file);
    job->disconnect(this);
    job->deleteLater(); // we are in its signal
    file.spec = job->spec();
    file.kept = job->takeKept();
    QMetaObject::invokeMethod(this, &TransferWorker::startSome, Qt::QueuedConnection);
    if (job->state() == TransferState::Paused)
        return fileStopped(file);
    file.paused = false;
    file.view.state = job->state();
    file.view.error = job->error();
    file.view.localPath = job->localPath();
    file.view.note = job->note();
    file.view.wasCached = job->wasCached();
    file.view.total = job->spec().size;
    file.view.done = file.kept ? file.kept->bytes() : job->done();
    file.view.reason.clear();
    file.view.patience = {};
    file.speed.reset();
    file.view.bytesPerSecond = 0;
    file.view.secondsLeft = -1;
    file.now = false;
    file.source = job->source();
    Group &group = *file.group;
    if (file.view.state == TransferState::Done)
        emit fileDone(group.view.repo, group.view.commit, file.view.path);
    touch();
    if (--group.active == 0)
        settle(group);
}

void TransferWorker::fileStopped(File &file)
{
    enqueue(file);
    if (file.paused)
        hold(file, TransferState::Paused);
    else if (isShutOut(file.now))
        hold(file, TransferState::Waiting);
    touch();
}

void TransferWorker::settle(Group &group)
{
    const auto has = [&group](TransferState state) {
        return std::ranges::any_of(group.files,
                                   [state](const auto &f) { return f->view.state == state; });
    };
    const bool complete = !has(TransferState::Failed) && !has(TransferState::Cancelled);
    const TransferState end = has(TransferState::Failed) ? TransferState::Failed
        : complete                                       ? TransferState::Done
                                                         : TransferState::Cancelled;
    if (has(TransferState::Done))
        return remember(group, end);
    group.view.state = end;
    tellEnd(group.view.id, false);
}

// What the revision means is written down once its files are there. Until then the group has not
// ended: nobody may forget it.
void TransferWorker::remember(Group &group, TransferState end)
{
    group.ending = true;
    group.view.state = end == TransferState::Done ? TransferState::Verifying : end;
    touch();
    inBackground(
        m_context.pool, this,
        [destination = group.destination, repo = group.view.repo, revision = group.request.revision,
         commit = group.view.commit, known = group.known]() -> Result<void> {
            // Moved meanwhile by somebody who asked the Hub later than we did.
            const QString now = destination->knownCommit(repo, revision);
            if (!now.isEmpty() && now != known)
                return {};
            return destination->finish(repo, revision, commit);
        },
        [this, id = group.view.id, round = group.round, end](const Result<void> &written) {
            const auto it = m_groups.find(id);
            if (it == m_groups.end() || it->second->round != round)
                return; // tried again meanwhile
            TransferGroup &view = it->second->view;
            if (const WaitCause cause = written ? WaitCause::None : waitCauseOf(written.error());
                cause != WaitCause::None)
                return rememberLater(*it->second, end, cause, written.error().message);
            it->second->ending = false;
            view.state = written ? end : TransferState::Failed;
            if (!written)
                view.error = written.error();
            tellEnd(id, view.state == TransferState::Done);
        });
}

// All of its files are there: to try again is to write down what its revision means.
void TransferWorker::stopRemembering(Group &group)
{
    ++group.round;
    group.ending = false;
    group.view.state = TransferState::Failed;
    group.view.error = HubError::disk(group.view.reason, {});
    group.view.reason.clear();
    group.view.patience = {};
    tellEnd(group.view.id, false);
}

// Once the disk takes it again.
void TransferWorker::rememberLater(Group &group, TransferState end, WaitCause cause,
                                   const QString &reason)
{
    constexpr int kSteps = 3;
    group.view.state = TransferState::Waiting;
    group.view.reason = reason;
    group.view.patience = {.cause = cause};
    touch();
    QTimer::singleShot(kSteps * group.access.retryStep, this,
                       [this, id = group.view.id, round = group.round, end] {
                           const auto it = m_groups.find(id);
                           if (it == m_groups.end() || it->second->round != round)
                               return;
                           it->second->view.reason.clear();
                           it->second->view.patience = {};
                           remember(*it->second, end);
                       });
}

// The snapshot first, so that whoever hears of the end finds it there.
void TransferWorker::tellEnd(qint64 group, bool complete)
{
    if (const auto it = m_groups.find(group); it != m_groups.end()) {
        save(*it->second);
        record(*it->second);
    }
    touch();
    measure();
    report();
    emit groupDone(group, complete);
}
