// Faults N20, N22 to N24 and D01 to D12: bodies and what is said about them.
#include "app/localhub/content.h"
#include "app/localhub/faults.h"
#include "app/localhub/gzip.h"

namespace {

using Answer = std::optional<HttpReply>;
using Places = const FaultPlaces &;
using Request = const HttpRequest &;

constexpr qint64 kDamagedBlock = 64 << 10; // bytes
constexpr qint64 kExtraBytes = 490;
constexpr qint64 kGzipCut = 20; // bytes
constexpr qint64 kBombMegabytes = 200;

// Where the body stands in the file: the start of Content-Range.
qint64 bodyStart(const HttpReply &reply)
{
    const QByteArray range = reply.header("Content-Range"); // "bytes a-b/n"
    return range.startsWith("bytes ") ? range.mid(6, range.indexOf('-') - 6).toLongLong() : 0;
}

qint64 fileSize(const HttpReply &reply)
{
    const QByteArray range = reply.header("Content-Range");
    return range.contains('/') ? range.mid(range.indexOf('/') + 1).toLongLong() : reply.size;
}

// Changes bytes by their place in the file, whatever range of it is sent.
void damage(HttpReply &reply, qint64 first, qint64 length, void (*change)(char &))
{
    reply.readAt = [read = reply.readAt, start = bodyStart(reply), first, length,
                    change](qint64 offset, qint64 n) {
        QByteArray block = read(offset, n);
        const qint64 at = start + offset;
        for (qint64 i = qMax(first, at); i < qMin(first + length, at + block.size()); ++i)
            change(block[i - at]);
        return block;
    };
}

void flipBit(Request, HttpReply &reply, Places, qint64 parameter)
{
    const qint64 at = parameter > 0 ? parameter : fileSize(reply) / 2;
    damage(reply, at, 1, [](char &c) { c = char(c ^ 1); });
}

void blankBlock(Request, HttpReply &reply, Places, qint64 parameter)
{
    damage(reply, parameter, kDamagedBlock, [](char &c) { c = char(~c); });
}

void otherFile(Request, HttpReply &reply, Places, qint64)
{
    const Content other = Content::synthetic(fileSize(reply), 0xBAD);
    reply.readAt = [other, start = bodyStart(reply)](qint64 offset, qint64 n) {
        return other.read(start + offset, n);
    };
}

void pointerBody(Request, HttpReply &reply, Places, qint64)
{
    if (reply.status == 206)
        reply.status = 200;
    reply.removeHeader("Content-Range");
    reply.setBody(lfsPointer(QByteArray(64, 'a'), fileSize(reply)));
}

void longerBody(HttpReply &reply, qint64 extra)
{
    const qint64 size = reply.size;
    reply.size += extra;
    reply.readAt = [read = reply.readAt, size](qint64 offset, qint64 n) {
        QByteArray block = offset < size ? read(offset, qMin(n, size - offset)) : QByteArray();
        return block.append(QByteArray(n - block.size(), 'x'));
    };
}

void gzipBody(HttpReply &reply, qint64 cut)
{
    reply.setBody(gzipped(reply.bodyBytes()).chopped(cut));
    reply.setHeader("Content-Encoding", "gzip");
}

void gzipBomb(Request, HttpReply &reply, Places, qint64 parameter)
{
    const qint64 megabytes = parameter > 0 ? parameter : kBombMegabytes;
    reply.setBody('[' + QByteArray(megabytes << 20, ' ') + ']');
    gzipBody(reply, 0);
}

Answer dropRange(HttpRequest &request, Places, qint64)
{
    request.removeHeader("range");
    return {};
}

void contentRange(HttpReply &reply, qint64 shift, qint64 longer)
{
    const qint64 start = bodyStart(reply) + shift;
    reply.setHeader("Content-Range",
                    "bytes " + QByteArray::number(start) + '-'
                        + QByteArray::number(start + reply.size - 1) + '/'
                        + QByteArray::number(fileSize(reply) + longer));
}

void multipartRanges(Request, HttpReply &reply, Places, qint64)
{
    const QByteArray part = "--b\r\nContent-Range: " + reply.header("Content-Range") + "\r\n\r\n";
    reply.setBody(part + reply.bodyBytes() + "\r\n--b--\r\n");
    reply.removeHeader("Content-Range");
    reply.setHeader("Content-Type", "multipart/byteranges; boundary=b");
}

void everyEtag(HttpReply &reply, const QByteArray &value)
{
    for (const QByteArray &name : {QByteArray("ETag"), QByteArray("X-Linked-Etag")}) {
        if (!reply.header(name).isEmpty())
            reply.setHeader(name, value);
    }
}

void unasked206(Request, HttpReply &reply, Places, qint64)
{
    if (reply.status != 200)
        return;
    reply.status = 206;
    reply.setHeader("Content-Range",
                    "bytes 0-" + QByteArray::number(reply.size - 1) + '/'
                        + QByteArray::number(reply.size));
}

QList<FaultKind> rangeFaults()
{
    return {
        {"ignore-range", "D01", "200 with everything to a Range request", dropRange},
        {"range-shifted", "D02", "Content-Range begins so many bytes (1) later than the bytes do",
         nullptr, [](Request, HttpReply &r, Places, qint64 n) { contentRange(r, n ? n : 1, 0); }},
        {"range-total", "D02", "Content-Range says so many bytes (1) more in all", nullptr,
         [](Request, HttpReply &r, Places, qint64 n) { contentRange(r, 0, n ? n : 1); }},
        {"range-missing", "D02", "206 without Content-Range", nullptr,
         [](Request, HttpReply &r, Places, qint64) { r.removeHeader("Content-Range"); }},
        {"range-star", "D02", "Content-Range: bytes */*", nullptr,
         [](Request, HttpReply &r, Places, qint64) { r.setHeader("Content-Range", "bytes */*"); }},
        {"range-malformed", "D02", "Content-Range: octets zero-ten", nullptr,
         [](Request, HttpReply &r, Places, qint64) {
             r.setHeader("Content-Range", "octets zero-ten");
         }},
        {"range-multipart", "D02", "206 as multipart/byteranges", nullptr, multipartRanges},
        {"unasked-206", "N30", "206 to a request without Range", nullptr, unasked206},
    };
}

QList<FaultKind> identityFaults()
{
    return {
        {"etag-changed", "D04", "another ETag, well-formed", nullptr,
         [](Request, HttpReply &r, Places, qint64) {
             everyEtag(r, '"' + QByteArray(64, 'c') + '"');
         }},
        {"etag-missing", "D11", "no ETag", nullptr,
         [](Request, HttpReply &r, Places, qint64) {
             r.removeHeader("ETag");
             r.removeHeader("X-Linked-Etag");
         }},
        {"etag-weak", "D11", "W/ before each ETag", nullptr,
         [](Request, HttpReply &r, Places, qint64) {
             everyEtag(r,
                       "W/"
                           + (r.header("X-Linked-Etag").isEmpty() ? r.header("ETag")
                                                                  : r.header("X-Linked-Etag")));
         }},
        {"etag-traversal", "D11", "../../evil as ETag", nullptr,
         [](Request, HttpReply &r, Places, qint64) { everyEtag(r, "\"../../../evil\""); }},
        {"etag-long", "D11", "300 digits", nullptr,
         [](Request, HttpReply &r, Places, qint64) {
             everyEtag(r, '"' + QByteArray(300, 'a') + '"');
         }},
        {"etag-upper", "D11", "upper case digits", nullptr,
         [](Request, HttpReply &r, Places, qint64) {
             everyEtag(r, '"' + QByteArray(64, 'A') + '"');
         }},
        {"etag-empty", "D11", "empty ETag", nullptr,
         [](Request, HttpReply &r, Places, qint64) { everyEtag(r, "\"\""); }},
        {"size-wrong", "D11", "X-Linked-Size is this number (0)", nullptr,
         [](Request, HttpReply &r, Places, qint64 n) {
             r.setHeader("X-Linked-Size", QByteArray::number(n));
         }},
        {"commit-missing", "D12", "no X-Repo-Commit", nullptr,
         [](Request, HttpReply &r, Places, qint64) { r.removeHeader("X-Repo-Commit"); }},
        {"commit-traversal", "D12", "X-Repo-Commit: ../../x", nullptr,
         [](Request, HttpReply &r, Places, qint64) { r.setHeader("X-Repo-Commit", "../../x"); }},
        {"commit-short", "D12", "39 digits", nullptr,
         [](Request, HttpReply &r, Places, qint64) {
             r.setHeader("X-Repo-Commit", QByteArray(39, 'a'));
         }},
        {"commit-other", "D12", "another commit", nullptr,
         [](Request, HttpReply &r, Places, qint64) {
             r.setHeader("X-Repo-Commit", QByteArray(40, 'd'));
         }},
    };
}

} // namespace

QList<FaultKind> bodyFaults()
{
    return rangeFaults() + identityFaults()
        + QList<FaultKind>{
            {"bit-flip", "D06 D07", "one bit at this byte of the file (its middle)", nullptr,
             flipBit},
            {"block-damaged", "D06 D07", "64 KiB inverted from this byte of the file on", nullptr,
             blankBlock},
            {"other-file", "D10", "bytes of another file, same size", nullptr, otherFile},
            {"pointer", "D06", "an LFS pointer's text in place of the content", nullptr,
             pointerBody},
            {"longer", "N20", "so many bytes (490) more, counted in Content-Length", nullptr,
             [](Request, HttpReply &r, Places, qint64 n) {
                 longerBody(r, n > 0 ? n : kExtraBytes);
             }},
            {"longer-uncounted", "N20", "so many bytes (490) after what Content-Length says",
             nullptr,
             [](Request, HttpReply &r, Places, qint64 n) {
                 r.wire.tail = QByteArray(n > 0 ? n : kExtraBytes, 'x');
                 r.wire.end = Wire::End::Close;
             }},
            {"gzip", "N22", "the body in gzip, asked for or not", nullptr,
             [](Request, HttpReply &r, Places, qint64) { gzipBody(r, 0); }},
            {"gzip-cut", "N23", "the body in gzip, its last so many bytes (20) missing", nullptr,
             [](Request, HttpReply &r, Places, qint64 n) { gzipBody(r, n > 0 ? n : kGzipCut); }},
            {"gzip-bomb", "N24", "so many MiB (200) of blanks in gzip", nullptr, gzipBomb},
        };
}
