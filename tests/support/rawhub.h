#pragma once

#include "tests/support/resetpeer.h"

#include <QHash>
#include <QHostAddress>
#include <QSslServer>
#include <QTcpServer>
#include <QTcpSocket>

#include <functional>

// A server on a loopback address that answers each request with the bytes a test gives, so that a
// test can say exactly what is on the wire. Remembers what it was asked.
class RawHub final : public QObject
{
public:
    struct Request
    {
        QByteArray method;
        QByteArray path; // with the query, as sent
        QHash<QByteArray, QByteArray> headers; // names in lower case
        QByteArray body = {};

        qint64 rangeStart() const // 0 without a Range
        {
            const QByteArray range = headers.value("range");
            return range.startsWith("bytes=") ? range.sliced(6, range.indexOf('-') - 6).toLongLong()
                                              : 0;
        }
        qint64 rangeEnd(qint64 size) const // of so many bytes; the one after the last
        {
            const QByteArray range = headers.value("range");
            const QByteArray last = range.sliced(range.indexOf('-') + 1);
            return last.isEmpty() ? size : last.toLongLong() + 1;
        }
    };
    struct Reply
    {
        QByteArray bytes;
        bool abort = false; // RST instead of FIN
        bool hold = false; // say nothing more, keep the connection
    };
    using Handler = std::function<Reply(const Request &)>;

    explicit RawHub(Handler handler, const QHostAddress &address = QHostAddress::LocalHost,
                    quint16 port = 0) // 0: any
        : m_handler(std::move(handler))
    {
        serve(m_server, address, port);
        m_address = m_server.serverAddress();
        m_port = m_server.serverPort();
    }
    // By TLS as well, on the port it returns.
    quint16 serveTls(const QSslConfiguration &configuration)
    {
        m_tls.setSslConfiguration(configuration);
        serve(m_tls, QHostAddress::LocalHost);
        return m_tls.serverPort();
    }

    QUrl url() const
    {
        QUrl url;
        url.setScheme(QStringLiteral("http"));
        url.setHost(m_address.toString());
        url.setPort(m_port);
        return url;
    }
    const QList<Request> &requests() const { return m_requests; }
    qsizetype count(QByteArrayView method, QByteArrayView part) const
    {
        return std::ranges::count_if(m_requests, [&](const Request &r) {
            return r.method == method && r.path.contains(part);
        });
    }
    void setHandler(Handler handler) { m_handler = std::move(handler); }
    void close() { m_server.close(); }
    void reopen() // at the same address
    {
        if (!m_server.listen(m_address, m_port))
            qFatal("RawHub: the port was taken meanwhile");
    }

    static QByteArray head(QByteArrayView status, const QByteArrayList &headers = {})
    {
        QByteArray all = "HTTP/1.1 " + status.toByteArray() + "\r\n";
        for (const QByteArray &header : headers)
            all += header + "\r\n";
        return all + "Connection: close\r\n\r\n";
    }

private:
    void serve(QTcpServer &server, const QHostAddress &address, quint16 port = 0)
    {
        server.listen(address, port);
        connect(&server, &QTcpServer::pendingConnectionAvailable, this, [this, &server] {
            while (QTcpSocket *socket = server.nextPendingConnection())
                connect(socket, &QTcpSocket::readyRead, this, [this, socket] { read(socket); });
        });
    }
    void read(QTcpSocket *socket)
    {
        QByteArray &buffer = m_buffers[socket];
        buffer += socket->readAll();
        const auto end = buffer.indexOf("\r\n\r\n");
        if (end < 0)
            return;
        const QByteArrayList lines = buffer.first(end).split('\n');
        Request request{.method = lines.first().split(' ').value(0),
                        .path = lines.first().split(' ').value(1)};
        for (const QByteArray &line : lines.sliced(1))
            if (const auto colon = line.indexOf(':'); colon > 0)
                request.headers[line.first(colon).toLower()] = line.sliced(colon + 1).trimmed();
        const qint64 length = request.headers.value("content-length").toLongLong();
        request.body = buffer.sliced(end + 4);
        if (request.body.size() < length)
            return; // the rest comes
        m_buffers.remove(socket);
        m_requests << request;
        const Reply reply = m_handler(request);
        socket->write(reply.bytes);
        if (reply.hold)
            return;
        if (reply.abort) {
            socket->flush();
            resetPeer(*socket);
        } else {
            socket->disconnectFromHost();
        }
    }

    QTcpServer m_server;
    QHostAddress m_address;
    quint16 m_port = 0;
    QSslServer m_tls;
    Handler m_handler;
    QList<Request> m_requests;
    QHash<QTcpSocket *, QByteArray> m_buffers;
};
