#include "app/disk/background.h"
#include "app/transfer/transferworker_p.h"

// What the window asks of the worker.

void TransferWorker::cancelFile(File &file)
{
    if (isEnded(file.view.state))
        return;
    passOn(file);
    m_started.erase(&file);
    file.paused = false;
    file.view.state = TransferState::Cancelled;
    file.view.bytesPerSecond = 0;
    file.view.secondsLeft = -1;
    file.view.done = 0;
    file.view.reason.clear();
    file.view.patience = {};
    --file.group->active;
}

void TransferWorker::cancel(const QList<qint64> &files)
{
    for (const qint64 id : files) {
        File *file = find(id);
        if (!file || isEnded(file->view.state))
            continue;
        cancelFile(*file);
        if (file->group->active == 0)
            settle(*file->group);
    }
    saveAll(files);
    touch();
    startSome();
}

void TransferWorker::goPastLocks(const QList<qint64> &groups, const QList<qint64> &files)
{
    QList<qint64> all = files;
    for (const Group *group : groupsOf(groups))
        all << group->fileIds();
    for (const qint64 id : std::as_const(all))
        if (const File *file = find(id); file && file->job)
            file->job->goPastLock();
}

void TransferWorker::retry(const QList<qint64> &files)
{
    for (const qint64 id : files) {
        File *file = find(id);
        if (!file || !file->spec)
            continue;
        if (file->job)
            file->job->goOn();
        if (file->view.state != TransferState::Failed
            && file->view.state != TransferState::Cancelled)
            continue;
        Group &group = *file->group;
        group.view.state = TransferState::Queued;
        group.view.error.reset();
        if (group.active++ == 0)
            emit wentOn(group.view.id, group.request);
        ++group.round;
        group.counts = true;
        file->view.error.reset();
        enqueue(*file);
    }
    saveAll(files);
    touch();
    startSome();
}

void TransferWorker::pauseFile(File &file)
{
    if (isEnded(file.view.state) || std::exchange(file.paused, true))
        return;
    file.view.pausedAt = file.group->view.pausedAt = QDateTime::currentMSecsSinceEpoch();
    file.now = false;
    hold(file, TransferState::Paused);
}

void TransferWorker::pause(const QList<qint64> &files)
{
    for (const qint64 id : files)
        if (File *file = find(id))
            pauseFile(*file);
    saveAll(files);
    touch();
    startSome();
}

void TransferWorker::resume(const QList<qint64> &files)
{
    for (const qint64 id : files) {
        File *file = find(id);
        if (!file || !std::exchange(file->paused, false) || isEnded(file->view.state))
            continue;
        if (!file->job || !file->job->isComplete()) // a complete one was never held
            enqueue(*file);
    }
    saveAll(files);
    touch();
    startSome();
}

void TransferWorker::cancelGroup(qint64 id)
{
    const auto it = m_groups.find(id);
    if (it == m_groups.end())
        return;
    Group &group = *it->second;
    if (group.files.empty() && !isEnded(group.view.state)) { // not planned yet
        stopPlanning(group);
        group.view.state = TransferState::Cancelled;
        dropLeft(group);
        tellEnd(id, false);
    }
    if (group.ending && group.view.state == TransferState::Waiting)
        stopRemembering(group);
    cancel(group.fileIds());
}

void TransferWorker::pauseGroup(qint64 id)
{
    const auto it = m_groups.find(id);
    if (it == m_groups.end())
        return;
    Group &group = *it->second;
    if (group.files.empty() && !isEnded(group.view.state)) {
        stopPlanning(group);
        group.view.state = TransferState::Paused;
        group.view.pausedAt = QDateTime::currentMSecsSinceEpoch();
        group.view.reason.clear();
        save(group);
    }
    pause(group.fileIds());
}

// All of them stand in the queue before the first one is started.
void TransferWorker::resumeGroups(const QList<qint64> &ids)
{
    QList<qint64> files;
    for (Group *group : groupsOf(ids)) {
        if (group->view.state == TransferState::Paused && group->files.empty()) {
            plan(*group);
            save(*group);
        }
        files << group->fileIds();
    }
    resume(files);
}

void TransferWorker::retryGroup(qint64 id)
{
    const auto it = m_groups.find(id);
    if (it == m_groups.end())
        return;
    if (it->second->job)
        return it->second->job->goOn();
    if (it->second->files.empty()) {
        emit wentOn(id, it->second->request);
        plan(*it->second);
        return save(*it->second);
    }
    Group &group = *it->second;
    retry(group.fileIds());
    if (group.active == 0 && group.view.state == TransferState::Failed) {
        group.view.error.reset(); // all files are there, but their revision was not written down
        settle(group);
    }
}

bool TransferWorker::isOver(const Group &group)
{
    return isEnded(group.view.state) && !group.ending && group.active == 0;
}

void TransferWorker::dropFiles(const Group &group)
{
    removeRow(group.row);
    dropLeft(group);
    for (const auto &file : group.files) {
        passOn(*file);
        m_files.erase(file->view.id);
    }
    touch();
}

void TransferWorker::forget(qint64 id)
{
    const auto it = m_groups.find(id);
    if (it == m_groups.end() || !isOver(*it->second))
        return;
    erase(id);
}

void TransferWorker::erase(qint64 id)
{
    dropFiles(*m_groups.at(id));
    m_groups.erase(id);
    std::erase(m_order, id);
}

void TransferWorker::clearFinished()
{
    for (const qint64 id : std::vector(m_order)) {
        const Group &group = *m_groups.at(id);
        if (group.view.state != TransferState::Failed && isOver(group))
            erase(id);
    }
}

// What the revision means may still be written down: the answer finds no group and is dropped.
void TransferWorker::leaveAccount()
{
    QList<qint64> left;
    for (const auto &[id, group] : m_groups)
        if (!group->request.isPublic) {
            group->left = true;
            left << id;
        }
    for (const qint64 id : std::as_const(left)) {
        cancelGroup(id);
        erase(id);
    }
    emit accountLeft();
}
