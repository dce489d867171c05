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
    file.view.patience = {};
    file.view.done = file.kept ? file.kept->bytes() : 0;
    takeTurn(file, true);
}

void TransferWorker::startSome()
{
    planSome();
    if (m_config.offline)
        return goOffline();
    if (m_gate.isShut())
        shutGate();
    while (File *file = takeNext())
        startFile(*file);
}

// What counts against a file that goes to this disk. One that waits for another program's lock
// leaves its place to the next, and one that waits for its disk to those that go elsewhere;
// whatever else it waits for, the next would wait for too.
TransferWorker::Load TransferWorker::loadFor(quint64 disk) const
{
    Load load;
    int forLock = 0;
    for (const File *file : m_started) {
        if (file->job->isWaitingForDisk() && file->group->device != disk)
            continue;
        ++load.running;
        forLock += file->job->isWaitingForLock();
        load.small = load.small || (isSmall(*file) && !file->job->isWaitingForLock());
    }
    load.running -= std::min(forLock, kMaxLockWaiters);
    return load;
}

// One that still stops comes back when it has.
bool TransferWorker::isStartable(qint64 id) const
{
    const File *file = find(id);
    return file && file->view.state == TransferState::Queued && !file->job;
}

// One small file may always run, if need be one more than asked for: it never waits for hours
// behind large ones.
TransferWorker::File *TransferWorker::takeNext()
{
    std::set<Turn> *next = nullptr;
    for (auto &[disk, queue] : m_queues) {
        for (std::set<Turn> *files : {&queue.large, &queue.small})
            while (!files->empty() && !isStartable(files->begin()->id))
                files->erase(files->begin());
        const Load load = loadFor(disk);
        const bool privileged
            = !load.small && (queue.large.empty() || !queue.large.begin()->isNow());
        const bool small = !queue.small.empty()
            && (privileged || queue.large.empty() || *queue.small.begin() < *queue.large.begin());
        std::set<Turn> &files = small ? queue.small : queue.large;
        const int atOnce = m_config.filesAtOnce + (small && !load.small ? 1 : 0);
        if (files.empty() || load.running >= atOnce)
            continue;
        if (!next || *files.begin() < *next->begin())
            next = &files;
    }
    if (!next)
        return nullptr;
    File *file = find(next->begin()->id);
    next->erase(next->begin());
    return file;
}

void TransferWorker::startFile(File &file)
{
    Group &group = *file.group;
    file.job = std::make_unique<FileJob>(m_context, group.access, group.destination, *file.spec,
                                         group.request.revision, std::move(file.kept));
    file.job->setLimits({file.limit, group.limit, m_context.throttle.shareOfAll()});
    file.speed = std::make_unique<SpeedMeter>();
    file.counted = 0;
    connect(file.job.get(), &FileJob::changed, this, [this, &file] { fileChanged(file); });
    connect(file.job.get(), &FileJob::finished, this, [this, &file] { fileFinished(file); });
    m_started.insert(&file);
    if (group.measuredMs < 0)
        group.measuredMs = m_context.clock.elapsed();
    file.job->start();
}
