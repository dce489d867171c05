#include "app/transfer/groupjob.h"

#include "app/disk/background.h"
#include "app/disk/diskerror.h"
#include "app/net/endpoint.h"
#include "app/transfer/retry.h"

#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMaxListingPage = qint64(64) << 20; // bytes
constexpr int kDiskSteps = 3; // between two looks whether the disk is there

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
    const Result<DiskRoom> room = destination.room();
    if (!room && isAway(room.error()))
        return {std::move(files), room, {}};
    bool complete = true;
    for (GroupJob::File &file : files) {
        if (!file.spec)
            continue;
        FileSpec wanted = *file.spec;
        if (wanted.blob.isEmpty())
            wanted.blob = wanted.expected;
        file.localPath = destination.present(wanted).value_or(QString());
        file.hasContent = !file.localPath.isEmpty() || destination.hasContent(*file.spec);
        if (!file.localPath.isEmpty() && file.spec->size < 0)
            file.spec->size = QFileInfo(file.localPath).size(); // of what a link leads to
        file.left = destination.left(wanted, leaving);
        complete = complete && file.hasContent;
    }
    // What is there can be told without a disk that may be written to.
    return {std::move(files), complete ? DiskRoom() : room, {}};
}

// None: something is missing, or not known.
std::optional<GroupJob::Plan> planOnDisk(const Destination &destination,
                                         const DownloadRequest &request, const QString &commit,
                                         const std::shared_ptr<const std::atomic_bool> &leaving)
{
    GroupJob::Plan plan{.known = destination.knownCommit(request.repo, request.revision),
                        .isOfDisk = commit.isEmpty()};
    plan.commit = commit.isEmpty() ? plan.known : commit;
    const auto tree
        = plan.commit.isEmpty() ? std::nullopt : destination.tree(request.repo, plan.commit);
    if (plan.commit.isEmpty() || (request.paths.isEmpty() && !tree))
        return {};
    const auto files = GroupJob::filesOf(request, plan.commit, tree.value_or(QList<TreeEntry>()));
    DiskLook look = lookFor(destination, files, leaving);
    const bool isWhole = !look.files.isEmpty()
        && std::ranges::none_of(look.files, &QString::isEmpty, &GroupJob::File::localPath);
    if (!isWhole)
        return {};
    plan.files = std::move(look.files);
    return plan;
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
                   Step again, const QByteArray &sent)
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
        Exchange::Want{.method = sent.isEmpty() ? QByteArray() : "POST"_ba,
                       .sent = Exchange::Sent::bytes(sent),
                       .headers = sent.isEmpty() ? QByteArrayList()
                                                 : QByteArrayList{"Content-Type: application/json"},
                       .url = url,
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
    if (!isPassing(failure) || ++m_tries > kMaxTries) {
        if (again == &GroupJob::askNamed && !m_cutOff)
            return choose(); // what each file is, it says itself
        return mayBeOffline(error) ? goOffline(error) : fail(error);
    }
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
    m_patience = {.cause = cause};
    if (cause != WaitCause::DiskAway) // that is looked at again and again
        m_patience.until = QDateTime::currentDateTimeUtc().addMSecs(delay.count());
    m_timer.disconnect(this);
    connect(&m_timer, &QTimer::timeout, this, next);
    m_timer.start(delay);
    emit changed();
    if (cause == WaitCause::RateLimit)
        lookMeanwhile();
}

// What is there as a whole needs no answer of the Hub, unless something newer is wanted.
void GroupJob::lookMeanwhile()
{
    if (m_request.checks || m_request.isUpdate || std::exchange(m_looked, true))
        return;
    inBackground(
        m_context.pool, this,
        [destination = m_destination, request = m_request, commit = m_plan.commit,
         leaving = m_context.leaving] {
            return planOnDisk(*destination, request, commit, leaving);
        },
        [this](const std::optional<Plan> &there) {
            if (!there || m_patience.cause != WaitCause::RateLimit)
                return;
            m_timer.stop();
            const bool isPublic = m_plan.isPublic;
            m_plan = *there;
            m_plan.isPublic = isPublic;
            stopWaiting();
            emit finished();
        });
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
    const QJsonObject info = QJsonDocument::fromJson(body).object();
    m_plan.commit = info["sha"_L1].toString();
    m_plan.isPublic = !info["private"_L1].toBool(true);
    if (!isSha1Hex(m_plan.commit))
        return fail(HubError::badReply(u"the revision's commit is missing"_s));
    m_tries = 0;
    list();
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
            if (!look.room && isAway(look.room.error()))
                return waitFor(WaitCause::DiskAway, kDiskSteps * m_access.retryStep,
                               goesOnByItself(look.room.error()), &GroupJob::lookAtDisk);
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
            m_entries = tree.value_or(QList<TreeEntry>());
            choose();
        });
}

void GroupJob::fail(const HubError &error)
{
    m_plan.files.clear();
    m_error = error;
    emit finished();
}
