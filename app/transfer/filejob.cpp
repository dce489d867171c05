#include "app/transfer/filejob.h"

#include "app/disk/background.h"
#include "app/disk/diskerror.h"
#include "app/transfer/retry.h"

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::milliseconds kLockPoll{300};
// What a killed program loses at most is fetched again.
constexpr qint64 kNoteStep = qint64(16) << 20; // bytes
constexpr std::chrono::milliseconds kNoteEvery{500};
constexpr std::chrono::milliseconds kWorkEvery{250}; // a look at how far the disk is

HubError otherThanExpected(const FileSpec &spec, const QByteArray &onHub)
{
    return HubError{
        .kind = HubError::Kind::Conflict,
        .message
        = HubError::tr("%1 has another content on the Hub than the manifest says, so it was not "
                       "fetched. Ask where the manifest comes from for a new one.")
              .arg(spec.path.text()),
        .detail = HubError::tr("The manifest says %1, the Hub %2.")
                      .arg(QString::fromLatin1(spec.expected), QString::fromLatin1(onHub))};
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
    m_workTimer.setInterval(kWorkEvery);
    connect(&m_workTimer, &QTimer::timeout, this, &FileJob::showWork);
}

FileJob::~FileJob()
{
    if (m_work)
        m_work->stops = true;
    m_head.reset();
    m_fetch.reset();
    if (*m_context.leaving && !isWithPool())
        keepPart();
    else
        dropPart();
    letGo(m_context.pool, m_kept);
}

std::shared_ptr<KeptPart> FileJob::giveUp()
{
    m_fetch.reset();
    if (!isWithPool())
        keepPart();
    return takeKept();
}

qint64 FileJob::done() const
{
    if (m_kept)
        return m_kept->bytes();
    return m_part && m_part->isFound() ? 0 : m_map.there();
}

qint64 FileJob::checked() const
{
    if (m_check)
        return m_check->hashed();
    return m_work ? m_work->read.load() : 0;
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
    heed(m_context, hops, m_access.endpoint);
    const auto meta = fileMetaOf(hops, m_access.endpoint);
    if (!meta)
        return fail(meta.error());
    if (meta->commit != m_spec.commit)
        return fail(HubError::badReply(u"X-Repo-Commit names another commit"_s));
    if (meta->size < 0)
        return fail(HubError::badReply(u"the size of the file is missing"_s));
    if (!m_spec.expected.isEmpty() && meta->blob != m_spec.expected)
        return fail(otherThanExpected(m_spec, meta->blob));
    m_spec.blob = meta->blob;
    m_spec.size = meta->size;
    m_tries = m_probes = 0;
    prepare();
}

void FileJob::prepare()
{
    m_onDisk = true;
    m_work = std::make_shared<DiskWork>();
    m_workTimer.start();
    inBackground(
        m_context.pool, this,
        [destination = m_destination, spec = m_spec,
         attempt = Attempt{.force = m_lockIgnored,
                           .distrust = m_distrusts,
                           .kept = m_kept,
                           .leaving = m_context.leaving,
                           .borrows = !m_context.keepsQueue,
                           .work = m_work}] { return destination->prepare(spec, attempt); },
        [this](const Result<Prepared> &prepared) { takePrepared(prepared); });
}

// What is there is hashed, or copied from the cache: the Hub is not asked meanwhile.
void FileJob::showWork()
{
    if (m_work->read > 0)
        enter(TransferState::Verifying);
}

void FileJob::takePrepared(Result<Prepared> prepared)
{
    m_onDisk = false;
    m_workTimer.stop();
    m_work.reset();
    m_lockHolder.reset();
    if (!prepared && prepared.error().kind == HubError::Kind::Cancelled)
        return endStopped();
    if (!prepared)
        return takeDiskFailure(prepared.error(), &FileJob::prepare);
    switch (prepared->state) {
    case Prepared::State::Present: return succeed(prepared->localPath, true);
    case Prepared::State::Busy: {
        if (m_stopping)
            return endStopped();
        m_lockHolder = prepared->holder;
        const QString reason = isLockOurs() ? tr("The same file is being downloaded already.")
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
    restartContent(m_part->marksAtFirst());
    for (const ByteRange &range : prepared->ranges)
        m_map.add(range); // hashed again from the start, while the rest comes
    m_best = m_noted = m_map.there();
    sayWhatWasFound();
    if (m_stopping)
        return endStopped();
    checkMore();
    if (const auto room = m_part->room(); room && room->usable() < m_spec.size - m_map.there())
        return waitForSpace();
    fetch();
}

void FileJob::sayWhatWasFound()
{
    switch (m_part->loss()) {
    case PartFile::Loss::None: break;
    case PartFile::Loss::NoNotes:
        m_note = tr("What an earlier start had fetched of it could not be used, because no valid "
                    "notes said which bytes were there.");
        break;
    case PartFile::Loss::Short:
        m_note = tr("What an earlier start had fetched of it could not be used, because another "
                    "program cut it.");
        break;
    case PartFile::Loss::Changed:
        m_note = tr("What had been fetched of it could not be used, because another program "
                    "changed it or removed it.");
        break;
    }
    if (m_part->isLockless() && !m_context.lockless.contains(m_destination->name())) {
        m_context.lockless.insert(m_destination->name());
        m_note = tr("%1 is on a disk without locks: do not let another program download the same "
                    "files at the same time, or they may be fetched twice.")
                     .arg(m_destination->name());
    }
}

void FileJob::restartContent(const HashMarks &known)
{
    m_rest.reset();
    m_map = SegmentMap(m_spec.size);
    m_noted = 0;
    m_durableAt = m_context.clock.elapsed();
    m_check = std::make_unique<ContentCheck>(
        m_context, m_spec, m_part, m_access.segment, known,
        ContentCheck::Handlers{
            .followed = [this] { checkMore(); },
            .changed = [this](ByteRange range, int error) { takeChanged(range, error); }});
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
        ContentFetch::Handlers{.write
                               = [this](QByteArrayView bytes, qint64 at) { return put(bytes, at); },
                               .answered =
                                   [this] {
                                       m_probes = 0;
                                       if (m_state == TransferState::Connecting)
                                           enter(TransferState::Downloading);
                                   },
                               .grew = [this](qint64 bytes) { takeGrowth(bytes); },
                               .stalled = [this](bool reconnects) { stall(reconnects); },
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
        m_tries = m_shortEnds = m_refusals = 0;
    }
    checkMore();
    if (m_map.there() - m_noted >= kNoteStep)
        noteProgress();
    else if (!m_noteTimer.isActive())
        m_noteTimer.start();
}

struct FileJob::Note
{
    DiskResult<DiskRoom> room;
    bool removed = false; // what it is about
};

void FileJob::noteProgress()
{
    if (m_noting || !m_part || m_map.there() < m_noted + kLeastProgress)
        return;
    const qint64 now = m_context.clock.elapsed();
    m_noting = true;
    m_noted = m_map.there();
    const bool sync = now - m_durableAt >= m_access.syncStep.count();
    if (sync)
        m_durableAt = now;
    inBackground(
        m_context.pool, this,
        [part = m_part, sync, written = m_map.ranges(), marks = m_check->marks()] {
            const bool durable = sync && part->lasts() && part->makeDurable();
            if (durable || !sync)
                part->noteDown(written, marks, durable);
            return Note{.room = part->room(), .removed = part->isRemoved()};
        },
        [this](const Note &note) { takeNote(note); });
}

// A note that failed costs nothing now. Whoever waited for the disk goes on, and nobody fills it to
// the last byte.
void FileJob::takeNote(const Note &note)
{
    m_noting = false;
    if (m_error)
        return endFailed();
    if (readsAgain())
        return;
    if (m_part && note.removed) {
        m_fetch.reset();
        m_note = tr("Another program removed what had come of it, and it was fetched again.");
        return startOver(m_lostBefore, contentLostError(m_destination->name()));
    }
    if (m_fetch && !m_stopping && note.room && note.room->usable() == 0) {
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
    m_source = m_fetch->source();
    m_fetch.reset();
    m_diskError = end.diskError;
    if (isNoSpace(m_diskError))
        return waitForSpace();
    if (m_diskError)
        return takeDiskFailure(diskError(m_diskError, m_destination->name()), &FileJob::fetch);
    if (end.refusal)
        return takeRefusal(*end.refusal);
    if (m_map.isComplete())
        return verify();
    if (end.failure)
        return judge(*end.failure);
    if (++m_shortEnds > kMaxTries)
        return takeRefusal(HubError::badReply(u"the server sent less than announced"_s));
    wait(WaitCause::Server, retryDelay(m_shortEnds, {}, m_access.retryStep),
         tr("The connection was lost."), &FileJob::fetch);
}

void FileJob::judge(const HttpFailure &failure)
{
    if (failure.status == 416)
        return takeRefusal(HubError::fromHttp(failure));
    if (isPassing(failure))
        return tryAgain(failure, &FileJob::fetch);
    fail(HubError::fromHttp(failure));
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
            else if (readsAgain())
                return;
            else if (path.error().contentLost && m_part->isFound())
                fetchInstead();
            else if (path.error().contentLost)
                startOver(m_lostBefore, path.error().error);
            else // the content is good: it stays for another try
                takeDiskFailure(path.error().error, &FileJob::publish);
        });
}
