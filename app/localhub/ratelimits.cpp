#include "app/localhub/ratelimits.h"

namespace {

constexpr int kRateWindow = 300; // seconds
constexpr int kApiQuota = 6000; // per window, the plan "enterprise"
constexpr int kResolverQuota = 50000;

} // namespace

void RateLimits::stamp(HttpReply &reply, const QByteArray &path, const QString &user)
{
    if (m_window.elapsed() > qint64(kRateWindow) * 1000) {
        m_window.restart();
        m_used.clear();
    }
    const bool resolver = path.contains("/resolve/") || path.startsWith("/api/resolve-cache/");
    const QByteArray bucket = resolver ? "resolvers" : path.startsWith("/api/") ? "api" : "pages";
    const int quota = resolver ? kResolverQuota : kApiQuota;
    const int used = ++m_used[{user, bucket}];
    // Half is always left: a client that paces itself must not slow down a test.
    const int left = qMax(quota - used, quota / 2);
    const qint64 reset = kRateWindow - m_window.elapsed() / 1000;
    reply.setHeader("RateLimit",
                    '"' + bucket + "\";r=" + QByteArray::number(left)
                        + ";t=" + QByteArray::number(reset));
    reply.setHeader("RateLimit-Policy",
                    "\"fixed window\";\"" + bucket + "\";q=" + QByteArray::number(quota)
                        + ";w=" + QByteArray::number(kRateWindow));
}
