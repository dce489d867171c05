#pragma once

#include <QByteArray>
#include <QUrl>

#include <array>
#include <chrono>
#include <optional>

// When a request may be sent and whether a failed one is sent again: one policy for Qt Network and
// libcurl exchanges. Pure: the caller says what time it is. A value without a lock: one for each
// thread. Sources: hub-api 2.6, 2.7.
class Pacing final
{
public:
    using Moment = std::chrono::sys_time<std::chrono::milliseconds>;
    // The Hub counts these apart; Elsewhere is any other host (signed addresses).
    enum class Bucket { Api, Resolvers, Pages, Elsewhere };

    struct Limits
    {
        int tries = 4; // in all, for one request
        std::chrono::milliseconds firstPause{1'000}; // doubles with each try
        std::chrono::milliseconds longestPause{8'000};
        std::chrono::milliseconds longestHold{
            300'000}; // the Hub's window: no server may ask for more
    };

    struct Answer
    {
        int status = 0; // 0: none came
        QByteArray rateLimit; // header RateLimit: "api";r=472;t=235
        QByteArray retryAfter; // header Retry-After: seconds or an HTTP date
        bool closed = false; // the connection ended before any answer
        bool silent = false; // nothing came in the time that was given
    };

    Pacing() = default;
    explicit Pacing(Limits limits)
        : m_limits(limits)
    { }

    const Limits &limits() const { return m_limits; }

    static Bucket bucketOf(const QUrl &url, const QUrl &endpoint);

    // Nothing of this bucket is to be sent before; an earlier moment changes nothing.
    void hold(Bucket bucket, Moment until);
    // How long a request of this bucket has to wait before it is sent; 0: not at all.
    std::chrono::milliseconds holdFor(Bucket bucket, Moment now) const;
    // Until when the Hub asked us to wait in any bucket; nothing when that has passed.
    std::optional<Moment> limitedUntil(Moment now) const;

    // Takes note of an answer and says after how long to send the request again, or that it is
    // final. attempt: 1 for the first. isRead: GET or HEAD; others are repeated only after 429,
    // which says that nothing was done. jitter: 0 to 1, random.
    std::optional<std::chrono::milliseconds> retryIn(Bucket bucket, const Answer &answer,
                                                     bool isRead, int attempt, Moment now,
                                                     double jitter);

private:
    Limits m_limits;
    std::array<Moment, 4> m_heldUntil{};
};

// The header RateLimit: "api";r=472;t=235, the numbers in any order. -1: not said.
struct RateLimit
{
    std::optional<Pacing::Bucket> bucket;
    qint64 remaining = -1;
    qint64 resetSeconds = -1;
};
RateLimit rateLimitOf(const QByteArray &header);

// What Retry-After asks for, from 1 second to longest; nothing when it cannot be read or has
// passed.
std::optional<std::chrono::seconds> retryAfterOf(const QByteArray &header, Pacing::Moment now,
                                                 std::chrono::seconds longest
                                                 = std::chrono::seconds(300));
