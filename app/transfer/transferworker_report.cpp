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

bool isSampleDue(qint64 &lastMs, qint64 nowMs)
{
    if (lastMs >= 0 && nowMs - lastMs < kSampleMs)
        return false;
    lastMs = nowMs;
    return true;
}

// What stands still runs out of the graph. False: there is nothing of it any more.
bool letRunOut(QList<float> &samples)
{
    if (std::ranges::all_of(samples, [](float sample) { return sample == 0; }))
        return false;
    addSample(samples, 0);
    return true;
}

bool isOpen(TransferState state) // runs, or will by itself
{
    return isRunning(state) || state == TransferState::Queued || state == TransferState::Waiting;
}

// Bits of what is to be expected of a file or group.
enum : unsigned { kGoesOn = 1, kQueued = 2, kStuck = 4 };

unsigned prospectOf(TransferState state, WaitCause cause)
{
    if (isRunning(state))
        return kGoesOn;
    if (state == TransferState::Queued)
        return kQueued;
    if (state != TransferState::Waiting)
        return 0;
    const bool passes = cause == WaitCause::RateLimit || cause == WaitCause::Server
        || cause == WaitCause::Lock || cause == WaitCause::OpenFiles;
    return passes ? kGoesOn : kStuck;
}

// What is not known of a part (-1) is not known of the sum.
void addKnown(qint64 &sum, qint64 part)
{
    sum = sum < 0 || part < 0 ? -1 : sum + part;
}

unsigned bitOf(TransferState state)
{
    return 1U << static_cast<unsigned>(state);
}

// Of one whose files are not all at their end.
TransferState groupStateOf(unsigned states) // bits
{
    using State = TransferState;
    for (const State moving : {State::Downloading, State::Connecting})
        if (states & bitOf(moving))
            return State::Downloading;
    for (const State held : {State::Verifying, State::Stalled, State::Waiting, State::Queued})
        if (states & bitOf(held))
            return held;
    return State::Paused;
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

// A graph that has not run out.
bool TransferWorker::showsSpeed() const
{
    const auto moves = [](const QList<float> &samples) {
        return std::ranges::any_of(samples, [](float sample) { return sample != 0; });
    };
    return moves(m_samples) || std::ranges::any_of(m_groups, [&moves](const auto &entry) {
               return moves(entry.second->view.samples);
           });
}

// What was stopped is written down by the pool.
bool TransferWorker::maySleep() const
{
    return m_gate.cause == WaitCause::Sleep && m_started.empty()
        && m_context.pool.activeThreadCount() == 0;
}

void TransferWorker::tick()
{
    measure();
    m_changed = m_changed || maySleep() != m_sleepTold;
    if (m_changed && m_isShown)
        report();
    const bool awaited = m_gate.cause == WaitCause::Sleep && !m_sleepTold;
    if (!isBusy() && !m_changed && !awaited && !showsSpeed())
        m_tick.stop();
}

// What has ended stays in the sums until nothing is left to do: shares do not jump back.
void TransferWorker::chooseCounted()
{
    const auto isOpenGroup = [](const auto &entry) {
        const Group &group = *entry.second;
        return group.job || group.isToPlan || group.lacking
            || std::ranges::any_of(group.files,
                                   [](const auto &file) { return isOpen(file->view.state); });
    };
    const bool idle = std::ranges::none_of(m_groups, isOpenGroup);
    for (const auto &[id, group] : m_groups)
        group->counts = group->active > 0 || (group->counts && !idle);
}

void TransferWorker::report()
{
    m_changed = m_isShown = false;
    chooseCounted();
    const TransferSnapshot now = snapshot();
    m_sleepTold = now.maySleep;
    emit snapshotReady(now);
}

void TransferWorker::countFetched(File &file, qint64 nowMs)
{
    const qint64 fetched = file.job->fetched();
    const qint64 fresh = fetched - std::exchange(file.counted, fetched);
    for (SpeedMeter *meter : {file.speed.get(), &file.group->speed, &m_speed})
        meter->add(fresh, nowMs);
    file.group->fetched += fresh;
}

void TransferWorker::measureFile(File &file, qint64 nowMs)
{
    countFetched(file, nowMs);
    TransferFile &view = file.view;
    view.done = file.job->done();
    view.checked = view.state == TransferState::Verifying ? file.job->checked() : 0;
    view.total = file.job->spec().size;
    view.bytesPerSecond = file.speed->bytesPerSecond(nowMs);
    view.secondsLeft = secondsFor(view.total - view.done, file.speed->steadyBytesPerSecond(nowMs));
}

void TransferWorker::measure()
{
    const qint64 now = m_context.clock.elapsed();
    for (const auto &[id, group] : m_groups) {
        const bool moved = group->measuredMs >= 0;
        if (moved)
            group->activeMs += now - group->measuredMs;
        group->measuredMs = group->isActive() ? now : -1;
        if (!group->isMoving()) {
            if (moved)
                saveProgress(*group);
            m_changed = m_changed || group->view.bytesPerSecond > 0;
            group->view.bytesPerSecond = group->steady = 0;
            group->view.secondsLeft = -1;
            if (isSampleDue(group->sampledMs, now))
                m_changed = letRunOut(group->view.samples) || m_changed;
            continue;
        }
        m_changed = true;
        for (const auto &file : group->files)
            if (file->job)
                measureFile(*file, now);
        group->view.bytesPerSecond = group->speed.bytesPerSecond(now);
        group->peak = qMax(group->peak, group->view.bytesPerSecond);
        saveProgress(*group);
        group->steady = group->speed.steadyBytesPerSecond(now);
        if (isSampleDue(group->sampledMs, now))
            addSample(group->view.samples, group->view.bytesPerSecond);
    }
    m_steady = m_speed.steadyBytesPerSecond(now);
    if (!isSampleDue(m_sampledMs, now))
        return;
    if (isBusy())
        addSample(m_samples, m_speed.bytesPerSecond(now));
    else
        m_changed = letRunOut(m_samples) || m_changed;
}

// What the states, waits and sizes of its files make of a group; the files go to all.
// toComeOfAll: bytes, as far as known.
TransferGroup TransferWorker::summary(const Group &group, TransferSnapshot &all,
                                      qint64 &toComeOfAll) const
{
    TransferGroup view = group.view;
    view.files = static_cast<int>(group.files.size());
    view.begun = group.begun;
    view.filesDone = view.running = 0;
    view.failed = group.files.empty() && view.error; // what an earlier start left
    view.done = 0;
    qint64 total = 0;
    qint64 counted = 0; // of it, for all
    qint64 toCome = 0;
    bool known = !group.files.empty();
    unsigned states = 0;
    QDateTime silent; // since when all that stall do
    bool reconnects = false;
    for (const auto &file : group.files) {
        const TransferFile &f = file->view;
        all.files << f;
        states |= bitOf(f.state);
        if (f.patience.silentSince.isValid())
            silent
                = silent.isValid() ? qMax(silent, f.patience.silentSince) : f.patience.silentSince;
        reconnects = reconnects || f.patience.reconnects;
        view.filesDone += f.state == TransferState::Done;
        const bool isLost = f.state == TransferState::Failed || f.state == TransferState::Cancelled;
        const bool isWithout = isLost && group.active > 0; // what goes on does so
        const qint64 size = isWithout ? f.done : f.total;
        const bool isToCome = !isEnded(f.state) && f.state != TransferState::Paused;
        addKnown(counted, isToCome ? f.total : qMax<qint64>(isLost ? f.done : f.total, 0));
        view.done += f.done;
        total += qMax<qint64>(size, 0);
        known = known && size >= 0;
        if (isToCome)
            toCome += qMax<qint64>(f.total - f.done, 0);
        view.running += isRunning(f.state);
        view.failed += f.state == TransferState::Failed;
        if (f.state == TransferState::Paused)
            view.pausedAt = qMax(view.pausedAt, f.pausedAt);
        if (f.state == TransferState::Waiting && view.reason.isEmpty()) {
            view.reason = f.reason;
            view.patience = f.patience;
        }
        all.paused += f.state == TransferState::Paused;
        all.running += isRunning(f.state);
        all.waiting += f.state == TransferState::Waiting || f.state == TransferState::Queued;
    }
    if (view.patience.cause == WaitCause::Disk && group.device == m_cleanable.device)
        view.reason = QStringList{view.reason, m_cleanable.sentence()}.join(u' ').trimmed();
    view.total = known ? total : -1;
    if (group.lacking) {
        view.files = static_cast<int>(group.lacking->files.size());
        view.total = group.lacking->size();
        all.waiting += view.files;
        addKnown(all.total, view.total);
    }
    if (group.counts) {
        all.done += view.done;
        addKnown(all.total, counted);
    }
    if (group.job || group.isToPlan)
        all.total = -1;
    if (group.job || group.isToPlan || group.lacking)
        all.leftIsLeast = true;
    if (group.active == 0)
        return view;
    all.leftIsLeast = all.leftIsLeast || !known;
    view.state = groupStateOf(states);
    if (view.state == TransferState::Stalled)
        view.patience = {.silentSince = silent, .reconnects = reconnects};
    view.secondsLeft = known && view.running > 0 ? secondsFor(toCome, group.steady) : -1;
    all.toWrite[group.device] += toCome;
    all.bytesPerSecond += view.bytesPerSecond;
    toComeOfAll += toCome;
    return view;
}

// What stands in the queue behind others that are stuck does not.
bool TransferWorker::goesOn() const
{
    unsigned prospects = 0;
    for (const auto &[id, group] : m_groups) {
        if (group->files.empty()) // a plan that is stuck leaves its place
            prospects |= prospectOf(group->view.state, group->view.patience.cause) & ~kStuck;
        for (const auto &file : group->files)
            prospects |= prospectOf(file->view.state, file->view.patience.cause);
    }
    return (prospects & kGoesOn) || (prospects & (kQueued | kStuck)) == kQueued;
}

TransferSnapshot TransferWorker::snapshot() const
{
    TransferSnapshot all;
    all.samples = m_samples;
    all.files.reserve(static_cast<qsizetype>(m_files.size()));
    qint64 toCome = 0;
    for (const qint64 id : m_order)
        all.groups << summary(*m_groups.at(id), all, toCome);
    all.maySleep = maySleep();
    all.goesOn = goesOn();
    const bool isTold = all.running > 0 && (toCome > 0 || !all.leftIsLeast);
    all.secondsLeft = isTold ? secondsFor(toCome, m_steady) : -1;
    return all;
}
