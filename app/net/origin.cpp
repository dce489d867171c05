#include "app/net/origin.h"

#include <QHostAddress>

#include <algorithm>

namespace {

int effectivePort(const QUrl &url)
{
    return url.port(url.scheme() == u"https" ? 443 : 80);
}

bool isPrivateHost(const QUrl &url)
{
    QHostAddress address;
    return address.setAddress(url.host())
        && (address.isLoopback() || address.isPrivateUse() || address.isLinkLocal()
            || address.isUniqueLocalUnicast()
            || address.isInSubnet(QHostAddress(QStringLiteral("100.64.0.0")),
                                  10) // carriers' own, RFC 6598
            || address == QHostAddress(QHostAddress::AnyIPv4)
            || address == QHostAddress(QHostAddress::AnyIPv6));
}

} // namespace

bool sameOrigin(const QUrl &a, const QUrl &b)
{
    return a.scheme() == b.scheme() && a.host() == b.host() && effectivePort(a) == effectivePort(b);
}

bool isLoopback(const QUrl &url)
{
    QHostAddress address;
    QString host = url.host();
    if (host.endsWith(u'.'))
        host.chop(1); // the full form of a name
    return host == u"localhost" || host.endsWith(u".localhost")
        || (address.setAddress(url.host()) && address.isLoopback());
}

bool mayCarryToken(const QUrl &url, const QUrl &endpoint)
{
    return sameOrigin(url, endpoint) && (url.scheme() == u"https" || isLoopback(url));
}

bool mayRedirect(const QUrl &from, const QUrl &to)
{
    if (!to.isValid() || to.host().isEmpty() || !to.userInfo().isEmpty())
        return false;
    if (to.scheme() != u"https" && (to.scheme() != u"http" || from.scheme() == u"https"))
        return false;
    const bool inside = isLoopback(to) || isPrivateHost(to);
    return !inside || isLoopback(from) || isPrivateHost(from);
}

bool isTokenText(const QByteArray &token)
{
    constexpr qsizetype kMaxToken = 8'192; // signed OIDC tokens take some 2 KB
    return !token.isEmpty() && token.size() <= kMaxToken
        && std::ranges::all_of(token, [](char c) { return c > 0x20 && c < 0x7f; });
}
