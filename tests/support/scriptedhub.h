#pragma once

#include <QTcpServer>
#include <QTcpSocket>
#include <QUrl>
#include <QUrlQuery>

#include <algorithm>

// A loopback Hub that says what a test told it to say, and remembers what it was asked. For what a
// real one cannot be made to do: stay silent, answer late, answer nonsense.
class ScriptedHub final : public QTcpServer
{
public:
    struct Answer
    {
        int status = 200;
        QByteArray body = "[]";
        QByteArray headers; // each line ends in \r\n
        bool stall = false; // accept, then stay silent until release()
    };

    ScriptedHub()
    {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this] {
            while (QTcpSocket *socket = nextPendingConnection())
                connect(socket, &QTcpSocket::readyRead, this, [this, socket] { answer(socket); });
        });
    }

    QUrl url() const { return QUrl(QStringLiteral("http://127.0.0.1:%1").arg(serverPort())); }

    // For targets that contain part; the last one given wins.
    void reply(const QByteArray &part, const Answer &answer) { m_answers.prepend({part, answer}); }

    // Sends the stalled answers after all, where somebody still listens.
    void release()
    {
        for (const auto &[socket, late] : std::exchange(m_stalled, {}))
            if (socket->state() == QAbstractSocket::ConnectedState)
                send(socket, late);
    }

    int asked(const QByteArray &part) const
    {
        return static_cast<int>(std::ranges::count_if(
            targets, [&](const QByteArray &target) { return target.contains(part); }));
    }
    QUrlQuery lastQuery() const
    {
        return QUrlQuery(QUrl::fromEncoded(targets.value(targets.size() - 1)));
    }

    QList<QByteArray> targets; // path and query of every request so far

private:
    void answer(QTcpSocket *socket)
    {
        const QByteArray target = socket->readAll().split(' ').value(1);
        targets << target;
        Answer found{404, R"({"error":"no such route"})", {}, false};
        for (const auto &[part, answer] : std::as_const(m_answers))
            if (target.contains(part)) {
                found = answer;
                break;
            }
        if (found.stall)
            m_stalled.append({socket, found});
        else
            send(socket, found);
    }

    static void send(QTcpSocket *socket, const Answer &a)
    {
        socket->write("HTTP/1.1 " + QByteArray::number(a.status)
                      + " X\r\nContent-Length: " + QByteArray::number(a.body.size())
                      + "\r\nConnection: close\r\n" + a.headers + "\r\n" + a.body);
        socket->disconnectFromHost();
    }

    QList<std::pair<QByteArray, Answer>> m_answers;
    QList<std::pair<QTcpSocket *, Answer>> m_stalled;
};
