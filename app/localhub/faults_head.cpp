// Faults N19 and N27: heads that no server should send.
#include "app/localhub/faults.h"

namespace {

using Places = const FaultPlaces &;
using Request = const HttpRequest &;

constexpr qint64 kHugeHeader = 64 << 20; // bytes
constexpr int kManyHeaders = 200'000;

// The connection ends with the body, so that clients which ignore the length can still finish.
void sayLength(HttpReply &reply, const QByteArray &text)
{
    reply.setHeader("Content-Length", text);
    reply.wire.end = Wire::End::Close;
}

void twoLengths(Request, HttpReply &reply, Places, qint64)
{
    sayLength(reply, QByteArray::number(reply.size));
    reply.headers.append({"Content-Length", QByteArray::number(reply.size + 490)});
}

void manyHeaders(Request, HttpReply &reply, Places, qint64 parameter)
{
    const qint64 count = parameter > 0 ? parameter : kManyHeaders;
    for (qint64 i = 0; i < count; ++i)
        reply.headers.append({"X-Flood-" + QByteArray::number(i), "x"});
}

void hugeHeader(Request, HttpReply &reply, Places, qint64 parameter)
{
    reply.setHeader("X-Flood", QByteArray(parameter > 0 ? parameter : kHugeHeader, 'x'));
}

} // namespace

QList<FaultKind> headFaults()
{
    return {
        {"length-negative", "N19", "Content-Length: -5", nullptr,
         [](Request, HttpReply &r, Places, qint64) { sayLength(r, "-5"); }},
        {"length-overflow", "N19", "Content-Length: 99999999999999999999", nullptr,
         [](Request, HttpReply &r, Places, qint64) { sayLength(r, "99999999999999999999"); }},
        {"length-twice", "N19", "two Content-Length headers that differ", nullptr, twoLengths},
        {"length-plus", "N19", "Content-Length with a plus sign", nullptr,
         [](Request, HttpReply &r, Places, qint64) {
             sayLength(r, '+' + QByteArray::number(r.size));
         }},
        {"length-hex", "N19", "Content-Length in hexadecimal", nullptr,
         [](Request, HttpReply &r, Places, qint64) {
             sayLength(r, "0x" + QByteArray::number(r.size, 16));
         }},
        {"length-spaces", "N19", "Content-Length with spaces inside", nullptr,
         [](Request, HttpReply &r, Places, qint64) {
             sayLength(r, "1 " + QByteArray::number(r.size));
         }},
        {"head-huge", "N27", "a header of so many bytes (64 MiB)", nullptr, hugeHeader},
        {"head-many", "N27", "so many headers (200000)", nullptr, manyHeaders},
        {"head-nul", "N27", "a header with a NUL byte", nullptr,
         [](Request, HttpReply &r, Places, qint64) {
             r.setHeader("X-Odd", QByteArray("a\0b", 3));
         }},
        {"head-8bit", "N27", "a header with bytes that are no ASCII", nullptr,
         [](Request, HttpReply &r, Places, qint64) { r.setHeader("X-Odd", "\xFF\xFE\xC3"); }},
    };
}
