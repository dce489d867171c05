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
        sayWhy(file);
    file.view.bytesPerSecond = 0;
    file.view.secondsLeft = -1;
}

void TransferWorker::sayWhy(File &file) const
{
    const bool offline = m_config.offline;
    file.view.reason = offline ? offlineReason() : m_gate.reason;
    file.view.patience = {.cause = offline ? WaitCause::Offline : m_gate.cause};
    if (!offline)
        file.view.patience.until = m_gate.until;
}

void TransferWorker::setGate(const TransferGate &gate)
{
    m_gate = gate;
    m_context.throttle.setRate(m_context.throttle.all(), gate.limit);
    if (m_config.offline)
        return;
    if (gate.isShut())
        shutGate();
    goOnline(); // what may
}

bool TransferWorker::isShutOut(const File &file) const
{
    return m_gate.cause == WaitCause::Sleep || (m_gate.isShut() && !file.now);
}

void TransferWorker::shutGate()
{
    for (const auto &[id, group] : m_groups)
        for (const auto &file : group->files)
            if (!isEnded(file->view.state) && !file->paused && isShutOut(*file))
                hold(*file, TransferState::Waiting);
    touch();
}

void TransferWorker::limitGroup(qint64 id, qint64 bytesPerSecond)
{
    const auto it = m_groups.find(id);
    if (it == m_groups.end())
        return;
    m_context.throttle.setRate(*it->second->limit, bytesPerSecond);
    it->second->view.limit = it->second->limit->rate();
    touch();
}

void TransferWorker::limitFiles(const QList<qint64> &files, qint64 bytesPerSecond)
{
    for (const qint64 id : files) {
        File *file = find(id);
        if (!file)
            continue;
        m_context.throttle.setRate(*file->limit, bytesPerSecond);
        file->view.limit = file->limit->rate();
    }
    touch();
}

void TransferWorker::goOffline()
{
    m_queues.clear();
    for (const auto &[id, group] : m_groups) {
        if ((group->job || group->lacking) && !group->access.offline) {
            stopPlanning(*group);
            group->view.state = TransferState::Waiting;
            group->view.reason = offlineReason();
            group->view.patience = {.cause = WaitCause::Offline};
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
        if (group->job)
            group->job->goOn();
}

void TransferWorker::goOnline()
{
    for (const auto &[id, group] : m_groups) {
        if (group->files.empty() && !group->job && !group->lacking
            && group->view.state == TransferState::Waiting)
            plan(*group);
        for (const auto &file : group->files) {
            const bool held = file->view.state == TransferState::Waiting
                && (!file->job || file->job->isStopping());
            if (held && !isShutOut(*file))
                enqueue(*file);
        }
        group->access.offline.reset();
    }
    touch();
    startSome();
}
