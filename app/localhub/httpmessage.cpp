#include "app/localhub/httpmessage.h"

#include <QJsonDocument>

#include <algorithm>

namespace {

// Header values are one line of Latin-1: anything else would break the message.
QByteArray headerSafe(const QString &text)
{
    QByteArray out;
    for (const QChar c : text)
        out += c.unicode() >= 0x20 && c.unicode() < 0x7f ? char(c.unicode()) : '?';
    return out;
}

template<typename Headers>
auto findHeader(Headers &headers, const QByteArray &name)
{
    return std::ranges::find_if(
        headers, [&](const auto &h) { return h.first.compare(name, Qt::CaseInsensitive) == 0; });
}

} // namespace

QByteArray HttpRequest::header(const QByteArray &name) const
{
    const auto it = findHeader(headers, name);
    return it == headers.end() ? QByteArray() : it->second;
}

void HttpRequest::removeHeader(const QByteArray &name)
{
    headers.removeIf([&](const auto &h) { return h.first == name; });
}

QByteArray HttpRequest::query() const
{
    const qsizetype at = target.indexOf('?');
    return at < 0 ? QByteArray() : target.mid(at + 1);
}

QByteArray HttpRequest::bodyBytes() const
{
    if (!spooled)
        return body;
    spooled->seek(0);
    return spooled->readAll();
}

HttpReply HttpReply::bytes(int status, const QByteArray &type, QByteArray body)
{
    HttpReply r;
    r.status = status;
    r.headers.append({"Content-Type", type});
    r.setBody(std::move(body));
    return r;
}

HttpReply HttpReply::json(const QJsonObject &object, int status)
{
    return bytes(status, "application/json; charset=utf-8",
                 QJsonDocument(object).toJson(QJsonDocument::Compact));
}

HttpReply HttpReply::json(const QJsonArray &array, int status)
{
    return bytes(status, "application/json; charset=utf-8",
                 QJsonDocument(array).toJson(QJsonDocument::Compact));
}

HttpReply HttpReply::error(int status, const QByteArray &code, const QString &message)
{
    HttpReply r = json(QJsonObject{{QStringLiteral("error"), message}}, status);
    if (!code.isEmpty())
        r.setHeader("X-Error-Code", code);
    r.setHeader("X-Error-Message", headerSafe(message));
    return r;
}

HttpReply HttpReply::redirect(int status, const QByteArray &location)
{
    HttpReply r = bytes(status, "text/plain; charset=utf-8", "Redirecting to " + location);
    r.setHeader("Location", location);
    return r;
}

QByteArray HttpReply::header(const QByteArray &name) const
{
    const auto it = findHeader(headers, name);
    return it == headers.end() ? QByteArray() : it->second;
}

void HttpReply::setHeader(const QByteArray &name, const QByteArray &value)
{
    removeHeader(name);
    headers.append({name, value});
}

void HttpReply::removeHeader(const QByteArray &name)
{
    headers.removeIf(
        [&](const auto &h) { return h.first.compare(name, Qt::CaseInsensitive) == 0; });
}

void HttpReply::setBody(QByteArray body)
{
    size = body.size();
    readAt = [body = std::move(body)](qint64 offset, qint64 length) {
        return body.mid(offset, length);
    };
}
