#include "tests/support/testproxy.h"

#include <QTcpSocket>

#include <algorithm>

namespace {

// What "host:port" or "http://host:port/path" of a request line begins with.
QByteArray hostOfTarget(QByteArray target)
{
    if (const auto scheme = target.indexOf("://"); scheme >= 0)
        target.remove(0, scheme + 3);
    return target.split('/').first().split(':').first();
}

// The request as its server expects it: path instead of address, nothing that is for the proxy, and
// one request for each connection.
QByteArray forwardedHead(const QByteArray &head)
{
    QByteArrayList lines = head.split('\n');
    QByteArrayList first = lines.takeFirst().split(' ');
    const auto path = first[1].indexOf('/', first[1].indexOf("://") + 3);
    first[1] = path < 0 ? "/" : first[1].sliced(path);
    lines.removeIf([](const QByteArray &line) {
        const QByteArray name = line.toLower();
        return name.startsWith("proxy-") || name.startsWith("connection:");
    });
    lines.prepend("Connection: close\r");
    return first.join(' ') + '\n' + lines.join('\n');
}

} // namespace

TestProxy::TestProxy(Mode mode)
    : m_mode(mode)
{
    listen(QHostAddress::LocalHost);
    connect(this, &QTcpServer::newConnection, this, [this] {
        while (QTcpSocket *client = nextPendingConnection()) {
            connect(client, &QTcpSocket::readyRead, this, [this, client] { onRead(client); });
            connect(client, &QTcpSocket::disconnected, this, [this, client] {
                m_waiting.remove(client);
                if (QTcpSocket *upstream = m_upstreams.take(client))
                    upstream->disconnectFromHost();
                client->deleteLater();
            });
        }
    });
}

void TestProxy::setLogin(const QByteArray &name, const QByteArray &password)
{
    m_login = (name + ':' + password).toBase64();
}

QUrl TestProxy::url(const QString &login) const
{
    QUrl url(QStringLiteral("http://127.0.0.1:%1").arg(serverPort()));
    url.setUserInfo(login, QUrl::StrictMode);
    return url;
}

int TestProxy::count(QByteArrayView needle) const
{
    return int(std::ranges::count_if(
        requests, [&](const QByteArray &request) { return request.contains(needle); }));
}

void TestProxy::onRead(QTcpSocket *client)
{
    if (QTcpSocket *upstream = m_upstreams.value(client)) {
        upstream->write(client->readAll());
        return;
    }
    QByteArray &waiting = m_waiting[client];
    waiting += client->readAll();
    if (const auto end = waiting.indexOf("\r\n\r\n"); end >= 0) {
        const QByteArray head = waiting.first(end + 4);
        waiting.remove(0, end + 4);
        onHead(client, head);
    }
}

void TestProxy::onHead(QTcpSocket *client, const QByteArray &head)
{
    requests << head;
    if (!refuses(client, head))
        connectUpstream(client, head);
}

bool TestProxy::refuses(QTcpSocket *client, const QByteArray &head)
{
    const bool tunnel = head.startsWith("CONNECT ");
    if (m_mode == Mode::SignInPage) {
        answer(client, "200 OK", "Content-Type: text/html\r\n",
               "<html>Sign in to this network</html>");
        return true;
    }
    if (m_mode == Mode::WantPassword
        && (m_login.isEmpty() || !head.contains(": Basic " + m_login))) {
        answer(client, "407 Proxy Authentication Required",
               "Proxy-Authenticate: Basic realm=\"proxy\"\r\n", "who are you?", false);
        return true;
    }
    if (m_mode == Mode::RefuseConnect && tunnel) {
        answer(client, "403 Forbidden", {}, "not to there");
        return true;
    }
    if (m_mode == Mode::DropConnect && tunnel) {
        client->abort();
        return true;
    }
    return false;
}

void TestProxy::connectUpstream(QTcpSocket *client, const QByteArray &head)
{
    const bool tunnel = head.startsWith("CONNECT ");
    const auto route = m_routes.constFind(hostOfTarget(head.split(' ').value(1)));
    if (route == m_routes.cend())
        return answer(client, "502 Bad Gateway", {}, "no such host");
    auto *upstream = new QTcpSocket(client);
    m_upstreams.insert(client, upstream);
    connect(upstream, &QTcpSocket::readyRead, client,
            [client, upstream] { client->write(upstream->readAll()); });
    connect(upstream, &QTcpSocket::disconnected, client,
            [client] { client->disconnectFromHost(); });
    upstream->connectToHost(QHostAddress(QHostAddress::LocalHost), *route);
    const QByteArray early = m_waiting.take(client);
    if (tunnel) {
        ++tunnels;
        client->write("HTTP/1.1 200 Connection established\r\n\r\n");
        upstream->write(early);
    } else {
        upstream->write(forwardedHead(head) + early);
    }
}

void TestProxy::answer(QTcpSocket *client, const QByteArray &status, const QByteArray &headers,
                       const QByteArray &body, bool close)
{
    client->write("HTTP/1.1 " + status + "\r\nContent-Length: " + QByteArray::number(body.size())
                  + (close ? "\r\nConnection: close\r\n" : "\r\n") + headers + "\r\n" + body);
    if (close)
        client->disconnectFromHost();
}
