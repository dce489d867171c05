#include "app/transfer/filejob.h"

#include "app/disk/background.h"
#include "app/disk/diskerror.h"
#include "app/transfer/retry.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kHashStep = qint64(4) << 20; // bytes; less is not worth a job
constexpr qint64 kHashAtOnce = qint64(32) << 20; // bytes; so that stopping takes little time
constexpr std::chrono::milliseconds kLockPoll{300};
// What a killed program loses at most is fetched again.
constexpr qint64 kNoteStep = qint64(16) << 20; // bytes
constexpr std::chrono::milliseconds kNoteEvery{500};
constexpr qint64 kSyncEvery = 5'000; // ms; the power fails less often than programs

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

FileJob::FileJob(TransferContext &context, const HubAccess &access,
                 std::shared_ptr<const Destination> destination, FileSpec spec, Revision revision,
                 std::shared_ptr<KeptPart> kept, QObject *parent)
    : QObject(parent)
    , m_context(context)
    , m_access(access)
    , m_destination(std::move(destination))
    , m_spec(std::move(spec))
    , m_revision(std::move(revision))
    , m_kept(std::move(kept))
{
    m_timer.setSingleShot(true);
    m_noteTimer.setSingleShot(true);
    m_noteTimer.setInterval(kNoteEvery);
    connect(&m_noteTimer, &QTimer::timeout, this, &FileJob::noteProgress);
}

FileJob::~FileJob()
{
    m_head.reset();
    m_fetch.reset();
    if (*m_context.leaving)
        keepPart();
    else
        dropPart();
    letGo(m_context.pool, m_kept);
}

qint64 FileJob::done() const
{
    if (m_kept)
        return m_kept->bytes();
    return m_part && m_part->isFound() ? 0 : m_map.there();
}

void FileJob::start()
{
    enter(TransferState::Connecting);
    if (m_spec.blob.isEmpty())
        askHead();
    else
        prepare();
}

// The name of the content is not known yet: one file was asked for by name.
void FileJob::askHead()
{
    if (isPausedByHub(&FileJob::askHead))
        return;
    enter(TransferState::Connecting);
    m_head = std::make_unique<Exchange>(
        m_context.curl,
        Exchange::Want{.url = m_access.resolveUrl(m_spec.repo, m_spec.commit, m_spec.path.text()),
                       .endpoint = m_access.endpoint,
                       .token = m_access.token,
                       .proxies = m_access.proxies,
                       .head = true,
                       .silence = m_access.headSilence},
        Exchange::Handlers{.answered = [](const QList<Answer> &) { return true; },
                           .received = [](QByteArrayView) { return false; },
                           .ended = [this](const Exchange &exchange) { takeHead(exchange); }});
}

void FileJob::takeHead(const Exchange &exchange)
{
    const QList<Answer> hops = exchange.hops();
    if (const auto failure = exchange.failure()) {
        m_head.reset();
        if (isPassing(*failure))
            return tryAgain(*failure, &FileJob::askHead);
        if (failure->errorCode == "EntryNotFound"
            && hops.constLast().header("x-repo-commit") == m_spec.commit.toLatin1())
            m_context.pool.start(
                [destination = m_destination, spec = m_spec, revision = m_revision] {
                    destination->remember404(spec.repo, revision, spec.commit, spec.path);
                });
        return fail(HubError::fromHttp(*failure));
    }
    m_head.reset();
    const auto meta = fileMetaOf(hops, m_access.endpoint);
    if (!meta)
        return fail(meta.error());
    if (meta->commit != m_spec.commit)
        return fail(HubError::badReply(u"X-Repo-Commit names another commit"_s));
    if (meta->size < 0)
        return fail(HubError::badReply(u"the size of the file is missing"_s));
    m_spec.blob = meta->blob;
    m_spec.size = meta->size;
    m_tries = m_probes = 0;
    prepare();
}

void FileJob::prepare()
{
    m_onDisk = true;
    inBackground(
        m_context.pool, this,
        [destination = m_destination, spec = m_spec,
         attempt = Attempt{.force = m_lockIgnored,
                           .distrust = m_distrusts,
                           .kept = m_kept,
                           .leaving = m_context.leaving}] {
            return destination->prepare(spec, attempt);
        },
        [this](const Result<Prepared> &prepared) { takePrepared(prepared); });
}

void FileJob::takePrepared(Result<Prepared> prepared)
{
    m_onDisk = false;
    if (!prepared)
        return fail(prepared.error());
    m_waitsForLock = prepared->state == Prepared::State::Busy;
    switch (prepared->state) {
    case Prepared::State::Present: return succeed(prepared->localPath, true);
    case Prepared::State::Busy: {
        if (m_stopping)
            return endStopped();
        const bool ours = prepared->holder == QCoreApplication::applicationPid();
        const QString reason = ours ? tr("The same file is being downloaded already.")
            : prepared->holder > 0
            ? tr("Another program (process %1) is downloading this file.").arg(prepared->holder)
            : tr("Another program is downloading this file.");
        return wait(WaitCause::Lock, kLockPoll, reason, &FileJob::prepare);
    }
    case Prepared::State::Ready:
    case Prepared::State::Unchecked: break;
    }
    m_part = prepared->part;
    letGo(m_context.pool, m_kept); // it is this part now, or of no use
    restartContent();
    for (const ByteRange &range : prepared->ranges)
        m_map.add(range); // hashed again from the start, while the rest comes
    m_best = m_noted = m_map.there();
    if (m_stopping)
        return endStopped();
    hashMore();
    if (const auto room = m_part->room(); room && room->usable() < m_spec.size - m_map.there())
        return waitForSpace();
    fetch();
}

void FileJob::restartContent()
{
    ++m_round;
    m_map = SegmentMap(m_spec.size);
    m_hashed = m_noted = 0;
    m_durable.clear();
    m_durableAt = m_context.clock.elapsed();
    m_hashing = false;
    m_hash = std::make_shared<ContentHash>(m_spec.blob, m_spec.size);
}

void FileJob::fetch()
{
    if (m_map.isComplete())
        return verify();
    if (isPausedByHub(&FileJob::fetch))
        return;
    m_diskError = 0;
    m_lastByteMs = m_context.clock.elapsed();
    enter(TransferState::Connecting);
    m_fetch = std::make_unique<ContentFetch>(
        m_context, m_access, m_spec, m_part, m_map, m_limits,
        ContentFetch::Handlers{.answered =
                                   [this] {
                                       m_probes = 0;
                                       if (m_state == TransferState::Connecting)
                                           enter(TransferState::Downloading);
                                   },
                               .grew = [this](qint64 bytes) { takeGrowth(bytes); },
                               .stalled = [this] { stall(); },
                               .restarted = [this] { restartContent(); },
                               .ended = [this](const ContentFetch::End &end) { takeEnd(end); }});
}

void FileJob::takeGrowth(qint64 bytes)
{
    m_fetched += bytes;
    m_lastByteMs = m_context.clock.elapsed();
    if (m_state != TransferState::Downloading)
        enter(TransferState::Downloading);
    if (m_map.there() >= m_best + kLeastProgress) { // the same bytes again are no progress
        m_best = m_map.there();
        m_tries = m_shortEnds = m_refusedWrites = 0;
        m_renewed = false;
    }
    hashMore();
    if (m_map.there() - m_noted >= kNoteStep)
        noteProgress();
    else if (!m_noteTimer.isActive())
        m_noteTimer.start();
}

void FileJob::noteProgress()
{
    if (m_noting || !m_part || m_map.there() < m_noted + kLeastProgress)
        return;
    const qint64 now = m_context.clock.elapsed();
    m_noting = true;
    m_noted = m_map.there();
    const bool sync = now - m_durableAt >= kSyncEvery;
    if (sync) {
        m_durable = m_map.ranges();
        m_durableAt = now;
    }
    inBackground(
        m_context.pool, this,
        [part = m_part, sync, written = m_map.ranges(), durable = m_durable] {
            (void)(sync ? part->sync(written) : part->noteDown(written, durable));
            return part->room();
        },
        [this](const DiskResult<DiskRoom> &room) { takeNote(room); });
}

// A note that failed costs nothing now. Whoever waited for the disk goes on, and nobody fills it to
// the last byte.
void FileJob::takeNote(const DiskResult<DiskRoom> &room)
{
    m_noting = false;
    if (m_fetch && !m_stopping && room && room->usable() == 0) {
        m_fetch.reset();
        return waitForSpace();
    }
    if (m_state == TransferState::Verifying)
        verify();
    else if (m_stopping)
        endStopped();
}

void FileJob::takeEnd(const ContentFetch::End &end)
{
    m_fetch.reset();
    m_diskError = end.diskError;
    if (isNoSpace(m_diskError))
        return waitForSpace();
    if (m_diskError) {
        dropPart(); // a disk that refused some bytes may have lost others
        return fail(diskError(m_diskError, m_destination->name()));
    }
    if (end.refusal)
        return startOver(*end.refusal);
    if (m_map.isComplete())
        return verify();
    if (end.failure)
        return judge(*end.failure);
    if (++m_shortEnds > kMaxTries)
        return startOver(HubError::badReply(u"the server sent less than announced"_s));
    wait(WaitCause::Server, retryDelay(m_shortEnds, {}, m_access.retryStep),
         tr("The connection was lost."), &FileJob::fetch);
}

void FileJob::judge(const HttpFailure &failure)
{
    if (failure.status == 416)
        return startOver(HubError::fromHttp(failure));
    // A signed address of the storage host that ran out: the Hub gives a new one.
    if (failure.elsewhere && failure.status == 403 && !std::exchange(m_renewed, true))
        return fetch();
    if (isPassing(failure))
        return tryAgain(failure, &FileJob::fetch);
    fail(HubError::fromHttp(failure));
}

// The hash follows what is written, through the page cache, on the pool.
void FileJob::hashMore()
{
    const qint64 behind = m_map.frontier() - m_hashed;
    if (m_hashing || behind == 0 || (behind < kHashStep && !m_map.isComplete()))
        return;
    m_hashing = true;
    const qint64 upTo = m_hashed + qMin(behind, kHashAtOnce);
    inBackground(
        m_context.pool, this,
        [hash = m_hash, part = m_part, from = m_hashed, upTo] {
            startWriteback(part->file(), from,
                           upTo - from); // so that the final sync has little left to do
            return hash->addRange(part->file(), from, upTo);
        },
        [this, round = m_round, upTo](const DiskResult<void> &result) {
            takeHash(round, upTo, result);
        });
}

void FileJob::takeHash(int round, qint64 upTo, DiskResult<void> result)
{
    if (round != m_round)
        return; // of content that was thrown away since
    m_hashing = false;
    if (!result) {
        m_fetch.reset();
        if (m_part->isFound())
            return fetchInstead();
        return startOver(diskError(result.error(), m_destination->name()));
    }
    m_hashed = upTo;
    if (m_state == TransferState::Verifying)
        verify();
    else
        hashMore();
}

void FileJob::verify()
{
    m_noteTimer.stop(); // a note beside the publication would outlive the part
    enter(TransferState::Verifying);
    if (m_hashed < m_spec.size)
        return hashMore();
    if (m_hashing || m_noting)
        return;
    const QByteArray actual = m_hash->result();
    if (actual != m_spec.blob && m_part->isFound())
        return fetchInstead();
    if (actual != m_spec.blob)
        return startOver(mismatch(m_spec.path.text(), m_spec.blob, actual));
    publish();
}

void FileJob::publish()
{
    m_onDisk = true;
    inBackground(
        m_context.pool, this,
        [destination = m_destination, spec = m_spec, part = m_part] {
            return destination->publish(spec, part);
        },
        [this](const std::expected<QString, PublishFailure> &path) {
            m_onDisk = false;
            if (path)
                succeed(*path, m_part->isFound());
            else if (path.error().contentLost)
                startOver(path.error().error);
            else
                fail(path.error().error); // the content is good: it stays for another try
        });
}
