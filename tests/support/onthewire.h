#pragma once

#include <QByteArray>
#include <QHostAddress>
#include <QUrl>

#include <cerrno>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

// What came over one socket until it ended, or until nothing came for a while.
struct OnTheWire
{
    QByteArray all;
    bool closed = false;
    bool reset = false;

    QByteArray statusLine() const { return all.left(all.indexOf("\r\n")); }
    QByteArray head() const { return all.left(all.indexOf("\r\n\r\n") + 4); }
    QByteArray body() const { return all.mid(all.indexOf("\r\n\r\n") + 4); }
};

// Sends bytes as they are to the server that a URL names and takes what it answers until it ends,
// or until nothing came for quietMs milliseconds. Blocks.
inline OnTheWire onTheWire(const QUrl &server, const QByteArray &message, int quietMs)
{
    // A bare socket, because QTcpSocket tells a reset and an end in the same words.
    OnTheWire out;
    const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(quint16(server.port()));
    address.sin_addr.s_addr = htonl(QHostAddress(server.host()).toIPv4Address());
    const bool sent = ::connect(fd, reinterpret_cast<sockaddr *>(&address), sizeof address) == 0
        && ::send(fd, message.data(), size_t(message.size()), MSG_NOSIGNAL) == message.size();
    QByteArray block(1 << 20, Qt::Uninitialized);
    pollfd p{.fd = fd, .events = POLLIN, .revents = 0};
    while (sent && !out.closed && ::poll(&p, 1, quietMs) > 0) {
        const ssize_t n = ::recv(fd, block.data(), size_t(block.size()), 0);
        out.all.append(block.constData(), qMax<ssize_t>(n, 0));
        out.closed = n <= 0;
        out.reset = n < 0 && errno == ECONNRESET;
    }
    ::close(fd);
    return out;
}
