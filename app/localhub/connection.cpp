#include "app/localhub/connection.h"

#include "app/disk/contenthash.h"

#include <chrono>
#include <poll.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMaxRequestHead = 1 << 20; // bytes; a client of ours sends a few hundred
constexpr qint64 kMaxBodyInMemory = 8 << 20; // bytes; larger ones go to a temporary file
constexpr qint64 kSendBlock = 256 << 10; // bytes read from a body at once

// People read it in messages of clients; programs don't.
QByteArray reasonPhrase(int status)
{
    switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 204: return "No Content";
    case 206: return "Partial Content";
    case 302: return "Found";
    case 304: return "Not Modified";
    case 307: return "Temporary Redirect";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 409: return "Conflict";
    case 412: return "Precondition Failed";
    case 416: return "Range Not Satisfiable";
    case 429: return "Too Many Requests";
    case 503: return "Service Unavailable";
    default: return "Status";
    }
}

QByteArray replyHead(const HttpReply &reply)
{
    QByteArray head = "HTTP/1.1 " + QByteArray::number(reply.status) + ' '
        + reasonPhrase(reply.status) + "\r\n";
    for (const auto &[name, value] : reply.headers)
        head += name + ": " + value + "\r\n";
    const bool bodyless = reply.status == 204 || reply.status == 304 || reply.status / 100 == 1;
    if (reply.wire.chunked)
        head += "Transfer-Encoding: chunked\r\n";
    else if (!bodyless && !reply.wire.noLength && reply.header("Content-Length").isEmpty())
        head += "Content-Length: " + QByteArray::number(reply.size) + "\r\n";
    if (reply.wire.noLength)
        head += "Connection: close\r\n";
    return head + "\r\n";
}

} // namespace

Connection::Connection(int fd, const std::atomic<bool> &stopping, QString spoolFolder,
                       Counts counts)
    : m_fd(fd)
    , m_stopping(stopping)
    , m_spoolFolder(std::move(spoolFolder))
    , m_counts(std::move(counts))
{ }

bool Connection::fill()
{
    char block[64 << 10];
    const ssize_t n = ::recv(m_fd, block, sizeof block, 0);
    if (n <= 0)
        return false;
    m_buffer.append(block, n);
    return true;
}

bool Connection::readLine(QByteArray &line)
{
    qsizetype end;
    while ((end = m_buffer.indexOf("\r\n")) < 0) {
        if (m_buffer.size() > kMaxRequestHead || !fill())
            return false;
    }
    line = m_buffer.left(end);
    m_buffer.remove(0, end + 2);
    return true;
}

bool Connection::readHead(HttpRequest &request)
{
    QByteArray line;
    if (!readLine(line))
        return false;
    const QList<QByteArray> parts = line.split(' ');
    if (parts.size() != 3 || !parts[2].startsWith("HTTP/1."))
        return false;
    request.method = parts[0];
    request.target = parts[1];
    while (readLine(line) && !line.isEmpty()) {
        const qsizetype colon = line.indexOf(':');
        if (colon <= 0)
            return false;
        request.headers.append({line.left(colon).toLower(), line.mid(colon + 1).trimmed()});
    }
    return line.isEmpty();
}

bool Connection::readCounted(qint64 left, const std::function<bool(QByteArrayView)> &take)
{
    while (left > 0) {
        if (m_buffer.isEmpty() && !fill())
            return false;
        const qint64 n = qMin(left, qint64(m_buffer.size()));
        if (!take(QByteArrayView(m_buffer).first(n)))
            return false;
        m_buffer.remove(0, n);
        left -= n;
    }
    return true;
}

// Linux throws a stream's bytes away without copying them.
bool Connection::drop(qint64 left)
{
    const qint64 had = qMin(left, qint64(m_buffer.size()));
    m_buffer.remove(0, had);
    for (left -= had; left > 0;) {
        const ssize_t n = ::recv(m_fd, nullptr, size_t(qMin(left, kMaxBodyInMemory)), MSG_TRUNC);
        if (n <= 0)
            return false;
        left -= n;
    }
    return true;
}

bool Connection::readChunks(const std::function<bool(QByteArrayView)> &take)
{
    QByteArray line;
    for (;;) {
        if (!readLine(line))
            return false;
        bool ok = false;
        const qint64 size = line.left(line.indexOf(';')).trimmed().toLongLong(&ok, 16);
        if (!ok || size < 0)
            return false;
        if (size == 0)
            break;
        if (!readCounted(size, take) || !readLine(line) || !line.isEmpty())
            return false;
    }
    while (readLine(line)) { // trailers
        if (line.isEmpty())
            return true;
    }
    return false;
}

bool Connection::readBody(HttpRequest &request)
{
    ContentHash hash(QByteArray(64, '0'), 0); // SHA-256
    const auto take = [&](QByteArrayView bytes) {
        hash.add(bytes);
        request.bodySize += bytes.size();
        if (!request.spooled && request.bodySize > kMaxBodyInMemory) {
            request.spooled = std::make_shared<QTemporaryFile>(m_spoolFolder + "/body.XXXXXX"_L1);
            if (!request.spooled->open() || request.spooled->write(request.body) < 0)
                return false;
            request.body.clear();
        }
        if (request.spooled)
            return request.spooled->write(bytes.data(), bytes.size()) == bytes.size();
        request.body.append(bytes);
        return true;
    };
    if (request.header("expect").toLower() == "100-continue"
        && !send("HTTP/1.1 100 Continue\r\n\r\n"))
        return false;
    const bool isChunked = request.header("transfer-encoding").toLower() == "chunked";
    const qint64 length = request.header("content-length").toLongLong();
    if (!isChunked && m_counts && m_counts(request)) {
        request.bodySize = length;
        return drop(length);
    }
    const bool read = isChunked ? readChunks(take) : readCounted(length, take);
    if (request.spooled && !request.spooled->flush())
        return false;
    request.bodySha256 = hash.result();
    return read;
}

bool Connection::readRequest(HttpRequest &request)
{
    return readHead(request) && readBody(request);
}

bool Connection::send(QByteArrayView bytes)
{
    while (!bytes.isEmpty()) {
        const ssize_t n = ::send(m_fd, bytes.data(), size_t(bytes.size()), MSG_NOSIGNAL);
        if (n <= 0)
            return false;
        bytes = bytes.sliced(n);
    }
    return true;
}

void Connection::pause(int ms)
{
    for (; ms > 0 && !m_stopping; ms -= 20)
        std::this_thread::sleep_for(std::chrono::milliseconds(qMin(ms, 20)));
}

bool Connection::sendPaced(QByteArrayView bytes, const Wire &wire)
{
    if (wire.dripBytes <= 0)
        return send(bytes);
    while (!bytes.isEmpty() && !m_stopping) {
        const qint64 n = qMin(wire.dripBytes, qint64(bytes.size()));
        if (!send(bytes.first(n)))
            return false;
        bytes = bytes.sliced(n);
        pause(wire.dripMs);
    }
    return bytes.isEmpty();
}

bool Connection::sendBody(const HttpReply &reply)
{
    const Wire &wire = reply.wire;
    const qint64 end = wire.stopAfter < 0 ? reply.size : qMin(reply.size, wire.stopAfter);
    for (qint64 at = 0; at < end;) {
        const QByteArray block = reply.readAt(at, qMin(kSendBlock, end - at));
        if (block.isEmpty())
            return false; // a stored file went away: the peer sees a short body
        if (wire.chunked && !send(QByteArray::number(block.size(), 16) + "\r\n"))
            return false;
        if (!sendPaced(block, wire) || (wire.chunked && !send("\r\n")))
            return false;
        at += block.size();
    }
    if (wire.chunked && wire.stopAfter < 0 && wire.tail.isEmpty() && !send("0\r\n\r\n"))
        return false;
    return send(wire.tail);
}

bool Connection::write(const HttpRequest &request, const HttpReply &reply)
{
    const Wire &wire = reply.wire;
    if (wire.silent)
        return finish(wire.end);
    if (!send(wire.lead))
        return false;
    const QByteArray head = wire.head.value_or(replyHead(reply));
    if (!(wire.dripHead ? sendPaced(head, wire) : send(head)))
        return false;
    const bool bodyless = request.method == "HEAD" || reply.status == 204 || reply.status == 304;
    if (!bodyless && !sendBody(reply))
        return false;
    if (wire.end != Wire::End::Normal)
        return finish(wire.end);
    return !wire.noLength && request.header("connection").toLower() != "close";
}

bool Connection::finish(Wire::End end)
{
    if (end == Wire::End::Hang)
        hang();
    if (end == Wire::End::Reset)
        reset();
    return false;
}

void Connection::reset()
{
    const linger now{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(m_fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

void Connection::hang()
{
    char byte;
    while (!m_stopping) {
        pollfd p{.fd = m_fd, .events = POLLIN | POLLRDHUP, .revents = 0};
        if (::poll(&p, 1, 50) > 0) {
            if (p.revents & (POLLHUP | POLLERR | POLLRDHUP))
                return;
            if (::recv(m_fd, &byte, 1, 0) <= 0)
                return;
        }
    }
}
