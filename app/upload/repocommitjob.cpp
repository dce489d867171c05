#include "app/upload/repocommitjob.h"

#include "app/disk/contenthash.h"
#include "app/disk/diskerror.h"
#include "app/hub/parse.h"
#include "app/text/format.h"
#include "app/text/safetext.h"
#include "app/upload/sourcehash.h"

#include <QFile>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kSample = 512; // bytes; hub-api 12.2

} // namespace

RepoCommitJob::RepoCommitJob(const HubAccess &access, RepoChange change)
    : m_context(this)
    , m_access(access)
    , m_change(std::move(change))
    , m_touched(m_change.touched())
    , m_sent(m_change.sent)
    , m_parent(m_change.parent)
{
    m_context.clock.start();
    m_context.told = [this](Pacing::Bucket bucket, std::chrono::milliseconds pause) {
        emit held(bucket, pause);
    };
    for (const RepoChange::Write &write : m_change.writes)
        m_items << Item{.file
                        = {.item = m_items.size(),
                           .file = {.path = write.path, .local = {}, .size = write.content.size()},
                           .content = write.content},
                        .from = {}};
    for (const RepoChange::Copy &copy : m_change.copies)
        m_items << Item{.file = {.item = m_items.size(), .file = {.path = copy.path}},
                        .from = copy.from};
}

RepoCommitJob::~RepoCommitJob() = default;

void RepoCommitJob::start()
{
    lookUp();
}

// What was sent may be made: only what certainly was not is given up.
void RepoCommitJob::stop()
{
    m_isStopped = true;
    if (m_commit && !m_commit->isIdle())
        m_commit->sendNoMore();
    else
        failStopped();
}

void RepoCommitJob::failStopped()
{
    fail({.kind = HubError::Kind::Cancelled, .message = HubError::tr("It was stopped.")});
}

QUrl RepoCommitJob::apiUrl(const QString &rest, const QString &query) const
{
    return m_access.apiUrl(m_change.repo, rest, query);
}

void RepoCommitJob::ask(PatientRequest::Want want, Answered answered)
{
    m_request = std::make_unique<PatientRequest>(
        m_context, m_access, std::move(want),
        PatientRequest::Handlers{
            .changed
            = [this] { emit waits(m_request->isWaiting() ? m_request->reason() : QString()); },
            .ended =
                [this, answered](const PatientRequest::End &e) {
                    m_request.reset();
                    if (e.failure)
                        return fail(HubError::fromHttp(*e.failure));
                    (this->*answered)(e.body);
                }});
}

void RepoCommitJob::askPaths(const RepoId &repo, const QByteArray &commit, const QStringList &paths,
                             Answered answered)
{
    ask(PatientRequest::post(m_access.apiUrl(repo, u"/paths-info/"_s + QString::fromLatin1(commit)),
                             UploadWire::pathsInfo(paths), UploadWire::kJson),
        answered);
}

// A .gitignore does not count: what is named one by one is meant.
void RepoCommitJob::askChoices()
{
    m_asked.clear();
    QList<UploadFile> files;
    for (; m_next < m_items.size() && files.size() < UploadWire::kMostChoices; ++m_next) {
        Item &item = m_items[m_next];
        if (item.file.large)
            continue;
        const QByteArray &content = *item.file.content;
        item.file.file.sample = content.first(qMin(content.size(), kSample));
        item.file.file.gitOid = ContentHash::ofGit(content);
        m_asked << m_next;
        files << item.file.file;
    }
    if (files.isEmpty())
        return store();
    ask(PatientRequest::post(apiUrl(u"/preupload/"_s + m_change.revision.encoded(),
                                    m_change.pullRequest ? u"create_pr=1"_s : QString()),
                             UploadWire::preupload(files, {}), UploadWire::kJson),
        &RepoCommitJob::takeChoices);
}

void RepoCommitJob::takeChoices(const Body &body)
{
    QList<UploadFile> files;
    for (const qsizetype i : std::as_const(m_asked))
        files << m_items.at(i).file.file;
    const auto choices = UploadWire::parsePreupload(body, files);
    if (!choices)
        return fail(choices.error());
    for (qsizetype k = 0; k < m_asked.size(); ++k)
        if (choices->files.at(k).lfs)
            m_toStore << m_asked.at(k);
    askChoices();
}

// One after another: there are few of them, and each is small.
void RepoCommitJob::store()
{
    if (m_toStore.isEmpty())
        return commit();
    Item &item = m_items[m_toStore.first()];
    if (!m_folder)
        m_folder = std::make_unique<QTemporaryDir>();
    QFile file(m_folder->filePath(u"object"_s));
    if (!file.open(QIODevice::WriteOnly) || file.write(*item.file.content) != item.file.file.size
        || !file.flush())
        return fail(HubError::disk(file.errorString(), file.fileName()));
    const auto hashed = SourceHash::of(
        {.path = item.file.file.path, .local = QFile::encodeName(file.fileName())});
    if (!hashed)
        return fail(diskError(hashed.error(), file.fileName()));
    item.file.file = hashed->file;
    item.file.large = true;
    m_object = std::make_unique<ObjectSend>(m_context, m_access, hashed->file, Throttle::Limits());
    connect(
        m_object.get(), &ObjectSend::laneFreed, this,
        [this] {
            if (m_object)
                m_object->sendMore();
        },
        Qt::QueuedConnection);
    connect(m_object.get(), &ObjectSend::storingWanted, this, &RepoCommitJob::askStoring,
            Qt::QueuedConnection);
    connect(m_object.get(), &ObjectSend::finished, this, &RepoCommitJob::endStoring,
            Qt::QueuedConnection);
    askStoring();
}

void RepoCommitJob::askStoring()
{
    if (!m_object)
        return;
    ask(PatientRequest::post(
            m_access.storageUrl(m_change.repo),
            UploadWire::batch({m_object->object()},
                              m_change.pullRequest ? QString() : m_change.revision.name()),
            UploadWire::kLfsJson),
        &RepoCommitJob::takeStoring);
}

void RepoCommitJob::takeStoring(const Body &body)
{
    const auto storings = UploadWire::parseBatch(body, {m_object->object()}, m_access.endpoint);
    if (!storings)
        return fail(storings.error());
    m_object->begin(storings->first());
}

void RepoCommitJob::endStoring()
{
    const auto object = std::move(m_object);
    if (!object || m_isOver)
        return;
    if (object->state() != ObjectSend::End::Stored)
        return fail(object->error().value_or(HubError()));
    m_toStore.removeFirst();
    store();
}

void RepoCommitJob::fail(const HubError &error)
{
    end({.error = error, .sent = m_sent});
}

void RepoCommitJob::end(const RepoChanged &end)
{
    if (std::exchange(m_isOver, true))
        return;
    m_request.reset();
    m_fetches.clear();
    m_object.reset();
    m_commit.reset();
    emit ended(end);
}
