// Faults N01 to N08: where an answer sends the client.
#include "app/localhub/faults.h"

namespace {

using Answer = std::optional<HttpReply>;

constexpr qint64 kChainHops = 51;
constexpr qint64 kHugeLocation = 1 << 20; // bytes

Answer toOrigin(int status, const QByteArray &origin, const HttpRequest &request)
{
    return HttpReply::redirect(status, origin + request.target);
}

Answer toText(const QByteArray &location)
{
    return HttpReply::redirect(302, location);
}

// Each hop says its number; after the last the route answers.
Answer nextHop(HttpRequest &request, const FaultPlaces &, qint64 parameter)
{
    const qint64 hops = parameter > 0 ? parameter : kChainHops;
    const QByteArray mark = "localhubhop=";
    const qsizetype at = request.target.indexOf(mark);
    const qint64 hop = at < 0 ? 0 : request.target.mid(at + mark.size()).toLongLong();
    const QByteArray bare = at < 0 ? request.target : request.target.left(at - 1);
    if (hop >= hops) {
        request.target = bare;
        return {};
    }
    return toText(bare + (bare.contains('?') ? '&' : '?') + mark + QByteArray::number(hop + 1));
}

// The Location ends in a line break and another header.
Answer brokenLocation(HttpRequest &, const FaultPlaces &, qint64)
{
    HttpReply reply;
    reply.wire.head = "HTTP/1.1 302 X\r\nLocation: /elsewhere\r\nX-Injected: yes\r\n"
                      "Content-Length: 0\r\n\r\n";
    reply.status = 302;
    return reply;
}

Answer noLocation(HttpRequest &, const FaultPlaces &, qint64)
{
    HttpReply reply = HttpReply::redirect(302, "/");
    reply.removeHeader("Location");
    return reply;
}

using Places = const FaultPlaces &;

} // namespace

QList<FaultKind> redirectFaults()
{
    return {
        {"redirect-evil", "N01 N02", "302 to the same target on the evil origin",
         [](HttpRequest &r, Places p, qint64) { return toOrigin(302, p.evil, r); }},
        {"redirect-mirror", "N02", "302 to the same target on the mirror's port",
         [](HttpRequest &r, Places p, qint64) { return toOrigin(302, p.mirror, r); }},
        {"redirect-hub", "N04",
         "302 to the same target on the hub; set it on evil to close a chain",
         [](HttpRequest &r, Places p, qint64) { return toOrigin(302, p.hub, r); }},
        {"redirect-loop", "N05", "302 to itself",
         [](HttpRequest &r, Places, qint64) { return toText(r.target); }},
        {"redirect-chain", "N05", "so many hops (51), then the answer", nextHop},
        {"redirect-file", "N06", "302 to file:",
         [](HttpRequest &, Places, qint64) { return toText("file:///etc/hostname"); }},
        {"redirect-data", "N06", "302 to data:",
         [](HttpRequest &, Places, qint64) { return toText("data:text/plain,stolen"); }},
        {"redirect-qrc", "N06",
         "302 to qrc:", [](HttpRequest &, Places, qint64) { return toText("qrc:/icons/app.svg"); }},
        {"redirect-ftp", "N06",
         "302 to ftp:", [](HttpRequest &, Places, qint64) { return toText("ftp://127.0.0.1/x"); }},
        {"redirect-javascript", "N06", "302 to javascript:",
         [](HttpRequest &, Places, qint64) { return toText("javascript:alert(1)"); }},
        {"redirect-private", "N06", "302 to a private address",
         [](HttpRequest &, Places, qint64) { return toText("http://10.255.255.1/x"); }},
        {"redirect-307-evil", "N07", "307 to evil",
         [](HttpRequest &r, Places p, qint64) { return toOrigin(307, p.evil, r); }},
        {"redirect-308-evil", "N07", "308 to evil",
         [](HttpRequest &r, Places p, qint64) { return toOrigin(308, p.evil, r); }},
        {"redirect-307-same", "N07 N09", "307, relative, to the same target; use with times 1",
         [](HttpRequest &r, Places, qint64) -> Answer {
             return HttpReply::redirect(307, r.target);
         }},
        {"location-empty", "N08", "302 with an empty Location",
         [](HttpRequest &, Places, qint64) { return toText(""); }},
        {"location-missing", "N08", "302 without Location", noLocation},
        {"location-protocol-relative", "N08", "302 to //evil",
         [](HttpRequest &r, Places p, qint64) { return toText(p.evil.mid(5) + r.target); }},
        {"location-userinfo", "N08", "302 to http://hub@evil",
         [](HttpRequest &r, Places p, qint64) {
             return toText("http://" + p.hub.mid(7) + '@' + p.evil.mid(7) + r.target);
         }},
        {"location-crlf", "N08", "a line break and a header after the Location", brokenLocation},
        {"location-huge", "N08", "so many bytes (1 MiB) of Location",
         [](HttpRequest &, Places, qint64 n) {
             return toText('/' + QByteArray(n > 0 ? n : kHugeLocation, 'a'));
         }},
    };
}
