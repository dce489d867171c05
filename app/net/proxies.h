#pragma once

#include <QNetworkProxyFactory>
#include <QProcessEnvironment>
#include <QUrl>

class QNetworkAccessManager;

// The proxies that http_proxy, https_proxy, all_proxy and no_proxy name, lower case first, as curl
// and Python read them. Loopback is never sent to a proxy: the token may travel there in the clear.
class EnvironmentProxies final : public QNetworkProxyFactory
{
public:
    explicit EnvironmentProxies(const QProcessEnvironment &variables);

    QList<QNetworkProxy> queryProxy(const QNetworkProxyQuery &query) override;
    QNetworkProxy proxyFor(const QUrl &url) const;
    // "proxy.example:3128 (from https_proxy)" for each that is set; never its password.
    QStringList description() const;

private:
    struct Named
    {
        QString variable;
        QNetworkProxy proxy{QNetworkProxy::NoProxy};
    };
    static Named named(const QProcessEnvironment &variables, const QStringList &names);
    bool isExcepted(const QUrl &url) const;

    Named m_http;
    Named m_https;
    QStringList
        m_exceptions; // lower case: hosts, ".suffix", "host:port", networks "10.0.0.0/8", "*"
};

// Value of the Proxy-Authorization header for a request over plain http, empty for none. Qt sends a
// proxy's password by itself only for tunnels (https): our requests forbid it to send credentials.
QByteArray proxyAuthorization(const QNetworkAccessManager &nam, const QUrl &url);
