#include "app/transfer/transferworker_p.h"

// The worker's reports: speeds, times left, snapshots.

namespace {

constexpr std::chrono::milliseconds kReportTick{100}; // ten snapshots a second
constexpr qint64 kSampleMs = 3'000; // 40 samples are two minutes
constexpr qsizetype kMaxSamples = 40;

void addSample(QList<float> &samples, double bytesPerSecond)
{
    samples << float(bytesPerSecond);
    if (samples.size() > kMaxSamples)
        samples.removeFirst();
}

bool isRunning(TransferState state)
{
    return state == TransferState::Connecting || state == TransferState::Downloading
        || state == TransferState::Verifying;
}

} // namespace

void TransferWorker::touch()
{
    m_changed = true;
    if (!m_tick.isActive())
        m_tick.start(kReportTick);
}

bool TransferWorker::isBusy() const
{
    return std::ranges::any_of(
        m_groups, [](const auto &entry) { return entry.second->job || entry.second->isMoving(); });
}

void TransferWorker::tick()
{
    measure();
    if (m_changed)
        emit snapshotReady(snapshot());
    m_changed = false;
    if (!isBusy())
        m_tick.stop();
}

void TransferWorker::measureFiles(Group &group, qint64 now)
{
    for (const auto &file : group.files) {
        if (!file->job)
            continue;
        TransferFile &view = file->view;
        const qint64 done = file->job->done();
        const qint64 fresh
            = qMax<qint64>(done - file->counted, 0); // starting over takes bytes away
        file->counted = done;
        view.done = done;
        view.total = file->job->spec().size;
        file->speed.add(fresh, now);
        group.speed.add(fresh, now);
        view.bytesPerSecond = file->speed.bytesPerSecond(now);
        view.secondsLeft = secondsFor(view.total - view.done, view.bytesPerSecond);
    }
}

void TransferWorker::measure()
{
    const qint64 now = m_context.clock.elapsed();
    double all = 0;
    for (const auto &[id, group] : m_groups) {
        if (!group->isMoving()) {
            m_changed = m_changed || group->view.bytesPerSecond > 0;
            group->view.bytesPerSecond = 0;
            group->view.secondsLeft = -1;
            continue;
        }
        m_changed = true;
        measureFiles(*group, now);
        group->view.bytesPerSecond = group->speed.bytesPerSecond(now);
        if (group->sampledMs < 0 || now - group->sampledMs >= kSampleMs) {
            group->sampledMs = now;
            addSample(group->view.samples, group->view.bytesPerSecond);
        }
        all += group->view.bytesPerSecond;
    }
    if (isBusy() && (m_sampledMs < 0 || now - m_sampledMs >= kSampleMs)) {
        m_sampledMs = now;
        addSample(m_samples, all);
    }
}

TransferSnapshot TransferWorker::snapshot() const
{
    TransferSnapshot all;
    all.samples = m_samples;
    all.files.reserve(static_cast<qsizetype>(m_files.size()));
    for (const auto &[id, group] : m_groups) {
        TransferGroup view = group->view;
        view.files = static_cast<int>(group->files.size());
        view.filesDone = 0;
        view.done = 0;
        qint64 total = 0;
        bool known = !group->files.empty();
        bool running = false;
        bool waiting = false;
        bool queued = false;
        for (const auto &file : group->files) {
            const TransferFile &f = file->view;
            all.files << f;
            view.filesDone += f.state == TransferState::Done;
            view.done += f.done;
            total += qMax<qint64>(f.total, 0);
            known = known && f.total >= 0;
            running = running || isRunning(f.state);
            waiting = waiting || f.state == TransferState::Waiting;
            queued = queued || f.state == TransferState::Queued;
            if (f.state == TransferState::Waiting && view.reason.isEmpty())
                view.reason = f.reason;
            all.paused += f.state == TransferState::Paused;
            all.running += isRunning(f.state);
            all.waiting += f.state == TransferState::Waiting || f.state == TransferState::Queued;
        }
        view.total = known ? total : -1;
        if (group->active > 0) {
            view.state = running ? TransferState::Downloading
                : waiting        ? TransferState::Waiting
                : queued         ? TransferState::Queued
                                 : TransferState::Paused;
            view.secondsLeft = known ? secondsFor(total - view.done, view.bytesPerSecond) : -1;
            all.done += view.done;
            all.total += total;
            all.bytesPerSecond += view.bytesPerSecond;
        }
        all.groups << view;
    }
    all.secondsLeft = all.total > 0 ? secondsFor(all.total - all.done, all.bytesPerSecond) : -1;
    return all;
}
