#include "app/transfer/retry.h"

#include "app/transfer/exchange.h"
#include "app/transfer/transfercontext.h"

#include <QCoreApplication>
#include <QRandomGenerator>

#include <algorithm>

using namespace std::chrono_literals;

namespace {

constexpr std::chrono::seconds kLongestPause{300}; // the Hub's rate window

std::chrono::milliseconds withJitter(std::chrono::milliseconds plain)
{
    const double jitter = 0.8 + 0.4 * QRandomGenerator::global()->generateDouble();
    return std::chrono::milliseconds(static_cast<qint64>(double(plain.count()) * jitter));
}

} // namespace

std::chrono::seconds askedDelay(const Answer &answer)
{
    const auto now
        = std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
    const auto after = retryAfterOf(answer.header("retry-after"), now, kLongestPause);
    const std::chrono::seconds asked = after ? *after + std::chrono::seconds{1} : 0s;
    return std::clamp(asked, spentPause(answer), kLongestPause);
}

std::chrono::seconds spentPause(const Answer &answer)
{
    const RateLimit limit = rateLimitOf(answer.header("ratelimit"));
    if (limit.remaining != 0 || limit.resetSeconds < 0)
        return 0s;
    return std::min(std::chrono::seconds{limit.resetSeconds + 1}, kLongestPause);
}

void heed(TransferContext &context, const QList<Answer> &hops, const QUrl &endpoint)
{
    for (const Answer &answer : hops)
        if (const auto pause = spentPause(answer); pause > 0s && sameOrigin(answer.url, endpoint))
            context.takeHold(Pacing::bucketOf(answer.url, endpoint), pause);
}

std::chrono::milliseconds retryDelay(int tries, std::chrono::seconds asked,
                                     std::chrono::milliseconds step)
{
    const auto own = withJitter(step * (1 << std::clamp(tries - 1, 0, 3)));
    return std::max<std::chrono::milliseconds>(own, asked);
}

std::chrono::milliseconds probeDelay(int probes, std::chrono::milliseconds step)
{
    return withJitter(step * std::min(1 << std::clamp(probes - 1, 0, 5), 30));
}

QString cutOffReason(const HttpFailure &failure)
{
    if (failure.throughProxy)
        return QCoreApplication::translate("Transfers",
                                           "%1 cannot be reached. %2. This goes on by itself when "
                                           "it can be.")
            .arg(failure.url.host(), failure.technical);
    return QCoreApplication::translate("Transfers",
                                       "%1 cannot be reached. This goes on by itself when it can "
                                       "be.")
        .arg(failure.url.host());
}

WaitCause waitCauseOf(const HubError &error)
{
    using Kind = HubError::Kind;
    return error.kind == Kind::NoRoom   ? WaitCause::Disk
        : error.kind == Kind::DiskAway  ? WaitCause::DiskAway
        : error.kind == Kind::OpenFiles ? WaitCause::OpenFiles
                                        : WaitCause::None;
}

bool isPassing(const HttpFailure &failure)
{
    using Cause = HttpFailure::Cause;
    switch (failure.cause) {
    case Cause::Unreachable:
    case Cause::UnknownHost:
    case Cause::Proxy:
    case Cause::Timeout:
    case Cause::Garbled: return true; // a proxy or a network that wants something first
    case Cause::Status:
        return failure.status == 408 || failure.status == 429 || failure.status == 500
            || failure.status == 502 || failure.status == 503 || failure.status == 504;
    case Cause::Tls:
    case Cause::ClientCertificate:
    case Cause::NoTls:
    case Cause::RefusedRedirect:
    case Cause::TooLarge:
    case Cause::Offline: return false;
    }
    Q_UNREACHABLE();
}
