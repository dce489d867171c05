#include "app/net/huberror.h"

#include "app/net/redact.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMaxDetail = 2'000; // characters; more does not fit a dialog

// The server's words out of the body forms of hub-api 2.4; HTML is not words.
QString wordsOf(const HttpFailure &f)
{
    QStringList words;
    const auto add = [&words](const QString &text) {
        if (!text.isEmpty() && !words.contains(text))
            words << text;
    };
    add(QString::fromUtf8(f.errorMessage));
    const QByteArray body = f.body.trimmed();
    if (body.startsWith('{')) {
        const QJsonObject o = QJsonDocument::fromJson(body).object();
        const QJsonValue error = o["error"_L1];
        add(error.toString());
        for (const QJsonValue e : error.toArray())
            add(e.toString());
        add(o["error_description"_L1].toString());
        add(o["message"_L1].toString());
        for (const QJsonValue e : o["errors"_L1].toArray())
            add(e["message"_L1].toString());
    } else if (!body.isEmpty() && !body.startsWith('<')) {
        add(QString::fromUtf8(body));
    }
    if (words.isEmpty())
        add(f.technical);
    return words.join(u'\n');
}

// Cut last: half an address does not show what is secret in it.
QString detailOf(const QString &words)
{
    return redacted(words).left(kMaxDetail);
}

QString originOf(const QUrl &url)
{
    return url.toString(QUrl::RemoveUserInfo | QUrl::RemovePath | QUrl::RemoveQuery
                        | QUrl::RemoveFragment | QUrl::FullyEncoded);
}

struct Verdict
{
    HubError::Kind kind;
    QString message;
};

// Settings can only turn off what they have turned on.
QString offlineSentence(const QString &decidedBy)
{
    if (decidedBy.isEmpty())
        return HubError::tr("Offline mode is on. Turn it off in Settings to ask the Hub.");
    if (decidedBy.startsWith(u'-'))
        return HubError::tr("Hubnaut was started with %1. Start it without that to ask the Hub.")
            .arg(decidedBy);
    return HubError::tr("The environment variable %1 keeps Hubnaut offline. Start it without that "
                        "variable to ask the Hub.")
        .arg(decidedBy);
}

Verdict verdictOnCause(const HttpFailure &f)
{
    using Cause = HttpFailure::Cause;
    using Kind = HubError::Kind;
    switch (f.cause) {
    case Cause::Status: break;
    case Cause::Unreachable:
        return {Kind::Offline,
                HubError::tr("The Hub cannot be reached. Check the network, then try again.")};
    case Cause::UnknownHost:
        return {Kind::Offline,
                HubError::tr("No address was found for %1. Check the network and the "
                             "Hub's address, then try again.")
                    .arg(f.url.host())};
    case Cause::Proxy:
        return {Kind::Offline,
                HubError::tr("The proxy of this network does not let us through to %1. Check its "
                             "address and password in the environment.")
                    .arg(f.url.host())};
    case Cause::Timeout:
        return {Kind::Timeout, HubError::tr("The Hub stopped answering. Try again in a moment.")};
    case Cause::Tls:
        return {Kind::Insecure,
                HubError::tr("The connection to %1 is not secure, so nothing was sent. Check the "
                             "clock and the network of this computer.")
                    .arg(f.url.host())};
    case Cause::ClientCertificate:
        return {Kind::Insecure,
                HubError::tr("%1 wants this computer to show a certificate, and Hubnaut has none. "
                             "Ask whoever runs that server or this network for another way.")
                    .arg(f.url.host())};
    case Cause::NoTls:
        return {Kind::Insecure,
                HubError::tr("This computer cannot encrypt connections, so nothing was sent. "
                             "Install the TLS plugin of Qt 6, then start again.")};
    case Cause::RefusedRedirect:
        if (f.redirect.host().isEmpty())
            return {Kind::Insecure,
                    HubError::tr("The Hub pointed to an address that is not followed for safety.")};
        return {Kind::Insecure,
                HubError::tr("%1 pointed to %2, which is not followed for safety.")
                    .arg(originOf(f.url), originOf(f.redirect))};
    case Cause::TooLarge:
        return {Kind::BadReply,
                HubError::tr("The Hub sent far more than was asked for; the rest was refused.")};
    case Cause::Garbled:
        return {Kind::BadReply,
                HubError::tr("What answered does not talk like the Hub. A proxy or a sign-in page "
                             "of the network may "
                             "be in between.")};
    case Cause::Offline: return {Kind::Offline, offlineSentence(f.offlineBy)};
    }
    return {};
}

Verdict verdictOnCode(const HttpFailure &f)
{
    using Kind = HubError::Kind;
    if (f.errorCode == "RevisionNotFound")
        return {Kind::NotFound,
                HubError::tr("This repository has no such revision. Choose another one.")};
    if (f.errorCode == "EntryNotFound")
        return {Kind::NotFound, HubError::tr("There is no such file at this revision.")};
    if (f.errorCode == "GatedRepo" && f.status == 401)
        return {Kind::Gated,
                HubError::tr("This repository is gated. Sign in and accept its terms first.")};
    if (f.errorCode == "GatedRepo")
        return {Kind::Gated, HubError::tr("This repository asks you to accept its terms first.")};
    if (f.errorCode == "DisabledRepo" || f.errorMessage == "Access to this resource is disabled.")
        return {Kind::Disabled, HubError::tr("The Hub has disabled this repository.")};
    if (f.errorMessage == "Invalid credentials in Authorization header")
        return {Kind::BadToken,
                HubError::tr("Your token is not valid any more. Sign in again, or sign out to "
                             "browse without it.")};
    return {};
}

// The storage host knows links, not accounts.
Verdict verdictOnLink(const HttpFailure &f)
{
    if (!f.elsewhere || (f.status != 401 && f.status != 403 && f.status != 410))
        return {};
    return {HubError::Kind::Server,
            HubError::tr("The Hub's link to this file has expired, or %1 refuses it. Try again; if "
                         "it goes on, this network may block that host.")
                .arg(f.url.host())};
}

Verdict verdictOnStatus(int status)
{
    using Kind = HubError::Kind;
    switch (status) {
    case 400:
    case 422: return {Kind::BadInput, HubError::tr("The Hub did not accept the request.")};
    case 401:
        return {Kind::SignInNeeded,
                HubError::tr(
                    "There is no such repository, or it is private: sign in, or check its name.")};
    case 402:
        return {Kind::PaymentNeeded, HubError::tr("The Hub asks for a payment method first.")};
    case 403: return {Kind::Forbidden, HubError::tr("Your account or token may not do this.")};
    case 404:
        return {Kind::NotFound, HubError::tr("The Hub has nothing by that name that you may see.")};
    case 409:
    case 412:
        return {Kind::Conflict,
                HubError::tr("Somebody changed this meanwhile. Reload, then try again.")};
    case 416:
        return {Kind::BadReply,
                HubError::tr("The Hub refused the part of the file that was asked for.")};
    case 429: return {Kind::RateLimited, HubError::tr("The Hub asks us to slow down.")};
    case 451: return {Kind::Disabled, HubError::tr("This is not available for legal reasons.")};
    default:
        if (status >= 300 && status < 400)
            return {
                Kind::BadReply,
                HubError::tr("The Hub pointed to another place without saying which. A proxy or "
                             "a sign-in page of the network may be in between.")};
        if (status >= 500)
            return {Kind::Server,
                    HubError::tr("The Hub has a problem (%1). Try again in a moment.").arg(status)};
        return {Kind::Server,
                HubError::tr("The Hub gave an answer that makes no sense here (%1).").arg(status)};
    }
}

} // namespace

HubError HubError::fromHttp(const HttpFailure &failure)
{
    Verdict v = verdictOnCause(failure);
    if (v.message.isEmpty())
        v = verdictOnLink(failure);
    if (v.message.isEmpty())
        v = verdictOnCode(failure);
    if (v.message.isEmpty())
        v = verdictOnStatus(failure.status);
    return {.kind = v.kind,
            .message = v.message,
            .detail = detailOf(wordsOf(failure)),
            .requestId = QString::fromLatin1(failure.requestId.left(128)),
            .retryAfter = failure.retryAfter};
}

HubError HubError::badReply(const QString &detail)
{
    return {.kind = Kind::BadReply,
            .message = tr("The Hub sent an answer that this version cannot read."),
            .detail = detailOf(detail)};
}

HubError HubError::endlessListing()
{
    return badReply(u"the listing does not end"_s);
}

HubError HubError::badInput(const QString &message, const QString &detail)
{
    return {.kind = Kind::BadInput, .message = message, .detail = detailOf(detail)};
}

HubError HubError::disk(const QString &message, const QString &detail)
{
    return {.kind = Kind::Disk, .message = message, .detail = detailOf(detail)};
}
