#include "app/cache/cachemover.h"

#include "app/cache/cachemove.h"
#include "app/disk/background.h"
#include "app/disk/diskerror.h"
#include "app/text/safetext.h"

#include <QFile>
#include <QFuture>

#include <atomic>
#include <cerrno>

namespace {

constexpr std::chrono::milliseconds kMoverLook{100};
constexpr int kMostCompares = 3; // each may meet what somebody has just downloaded

} // namespace

// Shared with the thread, which outlives the mover when a disk does not answer.
struct CacheMover::Run
{
    std::atomic<State> state = State::Measuring;
    std::atomic<qint64> bytes = 0;
    std::atomic<qint64> total = 0;
    std::atomic<qint64> left = 0;
    std::atomic_bool stopped = false;
    QFuture<std::optional<HubError>> ended;

    HubError errorOf(const CacheMove::Failure &failure, const QString &from,
                     const QString &to) const
    {
        if (failure.error == ECANCELED)
            return HubError{.kind = HubError::Kind::Cancelled,
                            .message = CacheMover::tr("Moving the cache was stopped. What was "
                                                      "copied is gone on with the next time.")};
        if (failure.error == EBUSY || failure.error == EILSEQ)
            return HubError{.kind = HubError::Kind::Conflict,
                            .message = CacheMover::tr(
                                "The cache changes while it is copied. Let downloads end, also "
                                "those of other programs, and start again."),
                            .detail = QString::fromUtf8(failure.path)};
        if (failure.error == ENOTEMPTY || failure.error == EEXIST)
            return HubError::badInput(
                CacheMover::tr("There is something else in the new place: %1. Choose an empty "
                               "folder; it may be a new one.")
                    .arg(SafeText::line(failure.path.isEmpty() ? to
                                                               : QFile::decodeName(failure.path))));
        return diskError(failure.error, from + u'/' + QFile::decodeName(failure.path));
    }
    void enter(State now, qint64 size)
    {
        bytes = 0;
        total = size;
        state = now;
    }
    std::optional<HubError> copy(const QString &from, const QString &to);
    std::optional<HubError> remove(const QString &from, const QString &to);
    std::expected<CacheMove, HubError> open(const QString &from, const QString &to);
};

std::expected<CacheMove, HubError> CacheMover::Run::open(const QString &from, const QString &to)
{
    auto old = Directory::open(from);
    if (!old)
        return std::unexpected(diskError(old.error(), from));
    auto place = Directory::make(to);
    if (!place)
        return std::unexpected(diskError(place.error(), to));
    return CacheMove(std::move(*old), std::move(*place), [this](qint64 done) {
        bytes += done;
        return !stopped;
    });
}

std::optional<HubError> CacheMover::Run::copy(const QString &from, const QString &to)
{
    if (const QString refusal = CacheMove::refusal(from, to); !refusal.isEmpty())
        return HubError::badInput(refusal);
    auto move = open(from, to);
    if (!move)
        return move.error();
    if (const auto claimed = move->claim(); !claimed)
        return errorOf(claimed.error(), from, to);
    const auto work = move->measure();
    if (!work)
        return errorOf(work.error(), from, to);
    const auto place = Directory::open(to);
    const auto room = place ? place->room() : std::unexpected(place.error());
    if (room && room->usable() < work->missing.bytes)
        return diskError(ENOSPC, to);
    for (int round = 0;; ++round) {
        enter(State::Copying, work->missing.bytes);
        if (const auto copied = move->copy(); !copied)
            return errorOf(copied.error(), from, to);
        enter(State::Comparing, work->all.bytes);
        const auto compared = move->compare();
        if (compared)
            return {};
        if (compared.error().error != EILSEQ || round == kMostCompares)
            return errorOf(compared.error(), from, to);
    }
}

std::optional<HubError> CacheMover::Run::remove(const QString &from, const QString &to)
{
    auto move = open(from, to);
    if (!move)
        return move.error();
    const auto rest = move->remove();
    if (!rest)
        return errorOf(rest.error(), from, to);
    left = rest->files;
    return {};
}

CacheMover::CacheMover(QObject *parent)
    : QObject(parent)
{
    m_looks.setInterval(kMoverLook);
    connect(&m_looks, &QTimer::timeout, this, &CacheMover::look);
}

CacheMover::~CacheMover()
{
    if (m_run)
        m_run->stopped = true;
}

bool CacheMover::isBusy() const
{
    return m_run != nullptr;
}

void CacheMover::start(const QString &from, const QString &to)
{
    if (m_run)
        return;
    m_from = from;
    m_to = to;
    m_error.reset();
    m_progress = {};
    m_run = std::make_shared<Run>();
    m_run->ended = onOwnThread([run = m_run, from, to] { return run->copy(from, to); });
    m_looks.start();
    enter(State::Measuring);
}

void CacheMover::stop()
{
    if (m_run)
        m_run->stopped = true;
}

void CacheMover::removeOld()
{
    if (m_state != State::Ready)
        return;
    m_run = std::make_shared<Run>();
    m_run->state = State::Removing;
    m_run->ended
        = onOwnThread([run = m_run, from = m_from, to = m_to] { return run->remove(from, to); });
    m_looks.start();
    enter(State::Removing);
}

void CacheMover::forget()
{
    if (m_run)
        return;
    m_error.reset();
    m_progress = {};
    enter(State::Idle);
}

void CacheMover::offerOld(const QString &from, const QString &to)
{
    if (m_run)
        return;
    m_from = from;
    m_to = to;
    enter(State::Ready);
}

void CacheMover::look()
{
    const bool ended = m_run->ended.isFinished();
    m_progress = {.bytes = m_run->bytes, .total = m_run->total, .left = m_run->left};
    const State now = m_run->state;
    if (!ended) {
        emit changed();
        return now == m_state ? void() : enter(now);
    }
    m_looks.stop();
    m_error = m_run->ended.result();
    m_run.reset();
    emit changed();
    enter(m_error ? State::Failed : now == State::Removing ? State::Done : State::Ready);
}

void CacheMover::enter(State state)
{
    m_state = state;
    emit stateChanged();
}
