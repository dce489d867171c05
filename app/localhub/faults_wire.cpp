// Faults N16 to N18, N21, N25, N26, N28 to N30: how an answer breaks on the wire.
#include "app/localhub/faults.h"

namespace {

using Answer = std::optional<HttpReply>;
using Places = const FaultPlaces &;
using Request = const HttpRequest &;

constexpr int kDripPause = 10'000; // ms between two bytes
constexpr qint64 kSlowRate = 1 << 20; // bytes per second
constexpr int kSlowPause = 40; // ms
constexpr int kContinues = 1000;
constexpr qint64 kHugeExtension = 8 << 20; // bytes of a chunk's extension

// Half of the body unless so many bytes are wanted.
void cut(HttpReply &reply, qint64 parameter, Wire::End end)
{
    reply.wire.stopAfter = parameter > 0 ? parameter : reply.size / 2;
    reply.wire.end = end;
}

Answer rawAnswer(const QByteArray &bytes, Wire::End end = Wire::End::Close)
{
    HttpReply reply;
    reply.wire.head = bytes;
    reply.wire.end = end;
    return reply;
}

void chunkedHalf(HttpReply &reply, const QByteArray &tail)
{
    reply.wire.chunked = true;
    cut(reply, 0, Wire::End::Close);
    reply.wire.tail = tail;
}

void drip(HttpReply &reply, qint64 parameter, bool head)
{
    reply.wire.dripBytes = 1;
    reply.wire.dripMs = parameter > 0 ? int(parameter) : kDripPause;
    reply.wire.dripHead = head;
}

void slow(HttpReply &reply, qint64 parameter)
{
    const qint64 rate = parameter > 0 ? parameter : kSlowRate;
    reply.wire.dripBytes = qMax<qint64>(1, rate * kSlowPause / 1'000);
    reply.wire.dripMs = kSlowPause;
}

void lose(HttpReply &reply, Wire::End end)
{
    reply.wire.silent = true;
    reply.wire.end = end;
}

QByteArray continues()
{
    return QByteArray("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n").repeated(kContinues);
}

QList<FaultKind> cutFaults()
{
    return {
        {"reset", "N16", "RST after so many bytes of the body (half)", nullptr,
         [](Request, HttpReply &r, Places, qint64 n) { cut(r, n, Wire::End::Reset); }},
        {"early-end", "N17", "FIN after so many bytes (half); Content-Length says all", nullptr,
         [](Request, HttpReply &r, Places, qint64 n) { cut(r, n, Wire::End::Close); }},
        {"no-length", "N18", "everything, without Content-Length", nullptr,
         [](Request, HttpReply &r, Places, qint64) {
             r.wire.noLength = true;
             r.wire.end = Wire::End::Close;
         }},
        {"no-length-half", "N18", "FIN after so many bytes (half), without Content-Length", nullptr,
         [](Request, HttpReply &r, Places, qint64 n) {
             r.wire.noLength = true;
             cut(r, n, Wire::End::Close);
         }},
        {"chunked", "N21", "everything, chunked", nullptr,
         [](Request, HttpReply &r, Places, qint64) { r.wire.chunked = true; }},
        {"chunked-cut", "N21", "chunked, ends after half", nullptr,
         [](Request, HttpReply &r, Places, qint64) { chunkedHalf(r, {}); }},
        {"chunk-bad-size", "N21", "half, then a chunk size that is no number", nullptr,
         [](Request, HttpReply &r, Places, qint64) { chunkedHalf(r, "xyz\r\nabc\r\n0\r\n\r\n"); }},
        {"chunk-huge-extension", "N21", "half, then so many bytes (8 MiB) of chunk extension",
         nullptr,
         [](Request, HttpReply &r, Places, qint64 n) {
             chunkedHalf(r,
                         "1;" + QByteArray(n > 0 ? n : kHugeExtension, 'e') + "\r\nx\r\n0\r\n\r\n");
         }},
        {"chunk-trailers", "N21", "half, then an end with trailers that look like headers", nullptr,
         [](Request, HttpReply &r, Places, qint64) {
             chunkedHalf(r, "0\r\nX-Repo-Commit: ../../x\r\nContent-Length: 3\r\n\r\n");
         }},
    };
}

QList<FaultKind> silenceFaults()
{
    return {
        {"drip", "N25", "one byte of the body per so many ms (10000)", nullptr,
         [](Request, HttpReply &r, Places, qint64 n) { drip(r, n, false); }},
        {"drip-head", "N25", "one byte of head and body per so many ms (10000)", nullptr,
         [](Request, HttpReply &r, Places, qint64 n) { drip(r, n, true); }},
        {"slow", "N25", "so many bytes (1048576) a second at most", nullptr,
         [](Request, HttpReply &r, Places, qint64 n) { slow(r, n); }},
        {"silent-reply", "N26", "the request is taken, nothing comes back", nullptr,
         [](Request, HttpReply &r, Places, qint64) { lose(r, Wire::End::Hang); }},
        {"silent-body", "N26", "the head, then nothing", nullptr,
         [](Request, HttpReply &r, Places, qint64) {
             r.wire.stopAfter = 0;
             r.wire.end = Wire::End::Hang;
         }},
        {"stall", "N26", "so many bytes of the body (half), then nothing", nullptr,
         [](Request, HttpReply &r, Places, qint64 n) { cut(r, n, Wire::End::Hang); }},
        {"refuse", "N29", "nothing is done; the connection closes before any answer",
         [](HttpRequest &, Places, qint64) -> Answer {
             HttpReply r;
             lose(r, Wire::End::Close);
             return r;
         }},
        {"lost-reply", "N29", "all is done, but the connection closes before the answer", nullptr,
         [](Request, HttpReply &r, Places, qint64) { lose(r, Wire::End::Close); }},
        {"lost-reply-reset", "N29", "all is done, but the connection is reset before the answer",
         nullptr, [](Request, HttpReply &r, Places, qint64) { lose(r, Wire::End::Reset); }},
    };
}

} // namespace

QList<FaultKind> wireFaults()
{
    return cutFaults() + silenceFaults()
        + QList<FaultKind>{
            {"garbage", "N28", "bytes that are no HTTP",
             [](HttpRequest &, Places, qint64) {
                 return rawAnswer(QByteArray(2048, '\xAA') + "\r\n\r\n");
             }},
            {"http09", "N28", "a body without any head",
             [](HttpRequest &, Places, qint64) { return rawAnswer("<html>old</html>"); }},
            {"http2", "N28", "an HTTP/2 settings frame",
             [](HttpRequest &, Places, qint64) {
                 return rawAnswer(QByteArray::fromHex("000000040000000000"));
             }},
            {"tls-alert", "N28", "a TLS alert on a plain port",
             [](HttpRequest &, Places, qint64) {
                 return rawAnswer(QByteArray::fromHex("15030100020228"));
             }},
            {"hints-flood", "N30", "a thousand 103 answers before the real one", nullptr,
             [](Request, HttpReply &r, Places, qint64) { r.wire.lead = continues(); }},
        };
}
