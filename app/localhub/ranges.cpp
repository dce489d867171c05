#include "app/localhub/routes.h"

namespace {

struct ByteRange
{
    qint64 first = 0;
    qint64 last = -1; // inclusive
    bool asked = false; // a Range header that we understand
    bool outside = false;
};

// "bytes=a-b", "bytes=a-", "bytes=-n"; anything else is as if not asked (RFC 9110, 14.2).
ByteRange rangeOf(const QByteArray &header, qint64 size)
{
    ByteRange whole{.first = 0, .last = size - 1};
    if (!header.startsWith("bytes=") || header.contains(','))
        return whole;
    const QByteArray spec = header.mid(6).trimmed();
    const qsizetype dash = spec.indexOf('-');
    if (dash < 0)
        return whole;
    bool firstOk = false;
    bool lastOk = false;
    const qint64 first = spec.left(dash).toLongLong(&firstOk);
    const qint64 last = spec.mid(dash + 1).toLongLong(&lastOk);
    if (dash == 0 && lastOk) // the last n bytes
        return {.first = qMax<qint64>(0, size - last),
                .last = size - 1,
                .asked = true,
                .outside = last == 0 || size == 0};
    if (!firstOk || (lastOk && last < first))
        return whole;
    return {.first = first,
            .last = lastOk ? qMin(last, size - 1) : size - 1,
            .asked = true,
            .outside = first >= size};
}

} // namespace

HttpReply contentReply(const HttpRequest &request, const Content &content, const QByteArray &etag,
                       const QByteArray &type)
{
    HttpReply reply;
    reply.setHeader("ETag", etag);
    reply.setHeader("Accept-Ranges", "bytes");
    if (request.header("if-none-match") == etag) {
        reply.status = 304;
        return reply;
    }
    reply.setHeader("Content-Type", type);
    const qint64 size = content.size();
    const ByteRange range = rangeOf(request.header("range"), size);
    if (range.outside) {
        HttpReply out = HttpReply::bytes(416, "text/plain", "Range Not Satisfiable");
        out.setHeader("Content-Range", "bytes */" + QByteArray::number(size));
        return out;
    }
    if (range.asked) {
        reply.status = 206;
        reply.setHeader("Content-Range",
                        "bytes " + QByteArray::number(range.first) + '-'
                            + QByteArray::number(range.last) + '/' + QByteArray::number(size));
    }
    reply.size = range.last - range.first + 1;
    reply.readAt = [content, first = range.first](qint64 offset, qint64 length) {
        return content.read(first + offset, length);
    };
    return reply;
}
