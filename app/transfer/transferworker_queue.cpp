#include "app/transfer/transferworker_p.h"

// Which file is started when.

namespace {

constexpr int kMaxLockWaiters = 32; // each asks for its lock three times a second

} // namespace

bool TransferWorker::isSmall(const File &file)
{
    constexpr qint64 kLargeFrom = 10'000'000; // bytes: seconds on most lines
    return file.view.total >= 0 && file.view.total < kLargeFrom;
}

void TransferWorker::enqueue(File &file)
{
    file.view.state = TransferState::Queued;
    file.view.reason.clear();
    file.view.done = file.counted = file.kept ? file.kept->size() : 0;
    (isSmall(file) ? m_smallQueue : m_queue).push_back(file.view.id);
}

// A file that waits for another program's lock leaves its place to the next; whatever else it waits
// for, the next would wait for too. One small file may always run, if need be one more than asked
// for: it never waits for hours behind large ones.
void TransferWorker::startSome()
{
    if (m_config.offline)
        return goOffline();
    int waiting = 0;
    bool smallRuns = false;
    for (const File *file : m_started) {
        waiting += file->job->isWaitingForLock();
        smallRuns = smallRuns || (isSmall(*file) && !file->job->isWaitingForLock());
    }
    int running = static_cast<int>(m_started.size()) - std::min(waiting, kMaxLockWaiters);
    for (;;) {
        const bool small = !m_smallQueue.empty()
            && (!smallRuns || m_queue.empty() || m_smallQueue.front() < m_queue.front());
        std::deque<qint64> &queue = small ? m_smallQueue : m_queue;
        if (queue.empty() || running >= m_config.filesAtOnce + (small && !smallRuns ? 1 : 0))
            return;
        File *file = find(queue.front());
        queue.pop_front();
        // One that still stops comes back when it has.
        if (!file || file->view.state != TransferState::Queued || file->job)
            continue;
        startFile(*file);
        ++running;
        smallRuns = smallRuns || small;
    }
}

void TransferWorker::startFile(File &file)
{
    Group &group = *file.group;
    file.job = std::make_unique<FileJob>(m_context, group.access, group.destination, *file.spec,
                                         group.request.revision, std::move(file.kept));
    connect(file.job.get(), &FileJob::changed, this, [this, &file] { fileChanged(file); });
    connect(file.job.get(), &FileJob::finished, this, [this, &file] { fileFinished(file); });
    m_started.insert(&file);
    file.job->start();
}
