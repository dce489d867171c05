#include "app/transfer/transferworker_p.h"

// What happens to running work when offline mode is switched on and off, when nothing may run for
// a while, and when the network is back.

QString TransferWorker::offlineReason() const
{
    const std::optional<HubError> offline = accessFrom(m_config).offline;
    return offline ? offline->message : QString();
}

// Nothing more is asked of the Hub for this file; a complete one is still checked and shown.
void TransferWorker::hold(File &file, TransferState state)
{
    if (file.job)
        file.job->stop();
    if (file.job && file.job->isComplete())
        return;
    file.view.state = state;
    file.view.reason.clear();
    file.view.patience = {};
    if (state == TransferState::Waiting)
        sayWhy(file.view.reason, file.view.patience);
    file.view.bytesPerSecond = 0;
    file.view.secondsLeft = -1;
}

void TransferWorker::sayWhy(QString &reason, TransferPatience &patience) const
{
    const bool offline = m_config.offline;
    reason = offline ? offlineReason() : m_gate.reason;
    patience = {.cause = offline ? WaitCause::Offline : m_gate.cause};
    if (!offline)
        patience.until = m_gate.until;
}

void TransferWorker::setGate(const TransferGate &gate)
{
    m_gate = gate;
    m_context.throttle.setRate(m_context.throttle.all(), gate.limit);
    touch();
    if (m_config.offline)
        return;
    if (gate.isShut())
        shutGate();
    goOnline(); // what may
}

bool TransferWorker::isShutOut(bool wantedNow) const
{
    return m_gate.cause == WaitCause::Sleep || (m_gate.isShut() && !wantedNow);
}

void TransferWorker::shutGate()
{
    for (const auto &[id, group] : m_groups) {
        if (group->job && isShutOut(group->now))
            plan(*group); // once it opens
        for (const auto &file : group->files)
            if (!isEnded(file->view.state) && !file->paused && isShutOut(file->now))
                hold(*file, TransferState::Waiting);
    }
    touch();
}

void TransferWorker::limitGroup(qint64 id, qint64 bytesPerSecond)
{
    const auto it = m_groups.find(id);
    if (it == m_groups.end())
        return;
    setLimit(*it->second->limit, it->second->view.limit, bytesPerSecond);
    save(*it->second);
    touch();
}

void TransferWorker::limitFiles(const QList<qint64> &files, qint64 bytesPerSecond)
{
    for (const qint64 id : files) {
        File *file = find(id);
        if (!file)
            continue;
        setLimit(*file->limit, file->view.limit, bytesPerSecond);
    }
    saveAll(files);
    touch();
}

void TransferWorker::setLimit(SpeedLimit &limit, qint64 &shown, qint64 bytesPerSecond)
{
    m_context.throttle.setRate(limit, bytesPerSecond);
    shown = limit.rate();
}

void TransferWorker::goOffline()
{
    m_queues.clear();
    for (const auto &[id, group] : m_groups) {
        if ((group->job || group->isToPlan || group->lacking) && !group->access.offline) {
            stopPlanning(*group);
            group->view.state = TransferState::Waiting;
            sayWhy(group->view.reason, group->view.patience);
        }
        for (const auto &file : group->files)
            if (!isEnded(file->view.state) && !file->paused)
                hold(*file, TransferState::Waiting);
    }
    touch();
}

void TransferWorker::networkIsBack()
{
    for (File *file : m_started)
        if (file->job->isWaitingForNetwork() || file->job->state() == TransferState::Stalled)
            file->job->goOn();
    for (const auto &[id, group] : m_groups)
        if (group->job && group->job->isCutOff())
            plan(*group); // in its turn: all at once would be as many connections
}

void TransferWorker::goOnline()
{
    for (const auto &[id, group] : m_groups) {
        if (group->files.empty() && !group->job && !group->isToPlan && !group->lacking
            && group->view.state == TransferState::Waiting)
            plan(*group);
        for (const auto &file : group->files) {
            const bool held = file->view.state == TransferState::Waiting
                && (!file->job || file->job->isStopping());
            if (held && !isShutOut(file->now))
                enqueue(*file);
        }
        group->access.offline.reset();
    }
    touch();
    startSome();
}
