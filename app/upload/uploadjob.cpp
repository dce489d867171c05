#include "app/upload/uploadjob.h"

#include "app/disk/background.h"
#include "app/disk/diskerror.h"
#include "app/transfer/retry.h"
#include "app/upload/sourcehash.h"
#include "app/upload/uploadsource_linux.h"

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace {

constexpr int kMostChanges = 3; // of one file while it is sent
constexpr qint64 kMostIgnores = 1 << 20; // bytes of a .gitignore

// Where another start of the computer numbers its disks otherwise, they are the same files.
// Nothing: it is another one by now, or none.
std::optional<UploadFile> asRead(UploadFile file)
{
    const auto facts = openSource(file.local).and_then(statOf);
    if (!facts)
        return {};
    file.device = facts->st_dev;
    return hasFacts(file, *facts) ? std::optional(file) : std::nullopt;
}

bool isBelow(const QString &path, const QList<QByteArray> &folders)
{
    return std::ranges::any_of(folders, [&path](const QByteArray &folder) {
        const QString name = QString::fromUtf8(folder);
        return path.startsWith(name.endsWith(u'/') ? name : name + u'/');
    });
}

} // namespace

UploadJob::UploadJob(TransferContext &context, const HubAccess &access, UploadKept kept,
                     qsizetype commitFiles, QObject *parent)
    : QObject(parent)
    , m_context(context)
    , m_access(access)
    , m_order(std::move(kept.order))
    , m_pace(commitFiles)
    , m_left(std::move(kept.objects))
    , m_head(m_order.parent)
    , m_revision(m_order.revision)
    , m_pullRequest(kept.pullPage)
    , m_isOpened(kept.pullRevision != Revision())
    , m_pullsBefore(kept.pullsBefore)
{
    if (m_isOpened)
        m_revision = kept.pullRevision;
    m_items.reserve(m_order.files.size());
    for (const UploadFile &file : std::exchange(m_order.files, {}))
        m_items << Item{.file = file};
    for (const UploadKept::Commit &commit : std::as_const(kept.commits)) {
        if (commit.id.isEmpty()) {
            m_doubted = commit;
            continue;
        }
        m_made << commit.id;
        for (const UploadKept::Entry &entry : commit.entries) {
            m_items[entry.item].state = UploadState::Committed;
            m_items[entry.item].large = entry.large;
            m_toCheck << entry.item;
        }
    }
    for (qsizetype i = 0; i < m_items.size(); ++i)
        if (m_items.at(i).state != UploadState::Committed)
            m_unasked << i;
}

UploadJob::~UploadJob() = default;

void UploadJob::start()
{
    if (m_access.offline)
        return fail(*m_access.offline);
    if (m_order.pullRequest && m_order.revision != Revision()) // the Hub has no others
        return fail(
            HubError::badInput(tr("A pull request can be opened for the main branch only.")));
    const auto ignores = std::ranges::find_if(std::as_const(m_items), [](const Item &item) {
        return item.file.path.text() == ".gitignore"_L1 && item.file.size <= kMostIgnores;
    });
    if (ignores == m_items.cend())
        return next();
    m_onDisk = true;
    inBackground(
        m_context.pool, this,
        [file = ignores->file] {
            QByteArray text(file.size, Qt::Uninitialized);
            const auto open = openSource(file.local);
            const auto n = open ? readAt(*open, text.data(), text.size(), 0) : 0;
            text.resize(n.value_or(0));
            return text;
        },
        [this](const QByteArray &text) {
            m_onDisk = false;
            m_ignores = text;
            next();
        });
}

// What is to be done follows from what there is.
void UploadJob::next()
{
    if (m_stopping)
        return enter(UploadStep::Stopped);
    if (m_doubted)
        return lookForCommit();
    if (m_looksOnly)
        return check();
    if (!m_hasCheckedFacts)
        return checkFacts();
    if (!m_changed.isEmpty())
        return hashAgain();
    if (!m_unasked.isEmpty())
        return askChoices();
    if (!m_toStore.empty() || !m_planned.empty())
        return store();
    if (hasToCommit())
        return prepareCommit();
    check();
}

// What is not what was read is read again, before the Hub is asked about it.
void UploadJob::checkFacts()
{
    enter(UploadStep::Asking);
    m_hasCheckedFacts = m_onDisk = true;
    QList<UploadFile> files;
    for (const qsizetype i : std::as_const(m_unasked))
        files << m_items.at(i).file;
    const auto look = [files] {
        QList<std::optional<UploadFile>> all;
        std::ranges::transform(files, std::back_inserter(all), asRead);
        return all;
    };
    inBackground(m_context.pool, this, look, [this](const QList<std::optional<UploadFile>> &now) {
        m_onDisk = false;
        const Indexes asked = std::exchange(m_unasked, {});
        for (qsizetype k = 0; k < asked.size(); ++k) {
            if (now.at(k)) {
                m_items[asked.at(k)].file = *now.at(k);
                m_unasked << asked.at(k);
            } else if (m_order.origin.isEmpty()) {
                m_changed << asked.at(k);
            } else {
                noteChange(asked.at(k));
            }
        }
        next();
    });
}

void UploadJob::stop()
{
    m_stopping = true;
    m_objects.clear();
    if (m_commit && m_commit->isIdle())
        m_commit.reset();
    if (m_commit)
        return m_commit->sendNoMore(); // whether it is made is to be known
    if (isOver())
        return;
    m_request.reset();
    if (!m_onDisk)
        QMetaObject::invokeMethod(this, &UploadJob::next, Qt::QueuedConnection);
}

void UploadJob::goOn()
{
    if (m_request)
        m_request->goOn();
    if (m_commit)
        m_commit->goOn();
    for (const auto &[sha256, object] : m_objects)
        object->goOn();
}

bool UploadJob::isOver() const
{
    return ::isOver(m_step);
}

void UploadJob::enter(UploadStep step)
{
    if (isOver())
        return;
    m_step = step;
    emit changed();
    if (isOver())
        emit finished();
}

void UploadJob::fail(const HubError &error)
{
    m_error = error;
    m_objects.clear();
    enter(UploadStep::Failed);
}

QUrl UploadJob::apiUrl(const QString &rest, const QString &query) const
{
    return m_access.apiUrl(m_order.repo, rest, query);
}

void UploadJob::ask(PatientRequest::Want want, Answered answered, const QList<int> &refusals)
{
    m_request = std::make_unique<PatientRequest>(
        m_context, m_access, std::move(want),
        PatientRequest::Handlers{.changed = [this] { emit changed(); },
                                 .ended =
                                     [this, answered, refusals](const PatientRequest::End &end) {
                                         m_request.reset();
                                         if (end.failure && !refusals.contains(end.failure->status))
                                             return fail(HubError::fromHttp(*end.failure));
                                         (this->*answered)(end.body);
                                     }});
}

void UploadJob::askChoices()
{
    enter(UploadStep::Asking);
    m_asked = m_unasked.first(qMin(m_unasked.size(), UploadWire::kMostChoices));
    QList<UploadFile> files;
    for (const qsizetype i : std::as_const(m_asked))
        files << m_items.at(i).file;
    ask(PatientRequest::post(apiUrl(u"/preupload/"_s + m_revision.encoded(),
                                    opensPullRequest() ? u"create_pr=1"_s : QString()),
                             UploadWire::preupload(files, m_ignores), UploadWire::kJson),
        &UploadJob::takeChoices);
}

void UploadJob::takeChoices(const Body &body)
{
    QList<UploadFile> files;
    for (const qsizetype i : std::as_const(m_asked))
        files << m_items.at(i).file;
    const auto choices = UploadWire::parsePreupload(body, files);
    if (!choices)
        return fail(choices.error());
    m_head = choices->head;
    m_unasked.remove(0, m_asked.size());
    for (qsizetype k = 0; k < m_asked.size(); ++k)
        choose(m_asked.at(k), choices->files.at(k));
    next();
}

void UploadJob::choose(qsizetype i, const UploadWire::Choice &choice)
{
    constexpr qint64 kKeepsStored = qint64(20) * 3'600'000; // ms; hub-api 27.1
    Item &item = edit(i);
    item.large = choice.lfs;
    const bool same = choice.remote == (choice.lfs ? item.file.sha256 : item.file.gitOid);
    if (choice.ignored) {
        item.state = UploadState::Ignored;
    } else if (same && !isBelow(item.file.path.text(), m_order.deletedFolders)) {
        item.state = UploadState::Unchanged;
        item.remote = choice.remote;
    } else if (choice.lfs) {
        const QByteArray &sha256 = item.file.sha256;
        const auto left = m_left.constFind(sha256);
        const bool hasPlace = left != m_left.cend() && !left->storing.parts.isEmpty();
        const bool isStored = left != m_left.cend()
            && QDateTime::currentMSecsSinceEpoch() - left->storedAt < kKeepsStored;
        item.state = isStored ? UploadState::Sent : UploadState::Waiting;
        if (hasPlace && !m_waiting.contains(sha256))
            m_planned.emplace_back(sha256, left->storing);
        if (hasPlace)
            m_waiting[sha256] << i;
        else if (!isStored)
            m_toStore.push_back(i);
    } else {
        item.state = UploadState::Sent; // goes with the commit
    }
}

// What was hashed is not what is there any more: it begins from the beginning. Where nobody looks
// it may be half written.
void UploadJob::noteChange(qsizetype i)
{
    if (!m_order.origin.isEmpty())
        return failItem(i,
                        HubError::disk(tr("%1 changes. It waits for the next round.")
                                           .arg(m_items.at(i).file.path.text())));
    Item &item = edit(i);
    if (++item.changes > kMostChanges)
        return failItem(i,
                        HubError::disk(tr("%1 changes while it is being sent. Try again when it "
                                          "is left alone.")
                                           .arg(item.file.path.text())));
    item.state = UploadState::Waiting;
    m_changed << i;
}

void UploadJob::failItem(qsizetype i, const HubError &error)
{
    Item &item = edit(i);
    item.state = UploadState::Failed;
    item.error = error;
}

void UploadJob::hashAgain()
{
    enter(UploadStep::Asking);
    const qsizetype i = m_changed.takeFirst();
    m_onDisk = true;
    const int changes = m_items.at(i).changes;
    const auto delay
        = changes > 0 ? retryDelay(changes, {}, m_access.retryStep) : std::chrono::milliseconds();
    QTimer::singleShot(delay, this, [this, i] {
        inBackground(
            m_context.pool, this, [file = m_items.at(i).file] { return SourceHash::of(file); },
            [this, i](const DiskResult<SourceHash> &hashed) {
                m_onDisk = false;
                if (hashed) {
                    edit(i).file = hashed->file;
                    m_unasked << i;
                    m_keep(UploadKept::FileRead{i, hashed->file});
                } else if (hashed.error() == EAGAIN) {
                    noteChange(i);
                } else {
                    failItem(i, diskError(hashed.error(), m_items.at(i).file.path.text()));
                }
                next();
            });
    });
}

UploadJob::Item &UploadJob::edit(qsizetype i)
{
    Item &item = m_items[i];
    if (!std::exchange(item.isUntold, true))
        m_untold << i;
    return item;
}

UploadRow UploadJob::rowOf(const Item &item) const
{
    const auto object = item.large ? m_objects.find(item.file.sha256) : m_objects.cend();
    const bool isSent = item.state == UploadState::Sent || item.state == UploadState::Committed;
    return {.path = item.file.path,
            .state = item.state,
            .large = item.large,
            .size = item.file.size,
            .sent = object != m_objects.cend() ? object->second->sent()
                : item.large && isSent         ? item.file.size
                                               : 0,
            .error = item.error,
            .local = item.large ? item.file.sha256 : item.file.gitOid,
            .remote = item.remote};
}

QList<UploadRow> UploadJob::rows() const
{
    QList<UploadRow> all;
    all.reserve(m_items.size());
    for (const Item &item : m_items)
        all << rowOf(item);
    return all;
}

UploadRowChanges UploadJob::takeChanges()
{
    for (const auto &[sha256, object] : m_objects)
        for (const qsizetype i : m_waiting.value(sha256))
            edit(i); // its bytes
    UploadRowChanges changes;
    for (const qsizetype i : std::exchange(m_untold, {})) {
        m_items[i].isUntold = false;
        changes.emplaceBack(i, rowOf(m_items.at(i)));
    }
    return changes;
}

UploadProgress UploadJob::progress() const
{
    UploadProgress all{.step = m_step,
                       .commits = m_made,
                       .allCommits = m_commits,
                       .revision = m_revision,
                       .pullRequest = m_pullRequest,
                       .words = m_words,
                       .error = m_error,
                       .mayHaveMore = m_isUnknown || m_doubted};
    const PatientRequest *waits = m_request && m_request->isWaiting() ? m_request.get()
        : m_commit                                                    ? m_commit->waiting()
                                                                      : nullptr;
    for (auto it = m_objects.cbegin(); !waits && it != m_objects.cend(); ++it)
        waits = it->second->waiting();
    if (waits) {
        all.reason = waits->reason();
        all.patience = waits->patience();
    }
    return all;
}
