#include "app/net/hubrequest.h"

#include "app/net/oneshotbody.h"
#include "app/net/origin.h"
#include "app/net/proxies.h"
#include "app/net/replyreading.h"

#include <QNetworkAccessManager>
#include <QNetworkReply>

#include <utility>

using namespace Qt::StringLiterals;

namespace {

constexpr int kMaxHops = 5;
constexpr qint64 kMaxRefusal = qint64(64) << 10; // bytes of an error answer that are read
constexpr qint64 kLeastInWindow = qint64(16) << 10; // bytes; slower than any line that still works

} // namespace

HubRequest::HubRequest(QNetworkAccessManager &nam, Call call)
    : m_nam(nam)
    , m_given(std::move(call))
    , m_call(m_given)
{
    m_window.setSingleShot(true);
    connect(&m_window, &QTimer::timeout, this, &HubRequest::onWindowEnd);
}

HubRequest::~HubRequest()
{
    cancel();
}

void HubRequest::send(Handler<Body> done, std::chrono::milliseconds patience)
{
    // A line break in the token would end its header and begin another.
    if (!m_given.token.isEmpty() && !isTokenText(m_given.token))
        return refuse(HubError::badInput(HubError::tr(
                          "The token holds characters that no token has. Sign in again.")),
                      std::move(done));
    m_done = std::move(done);
    m_call = m_given;
    m_call.timeout = std::min(m_call.timeout, patience);
    m_hops = 0;
    m_left = false;
    m_repoCommit.clear();
    m_answer = {};
    start();
}

void HubRequest::refuse(HubError error, Handler<Body> done)
{
    dropReply();
    m_done = std::move(done);
    m_answer = {};
    QMetaObject::invokeMethod(
        this, [this, error = std::move(error)] { finish(std::unexpected(error)); },
        Qt::QueuedConnection);
}

bool HubRequest::withdraw()
{
    if (!m_reply || ReplyReading::statusOf(*m_reply) != 0)
        return false;
    m_done = nullptr;
    dropReply();
    return true;
}

void HubRequest::cancel()
{
    m_cancelled = true;
    m_done = nullptr;
    dropReply();
}

void HubRequest::dropReply()
{
    m_window.stop();
    if (auto *reply = std::exchange(m_reply, nullptr)) {
        reply->disconnect(this); // abort() would emit finished() right here
        reply->abort();
        reply->deleteLater();
    }
}

QNetworkRequest HubRequest::networkRequest() const
{
    QNetworkRequest request(m_call.url);
    // Qt's own redirects carry the Authorization header to any host; ours must not.
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                         QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    request.setTransferTimeout(m_call.timeout);
    request.setHeader(QNetworkRequest::UserAgentHeader,
                      u"hubnaut/" HUBNAUT_VERSION "; qt/" QT_VERSION_STR ""_s);
    request.setRawHeader("Accept", m_call.accept);
    request.setRawHeader("Accept-Language", "en"); // else Qt tells the computer's language
    if (!m_call.token.isEmpty())
        request.setRawHeader("Authorization", "Bearer " + m_call.token);
    if (const QByteArray login = proxyAuthorization(m_nam, m_call.url); !login.isEmpty())
        request.setRawHeader("Proxy-Authorization", login);
    if (!m_call.range.isEmpty())
        request.setRawHeader("Range", m_call.range);
    if (!m_call.range.isEmpty() || m_call.verb == "HEAD")
        request.setRawHeader("Accept-Encoding", "identity"); // sizes and offsets are of the content
    return request;
}

void HubRequest::start()
{
    m_received.clear();
    m_receivedBefore = 0;
    sendHop(networkRequest());
    connect(m_reply, &QIODevice::readyRead, this, &HubRequest::onReadyRead);
    connect(m_reply, &QNetworkReply::finished, this, &HubRequest::onFinished);
    m_window.start(m_call.window);
}

void HubRequest::sendHop(const QNetworkRequest &request)
{
    if (m_call.body.isEmpty()) {
        m_reply = m_nam.sendCustomRequest(request, m_call.verb);
        return;
    }
    QNetworkRequest write = request;
    write.setHeader(QNetworkRequest::ContentTypeHeader, m_call.contentType);
    write.setHeader(QNetworkRequest::ContentLengthHeader, m_call.body.size());
    write.setAttribute(QNetworkRequest::DoNotBufferUploadDataAttribute, true);
    auto upload = std::make_unique<OneShotBody>(m_call.body);
    m_reply = m_nam.sendCustomRequest(write, m_call.verb, upload.get());
    upload.release()->setParent(m_reply);
}

// False when the body has passed its cap. Reads no more than that: what Qt has not unpacked yet
// costs little, however large it would become.
bool HubRequest::readMore()
{
    const bool refusal = ReplyReading::statusOf(*m_reply) >= 300;
    const qint64 cap = refusal ? kMaxRefusal : m_call.maxBytes;
    if (m_reply->isReadable()) // Qt closes a reply that has timed out
        m_received += m_reply->read(cap + 1 - m_received.size());
    return m_received.size() <= cap;
}

void HubRequest::onReadyRead()
{
    if (readMore())
        return;
    if (ReplyReading::statusOf(*m_reply) >= 300)
        return onFinished(); // its status and first words are all that counts
    fail(HttpFailure::Cause::TooLarge);
}

void HubRequest::onWindowEnd()
{
    if (m_received.size() - m_receivedBefore < kLeastInWindow)
        return fail(HttpFailure::Cause::Timeout);
    m_receivedBefore = m_received.size();
    m_window.start(m_call.window);
}

void HubRequest::onFinished()
{
    using Cause = HttpFailure::Cause;
    m_window.stop();
    m_answer = {.status = ReplyReading::statusOf(*m_reply),
                .rateLimit = m_reply->rawHeader("RateLimit"),
                .retryAfter = m_reply->rawHeader("Retry-After"),
                .closed = m_reply->error() == QNetworkReply::RemoteHostClosedError,
                .silent = ReplyReading::causeOf(*m_reply) == Cause::Timeout};
    m_answer.closed &= m_answer.status == 0;
    m_answer.silent &= m_answer.status == 0;
    if (m_repoCommit.isEmpty())
        m_repoCommit = m_reply->rawHeader("X-Repo-Commit");
    if (!ReplyReading::redirectOf(*m_reply).isEmpty()) {
        if (!followRedirect())
            fail(Cause::RefusedRedirect);
        return;
    }
    const int status = m_answer.status;
    if (!readMore() && status < 300)
        return fail(Cause::TooLarge);
    const bool ranged = !m_call.range.isEmpty();
    if (ranged && ReplyReading::isEmptyFile(*m_reply)) {
        m_received.clear();
        return succeed();
    }
    if (m_call.takesBadRequest && status == 400 && ReplyReading::causeOf(*m_reply) == Cause::Status)
        return succeed();
    if (m_reply->error() != QNetworkReply::NoError || status < 200 || status >= 300)
        return fail(ReplyReading::causeOf(*m_reply));
    const QByteArray encoding = m_reply->rawHeader("Content-Encoding").trimmed().toLower();
    const bool packed = ranged && !encoding.isEmpty() && encoding != "identity";
    if (packed || (!ranged && status == 206))
        return fail(Cause::Garbled);
    succeed();
}

bool HubRequest::followRedirect()
{
    const QUrl from = m_call.url;
    const QUrl target = ReplyReading::redirectOf(*m_reply);
    const QUrl to = from.resolved(target);
    const bool same = sameOrigin(from, to);
    if (target.isEmpty() || ++m_hops > kMaxHops || !mayRedirect(from, to))
        return false;
    // A body goes to no other origin, and stays what it is: only 307 and 308 keep the verb.
    if (!isRead() && (!same || (m_answer.status != 307 && m_answer.status != 308)))
        return false;
    if (!same)
        m_call.token.clear(); // and never comes back
    m_left = m_left || !same;
    m_call.url = to;
    dropReply();
    start();
    return true;
}

void HubRequest::succeed()
{
    Body body = ReplyReading::bodyOf(*m_reply);
    body.bytes = std::exchange(m_received, {});
    body.repoCommit = m_repoCommit;
    dropReply();
    finish(std::move(body));
}

void HubRequest::fail(HttpFailure::Cause cause)
{
    const bool readable = cause == HttpFailure::Cause::Status;
    HttpFailure failure = ReplyReading::failureOf(*m_reply, cause, m_call.url,
                                                  readable ? m_received : QByteArray());
    failure.elsewhere = m_left;
    if (cause == HttpFailure::Cause::RefusedRedirect)
        failure.redirect = m_call.url.resolved(ReplyReading::redirectOf(*m_reply));
    if (cause != HttpFailure::Cause::Status)
        m_answer.status = 0; // the rest of the answer counts for nothing
    m_received.clear();
    dropReply();
    finish(std::unexpected(HubError::fromHttp(failure)));
}

void HubRequest::finish(Result<Body> result)
{
    if (const auto done = std::exchange(m_done, nullptr))
        done(std::move(result));
}
