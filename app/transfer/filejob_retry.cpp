#include "app/disk/background.h"
#include "app/disk/diskerror.h"
#include "app/transfer/filejob.h"
#include "app/transfer/retry.h"

#include <algorithm>
#include <cerrno>
#include <utility>

// What FileJob does when things go wrong.

namespace {

constexpr qint64 kProbe = 1 << 20; // bytes; less may fit where the rest does not
constexpr int kMaxRefusals = 2; // in a row; the next try may meet another server
constexpr qint64 kCheapToLose = qint64(64) << 20; // bytes
constexpr int kRoomSteps = 3; // between two looks whether there is room; the Hub is not asked

} // namespace

bool FileJob::isPausedByHub(void (FileJob::*next)())
{
    const auto left = m_context.held();
    if (left.count() <= 0)
        return false;
    wait(WaitCause::RateLimit, left, tr("The Hub asks us to slow down."), next);
    return true;
}

void FileJob::tryAgain(const HttpFailure &failure, void (FileJob::*next)())
{
    if (failure.noConnection) // no number of tries is too many: the user may be on a train
        return wait(WaitCause::Network, probeDelay(++m_probes, m_access.retryStep),
                    cutOffReason(failure), next);
    m_probes = 0;
    const bool lost = m_map.there() > 0 && failure.cause != HttpFailure::Cause::Status;
    if (++m_tries > (lost ? kMaxTriesWhenLost : kMaxTries))
        return fail(HubError::fromHttp(failure));
    const auto delay = retryDelay(m_tries, failure.retryAfter, m_access.retryStep);
    m_context.hold(failure, m_access.endpoint, delay);
    wait(failure.status == 429 ? WaitCause::RateLimit : WaitCause::Server, delay,
         HubError::fromHttp(failure).message, next);
}

// What came before such an answer is as good as it was. A server whose parts are never right still
// may give all of it: that is worth little bytes, not many.
void FileJob::takeRefusal(const HubError &error)
{
    if (++m_refusals <= kMaxRefusals)
        return wait(WaitCause::Server, retryDelay(m_refusals, {}, m_access.retryStep),
                    error.message, &FileJob::fetch);
    if (m_map.there() > kCheapToLose)
        return fail(error);
    startOver(m_refusedBefore, error);
}

// The hash is taken anew, from the disk: the marks of the one before say what is not as it came.
bool FileJob::readsAgain()
{
    const int error = m_part && !m_part->isFound() ? m_part->takeLostWrites() : 0;
    if (error == 0)
        return false;
    m_fetch.reset();
    m_timer.stop();
    m_diskError = error;
    if (const HubError said = diskError(error, m_destination->name()); isAway(said)) {
        waitForDisk(said);
        return true;
    }
    if (!isNoSpace(error) && ++m_diskTroubles > kMostDiskTroubles) {
        fail(diskError(error, m_destination->name()));
        return true;
    }
    const ByteRanges there = m_second ? ByteRanges() : m_map.ranges();
    restartContent(m_check->marks());
    for (const ByteRange &range : there)
        m_map.add(range);
    m_best = m_noted = m_map.there();
    if (m_stopping) {
        endStopped();
        return true;
    }
    checkMore();
    if (isNoSpace(error))
        waitForSpace();
    else
        fetch();
    return true;
}

void FileJob::startOver(bool &before, const HubError &error)
{
    m_timer.stop();
    dropPart();
    if (std::exchange(before, true))
        return fail(error);
    if (m_stopping)
        return endStopped();
    m_tries = m_shortEnds = m_refusals = 0;
    m_best = 0;
    enter(TransferState::Connecting);
    prepare();
}

void FileJob::fetchInstead()
{
    m_distrusts = true;
    m_note = tr("What the cache had of it was damaged and was fetched again.");
    dropPart();
    m_best = 0;
    enter(TransferState::Connecting);
    prepare();
}

// A disk that has room but takes nothing: a quota. Only another write shows whether it still is so.
bool FileJob::takesMore() const
{
    if (m_second)
        return true; // it is written over a first one
    const ByteRanges there = m_map.ranges();
    const qint64 from = !there.isEmpty() && there.first().from == 0 ? there.first().to : 0;
    const auto next
        = std::ranges::find_if(there, [from](const ByteRange &range) { return range.from > from; });
    const qint64 gap = (next == there.cend() ? m_spec.size : next->from) - from;
    const QByteArray nothing(qMin(kProbe, gap), '\0');
    const auto taken = writeAt(m_part->file(), nothing.constData(), nothing.size(), from);
    (void)truncateFile(m_part->file(), there.isEmpty() ? 0 : there.constLast().to);
    return taken.has_value();
}

// What is there stays; it goes on by itself once somebody made room.
void FileJob::waitForSpace()
{
    const auto found = m_part->room();
    if (!found)
        return waitForDisk(diskError(ENODEV, m_destination->name()));
    const DiskRoom &room = *found;
    const qint64 needed = m_spec.size - m_map.there();
    if (room.usable() < needed)
        return wait(WaitCause::Disk, kRoomSteps * m_access.retryStep, waitsForSpace(needed, room),
                    &FileJob::waitForSpace);
    if (m_diskError == 0 || (m_state == TransferState::Waiting && takesMore()))
        return fetch();
    wait(WaitCause::Disk, kRoomSteps * m_access.retryStep,
         diskError(m_diskError, m_destination->name()).message, &FileJob::waitForSpace);
}

// What was written is looked at anew once the disk is back: it may be another handle's then.
void FileJob::waitForDisk(const HubError &error)
{
    m_fetch.reset();
    m_noteTimer.stop();
    if (m_stopping)
        return endStopped();
    wait(WaitCause::DiskAway, kRoomSteps * m_access.retryStep, goesOnByItself(error),
         &FileJob::lookForDisk);
}

void FileJob::lookForDisk()
{
    if (m_noting) // the part belongs to the pool
        return m_timer.start(kRoomSteps * m_access.retryStep);
    const SegmentMap there = m_map;
    leavePart();
    m_map = there; // as it is shown
    prepare();
}

void FileJob::takeDiskFailure(const HubError &error, void (FileJob::*again)())
{
    const WaitCause cause = waitCauseOf(error);
    if (cause == WaitCause::None)
        return fail(error);
    if (cause == WaitCause::DiskAway)
        return waitForDisk(error);
    if (m_stopping)
        return endStopped();
    wait(cause, kRoomSteps * m_access.retryStep, error.message, again);
}

void FileJob::dropPart()
{
    m_rest.reset();
    m_check.reset();
    m_second.reset();
    letGo(m_context.pool, m_part); // a hash that still reads keeps it until it is done
    m_map = SegmentMap(m_spec.size);
}

// What could be written stays, for when the disk is back: it is read again before it is believed.
void FileJob::leavePart()
{
    const std::shared_ptr<PartFile> part = m_part;
    if (part) {
        keepPart();
        if (!m_kept)
            part->leave();
    }
    dropPart();
}

void FileJob::keepPart()
{
    if (m_part) {
        ByteRanges ranges = m_map.ranges();
        if (m_second && ranges.isEmpty()) // what came first is still all there
            ranges = {{0, m_spec.size}};
        m_kept = m_part->putAside(ranges, m_check->marks());
        if (m_kept)
            m_context.pool.start([kept = m_kept] { kept->noteDown(); });
    }
    dropPart();
}

void FileJob::stop()
{
    m_stopping = true;
    if (m_work)
        m_work->stops = true;
    m_timer.stop();
    m_head.reset();
    m_fetch.reset();
    if (!isComplete() || (m_part && m_part->isFound()))
        QMetaObject::invokeMethod(this, &FileJob::endStopped, Qt::QueuedConnection);
}

void FileJob::endStopped()
{
    if (m_onDisk || m_noting || m_state == TransferState::Paused)
        return; // comes back when the disk is done
    keepPart();
    enter(TransferState::Paused);
    emit finished();
}

// Nothing has come for a while; by what it is fetched does something about it.
void FileJob::stall(bool reconnects)
{
    const qint64 silentMs = m_context.clock.elapsed() - m_lastByteMs;
    m_reason.clear();
    m_patience = {.silentSince = QDateTime::currentDateTimeUtc().addMSecs(-silentMs),
                  .reconnects = reconnects};
    enter(TransferState::Stalled);
}

void FileJob::reconnect()
{
    if (m_state != TransferState::Stalled || m_stopping || m_error)
        return;
    m_fetch.reset();
    fetch();
}

void FileJob::wait(WaitCause cause, std::chrono::milliseconds delay, const QString &reason,
                   void (FileJob::*next)())
{
    m_timer.disconnect(this);
    connect(&m_timer, &QTimer::timeout, this, next);
    m_timer.start(delay);
    m_reason = reason;
    const bool isLooking = cause == WaitCause::Lock || cause == WaitCause::Disk
        || cause == WaitCause::DiskAway || cause == WaitCause::OpenFiles; // again and again
    m_patience = {.cause = cause, .canPass = cause == WaitCause::Lock && !isLockOurs()};
    if (!isLooking)
        m_patience.until = QDateTime::currentDateTimeUtc().addMSecs(delay.count());
    enter(TransferState::Waiting);
}

void FileJob::goOn()
{
    if (m_state == TransferState::Stalled) // later: this may be called from inside of libcurl
        QMetaObject::invokeMethod(this, &FileJob::reconnect, Qt::QueuedConnection);
    if (m_state != TransferState::Waiting || m_stopping || m_error || m_onDisk)
        return; // a look that is under way tells how it goes on
    m_timer.start(0);
}

void FileJob::goPastLock()
{
    if (!m_patience.canPass || m_stopping)
        return;
    m_lockIgnored = true;
    goOn();
}

void FileJob::enter(TransferState state)
{
    if (state != TransferState::Waiting && state != TransferState::Stalled) {
        m_reason.clear();
        m_patience = {};
    }
    m_state = state;
    emit changed();
}

void FileJob::succeed(const QString &path, bool cached)
{
    letGo(m_context.pool, m_part);
    letGo(m_context.pool, m_kept);
    m_localPath = path;
    m_wasCached = cached;
    if (cached) {
        m_map = SegmentMap(qMax<qint64>(0, m_spec.size));
        m_map.add({0, m_spec.size});
    }
    enter(TransferState::Done);
    emit finished();
}

void FileJob::fail(const HubError &error)
{
    m_timer.stop();
    m_head.reset();
    m_fetch.reset();
    m_error = error;
    if (!m_noting) // else the part belongs to the pool
        endFailed();
}

void FileJob::endFailed()
{
    if (m_diskError)
        leavePart();
    else
        keepPart();
    enter(TransferState::Failed);
    emit finished();
}
