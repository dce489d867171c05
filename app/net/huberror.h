#pragma once

#include <QCoreApplication>
#include <QString>
#include <QUrl>

#include <chrono>
#include <expected>

// One failed HTTP exchange in neutral form, so that Qt Network and libcurl exchanges end in the
// same HubError.
struct HttpFailure
{
    enum class Cause {
        Status, // the server answered; status says what
        Unreachable, // no connection, or lost before an answer
        UnknownHost, // the host's name has no address, or there is no network to ask
        Proxy, // the proxy cannot be reached, or does not let us through
        Timeout, // our own deadline passed
        Tls, // the certificate or the handshake was refused
        ClientCertificate, // the server demands one of ours
        NoTls, // this computer cannot encrypt: Qt's plugin for it is missing
        RefusedRedirect, // a redirect that this program does not follow
        TooLarge, // the body passed its cap
        Garbled, // what came is no HTTP answer, or not the one that was asked for
        Offline, // offline mode is on; nothing was sent
    };

    Cause cause = Cause::Status;
    bool noConnection = false; // nothing could be sent at all: most likely there is no network
    bool throughProxy = false; // asked by way of one, which technical names
    bool elsewhere = false; // not the Hub answered but a host that it had pointed to
    int status = 0; // 0 when there was no answer
    QUrl url;
    QUrl redirect; // where the server pointed to, when that was refused
    QByteArray errorCode; // X-Error-Code
    QByteArray errorMessage; // X-Error-Message
    QByteArray requestId; // X-Request-Id, else X-Amzn-Trace-Id, else x-amz-cf-id
    std::chrono::seconds retryAfter{0};
    QByteArray body; // of the error answer, any length, untrusted
    QString technical; // what the network library said
    QString offlineBy; // "--offline" or a variable keeps us offline; empty: the settings do
};

// What went wrong, in a form that the UI can show without looking anything up.
struct HubError
{
    Q_DECLARE_TR_FUNCTIONS(HubError)

public:
    enum class Kind {
        Offline, // the Hub cannot be reached, or offline mode is on
        Timeout,
        Insecure, // TLS failure or a redirect that would leak or downgrade
        SignInNeeded,
        BadToken, // the token is invalid or expired; anonymous may work
        Gated,
        Forbidden,
        NotFound, // repository, revision or file; the message says which
        Disabled,
        Conflict,
        PaymentNeeded,
        RateLimited,
        Server,
        BadReply, // an answer that cannot be read
        BadInput, // what the user gave cannot be used
        Disk,
        DiskAway, // not there, or only to be read: may pass by itself
        NoRoom, // on the disk or in the quota: passes by itself
        OpenFiles, // too many: passes by itself
        Cancelled,
    };

    Kind kind = Kind::Server;
    QString message; // translated, one sentence with what to do, safe to show as it is
    QString detail; // the server's own words, at most 2,000 characters: plain text, never markup
    QString requestId; // for bug reports
    std::chrono::seconds retryAfter{0}; // 0 when the server gave none

    // The only place where an HTTP failure becomes a sentence. Source: hub-api 2.4, 2.5.
    static HubError fromHttp(const HttpFailure &failure);
    static HubError badReply(const QString &detail);
    static HubError endlessListing(); // a page leads back to an earlier one, or to itself
    static HubError badInput(const QString &message, const QString &detail = {});
    static HubError disk(const QString &message, const QString &detail = {});

    bool operator==(const HubError &) const = default;
};

template<typename T>
using Result = std::expected<T, HubError>;
