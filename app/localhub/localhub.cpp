#include "app/localhub/localhub.h"

#include "app/localhub/faults.h"
#include "app/localhub/httpserver.h"
#include "app/localhub/ratelimits.h"
#include "app/localhub/routes.h"

#include <QElapsedTimer>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUuid>

#include <atomic>
#include <map>

using namespace Qt::StringLiterals;

namespace {

constexpr const char *kMirrorPrefix = "/hf"; // the mirror also answers below a path prefix

QStringList decodedSegments(const QByteArray &path)
{
    QStringList out;
    for (const QByteArray &segment : path.mid(1).split('/'))
        out.append(QUrl::fromPercentEncoding(segment));
    return out;
}

QList<std::pair<QString, QString>> decodedQuery(const QByteArray &query)
{
    QList<std::pair<QString, QString>> out;
    for (QByteArray item : query.split('&')) {
        if (item.isEmpty())
            continue;
        item.replace('+', ' ');
        const qsizetype equals = item.indexOf('=');
        const QByteArray value = equals < 0 ? QByteArray() : item.mid(equals + 1);
        out.append({QUrl::fromPercentEncoding(equals < 0 ? item : item.left(equals)),
                    QUrl::fromPercentEncoding(value)});
    }
    return out;
}

// Says whether there was a token, never which.
QByteArray recordLine(const HttpRequest &request)
{
    const QJsonObject line{{u"origin"_s, QString::fromLatin1(request.origin)},
                           {u"method"_s, QString::fromLatin1(request.method)},
                           {u"target"_s, QString::fromUtf8(request.target)},
                           {u"range"_s, QString::fromLatin1(request.header("range"))},
                           {u"authorized"_s, !request.header("authorization").isEmpty()},
                           {u"bodySize"_s, request.bodySize}};
    return QJsonDocument(line).toJson(QJsonDocument::Compact) + '\n';
}

} // namespace

struct LocalHub::Private
{
    explicit Private(Options o)
        : options(std::move(o))
        , store(options.folder)
    {
        clock.start();
    }

    HttpReply answer(HttpRequest &request);
    HttpReply route(HttpRequest &request, bool belowPrefix);
    std::optional<Viewer> viewerOf(const HttpRequest &request) const; // none: a bad token
    using Counter = std::shared_ptr<std::atomic<qint64>>;
    Counter record(const HttpRequest &request);
    QUrl url(const QByteArray &origin) const;
    FaultPlaces places() const;
    bool seedAdmin(QString *error);
    bool countsOnly(const HttpRequest &head) const;

    const Options options;
    LocalStore store;
    Faults faults;
    RateLimits rateLimits;
    const QByteArray signingKey = QUuid::createUuid().toByteArray();
    QElapsedTimer clock;
    std::map<QByteArray, std::unique_ptr<HttpServer>> servers; // not changed while any runs
    mutable std::mutex seenMutex; // guards what follows
    QList<std::pair<SeenRequest, Counter>> seen; // the second counts what it was answered
    QFile recordFile{options.recordFile};
};

QUrl LocalHub::Private::url(const QByteArray &origin) const
{
    const auto it = servers.find(origin);
    return it == servers.end() ? QUrl()
                               : QUrl(u"http://%1:%2"_s.arg(QString::fromLatin1(it->second->host()))
                                          .arg(it->second->port()));
}

FaultPlaces LocalHub::Private::places() const
{
    return {.hub = url("hub").toEncoded(),
            .cdn = url("cdn").toEncoded(),
            .evil = url("evil").toEncoded(),
            .mirror = url("mirror").toEncoded()};
}

std::optional<Viewer> LocalHub::Private::viewerOf(const HttpRequest &request) const
{
    const QByteArray authorization = request.header("authorization");
    if (authorization.isEmpty())
        return Viewer();
    const People &people = store.people();
    const auto it = people.tokens.constFind(authorization.mid(int(sizeof "Bearer ") - 1));
    if (!authorization.startsWith("Bearer ") || it == people.tokens.cend())
        return {};
    return Viewer{.token = *it, .user = people.users.value(it->user)};
}

LocalHub::Private::Counter LocalHub::Private::record(const HttpRequest &request)
{
    const auto answered = std::make_shared<std::atomic<qint64>>(0);
    const std::lock_guard lock(seenMutex);
    if (recordFile.isOpen()) {
        recordFile.write(recordLine(request));
        recordFile.flush();
    }
    seen.append({{.origin = request.origin,
                  .method = request.method,
                  .target = request.target,
                  .headers = request.headers,
                  .bodySha256 = request.bodySha256,
                  .bodySize = request.bodySize,
                  .atMs = clock.elapsed()},
                 answered});
    return answered;
}

HttpReply LocalHub::Private::route(HttpRequest &request, bool belowPrefix)
{
    if (request.origin == "evil")
        return HttpReply::bytes(200, "text/html; charset=utf-8", "<h1>Nothing good here</h1>");
    const auto guard = store.lock();
    const bool cdn = request.origin == "cdn";
    const auto viewer = cdn ? Viewer() : viewerOf(request);
    if (!viewer) {
        HttpReply refused
            = HttpReply::error(401, {}, u"Invalid credentials in Authorization header"_s);
        refused.setHeader("WWW-Authenticate",
                          "Bearer realm=\"Authentication required\", charset=\"UTF-8\"");
        rateLimits.stamp(refused, request.path(), {});
        return refused;
    }
    QUrl base = url(request.origin);
    if (belowPrefix)
        base.setPath(QString::fromLatin1(kMirrorPrefix));
    RouteCall call{.request = request,
                   .store = store,
                   .viewer = *viewer,
                   .base = base,
                   .cdn = url("cdn"),
                   .signingKey = signingKey,
                   .path = decodedSegments(request.path()),
                   .query = decodedQuery(request.query())};
    if (cdn)
        return answerCdn(call);
    HttpReply reply = answerHub(call);
    rateLimits.stamp(reply, request.path(), viewer->user.name);
    return reply;
}

HttpReply LocalHub::Private::answer(HttpRequest &request)
{
    const Counter answered = record(request);
    const bool belowPrefix
        = request.origin == "mirror" && request.target.startsWith(QByteArray(kMirrorPrefix) + '/');
    if (belowPrefix)
        request.target.remove(0, qsizetype(qstrlen(kMirrorPrefix)));
    const auto fault = faults.take(request.origin, request.target);
    std::optional<HttpReply> instead;
    if (fault && fault->kind.before)
        instead = fault->kind.before(request, places(), fault->parameter);
    HttpReply reply = instead ? std::move(*instead) : route(request, belowPrefix);
    if (belowPrefix && reply.header("Location").startsWith('/'))
        reply.setHeader("Location", kMirrorPrefix + reply.header("Location"));
    const QByteArray id = QUuid::createUuid().toByteArray(QUuid::Id128);
    const QByteArray trace = request.header("x-amzn-trace-id");
    reply.setHeader("X-Request-Id",
                    "Root=1-" + id.left(8) + '-' + id.mid(8)
                        + (trace.isEmpty() ? QByteArray() : ';' + trace.left(200)));
    if (fault && fault->kind.after)
        fault->kind.after(request, reply, places(), fault->parameter);
    if (reply.readAt)
        reply.readAt = [answered, readAt = std::move(reply.readAt)](qint64 at, qint64 length) {
            QByteArray block = readAt(at, length);
            *answered += block.size();
            return block;
        };
    return reply;
}

// A part of a large file that is not kept: /upload/{oid}/{size}/{upload}/{part}.
bool LocalHub::Private::countsOnly(const HttpRequest &head) const
{
    return head.origin == "cdn" && head.method == "PUT" && head.path().count('/') == 5
        && store.multipart().keeps == LocalStore::Multipart::Keeps::Size;
}

bool LocalHub::Private::seedAdmin(QString *error)
{
    if (!store.open(error))
        return false;
    if (!store.people().users.contains(u"ada"_s)) {
        store.addUser({.name = u"ada"_s,
                       .fullName = u"Ada Local"_s,
                       .email = u"ada@hub.local"_s,
                       .isPro = true});
    }
    if (!store.people().tokens.contains(options.adminToken)) {
        store.addToken({.token = options.adminToken,
                        .user = u"ada"_s,
                        .displayName = u"local admin"_s,
                        .everywhere = true});
    }
    return true;
}

QByteArray SeenRequest::header(const QByteArray &name) const
{
    for (const auto &[key, value] : headers) {
        if (key == name)
            return value;
    }
    return {};
}

LocalHub::LocalHub(Options options)
    : d(std::make_unique<Private>(std::move(options)))
{ }

LocalHub::~LocalHub()
{
    for (const auto &[origin, server] : d->servers)
        server->stop();
}

bool LocalHub::start(QString *error)
{
    if (!d->seedAdmin(error))
        return false;
    if (!d->options.recordFile.isEmpty() && !d->recordFile.open(QIODevice::WriteOnly)) {
        if (error)
            *error = d->recordFile.errorString();
        return false;
    }
    const QString incoming = d->options.folder + u"/incoming"_s;
    for (const char *name : {"hub", "cdn", "evil", "mirror"}) {
        const QByteArray origin(name);
        d->servers[origin] = std::make_unique<HttpServer>(
            origin, incoming, [p = d.get()](HttpRequest &request) { return p->answer(request); },
            [p = d.get(), origin] { return p->faults.takeWelcome(origin); },
            [p = d.get()](const HttpRequest &head) { return p->countsOnly(head); });
    }
    for (const auto &[origin, server] : d->servers) {
        if (!server->listen(origin == "hub" ? d->options.port : 0, error))
            return false;
    }
    for (const auto &[origin, server] : d->servers) // once every port is known
        server->start();
    return true;
}

QUrl LocalHub::url(const QByteArray &origin) const
{
    return d->url(origin);
}

LocalStore &LocalHub::store()
{
    return d->store;
}

void LocalHub::setFault(const QByteArray &name, const QByteArray &prefix, int times,
                        const QByteArray &origin, qint64 parameter)
{
    d->faults.set(name, prefix, times, origin, parameter);
}

void LocalHub::clearFaults()
{
    d->faults.clear();
}

QList<SeenRequest> LocalHub::requests(const QByteArray &origin) const
{
    const std::lock_guard lock(d->seenMutex);
    QList<SeenRequest> out;
    for (const auto &[request, answered] : d->seen) {
        if (request.origin != origin)
            continue;
        out.append(request);
        out.last().answered = *answered;
    }
    return out;
}

void LocalHub::forgetRequests()
{
    const std::lock_guard lock(d->seenMutex);
    d->seen.clear();
}
