// Faults N10 to N15, N30, N35, N38, N39 and D08, D09: refusals, odd statuses and odd headers.
#include "app/localhub/faults.h"

#include <QDateTime>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace {

using Answer = std::optional<HttpReply>;
using Places = const FaultPlaces &;

HttpReply tooMany(const QByteArray &retryAfter)
{
    HttpReply r = HttpReply::error(429, {}, u"We had to rate limit you. Slow down."_s);
    if (!retryAfter.isEmpty())
        r.setHeader("Retry-After", retryAfter);
    return r;
}

HttpReply outOfQuota(const QByteArray &target, qint64 seconds, const QByteArray &retryAfter)
{
    HttpReply r = tooMany(retryAfter);
    const QByteArray bucket = target.contains("/resolve") ? "resolvers" : "api";
    r.setHeader("RateLimit", '"' + bucket + "\";r=0;t=" + QByteArray::number(seconds));
    r.setHeader("RateLimit-Policy", "\"fixed window\";\"" + bucket + "\";q=500;w=300");
    return r;
}

Answer anyStatus(HttpRequest &, Places, qint64 parameter)
{
    return HttpReply::error(
        parameter > 0 ? int(parameter) : 500, {},
        u"Internal Error - We're working hard to fix this as soon as possible!"_s);
}

Answer htmlPage(int status, qint64 bytes)
{
    QByteArray page
        = "<!doctype html><html><head><title>Sign in</title></head><body><h1>Welcome</h1>";
    page += QByteArray(qMax<qint64>(0, bytes - page.size()), 'x') + "</body></html>";
    return HttpReply::bytes(status, "text/html; charset=utf-8", page);
}

Answer expiredAtCdn(HttpRequest &, Places, qint64)
{
    return HttpReply::bytes(403, "application/xml",
                            "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code>"
                            "<Message>Request has expired</Message></Error>");
}

Answer signatureLife(HttpRequest &request, Places, qint64 parameter)
{
    request.headers.append(
        {"x-localhub-signature-life", QByteArray::number(parameter ? parameter : -1)});
    return {};
}

void linkTo(HttpReply &reply, const QByteArray &url)
{
    reply.setHeader("Link", '<' + url + ">; rel=\"next\"");
}

// The page of a target, from 0, and the target of another one.
qint64 pageIn(const QByteArray &target)
{
    const qsizetype at = target.indexOf("localhubpage=");
    return at < 0 ? 0 : target.mid(at + 13).toLongLong();
}

QByteArray atPage(const QByteArray &target, qint64 page)
{
    const qsizetype at = target.indexOf("localhubpage=");
    const QByteArray bare = at < 0 ? target : target.left(at - 1);
    return bare + (bare.contains('?') ? '&' : '?') + "localhubpage=" + QByteArray::number(page);
}

// The next page is always there: the same one under a new cursor.
void linkEndless(const HttpRequest &request, HttpReply &reply, Places places, qint64)
{
    linkTo(reply, places.hub + atPage(request.target, pageIn(request.target) + 1));
}

// Pages 0, 1, 2, 3, and then 1 again.
void linkCircle(const HttpRequest &request, HttpReply &reply, Places places, qint64)
{
    linkTo(reply, places.hub + atPage(request.target, pageIn(request.target) % 3 + 1));
}

void strayHeaders(const HttpRequest &, HttpReply &reply, Places places, qint64)
{
    reply.headers.emplaceBack("Set-Cookie", "token=stolen; Path=/");
    reply.headers.emplaceBack("Set-Cookie", "parent=1; Domain=0.0.1; Path=/");
    reply.headers.emplaceBack("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
    reply.headers.emplaceBack("Alt-Svc", "h2=\"" + places.evil.mid(7) + "\"; ma=3600");
}

QList<FaultKind> pacingFaults()
{
    return {
        {"too-many", "N10", "429 with Retry-After of so many seconds (7)",
         [](HttpRequest &, Places, qint64 n) -> Answer {
             return tooMany(QByteArray::number(n > 0 ? n : 7));
         }},
        {"too-many-quota", "N11", "429 with RateLimit r=0 and t of so many seconds (55)",
         [](HttpRequest &r, Places, qint64 n) -> Answer {
             return outOfQuota(r.target, n > 0 ? n : 55, {});
         }},
        {"too-many-both", "N11", "429 with Retry-After 1 and RateLimit t of so many seconds (55)",
         [](HttpRequest &r, Places, qint64 n) -> Answer {
             return outOfQuota(r.target, n > 0 ? n : 55, "1");
         }},
        {"too-many-date", "N12", "429 with a date so many seconds (9) ahead",
         [](HttpRequest &, Places, qint64 n) -> Answer {
             return tooMany(QLocale::c()
                                .toString(QDateTime::currentDateTimeUtc().addSecs(n > 0 ? n : 9),
                                          u"ddd, dd MMM yyyy hh:mm:ss 'GMT'"_s)
                                .toLatin1());
         }},
        {"too-many-negative", "N12", "429 with Retry-After -5",
         [](HttpRequest &, Places, qint64) -> Answer { return tooMany("-5"); }},
        {"too-many-years", "N12", "429 with ten years",
         [](HttpRequest &, Places, qint64) -> Answer { return tooMany("315360000"); }},
        {"too-many-garbage", "N12", "429 with a word",
         [](HttpRequest &, Places, qint64) -> Answer { return tooMany("soon"); }},
        {"too-many-bare", "N12", "429 and nothing else",
         [](HttpRequest &, Places, qint64) -> Answer { return tooMany({}); }},
    };
}

QList<FaultKind> refusalFaults()
{
    return {
        {"status", "N13 N30", "this status (500) with a JSON error", anyStatus},
        {"error-huge", "N14", "503 with so many bytes (10 MiB) of HTML",
         [](HttpRequest &, Places, qint64 n) { return htmlPage(503, n > 0 ? n : 10 << 20); }},
        {"error-no-keys", "N14", "503 with {}",
         [](HttpRequest &, Places, qint64) -> Answer {
             return HttpReply::json(QJsonObject(), 503);
         }},
        {"error-wrong-type", "N14", "503, JSON type, not JSON",
         [](HttpRequest &, Places, qint64) -> Answer {
             return HttpReply::bytes(503, "application/json", "<b>Oops</b>");
         }},
        {"error-script", "N14", "503 with markup in the message",
         [](HttpRequest &, Places, qint64) -> Answer {
             return HttpReply::error(
                 503, {}, u"<script>alert(1)</script><img src=file:///etc/hostname><b>bold</b>"_s);
         }},
        {"sign-in", "N15", "401 as for a missing repository",
         [](HttpRequest &, Places, qint64) -> Answer {
             return HttpReply::error(401, "RepoNotFound", u"Invalid username or password."_s);
         }},
        {"bad-token", "N15", "401 as for a token that is not known",
         [](HttpRequest &, Places, qint64) -> Answer {
             return HttpReply::error(401, {}, u"Invalid credentials in Authorization header"_s);
         }},
        {"gated", "N15", "403 GatedRepo",
         [](HttpRequest &, Places, qint64) -> Answer {
             return HttpReply::error(
                 403, "GatedRepo",
                 u"Access to this model is restricted and you are not in the authorized list."_s);
         }},
        {"forbidden", "N15", "403, what the token may not do",
         [](HttpRequest &, Places, qint64) -> Answer {
             return HttpReply::error(403, {},
                                     u"Forbidden: your token lacks the permission repo.write."_s);
         }},
        {"not-found", "N15", "404 RepoNotFound",
         [](HttpRequest &, Places, qint64) -> Answer {
             return HttpReply::error(404, "RepoNotFound", u"Repository not found"_s);
         }},
        {"legal", "N15", "451, withheld for legal reasons",
         [](HttpRequest &, Places, qint64) -> Answer {
             return HttpReply::error(451, {}, u"Unavailable for legal reasons"_s);
         }},
        {"captive-portal", "N35", "200 with HTML",
         [](HttpRequest &, Places, qint64) { return htmlPage(200, 0); }},
        {"no-content", "N30", "204, nothing to say",
         [](HttpRequest &, Places, qint64) -> Answer { return HttpReply{.status = 204}; }},
        {"not-modified", "N30", "304 unasked",
         [](HttpRequest &, Places, qint64) -> Answer { return HttpReply{.status = 304}; }},
    };
}

} // namespace

QList<FaultKind> statusFaults()
{
    return pacingFaults() + refusalFaults()
        + QList<FaultKind>{
            {"expired", "D09", "403 as an object store says for an expired address; set it on cdn",
             expiredAtCdn},
            {"signature-life", "D08",
             "signed addresses hold so many seconds (-1: expired from the start)", signatureLife},
            {"link-evil", "N39", "the next page is on evil", nullptr,
             [](const HttpRequest &r, HttpReply &reply, Places p, qint64) {
                 linkTo(reply, p.evil + r.target);
             }},
            {"link-self", "N39", "the next page is this one", nullptr,
             [](const HttpRequest &r, HttpReply &reply, Places p, qint64) {
                 linkTo(reply, p.hub + r.target);
             }},
            {"link-endless", "N39", "there is always a next page", nullptr, linkEndless},
            {"link-circle", "N39", "after three next pages comes the first of them again", nullptr,
             linkCircle},
            {"stray-headers", "N38", "cookies, HSTS and Alt-Svc", nullptr, strayHeaders},
        };
}
