#include "app/localhub/routes.h"

#include <QDateTime>

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kSignatureLife = 3600; // seconds; hub-api 7.1

QByteArray quoted(const QByteArray &etag)
{
    return '"' + etag + '"';
}

QByteArray encodedPath(const QString &path)
{
    return QUrl::toPercentEncoding(path, "/");
}

QByteArray contentType(const QString &path, bool lfs)
{
    const QString suffix = path.section(u'.', -1).toLower();
    if (suffix == "png"_L1 || suffix == "gif"_L1 || suffix == "webp"_L1)
        return "image/" + suffix.toLatin1();
    if (suffix == "jpg"_L1 || suffix == "jpeg"_L1)
        return "image/jpeg";
    return lfs ? "application/octet-stream" : "text/plain; charset=utf-8";
}

QByteArray disposition(const RouteCall &call, const QString &path)
{
    const QByteArray name = QUrl::toPercentEncoding(path.section(u'/', -1));
    const QByteArray how = call.flag(u"download"_s) ? "attachment" : "inline";
    return how + "; filename*=UTF-8''" + name + "; filename=\"" + name + "\";";
}

// The file that a resolve address names, or the refusal.
struct Located
{
    QByteArray commit;
    QString path;
    StoredFile file;
    std::optional<HttpReply> refused;
};

Located locate(RouteCall &call)
{
    Located at;
    at.refused = refuseGated(call);
    if (at.refused)
        return at;
    call.rest.removeFirst();
    const QString revision = call.takeRevision();
    at.commit = call.repo->resolve(revision);
    at.path = call.restPath();
    if (at.commit.isEmpty()) {
        at.refused = notFoundRevision(revision);
        return at;
    }
    const auto tree = call.repo->tree(at.commit);
    const auto it = tree->constFind(at.path);
    if (it == tree->cend())
        at.refused = notFoundEntry(at.commit, at.path);
    else
        at.file = *it;
    return at;
}

QByteArray repoPath(const RouteCall &call)
{
    return (apiSegment(call.id->kind()) + u'/' + call.id->id()).toUtf8();
}

HttpReply xetFileInfo(const RouteCall &call, const Located &at)
{
    const QString base = call.base.toString() + u"/api/"_s + QString::fromUtf8(repoPath(call));
    const QString commit = QString::fromLatin1(at.commit);
    return HttpReply::json(QJsonObject{
        {u"hash"_s, QString::fromLatin1(at.file.xetHash)},
        {u"refreshUrl"_s, base + u"/xet-read-token/"_s + commit},
        {u"reconstructionUrl"_s,
         call.cdn.toString() + u"/v1/reconstructions/"_s + QString::fromLatin1(at.file.xetHash)},
        {u"etag"_s, QString::fromLatin1(quoted(at.file.sha256))},
        {u"size"_s, at.file.content.size()}});
}

HttpReply toCdn(const RouteCall &call, const Located &at)
{
    const QByteArray path
        = "/repos/" + repoPath(call) + '/' + at.file.sha256 + '/' + encodedPath(at.path);
    bool said = false;
    const qint64 wished
        = call.request.header("x-localhub-signature-life").toLongLong(&said); // a fault
    const qint64 expires = QDateTime::currentSecsSinceEpoch() + (said ? wished : kSignatureLife);
    const bool info = call.request.header("accept").contains("application/vnd.xet-fileinfo+json");
    HttpReply reply = info && !at.file.xetHash.isEmpty()
        ? xetFileInfo(call, at)
        : HttpReply::redirect(302,
                              call.cdn.toEncoded() + path + '?' + signedQuery(call, path, expires));
    reply.setHeader("ETag", quoted(at.file.sha256));
    reply.setHeader("X-Linked-Etag", quoted(at.file.sha256));
    reply.setHeader("X-Linked-Size", QByteArray::number(at.file.content.size()));
    reply.setHeader("Accept-Ranges", "bytes");
    if (!at.file.xetHash.isEmpty()) {
        const QByteArray token
            = call.base.toEncoded() + "/api/" + repoPath(call) + "/xet-read-token/" + at.commit;
        reply.setHeader("X-Xet-Hash", at.file.xetHash);
        reply.setHeader("Link", '<' + token + ">; rel=\"xet-auth\"");
    }
    return reply;
}

} // namespace

HttpReply resolveFile(RouteCall &call)
{
    const Located at = locate(call);
    if (at.refused)
        return *at.refused;
    HttpReply reply;
    if (at.file.isLfs()) {
        reply = toCdn(call, at);
    } else {
        const QByteArray query = QUrl::toPercentEncoding(QString::fromUtf8(call.request.path()))
            + "=&etag=" + QUrl::toPercentEncoding(u'"' + QString::fromLatin1(at.file.oid) + u'"');
        reply = HttpReply::redirect(307,
                                    "/api/resolve-cache/" + repoPath(call) + '/' + at.commit + '/'
                                        + encodedPath(at.path) + '?' + query);
    }
    reply.setHeader("X-Repo-Commit", at.commit);
    reply.setHeader("Content-Disposition", disposition(call, at.path));
    return reply;
}

HttpReply resolveCache(RouteCall &call)
{
    call.rest.prepend(u"resolve"_s);
    const Located at = locate(call);
    if (at.refused)
        return *at.refused;
    if (at.file.isLfs())
        return notFoundEntry(at.commit, at.path);
    HttpReply reply = contentReply(call.request, at.file.content, quoted(at.file.oid),
                                   contentType(at.path, false));
    reply.setHeader("X-Repo-Commit", at.commit);
    reply.setHeader("Content-Disposition", disposition(call, at.path));
    return reply;
}

HttpReply rawFile(RouteCall &call)
{
    const Located at = locate(call);
    if (at.refused)
        return *at.refused;
    const Content content = at.file.isLfs() ? Content::bytes(at.file.pointer()) : at.file.content;
    HttpReply reply
        = contentReply(call.request, content, quoted(at.file.oid), "text/plain; charset=utf-8");
    reply.setHeader("X-Repo-Commit", at.commit);
    return reply;
}

HttpReply cdnFile(RouteCall &call)
{
    const auto refuse = [](int status, const QByteArray &code, const QByteArray &message) {
        return HttpReply::bytes(status, "application/xml",
                                "<?xml version=\"1.0\"?><Error><Code>" + code + "</Code><Message>"
                                    + message + "</Message></Error>");
    };
    if (!call.request.header("authorization").isEmpty())
        return refuse(400, "InvalidArgument", "Only one auth mechanism allowed");
    if (!signatureHolds(call, QDateTime::currentSecsSinceEpoch()))
        return refuse(403, "AccessDenied", "Request has expired");
    for (const QString &segment : std::as_const(call.path)) {
        const QByteArray sha256 = segment.toLatin1();
        const auto content = sha256.size() == 64 ? call.store.object(sha256) : std::nullopt;
        if (content) // its own kind of ETag, as object stores have: not the SHA-256
            return contentReply(call.request, *content, quoted(sha256.left(32)),
                                contentType(call.path.last(), true));
    }
    return refuse(404, "NoSuchKey", "The specified key does not exist.");
}
