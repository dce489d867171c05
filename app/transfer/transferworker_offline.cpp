#include "app/transfer/transferworker_p.h"

// What happens to running work when offline mode is switched on and off, and when the network is
// back.

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
    file.view.reason = state == TransferState::Waiting ? offlineReason() : QString();
    file.view.patience
        = {.cause = state == TransferState::Waiting ? WaitCause::Offline : WaitCause::None};
    file.view.bytesPerSecond = 0;
    file.view.secondsLeft = -1;
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
            if (held)
                enqueue(*file);
        }
        group->access.offline.reset();
    }
    touch();
    startSome();
}
