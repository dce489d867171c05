#include "app/cache/cachecleaner.h"

#include "app/cache/inuse.h"
#include "app/disk/diskerror.h"

#include <QDateTime>
#include <QFuture>
#include <QPromise>

#include <algorithm>
#include <cerrno>
#include <utility>

using namespace std::chrono_literals;

CacheCleaner::CacheCleaner(QString root, QObject *parent)
    : QObject(parent)
    , m_root(std::move(root))
{
    m_beat.setInterval(100ms);
    connect(&m_beat, &QTimer::timeout, this, [this] {
        const CleanProgress before = m_progress;
        m_progress.steps = m_watch->steps;
        m_progress.bytes = m_watch->bytes;
        if (m_progress != before)
            emit progressed(m_progress);
    });
    m_expiry.setSingleShot(true);
    connect(&m_expiry, &QTimer::timeout, this, [this] {
        if (m_tasks.empty() && !m_watch)
            add({}, {});
    });
    add({}, {});
}

CacheCleaner::~CacheCleaner()
{
    stop();
    // A disk that does not answer must not keep the program: the next start mends what it left.
    if (m_thread && !m_thread->wait(1'900ms))
        (void)m_thread.release();
}

void CacheCleaner::setRoot(const QString &root)
{
    if (root == m_root)
        return;
    stop();
    m_root = root;
    m_history.clear();
    emit historyChanged();
    add({}, {});
}

void CacheCleaner::stop()
{
    m_tasks.clear();
    if (m_watch)
        m_watch->stop = true;
}

void CacheCleaner::clean(const CleanOrder &order, How how)
{
    add({.doing = CleanProgress::Doing::Cleaning,
         .ofSteps = order.plan.steps.size(),
         .ofBytes = order.plan.frees},
        [order, how](Quarantine &quarantine, CleanWatch &watch, Outcome &outcome) {
            CleanOrder now = order;
            now.busy |= InUse::here(order.plan);
            outcome.report = runCleaning(quarantine, now, watch);
            if (how == How::ForGood && !outcome.report->cleaning.id.isEmpty())
                freeInto(quarantine, outcome.report->cleaning, watch, outcome);
        });
}

void CacheCleaner::undo(const QByteArray &id)
{
    add(
        {.doing = CleanProgress::Doing::Returning},
        [id](Quarantine &quarantine, CleanWatch &, Outcome &outcome) {
            outcome.id = id;
            auto cleaning = quarantine.cleaning(id);
            const auto done
                = cleaning ? quarantine.undo(*cleaning) : std::unexpected(cleaning.error());
            if (done)
                outcome.returned = *done;
            else
                outcome.error = done.error() == ENOENT ? ENODATA : done.error();
        },
        id);
}

void CacheCleaner::freeNow(const QByteArray &id)
{
    add(
        {.doing = CleanProgress::Doing::Freeing},
        [id](Quarantine &quarantine, CleanWatch &watch, Outcome &outcome) {
            auto cleaning = quarantine.cleaning(id);
            if (cleaning)
                freeInto(quarantine, *cleaning, watch, outcome);
            else
                outcome.error = cleaning.error() == ENOENT ? ENODATA : cleaning.error();
        },
        id);
}

void CacheCleaner::freeInto(Quarantine &quarantine, Cleaning &cleaning, CleanWatch &watch,
                            Outcome &outcome)
{
    outcome.id = cleaning.id;
    const auto done = quarantine.free(cleaning, [&watch] { return watch.stop.load(); });
    if (done)
        outcome.freed = *done;
    else
        outcome.error = done.error();
}

CacheCleaner::Outcome CacheCleaner::perform(const QString &root, const Task &task,
                                            CleanWatch &watch)
{
    Outcome outcome;
    // Whoever only looks at a cache leaves it as it is.
    if (task.work || !Quarantine::cleanings(root).isEmpty()) {
        auto quarantine = Quarantine::open(root);
        if (quarantine) {
            quarantine->recover(
                QDateTime::currentMSecsSinceEpoch(), [&watch] { return watch.stop.load(); },
                task.id);
            if (task.work)
                task.work(*quarantine, watch, outcome);
        } else if (task.work) {
            outcome.error = quarantine.error();
        }
    }
    outcome.history = Quarantine::cleanings(root);
    return outcome;
}

void CacheCleaner::add(CleanProgress begins, Work work, const QByteArray &id)
{
    m_tasks.push_back({begins, std::move(work), id});
    if (!m_watch)
        next();
}

void CacheCleaner::next()
{
    if (m_tasks.empty())
        return;
    const Task task = std::move(m_tasks.front());
    m_tasks.pop_front();
    m_watch = std::make_shared<CleanWatch>();
    m_progress = task.begins;
    m_beat.start();
    emit progressed(m_progress);
    auto promise = std::make_shared<QPromise<Outcome>>();
    promise->start();
    promise->future().then(this,
                           [this, root = m_root](const Outcome &outcome) { ended(root, outcome); });
    m_thread.reset(QThread::create([promise, root = m_root, task, watch = m_watch] {
        promise->addResult(perform(root, task, *watch));
        promise->finish();
    }));
    m_thread->start();
}

void CacheCleaner::ended(const QString &root, const Outcome &outcome)
{
    m_thread->wait();
    m_beat.stop();
    m_watch.reset();
    m_progress = {};
    if (root == m_root && std::exchange(m_history, outcome.history) != outcome.history)
        emit historyChanged();
    emit progressed(m_progress);
    tell(outcome);
    waitForExpiry();
    if (!m_watch)
        next();
}

// In steps: a timer does not count while the computer sleeps. What is long over could not be freed.
void CacheCleaner::waitForExpiry()
{
    m_expiry.stop();
    const std::chrono::milliseconds now(QDateTime::currentMSecsSinceEpoch());
    for (const Cleaning &cleaning : std::as_const(m_history))
        if (const auto left = std::chrono::milliseconds(cleaning.untilMs) - now;
            cleaning.state == Cleaning::State::Kept
            && (!m_expiry.isActive() || left < m_expiry.intervalAsDuration()))
            m_expiry.start(left < -1min ? 1h : std::clamp<std::chrono::milliseconds>(left, 1s, 1h));
}

void CacheCleaner::tell(const Outcome &outcome)
{
    if (outcome.report && outcome.report->error == 0)
        emit cleaned(*outcome.report);
    if (outcome.returned)
        emit returned(outcome.id, *outcome.returned);
    if (outcome.freed)
        emit freed(outcome.id, outcome.freed->complete);
    const int error
        = outcome.report && outcome.report->error != 0 ? outcome.report->error : outcome.error;
    if (error == EBUSY)
        emit failed(HubError::disk(
            tr("Another window of this program is cleaning. Try again when it is done.")));
    else if (error == ENODATA)
        emit failed(HubError::disk(
            tr("It is not in the quarantine any more: it was freed, or is back already.")));
    else if (error != 0)
        emit failed(diskError(error, m_root));
}
