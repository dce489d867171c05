#include "app/transfer/groupjob.h"

#include "app/disk/background.h"
#include "app/disk/diskerror.h"
#include "app/hub/parse.h"
#include "app/net/endpoint.h"
#include "app/text/wildcard.h"
#include "app/transfer/retry.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMaxListingPage = qint64(64) << 20; // bytes
constexpr qsizetype kMaxListing = 2'000'000; // files; a listing without end is a broken server

// The next page; an empty address on the last one, nothing when it is named but cannot be asked:
// a listing that ends there would be kept as whole.
std::optional<QUrl> nextListingPage(const Answer &answer, const QUrl &endpoint)
{
    static const QRegularExpression next(u"<([^>]+)>\\s*;\\s*rel=\"?next\"?"_s);
    const auto match = next.match(QString::fromLatin1(answer.header("link")));
    if (!match.hasMatch())
        return QUrl();
    const QUrl url = onEndpoint(answer.url.resolved(QUrl(match.captured(1))), endpoint);
    return url.isEmpty() ? std::nullopt : std::optional(url);
}

QList<Wildcard> wildcardsOf(const QStringList &patterns)
{
    QList<Wildcard> all;
    for (const QString &pattern : patterns)
        all.emplaceBack(pattern);
    return all;
}

bool mayBeOffline(const HubError &error)
{
    using Kind = HubError::Kind;
    return error.kind == Kind::Offline || error.kind == Kind::Timeout || error.kind == Kind::Server;
}

struct DiskLook
{
    QList<GroupJob::File> files;
    Result<DiskRoom> room;
    QString known;
};

DiskLook lookFor(const Destination &destination, QList<GroupJob::File> files,
                 const std::shared_ptr<const std::atomic_bool> &leaving)
{
    bool complete = true;
    for (GroupJob::File &file : files) {
        if (!file.spec)
            continue;
        FileSpec wanted = *file.spec;
        if (wanted.blob.isEmpty())
            wanted.blob = wanted.expected;
        file.localPath = destination.present(wanted).value_or(QString());
        file.hasContent = !file.localPath.isEmpty() || destination.hasContent(*file.spec);
        file.left = destination.left(wanted, leaving);
        complete = complete && file.hasContent;
    }
    // What is there can be told without a disk that may be written to.
    return {std::move(files), complete ? DiskRoom() : destination.room(), {}};
}

} // namespace

qint64 GroupJob::Plan::size() const
{
    qint64 sum = 0;
    for (const File &file : files) {
        if (file.spec && file.spec->size < 0)
            return -1;
        sum += file.spec ? file.spec->size : 0;
    }
    return sum;
}

GroupJob::GroupJob(TransferContext &context, const HubAccess &access,
                   std::shared_ptr<const Destination> destination, DownloadRequest request,
                   QObject *parent)
    : QObject(parent)
    , m_context(context)
    , m_access(access)
    , m_destination(std::move(destination))
    , m_request(std::move(request))
{
    m_timer.setSingleShot(true);
}

void GroupJob::start()
{
    if (m_request.revision.isCommit()) {
        m_plan.commit = m_request.revision.name();
        list();
    } else {
        resolve();
    }
}

void GroupJob::ask(const QUrl &url, void (GroupJob::*answered)(const QByteArray &, const Answer &),
                   Step again)
{
    if (m_access.offline)
        return goOffline(*m_access.offline);
    if (isPausedByHub(again))
        return;
    if (!m_cutOff)
        stopWaiting();
    m_body.clear();
    m_exchange = std::make_unique<Exchange>(
        m_context.curl,
        Exchange::Want{.url = url,
                       .endpoint = m_access.endpoint,
                       .token = m_access.token,
                       .proxies = m_access.proxies,
                       .silence = m_access.silence},
        Exchange::Handlers{.answered = [](const QList<Answer> &) { return true; },
                           .received =
                               [this](QByteArrayView bytes) {
                                   m_body += bytes;
                                   return m_body.size() <= kMaxListingPage;
                               },
                           .ended =
                               [this, answered, again](const Exchange &exchange) {
                                   const auto failure = exchange.failure();
                                   const QList<Answer> hops = exchange.hops();
                                   m_exchange.reset();
                                   if (m_body.size() > kMaxListingPage)
                                       return fail(
                                           HubError::badReply(u"the listing is too long"_s));
                                   if (!failure) {
                                       heed(m_context, hops, m_access.endpoint);
                                       m_cutOff = false;
                                       m_probes = 0;
                                       stopWaiting();
                                       return (this->*answered)(m_body, hops.constLast());
                                   }
                                   takeFailure(*failure, again);
                               }});
}

void GroupJob::takeFailure(const HttpFailure &failure, Step again)
{
    const HubError error = HubError::fromHttp(failure);
    if (std::exchange(m_cutOff, failure.noConnection) && !m_cutOff)
        m_tries = 0; // there is a network: now what it answers is counted
    m_cutOffReason = m_cutOff ? cutOffReason(failure) : QString();
    if (!isPassing(failure) || ++m_tries > kMaxTries)
        return mayBeOffline(error) ? goOffline(error) : fail(error);
    const auto delay = retryDelay(m_tries, failure.retryAfter, m_access.retryStep);
    m_context.hold(failure, m_access.endpoint, delay);
    waitFor(m_cutOff                    ? WaitCause::Network
                : failure.status == 429 ? WaitCause::RateLimit
                                        : WaitCause::Server,
            delay, m_cutOff ? m_cutOffReason : error.message, again);
}

bool GroupJob::isPausedByHub(Step next)
{
    const auto left = m_context.held(Pacing::Bucket::Api);
    if (left.count() <= 0)
        return false;
    waitFor(WaitCause::RateLimit, left, tr("The Hub asks us to slow down."), next);
    return true;
}

void GroupJob::waitFor(WaitCause cause, std::chrono::milliseconds delay, const QString &reason,
                       Step next)
{
    m_reason = reason;
    m_patience = {.cause = cause, .until = QDateTime::currentDateTimeUtc().addMSecs(delay.count())};
    m_timer.disconnect(this);
    connect(&m_timer, &QTimer::timeout, this, next);
    m_timer.start(delay);
    emit changed();
}

void GroupJob::stopWaiting()
{
    if (!isWaiting())
        return;
    m_reason.clear();
    m_patience = {};
    emit changed();
}

// What is there is no snapshot: only the Hub can help, however long it takes.
void GroupJob::waitForNetwork()
{
    m_plan = {};
    m_entries.clear();
    m_error.reset();
    waitFor(WaitCause::Network, probeDelay(++m_probes, m_access.retryStep), m_cutOffReason,
            &GroupJob::start);
}

void GroupJob::goOn()
{
    if (m_timer.isActive())
        m_timer.start(0);
}

void GroupJob::resolve()
{
    ask(m_access.apiUrl(m_request.repo, "/revision/"_L1 + m_request.revision.encoded()),
        &GroupJob::takeCommit, &GroupJob::resolve);
}

void GroupJob::takeCommit(const QByteArray &body, const Answer &)
{
    m_plan.commit = QJsonDocument::fromJson(body).object().value("sha"_L1).toString();
    if (!isSha1Hex(m_plan.commit))
        return fail(HubError::badReply(u"the revision's commit is missing"_s));
    m_tries = 0;
    list();
}

void GroupJob::list()
{
    emit changed();
    if (!m_request.paths.isEmpty())
        return chooseNamed();
    inBackground(
        m_context.pool, this,
        [destination = m_destination, repo = m_request.repo, commit = m_plan.commit] {
            return destination->tree(repo, commit);
        },
        [this](const std::optional<QList<TreeEntry>> &kept) {
            if (kept) {
                m_entries = *kept;
                return choose();
            }
            m_nextPage = m_access.apiUrl(m_request.repo, "/tree/"_L1 + m_plan.commit);
            m_nextPage.setQuery(u"recursive=true"_s);
            m_pages = {};
            m_pages.add(m_nextPage);
            m_pageStarts.clear();
            askPage();
        });
}

void GroupJob::askPage()
{
    ask(m_nextPage, &GroupJob::takePage, &GroupJob::askPage);
}

void GroupJob::takePage(const QByteArray &body, const Answer &answer)
{
    const auto page = parseTreePage(Body{.bytes = body, .url = answer.url});
    if (!page)
        return fail(page.error());
    if (page->skipped > 0) // a snapshot with a file missing is not a snapshot
        return fail(HubError::badReply(u"the listing has entries that cannot be read"_s));
    // A path comes once. The same page again, or nothing, under ever new addresses has no end.
    const QString start = page->entries.isEmpty() ? QString() : page->entries.first().path;
    if (m_pageStarts.contains(start))
        return fail(HubError::badReply(u"the listing does not end"_s));
    m_pageStarts.insert(start);
    m_entries += page->entries;
    m_tries = 0;
    const std::optional<QUrl> next = nextListingPage(answer, m_access.endpoint);
    if (!next)
        return fail(HubError::badReply(u"the listing goes on at another address"_s));
    if (!m_pages.add(*next) || m_entries.size() > kMaxListing)
        return fail(HubError::badReply(u"the listing does not end"_s));
    m_nextPage = *next;
    if (!next->isEmpty())
        return askPage();
    m_context.pool.start([destination = m_destination, repo = m_request.repo,
                          commit = m_plan.commit,
                          entries = m_entries] { destination->keepTree(repo, commit, entries); });
    choose();
}

void GroupJob::choose()
{
    const QList<Wildcard> allow = wildcardsOf(m_request.allow);
    const QList<Wildcard> ignore = wildcardsOf(m_request.ignore);
    for (const TreeEntry &e : std::as_const(m_entries)) {
        const auto fits = [&e](const Wildcard &pattern) { return pattern.matches(e.path); };
        if (e.type == TreeEntry::Type::File && (allow.isEmpty() || std::ranges::any_of(allow, fits))
            && std::ranges::none_of(ignore, fits))
            add(e.path, e.blobName().toLatin1(), e.size, e.xetHash.toLatin1());
    }
    std::ranges::sort(m_plan.files, {}, &File::path);
    m_entries.clear();
    if (m_plan.files.isEmpty())
        return fail(HubError::badInput(tr("No file of this repository fits what was asked for.")));
    lookAtDisk();
}

void GroupJob::chooseNamed()
{
    QStringList paths = m_request.paths;
    paths.removeDuplicates();
    paths.sort();
    for (const QString &path : std::as_const(paths)) {
        const ExpectedContent expected = m_request.expected.value(path);
        add(path, {}, expected.size);
        if (auto &spec = m_plan.files.last().spec)
            spec->expected = expected.blob;
    }
    lookAtDisk();
}

void GroupJob::add(const QString &path, const QByteArray &blob, qint64 size, const QByteArray &xet)
{
    File file{.path = path};
    if (const auto safe = RepoPath::parse(path))
        file.spec = FileSpec{.repo = m_request.repo,
                             .commit = m_plan.commit,
                             .path = *safe,
                             .blob = blob,
                             .size = size,
                             .xet = xet,
                             .isDoubted = m_request.checks};
    else
        file.refusal = safe.error();
    m_plan.files << file;
}

void GroupJob::lookAtDisk()
{
    inBackground(
        m_context.pool, this,
        [destination = m_destination, request = m_request, files = m_plan.files,
         leaving = m_context.leaving] {
            DiskLook look = lookFor(*destination, files, leaving);
            look.known = destination->knownCommit(request.repo, request.revision);
            return look;
        },
        [this](const DiskLook &look) {
            if (!look.room)
                return fail(look.room.error());
            const bool lacking = std::ranges::any_of(
                look.files, [](const File &file) { return file.spec && file.localPath.isEmpty(); });
            if (m_plan.offline && m_cutOff && lacking)
                return waitForNetwork();
            m_plan.files = look.files;
            m_plan.room = *look.room;
            m_plan.known = look.known;
            emit finished();
        });
}

// Without the Hub, what was downloaded before still is a snapshot.
void GroupJob::goOffline(const HubError &error)
{
    m_plan.offline = true;
    m_error = error;
    inBackground(
        m_context.pool, this,
        [destination = m_destination, request = m_request, commit = m_plan.commit] {
            const QString known = commit.isEmpty()
                ? destination->knownCommit(request.repo, request.revision)
                : commit;
            return std::pair(
                known, known.isEmpty() ? std::nullopt : destination->tree(request.repo, known));
        },
        [this](const std::pair<QString, std::optional<QList<TreeEntry>>> &known) {
            const auto &[commit, tree] = known;
            if (commit.isEmpty() || (m_request.paths.isEmpty() && !tree))
                return m_cutOff ? waitForNetwork() : fail(HubError(*m_error));
            m_plan.commit = commit;
            if (!m_request.paths.isEmpty())
                return chooseNamed();
            m_entries = *tree;
            choose();
        });
}

void GroupJob::fail(const HubError &error)
{
    m_plan.files.clear();
    m_error = error;
    emit finished();
}
