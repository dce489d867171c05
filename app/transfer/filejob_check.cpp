#include "app/disk/diskerror.h"
#include "app/text/format.h"
#include "app/transfer/filejob.h"

// How FileJob sees to it that the content is right, and what it does when it is not.

namespace {

HubError mismatch(const QString &path, const QByteArray &expected, const QByteArray &actual)
{
    return HubError{
        .kind = HubError::Kind::BadReply,
        .message
        = HubError::tr(
              "%1 arrived damaged twice, so it was not kept. Try again later; if it goes on, "
              "tell the owner of the repository.")
              .arg(path),
        .detail = HubError::tr("Expected %1, got %2.")
                      .arg(QString::fromLatin1(expected), QString::fromLatin1(actual))};
}

} // namespace

DiskResult<void> FileJob::put(QByteArrayView bytes, qint64 at)
{
    return m_second ? m_second->put(m_part->file(), bytes, at)
                    : writeAt(m_part->file(), bytes.data(), bytes.size(), at);
}

void FileJob::checkMore()
{
    if (m_second && !m_rest && m_second->isWorthLooking(m_check->lastMark()))
        lookAtRest();
    m_check->follow(m_map.frontier());
    if (m_state == TransferState::Verifying && m_check->isDone())
        verify();
}

void FileJob::verify()
{
    m_noteTimer.stop(); // a note beside the publication would outlive the part
    enter(TransferState::Verifying);
    if (!m_check->isDone())
        return m_check->follow(m_map.frontier());
    if (m_noting)
        return;
    const QByteArray actual = m_check->result();
    if (actual == m_spec.blob) {
        if (m_second)
            m_note
                = tr("It had arrived damaged; what differed from a second copy, %1, was replaced.")
                      .arg(Format::size(m_second->replaced()));
        return publish();
    }
    if (m_part->isFound())
        return fetchInstead();
    fetchSecondCopy(mismatch(m_spec.path.text(), m_spec.blob, actual));
}

// error: why it could not be read; 0: it could.
void FileJob::takeChanged(ByteRange range, int error)
{
    if (error && m_part->isFound()) {
        m_fetch.reset();
        return fetchInstead();
    }
    if (error && ++m_diskTroubles > kMostDiskTroubles) {
        m_diskError = error;
        return fail(diskError(error, m_destination->name()));
    }
    m_map.remove(range);
    m_best = qMin(m_best, m_map.there());
    m_noted = qMin(m_noted, m_map.there());
    m_note = error ? tr("A part of it could not be read from the disk and was fetched again.")
                   : tr("A part of it had changed on the disk and was fetched again.");
    if (m_state != TransferState::Verifying)
        return emit changed();
    if (m_stopping)
        return endStopped();
    fetch();
}

// It cannot be known which bytes are bad: those that differ when they are fetched once more.
void FileJob::fetchSecondCopy(const HubError &error)
{
    if (m_damagedBefore) {
        dropPart();
        return fail(error);
    }
    if (m_stopping)
        return endStopped(); // the next try finds it so, too
    m_damagedBefore = true;
    m_tries = m_shortEnds = 0;
    m_best = 0;
    m_note = tr("It arrived damaged and is fetched once more to compare.");
    m_second.emplace();
    restartContent();
    fetch();
}

// Mostly a few bytes are bad, and everything behind them is right as it came first.
void FileJob::lookAtRest()
{
    m_second->startLooking();
    m_rest = m_check->fork({.followed = [this] { takeRest(); },
                            .changed =
                                [this](ByteRange, int error) {
                                    if (error)
                                        m_rest.reset();
                                }});
    m_rest->follow(m_spec.size);
}

void FileJob::takeRest()
{
    auto rest = std::move(m_rest);
    const bool right = rest->result() == m_spec.blob && !m_second->isSince();
    if (!right || m_stopping || m_state == TransferState::Verifying)
        return;
    m_fetch.reset();
    m_timer.stop();
    m_check = std::move(rest);
    m_map.add({0, m_spec.size});
    verify();
}
