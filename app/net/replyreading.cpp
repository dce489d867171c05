#include "app/net/replyreading.h"

#include "app/net/certificates.h"

#include <QNetworkReply>
#include <QRegularExpression>
#include <QSslSocket>

using namespace Qt::StringLiterals;

namespace {

// The address after rel="next"; the caller decides whether it may be followed.
QUrl nextPageOf(const QNetworkReply &reply)
{
    static const QRegularExpression next(
        u"<([^<>]{1,4096})>\\s*;[^<>]*\\brel=\"?next(?:[\"\\s;,]|$)"_s);
    const auto match = next.match(QString::fromLatin1(reply.rawHeader("Link")));
    return match.hasMatch() ? reply.url().resolved(QUrl(match.captured(1))) : QUrl();
}

QByteArray firstHeader(const QNetworkReply &reply, std::initializer_list<const char *> names)
{
    for (const char *name : names)
        if (const QByteArray value = reply.rawHeader(name); !value.isEmpty())
            return value;
    return {};
}

} // namespace

int ReplyReading::statusOf(const QNetworkReply &reply)
{
    return reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
}

HttpFailure::Cause ReplyReading::causeOf(const QNetworkReply &reply)
{
    using Cause = HttpFailure::Cause;
    const int status = statusOf(reply);
    if (status == 0 && reply.url().scheme() == "https"_L1 && !QSslSocket::supportsSsl())
        return Cause::NoTls;
    switch (reply.error()) {
    case QNetworkReply::OperationCanceledError: // we disconnect before our own aborts: this is the
                                                // timeout
    case QNetworkReply::TimeoutError: return Cause::Timeout;
    case QNetworkReply::SslHandshakeFailedError: return Cause::Tls;
    case QNetworkReply::HostNotFoundError: return Cause::UnknownHost;
    case QNetworkReply::ProxyConnectionRefusedError:
    case QNetworkReply::ProxyConnectionClosedError:
    case QNetworkReply::ProxyNotFoundError:
    case QNetworkReply::ProxyTimeoutError:
    case QNetworkReply::ProxyAuthenticationRequiredError:
    case QNetworkReply::UnknownProxyError: return Cause::Proxy;
    default: break;
    }
    // Qt has the same errors for refusals without a name (402, 429, 451) and for answers it cannot
    // read.
    if (status >= 300 || (status > 0 && reply.error() == QNetworkReply::NoError))
        return Cause::Status;
    switch (reply.error()) {
    case QNetworkReply::ProtocolFailure:
    case QNetworkReply::ProtocolUnknownError:
    case QNetworkReply::UnknownContentError: return Cause::Garbled;
    case QNetworkReply::UnknownNetworkError:
        if (isClientCertificateDemanded(reply.errorString()))
            return Cause::ClientCertificate;
        return Cause::Unreachable;
    default: return Cause::Unreachable; // or the connection broke within the body
    }
}

HttpFailure ReplyReading::failureOf(const QNetworkReply &reply, HttpFailure::Cause cause,
                                    const QUrl &url, QByteArray body)
{
    const auto now
        = std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
    return {.cause = cause,
            .status = statusOf(reply),
            .url = url,
            .errorCode = reply.rawHeader("X-Error-Code"),
            .errorMessage = reply.rawHeader("X-Error-Message"),
            .requestId = firstHeader(reply, {"X-Request-Id", "X-Amzn-Trace-Id", "x-amz-cf-id"}),
            .retryAfter
            = retryAfterOf(reply.rawHeader("Retry-After"), now).value_or(std::chrono::seconds(0)),
            .body = std::move(body),
            .technical = reply.errorString()};
}

Body ReplyReading::bodyOf(const QNetworkReply &reply)
{
    Body body{.url = reply.url(),
              .nextPage = nextPageOf(reply),
              .repoCommit = reply.rawHeader("X-Repo-Commit"),
              .contentRange = reply.rawHeader("Content-Range"),
              .isPage = reply.rawHeader("Content-Type").trimmed().toLower().startsWith("text/html"),
              .status = statusOf(reply)};
    bool ok = false;
    const qint64 total = reply.rawHeader("X-Total-Count").toLongLong(&ok);
    body.totalCount = ok && total >= 0 ? total : -1;
    return body;
}

QUrl ReplyReading::redirectOf(const QNetworkReply &reply)
{
    return reply.attribute(QNetworkRequest::RedirectionTargetAttribute).toUrl();
}

bool ReplyReading::isEmptyFile(const QNetworkReply &reply)
{
    return statusOf(reply) == 416 && reply.rawHeader("Content-Range").trimmed() == "bytes */0";
}
