#include "app/localhub/httpserver.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

// The storage and the stranger have loopback addresses of their own: clients of the Hub keep their
// token on redirects to another port of the same host, which never happens on the public one.
quint32 lastHostByte(const QByteArray &origin)
{
    return origin == "cdn" ? 2 : origin == "evil" ? 3 : 1;
}

} // namespace

HttpServer::HttpServer(QByteArray origin, QString spoolFolder, Answer answer, Receive receive,
                       Connection::Counts counts)
    : m_origin(std::move(origin))
    , m_spoolFolder(std::move(spoolFolder))
    , m_answer(std::move(answer))
    , m_receive(std::move(receive))
    , m_counts(std::move(counts))
{ }

QByteArray HttpServer::host() const
{
    return "127.0.0." + QByteArray::number(lastHostByte(m_origin));
}

HttpServer::~HttpServer()
{
    stop();
}

bool HttpServer::listen(int port, QString *error)
{
    m_listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    ::setsockopt(m_listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(quint16(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK + lastHostByte(m_origin) - 1);
    socklen_t length = sizeof address;
    auto *raw = reinterpret_cast<sockaddr *>(&address);
    if (m_listener < 0 || ::bind(m_listener, raw, length) != 0 || ::listen(m_listener, 512) != 0
        || ::getsockname(m_listener, raw, &length) != 0) {
        if (error)
            *error = QStringLiteral("Port %1 cannot be used: %2.")
                         .arg(QString::number(port), QString::fromLocal8Bit(std::strerror(errno)));
        if (m_listener >= 0)
            ::close(std::exchange(m_listener, -1));
        return false;
    }
    m_port = ntohs(address.sin_port);
    return true;
}

void HttpServer::start()
{
    m_acceptor = std::thread([this] { acceptLoop(); });
}

void HttpServer::acceptLoop()
{
    while (!m_stopping) {
        pollfd p{.fd = m_listener, .events = POLLIN, .revents = 0};
        const bool ready = ::poll(&p, 1, 1000) > 0; // ms; how long ended peers stay unreaped
        reap();
        if (!ready)
            continue;
        const int fd = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (fd < 0)
            continue;
        const int on = 1;
        ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        const std::lock_guard lock(m_mutex);
        Peer &peer = m_peers.emplace_back();
        peer.fd = fd;
        peer.thread = std::thread([this, &peer] { serve(peer); });
    }
}

void HttpServer::serve(Peer &peer)
{
    Connection connection(peer.fd, m_stopping, m_spoolFolder, m_counts);
    const Welcome welcome = m_receive ? m_receive() : Welcome::Serve;
    if (welcome == Welcome::Silent) {
        connection.hang();
    } else if (!admit(peer, welcome)) {
        connection.reset();
    } else {
        bool more = true;
        while (more && !m_stopping) {
            HttpRequest request{.origin = m_origin};
            more = connection.readRequest(request) && connection.write(request, m_answer(request));
        }
    }
    const std::lock_guard lock(m_mutex);
    ::close(peer.fd);
    peer.fd = -1;
    peer.done = true;
}

bool HttpServer::admit(Peer &peer, Welcome welcome)
{
    const std::lock_guard lock(m_mutex);
    const auto talkedTo = [](const Peer &other) { return other.admitted && !other.done; };
    peer.admitted = welcome != Welcome::OneAtATime || std::ranges::none_of(m_peers, talkedTo);
    return peer.admitted;
}

void HttpServer::reap()
{
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_peers, [](Peer &peer) {
        if (peer.done)
            peer.thread.join();
        return peer.done;
    });
}

void HttpServer::stop()
{
    m_stopping = true;
    if (m_listener >= 0)
        ::shutdown(m_listener, SHUT_RDWR); // wakes the accept loop
    if (m_acceptor.joinable())
        m_acceptor.join();
    {
        const std::lock_guard lock(m_mutex);
        for (Peer &peer : m_peers) {
            if (peer.fd >= 0)
                ::shutdown(peer.fd, SHUT_RDWR); // wakes a blocked recv or send
        }
    }
    for (Peer &peer : m_peers)
        peer.thread.join();
    m_peers.clear();
    if (m_listener >= 0)
        ::close(std::exchange(m_listener, -1));
}
