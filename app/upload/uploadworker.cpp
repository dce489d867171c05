#include "app/upload/uploadworker.h"

#include <utility>

namespace {

constexpr std::chrono::milliseconds kTick{100};

} // namespace

UploadWorker::UploadWorker()
    : m_context(this)
    , m_tick(this)
{
    m_context.clock.start();
    m_context.told = [this](Pacing::Bucket bucket, std::chrono::milliseconds pause) {
        emit held(bucket, pause);
    };
    m_tick.setSingleShot(true);
    m_tick.setInterval(kTick);
    connect(&m_tick, &QTimer::timeout, this, &UploadWorker::tellAll);
}

UploadWorker::~UploadWorker()
{
    for (auto &[id, entry] : m_entries)
        write(entry);
}

void UploadWorker::open(const QString &file)
{
    m_store = std::make_unique<UploadStore>(file);
    m_memory = std::make_unique<UploadStore>(QString());
    if (!m_store->trouble().isEmpty())
        emit notKept(m_store->trouble());
}

UploadWorker::Entry *UploadWorker::find(qint64 id)
{
    const auto it = m_entries.find(id);
    return it == m_entries.end() ? nullptr : &it->second;
}

void UploadWorker::setConfig(const Uploads::Config &config)
{
    m_config = config;
    const UploadStore::Owner owner{config.access.endpoint, config.account};
    if (!std::exchange(m_hasOwner, true) || owner != m_owner) {
        m_owner = owner;
        for (const auto &[id, entry] : m_entries)
            entry.store->setOwner(entry.row, owner);
        load(*m_store);
        load(*m_memory);
        emit loaded();
    }
    for (auto &[id, entry] : m_entries)
        heed(entry);
}

bool UploadWorker::isHeld(const Entry &entry) const
{
    return m_config.access.offline || m_gate.cause == WaitCause::Sleep
        || (m_gate.isShut() && !entry.isUrgent);
}

void UploadWorker::heed(Entry &entry)
{
    if (!entry.job)
        return;
    if (entry.isStarted && entry.job->looksOnly())
        return; // it would be forgotten in doubt
    if (entry.isStarted && isHeld(entry))
        entry.job->stop(); // settle() keeps it until it may go on
    else
        run(entry);
}

// What an earlier start left, or this one when it left the account.
void UploadWorker::load(UploadStore &store)
{
    for (const UploadStore::Row &row : store.rows(m_owner)) {
        if (std::ranges::contains(m_entries, row.id, [&store](const auto &each) {
                const Entry &entry = each.second;
                return entry.store == &store ? entry.row : 0;
            }))
            continue;
        auto kept = store.kept(row.id);
        if (!kept)
            continue;
        const qint64 id = ++m_lastRestored;
        Entry &entry = m_entries
                           .emplace(id,
                                    Entry{.status = {.id = id,
                                                     .repo = kept->order.repo,
                                                     .summary = kept->order.summary,
                                                     .origin = kept->order.origin,
                                                     .deletes = kept->order.deletedFiles.size()},
                                          .store = &store,
                                          .row = row.id,
                                          .wish = row.isPaused ? Wish::Pause : Wish::Run})
                           .first->second;
        make(entry, *std::move(kept));
        tell(entry);
        if (!row.error.isEmpty())
            failAs(entry, row.error);
    }
}

void UploadWorker::leaveAccount()
{
    ++m_round;
    for (auto &[id, entry] : m_entries)
        write(entry);
    m_entries.clear();
    m_hasOwner = false;
}

void UploadWorker::begin(qint64 id, const UploadOrder &order)
{
    Entry &entry = m_entries
                       .emplace(id,
                                Entry{.status = {.id = id,
                                                 .repo = order.repo,
                                                 .summary = order.summary,
                                                 .origin = order.origin,
                                                 .deletes = order.deletedFiles.size()},
                                      .store = m_store.get(),
                                      .row = m_store->add(m_owner, order)})
                       .first->second;
    if (entry.row == 0) {
        entry.store = m_memory.get();
        entry.row = m_memory->add(m_owner, order);
    }
    make(entry, UploadKept{.order = order});
    run(entry);
}

// What the disk refuses is forgotten: what is there is as an earlier start would have left it.
bool UploadWorker::makeAsKept(Entry &entry)
{
    write(entry);
    entry.unkept.clear();
    auto kept = entry.store->kept(entry.row);
    if (!kept) {
        failAs(entry, tr("What is kept of this upload cannot be read. Try again, or begin anew."));
        return false;
    }
    make(entry, *std::move(kept));
    return true;
}

// What the storage has as a whole the Hub knows, too: many of these are written at once.
bool UploadWorker::keep(qint64 id, const UploadKept::Change &change)
{
    Entry &entry = m_entries.at(id);
    if (entry.row == 0) // cancelled
        return false;
    entry.unkept.push_back(change);
    if (!std::holds_alternative<UploadKept::ObjectStored>(change))
        return write(entry);
    touch(entry);
    return true;
}

// In order: what is known of a later one is of no use without the earlier.
bool UploadWorker::write(Entry &entry)
{
    if (entry.row != 0 && !entry.unkept.empty() && entry.store->keep(entry.row, entry.unkept))
        entry.unkept.clear();
    return entry.unkept.empty();
}

void UploadWorker::make(Entry &entry, UploadKept kept)
{
    const qint64 id = entry.status.id;
    entry.isStarted = entry.hasToldRows = false;
    entry.job = std::make_unique<UploadJob>(m_context, m_config.access, std::move(kept),
                                            m_config.commitFiles);
    entry.job->setLimits({m_context.throttle.shareOfAll()});
    UploadJob *job = entry.job.get();
    connect(job, &UploadJob::changed, this, [this, id] { touch(m_entries.at(id)); });
    job->setKeep([this, id](const UploadKept::Change &change) { return keep(id, change); });
    connect(
        job, &UploadJob::finished, this,
        [this, id, job] {
            if (const Entry *ended = find(id); ended && ended->job.get() == job)
                settle(id);
        },
        Qt::QueuedConnection);
}

void UploadWorker::run(Entry &entry)
{
    if (entry.isStarted || entry.wish != Wish::Run || isHeld(entry))
        return touch(entry);
    entry.isStarted = true;
    entry.job->start();
}

// A job is over: for good, or because it was told to stop.
void UploadWorker::settle(qint64 id)
{
    Entry &entry = m_entries.at(id);
    write(entry);
    const UploadProgress progress = entry.job->progress();
    if (progress.step == UploadStep::Failed) {
        entry.store->setState({entry.row, false, progress.error->message});
        return tell(entry, true);
    }
    if (progress.step == UploadStep::Stopped && entry.wish != Wish::Cancel) {
        if (makeAsKept(entry))
            run(entry);
        return;
    }
    drop(entry);
    tell(entry, true);
}

void UploadWorker::drop(Entry &entry)
{
    entry.store->remove(std::exchange(entry.row, 0));
}

void UploadWorker::pause(qint64 id)
{
    Entry *entry = find(id);
    if (!entry || !entry->job)
        return;
    entry->wish = Wish::Pause;
    entry->store->setState({entry->row, true, {}});
    if (entry->isStarted)
        entry->job->stop();
    touch(*entry);
}

void UploadWorker::resume(qint64 id)
{
    Entry *entry = find(id);
    const bool isFailed = entry && entry->status.progress.step == UploadStep::Failed;
    if (!entry || (!entry->job && !isFailed))
        return;
    entry->wish = Wish::Run;
    entry->store->setState({entry->row, false, {}});
    if (entry->job || makeAsKept(*entry))
        run(*entry);
}

// Should the program end before it is known, it has failed as before.
void UploadWorker::lookFor(qint64 id)
{
    Entry *entry = find(id);
    if (!entry || entry->job || entry->status.progress.step != UploadStep::Failed
        || !makeAsKept(*entry))
        return;
    entry->wish = Wish::Cancel;
    entry->isStarted = true;
    entry->job->lookOnly();
    entry->job->start();
}

void UploadWorker::cancel(qint64 id)
{
    Entry *entry = find(id);
    if (!entry || !entry->job)
        return;
    entry->wish = Wish::Cancel;
    entry->job->stop(); // ends at once when it has not begun
    if (entry->job->isInDoubt())
        entry->store->setState({entry->row, true, {}}); // should the program end before it is known
    else
        drop(*entry);
}

void UploadWorker::forget(qint64 id)
{
    Entry *entry = find(id);
    if (!entry)
        return;
    if (entry->job) // it has just been resumed
        return cancel(id);
    drop(*entry);
    m_entries.erase(id);
}

void UploadWorker::networkIsBack()
{
    for (const auto &[id, entry] : m_entries)
        if (entry.job)
            entry.job->goOn();
}

void UploadWorker::hold(Pacing::Bucket bucket, std::chrono::milliseconds pause)
{
    m_context.hold(bucket, pause);
}

void UploadWorker::setGate(const TransferGate &gate)
{
    m_gate = gate;
    m_context.throttle.setRate(m_context.throttle.all(), gate.limit);
    for (auto &[id, entry] : m_entries)
        heed(entry);
}

void UploadWorker::startNow(qint64 id)
{
    if (Entry *entry = find(id)) {
        entry->isUrgent = true;
        heed(*entry);
    }
}

void UploadWorker::touch(Entry &entry)
{
    entry.isUntold = true;
    if (!m_tick.isActive())
        m_tick.start();
}

// Who cannot follow is told later, and then of all at once.
void UploadWorker::tellAll()
{
    for (auto &[id, entry] : m_entries)
        if (entry.job)
            write(entry);
    if (m_unseen > 0)
        return m_tick.start();
    for (auto &[id, entry] : m_entries)
        if (entry.isUntold && entry.job && !entry.job->isOver())
            tell(entry);
}

void UploadWorker::failAs(Entry &entry, const QString &message)
{
    entry.job.reset();
    entry.status.progress.step = UploadStep::Failed;
    entry.status.progress.error = HubError{.message = message};
    ++m_unseen;
    emit told({.round = m_round, .status = entry.status, .isOver = true});
}

void UploadWorker::sayWhatHolds(UploadProgress &progress) const
{
    const auto &offline = m_config.access.offline;
    progress.reason = offline ? offline->message : m_gate.reason;
    progress.patience = {.cause = offline ? WaitCause::Offline : m_gate.cause,
                         .until = offline ? QDateTime() : m_gate.until,
                         .silentSince = {}};
}

void UploadWorker::tell(Entry &entry, bool isOver)
{
    UploadProgress &progress = entry.status.progress;
    progress = entry.job->progress();
    if (!entry.isStarted && entry.wish == Wish::Pause)
        progress.step = UploadStep::Paused;
    else if (!entry.isStarted && isHeld(entry))
        sayWhatHolds(progress);
    UploadNews news{.round = m_round,
                    .status = entry.status,
                    .isFirst = !std::exchange(entry.isTold, true),
                    .isOver = isOver};
    news.changes = entry.job->takeChanges();
    if (!std::exchange(entry.hasToldRows, true)) {
        news.changes.clear();
        news.rows = entry.job->rows();
    }
    entry.isUntold = false;
    if (isOver)
        entry.job.reset();
    ++m_unseen;
    emit told(news);
}
