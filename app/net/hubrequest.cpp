#include "app/net/hubrequest.h"

#include "app/net/oneshotbody.h"
#include "app/net/origin.h"

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QRegularExpression>

#include <utility>

using namespace Qt::StringLiterals;

namespace {

constexpr int kMaxHops = 5;

// The next page as the server names it, if it stays on the origin that was asked: a page on
// another host is not a page of this list.
QUrl nextPageOf(const QNetworkReply &reply)
{
    static const QRegularExpression next(u"<([^>]+)>\\s*;\\s*rel=\"?next\"?"_s);
    const auto match = next.match(QString::fromLatin1(reply.rawHeader("Link")));
    if (!match.hasMatch())
        return {};
    const QUrl url = reply.url().resolved(QUrl(match.captured(1)));
    return sameOrigin(url, reply.url()) ? url : QUrl();
}

QByteArray firstHeader(const QNetworkReply &reply, std::initializer_list<const char *> names)
{
    for (const char *name : names)
        if (const QByteArray value = reply.rawHeader(name); !value.isEmpty())
            return value;
    return {};
}

} // namespace

HubRequest::HubRequest(QNetworkAccessManager &nam, Call call)
    : m_nam(nam)
    , m_call(std::move(call))
{ }

HubRequest::~HubRequest()
{
    cancel();
}

void HubRequest::send(Handler<Body> done)
{
    m_done = std::move(done);
    start();
}

void HubRequest::refuse(HubError error, Handler<Body> done)
{
    m_done = std::move(done);
    QMetaObject::invokeMethod(
        this, [this, error = std::move(error)] { finish(std::unexpected(error)); },
        Qt::QueuedConnection);
}

void HubRequest::cancel()
{
    m_cancelled = true;
    m_done = nullptr;
    if (auto *reply = std::exchange(m_reply, nullptr)) {
        reply->disconnect(this); // abort() would emit finished() right here
        reply->abort();
        reply->deleteLater();
    }
}

void HubRequest::start()
{
    QNetworkRequest request(m_call.url);
    // Qt's own redirects carry the Authorization header to any host; ours must not.
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                         QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setTransferTimeout(m_call.timeout);
    request.setHeader(QNetworkRequest::UserAgentHeader, u"hubnaut/" HUBNAUT_VERSION "; qt/" QT_VERSION_STR ""_s);
    request.setRawHeader("Accept", m_call.accept);
    if (!m_call.token.isEmpty())
        request.setRawHeader("Authorization", "Bearer " + m_call.token);
    if (!m_call.range.isEmpty())
        request.setRawHeader("Range", m_call.range);
    if (!m_call.range.isEmpty() || m_call.verb == "HEAD")
        request.setRawHeader("Accept-Encoding", "identity"); // sizes and offsets are of the content

    m_received.clear();
    if (m_call.body.isEmpty()) {
        m_reply = m_nam.sendCustomRequest(request, m_call.verb);
    } else {
        request.setHeader(QNetworkRequest::ContentTypeHeader, m_call.contentType);
        request.setHeader(QNetworkRequest::ContentLengthHeader, m_call.body.size());
        request.setAttribute(QNetworkRequest::DoNotBufferUploadDataAttribute, true);
        auto *upload = new OneShotBody(m_call.body);
        m_reply = m_nam.sendCustomRequest(request, m_call.verb, upload);
        upload->setParent(m_reply);
    }
    connect(m_reply, &QIODevice::readyRead, this, &HubRequest::onReadyRead);
    connect(m_reply, &QNetworkReply::finished, this, &HubRequest::onFinished);
}

void HubRequest::onReadyRead()
{
    m_received += m_reply->readAll();
    if (m_received.size() > m_call.maxBytes)
        fail(HttpFailure::Cause::TooLarge);
}

void HubRequest::onFinished()
{
    if (m_repoCommit.isEmpty())
        m_repoCommit = m_reply->rawHeader("X-Repo-Commit");
    if (m_reply->attribute(QNetworkRequest::RedirectionTargetAttribute).isValid()) {
        if (!followRedirect())
            fail(HttpFailure::Cause::RefusedRedirect);
        return;
    }
    m_received += m_reply->readAll();
    const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (m_received.size() > m_call.maxBytes)
        return fail(HttpFailure::Cause::TooLarge);
    if (m_reply->error() == QNetworkReply::NoError && status >= 200 && status < 300) {
        Body body{.bytes = std::exchange(m_received, {}),
                  .url = m_reply->url(),
                  .nextPage = nextPageOf(*m_reply),
                  .repoCommit = m_repoCommit,
                  .status = status};
        bool ok = false;
        const qint64 total = m_reply->rawHeader("X-Total-Count").toLongLong(&ok);
        body.totalCount = ok && total >= 0 ? total : -1;
        std::exchange(m_reply, nullptr)->deleteLater();
        return finish(std::move(body));
    }
    using Cause = HttpFailure::Cause;
    switch (m_reply->error()) {
    case QNetworkReply::OperationCanceledError: // we disconnect before our own aborts
    case QNetworkReply::TimeoutError: return fail(Cause::Timeout);
    case QNetworkReply::SslHandshakeFailedError: return fail(Cause::Tls);
    default: return fail(status == 0 || status < 300 ? Cause::Unreachable : Cause::Status);
    }
}

bool HubRequest::followRedirect()
{
    const QUrl from = m_call.url;
    const QUrl target = m_reply->attribute(QNetworkRequest::RedirectionTargetAttribute).toUrl();
    const QUrl to = from.resolved(target);
    const bool same = sameOrigin(from, to);
    if (target.isEmpty() || ++m_hops > kMaxHops || !mayRedirect(from, to))
        return false;
    if (!same && m_call.verb != "GET" && m_call.verb != "HEAD")
        return false; // a body never goes to another origin
    if (!same)
        m_call.token.clear(); // and never comes back
    m_call.url = to;
    m_reply->disconnect(this);
    m_reply->deleteLater();
    start();
    return true;
}

void HubRequest::fail(HttpFailure::Cause cause)
{
    auto *reply = std::exchange(m_reply, nullptr);
    HttpFailure failure{.cause = cause, .url = m_call.url};
    failure.status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    failure.errorCode = reply->rawHeader("X-Error-Code");
    failure.errorMessage = reply->rawHeader("X-Error-Message");
    failure.requestId = firstHeader(*reply, {"X-Request-Id", "X-Amzn-Trace-Id", "x-amz-cf-id"});
    failure.retryAfter = std::chrono::seconds(qMax(0, reply->rawHeader("Retry-After").toInt()));
    failure.body = cause == HttpFailure::Cause::TooLarge ? QByteArray() : std::exchange(m_received, {});
    failure.technical = reply->errorString();
    reply->disconnect(this);
    reply->abort();
    reply->deleteLater();
    finish(std::unexpected(HubError::fromHttp(failure)));
}

void HubRequest::finish(Result<Body> result)
{
    if (const auto done = std::exchange(m_done, nullptr))
        done(std::move(result));
}
