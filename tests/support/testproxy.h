#pragma once

#include <QHash>
#include <QList>
#include <QTcpServer>
#include <QUrl>

class QTcpSocket;

// An HTTP proxy on loopback, for names that need not exist: forwards and tunnels (CONNECT) to the
// servers it was told of, or fails in one of the ways that proxies fail. Lives on the thread that
// made it, whose event loop must run.
class TestProxy final : public QTcpServer
{
public:
    enum class Mode {
        Forward,
        WantPassword, // 407 until the login comes
        SignInPage, // a captive portal: 200 and a page for everything, CONNECT too
        RefuseConnect, // 403 to CONNECT; the rest is forwarded
        DropConnect, // RST to CONNECT; the rest is forwarded
    };

    explicit TestProxy(Mode mode = Mode::Forward);

    void setMode(Mode mode) { m_mode = mode; }
    void setLogin(const QByteArray &name, const QByteArray &password);
    // Where a host leads, whatever port is asked for; other hosts get 502.
    void route(const QByteArray &host, quint16 loopbackPort) { m_routes[host] = loopbackPort; }
    QUrl url(const QString &login = {}) const; // login: "name:password", encoded

    int count(QByteArrayView needle) const; // requests that hold it

    QList<QByteArray> requests; // heads as they came
    int tunnels = 0; // that were opened

private:
    void onRead(QTcpSocket *client);
    void onHead(QTcpSocket *client, const QByteArray &head);
    void connectUpstream(QTcpSocket *client, const QByteArray &head);
    bool refuses(QTcpSocket *client, const QByteArray &head);
    static void answer(QTcpSocket *client, const QByteArray &status, const QByteArray &headers,
                       const QByteArray &body, bool close = true);

    Mode m_mode;
    QByteArray m_login; // base64 of name:password
    QHash<QByteArray, quint16> m_routes;
    QHash<QTcpSocket *, QByteArray> m_waiting; // what came before there was an upstream
    QHash<QTcpSocket *, QTcpSocket *> m_upstreams;
};
