#include "app/net/pacing.h"

#include "app/net/origin.h"

#include <QDateTime>
#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

bool isPassingStatus(int status)
{
    return status == 408 || status == 500 || status == 502 || status == 503 || status == 504;
}

} // namespace

RateLimit rateLimitOf(const QByteArray &header)
{
    static const QRegularExpression form(
        u"^\\s*\"(\\w+)\"((?:\\s*;\\s*\\w+=\\d{1,9})+)\\s*(?:,|$)"_s);
    const auto match = form.match(QString::fromLatin1(header));
    RateLimit limit;
    if (!match.hasMatch())
        return limit;
    const QString name = match.captured(1);
    if (name == "api"_L1)
        limit.bucket = Pacing::Bucket::Api;
    else if (name == "resolvers"_L1)
        limit.bucket = Pacing::Bucket::Resolvers;
    else if (name == "pages"_L1)
        limit.bucket = Pacing::Bucket::Pages;
    for (const QString &part : match.captured(2).split(u';', Qt::SkipEmptyParts)) {
        const QString field = part.trimmed();
        if (field.startsWith("r="_L1))
            limit.remaining = field.sliced(2).toLongLong();
        else if (field.startsWith("t="_L1))
            limit.resetSeconds = field.sliced(2).toLongLong();
    }
    return limit;
}

std::optional<seconds> retryAfterOf(const QByteArray &header, Pacing::Moment now, seconds longest)
{
    const QByteArray text = header.trimmed();
    if (text.isEmpty() || text.size() > 64)
        return {};
    if (std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; })) {
        bool ok = false;
        const qint64 given = text.toLongLong(&ok); // too many digits are as long as can be
        return ok ? std::clamp(seconds(qMin(given, qint64(longest.count()))), seconds(1), longest)
                  : longest;
    }
    // HTTP dates are RFC 2822 dates with GMT for the offset, which Qt wants as a number.
    const QString dateText = QString::fromLatin1(text).replace("GMT"_L1, "+0000"_L1);
    const QDateTime date = QDateTime::fromString(dateText, Qt::RFC2822Date);
    if (!date.isValid())
        return {};
    const qint64 ahead = (date.toMSecsSinceEpoch() - now.time_since_epoch().count() + 999) / 1'000;
    if (ahead <= 0)
        return {};
    return std::min(seconds(ahead), longest);
}

Pacing::Bucket Pacing::bucketOf(const QUrl &url, const QUrl &endpoint)
{
    if (!sameOrigin(url, endpoint))
        return Bucket::Elsewhere;
    const QString path = url.path(QUrl::FullyEncoded)
                             .sliced(qMin(url.path(QUrl::FullyEncoded).size(),
                                          endpoint.path(QUrl::FullyEncoded).size()));
    if (path.startsWith("/api/resolve-cache/"_L1)
        || (!path.startsWith("/api/"_L1) && path.contains("/resolve/"_L1)))
        return Bucket::Resolvers;
    return path.startsWith("/api/"_L1) ? Bucket::Api : Bucket::Pages;
}

void Pacing::hold(Bucket bucket, Moment until)
{
    m_heldUntil[size_t(bucket)] = std::max(m_heldUntil[size_t(bucket)], until);
}

milliseconds Pacing::holdFor(Bucket bucket, Moment now) const
{
    // A clock that was set back must not lengthen the wait.
    return std::clamp(m_heldUntil[size_t(bucket)] - now, 0ms, m_limits.longestHold);
}

std::optional<Pacing::Moment> Pacing::limitedUntil(Moment now) const
{
    milliseconds longest = 0ms;
    for (const Bucket bucket : {Bucket::Api, Bucket::Resolvers, Bucket::Pages, Bucket::Elsewhere})
        longest = std::max(longest, holdFor(bucket, now));
    return longest > 0ms ? std::optional(now + longest) : std::nullopt;
}

std::optional<milliseconds> Pacing::retryIn(Bucket bucket, const Answer &answer, bool isRead,
                                            int attempt, Moment now, double jitter)
{
    const RateLimit limit = rateLimitOf(answer.rateLimit);
    const auto asked = retryAfterOf(answer.retryAfter, now,
                                    std::chrono::duration_cast<seconds>(m_limits.longestHold));
    const bool limited = answer.status == 429;

    // The server's wish: the longer of its two ways to say it, and a second for its clock.
    milliseconds wish = asked && (limited || answer.status == 503) ? milliseconds(*asked) : 0ms;
    if (limit.resetSeconds >= 0 && (limited || limit.remaining == 0))
        wish = std::max(
            wish, std::min(milliseconds(seconds(limit.resetSeconds + 1)), m_limits.longestHold));
    // Half of the pause is random, or all clients come back at the same moment.
    const milliseconds backoff = std::min(
        m_limits.firstPause * (1 << std::clamp(attempt - 1, 0, 10)), m_limits.longestPause);
    const auto pause = std::chrono::duration_cast<milliseconds>(
        backoff * (0.5 + std::clamp(jitter, 0.0, 1.0) / 2));
    if (limited && wish == 0ms)
        wish = std::clamp(pause, milliseconds(1s), m_limits.longestHold);
    if (wish > 0ms)
        hold(limit.bucket.value_or(bucket), now + wish);

    const bool again = limited || (isRead && isPassingStatus(answer.status));
    if (!again || attempt >= m_limits.tries)
        return {};
    return std::max({pause, wish, holdFor(bucket, now)});
}
