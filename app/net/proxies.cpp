#include "app/net/proxies.h"

#include "app/net/origin.h"

#include <QHostAddress>
#include <QNetworkAccessManager>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

constexpr int kProxyPort = 1080; // what curl takes when none is given

QString firstSet(const QProcessEnvironment &variables, const QStringList &names,
                 QString *which = nullptr)
{
    for (const QString &name : names) {
        if (const QString value = variables.value(name).trimmed(); !value.isEmpty()) {
            if (which)
                *which = name;
            return value;
        }
    }
    return {};
}

bool hostMatches(const QString &host, int port, QString pattern)
{
    if (pattern == "*"_L1)
        return true;
    if (const auto network = QHostAddress::parseSubnet(pattern); pattern.contains(u'/'))
        return !network.first.isNull() && QHostAddress(host).isInSubnet(network);
    if (const auto colon = pattern.lastIndexOf(u':'); colon > 0 && pattern.count(u':') == 1) {
        if (pattern.sliced(colon + 1).toInt() != port)
            return false;
        pattern.truncate(colon);
    }
    if (pattern.startsWith("*."_L1))
        pattern.remove(0, 1);
    const QString name = pattern.startsWith(u'.') ? pattern.sliced(1) : pattern;
    return !name.isEmpty() && (host == name || host.endsWith(u'.' + name));
}

} // namespace

EnvironmentProxies::EnvironmentProxies(const QProcessEnvironment &variables)
    : m_http(named(variables, {u"http_proxy"_s, u"HTTP_PROXY"_s, u"all_proxy"_s, u"ALL_PROXY"_s}))
    , m_https(
          named(variables, {u"https_proxy"_s, u"HTTPS_PROXY"_s, u"all_proxy"_s, u"ALL_PROXY"_s}))
{
    for (const QString &entry :
         firstSet(variables, {u"no_proxy"_s, u"NO_PROXY"_s}).split(u',', Qt::SkipEmptyParts))
        m_exceptions << entry.trimmed().toLower();
}

EnvironmentProxies::Named EnvironmentProxies::named(const QProcessEnvironment &variables,
                                                    const QStringList &names)
{
    Named result;
    const QString value = firstSet(variables, names, &result.variable);
    const QUrl url(value.contains("://"_L1) ? value : "http://"_L1 + value);
    const QString scheme = url.scheme();
    if (!url.isValid() || url.host().isEmpty())
        return {};
    const bool socks = scheme == "socks5"_L1 || scheme == "socks5h"_L1;
    if (!socks && scheme != "http"_L1)
        return {};
    result.proxy
        = QNetworkProxy(socks ? QNetworkProxy::Socks5Proxy : QNetworkProxy::HttpProxy, url.host(),
                        quint16(url.port(kProxyPort)), url.userName(QUrl::FullyDecoded),
                        url.password(QUrl::FullyDecoded));
    return result;
}

bool EnvironmentProxies::isExcepted(const QUrl &url) const
{
    const int port = url.port(url.scheme() == "https"_L1 ? 443 : 80);
    return isLoopback(url) || std::ranges::any_of(m_exceptions, [&](const QString &pattern) {
               return hostMatches(url.host(), port, pattern);
           });
}

QNetworkProxy EnvironmentProxies::proxyFor(const QUrl &url) const
{
    if (isExcepted(url))
        return QNetworkProxy::NoProxy;
    return url.scheme() == "https"_L1 ? m_https.proxy : m_http.proxy;
}

QList<QNetworkProxy> EnvironmentProxies::queryProxy(const QNetworkProxyQuery &query)
{
    return {proxyFor(query.url())};
}

QStringList EnvironmentProxies::description() const
{
    QStringList list;
    for (const Named &entry : {m_http, m_https})
        if (entry.proxy.type() != QNetworkProxy::NoProxy)
            list << u"%1:%2 (%3)"_s.arg(entry.proxy.hostName())
                        .arg(entry.proxy.port())
                        .arg(entry.variable);
    list.removeDuplicates();
    return list;
}

QByteArray proxyAuthorization(const QNetworkAccessManager &nam, const QUrl &url)
{
    if (!nam.proxyFactory() || url.scheme() != "http"_L1)
        return {};
    const QNetworkProxy proxy
        = nam.proxyFactory()->queryProxy(QNetworkProxyQuery(url)).value(0, QNetworkProxy::NoProxy);
    if (proxy.type() != QNetworkProxy::HttpProxy || proxy.user().isEmpty())
        return {};
    return "Basic " + (proxy.user() + u':' + proxy.password()).toUtf8().toBase64();
}
