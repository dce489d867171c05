#pragma once

#include "tests/support/resetpeer.h"

#include <QHash>
#include <QPointer>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>
#include <QUrl>

#include <functional>

// A loopback server that says, byte by byte, what a test told it to say, and remembers what it was
// asked. For faults that no well-built server can make.
class FakeHub : public QTcpServer
{
public:
    struct Answer
    {
        int status = 200;
        QByteArray body = "[]";
        QByteArray headers; // each line ends in \r\n
        QByteArray raw; // sent instead of everything above
        bool stall = false; // stay silent after what raw says
        bool keepAlive = false;
        bool reset = false; // RST instead of FIN at the end
        qint64 declaredSize = -1; // Content-Length other than the body's
    };
    using Handler = std::function<Answer(const QByteArray &path)>;

    explicit FakeHub(const QHostAddress &address = QHostAddress::LocalHost, quint16 port = 0)
    {
        listen(address, port);
        connect(this, &QTcpServer::newConnection, this, [this] {
            while (auto *socket = nextPendingConnection()) {
                ++connections;
                connect(socket, &QTcpSocket::readyRead, this, [this, socket] { onRead(socket); });
                connect(socket, &QTcpSocket::disconnected, this, [this, socket] {
                    ++disconnects;
                    m_pending.remove(socket);
                    socket->deleteLater();
                });
            }
        });
    }

    QUrl url(const QString &path = {}, const QString &host = QStringLiteral("127.0.0.1")) const
    {
        return QUrl(QStringLiteral("http://%1:%2%3").arg(host).arg(serverPort()).arg(path));
    }
    void reply(const QByteArray &pathPrefix, const Answer &a)
    {
        m_answers.insert(pathPrefix, [a](const QByteArray &) { return a; });
    }
    void handle(const QByteArray &pathPrefix, const Handler &h) { m_answers.insert(pathPrefix, h); }
    // Several answers one after another; the last one stays.
    void replyInTurn(const QByteArray &pathPrefix, const QList<Answer> &answers)
    {
        m_answers.insert(pathPrefix, [answers, n = 0](const QByteArray &) mutable {
            return answers[qMin(n++, int(answers.size()) - 1)];
        });
    }

    static Answer redirect(const QUrl &to, int status = 302)
    {
        return {
            .status = status, .body = "moved", .headers = "Location: " + to.toEncoded() + "\r\n"};
    }

    int count(const QByteArray &needle) const
    {
        return int(std::ranges::count_if(requests,
                                         [&](const QByteArray &r) { return r.contains(needle); }));
    }

    QList<QByteArray> requests; // head and body
    int connections = 0;
    int disconnects = 0;

private:
    void onRead(QTcpSocket *socket)
    {
        QByteArray &data = m_pending[socket];
        data += socket->readAll();
        for (;;) {
            const qsizetype head = data.indexOf("\r\n\r\n");
            if (head < 0)
                return;
            qint64 length = 0;
            for (const QByteArray &line : data.first(head).split('\n'))
                if (line.toLower().startsWith("content-length:"))
                    length = line.sliced(15).trimmed().toLongLong();
            if (data.size() < head + 4 + length)
                return;
            const QByteArray request = data.first(head + 4 + length);
            data.remove(0, request.size());
            requests << request;
            answer(socket, request.split(' ').value(1));
            if (!m_pending.contains(socket))
                return;
        }
    }

    void answer(QTcpSocket *socket, const QByteArray &path)
    {
        Answer a{.status = 404, .body = R"({"error":"no such route"})"};
        qsizetype best = -1;
        for (auto it = m_answers.cbegin(); it != m_answers.cend(); ++it) {
            if (path.startsWith(it.key()) && it.key().size() > best) {
                best = it.key().size();
                a = it.value()(path);
            }
        }
        if (!a.raw.isEmpty()) {
            socket->write(a.raw);
        } else if (!a.stall) {
            const qint64 size = a.declaredSize < 0 ? a.body.size() : a.declaredSize;
            socket->write("HTTP/1.1 " + QByteArray::number(a.status)
                          + " X\r\nContent-Length: " + QByteArray::number(size)
                          + (a.keepAlive ? "\r\n" : "\r\nConnection: close\r\n") + a.headers
                          + "\r\n" + a.body);
        }
        if (a.stall || a.keepAlive) {
            socket->flush();
            return;
        }
        if (a.reset) {
            socket->flush();
            QTimer::singleShot(50, socket, [socket] { resetPeer(*socket); });
            return;
        }
        socket->disconnectFromHost();
    }

    QHash<QByteArray, Handler> m_answers;
    QHash<QTcpSocket *, QByteArray> m_pending;
};

Q_DECLARE_METATYPE(FakeHub::Answer)
