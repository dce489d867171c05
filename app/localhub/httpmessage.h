#pragma once

#include <QByteArray>
#include <QJsonArray>
#include <QJsonObject>
#include <QList>
#include <QTemporaryFile>

#include <functional>
#include <memory>
#include <optional>

using HttpHeaders = QList<std::pair<QByteArray, QByteArray>>;

// A request as read from the wire. Bodies above 8 MiB lie in a temporary file.
struct HttpRequest
{
    QByteArray origin; // "hub", "cdn", "evil", "mirror"
    QByteArray method;
    QByteArray target; // as sent
    HttpHeaders headers; // names in lower case
    QByteArray body; // empty when spooled
    std::shared_ptr<QTemporaryFile> spooled;
    qint64 bodySize = 0;
    QByteArray bodySha256; // hex

    QByteArray header(const QByteArray &name) const; // first value
    void removeHeader(const QByteArray &name);
    QByteArray path() const { return target.split('?').first(); }
    QByteArray query() const;
    QByteArray bodyBytes() const; // all of it in memory
};

// How an answer leaves the socket when it is not sent as it should be. See faults.h.
struct Wire
{
    enum class End { Normal, Close, Reset, Hang };

    QByteArray lead; // sent before the head
    std::optional<QByteArray> head; // sent instead of status line and headers; may be empty
    bool silent = false; // nothing is sent before the end
    bool noLength = false; // no Content-Length: the end of the connection ends the body
    bool chunked = false;
    qint64 stopAfter = -1; // body bytes, then the end
    End end = End::Normal;
    QByteArray tail; // sent after the body
    qint64 dripBytes = 0; // so many bytes, then dripMs of pause
    int dripMs = 0;
    bool dripHead = false; // the head drips as well
};

// An answer: the body is read in pieces while it is sent.
struct HttpReply
{
    using ReadAt = std::function<QByteArray(qint64 offset, qint64 length)>;

    int status = 200;
    HttpHeaders headers;
    qint64 size = 0; // of the body
    ReadAt readAt;
    Wire wire;

    static HttpReply bytes(int status, const QByteArray &type, QByteArray body);
    static HttpReply json(const QJsonObject &object, int status = 200);
    static HttpReply json(const QJsonArray &array, int status = 200);
    // {"error": message} with X-Error-Message and, when not empty, X-Error-Code. Source:
    // hub-api 2.4
    static HttpReply error(int status, const QByteArray &code, const QString &message);
    static HttpReply redirect(int status, const QByteArray &location);

    QByteArray header(const QByteArray &name) const; // any case; first value
    void setHeader(const QByteArray &name, const QByteArray &value); // replaces
    void removeHeader(const QByteArray &name);
    void setBody(QByteArray body);
    QByteArray bodyBytes() const { return size > 0 ? readAt(0, size) : QByteArray(); }
};
