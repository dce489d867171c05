// Large files come in here: batch on the hub, PUT on the cdn, completion and verify on the hub.
#include "app/localhub/routes.h"

#include "app/hub/revision.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QFile>
#include <QJsonArray>
#include <QUuid>

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kUploadLife = 86400; // seconds that upload addresses hold
constexpr auto kLfsType = "application/vnd.git-lfs+json";

HttpReply lfsJson(const QJsonObject &object, int status = 200)
{
    HttpReply reply = HttpReply::json(object, status);
    reply.setHeader("Content-Type", kLfsType);
    return reply;
}

QString signedUpload(const RouteCall &call, const QUrl &origin, const QByteArray &path)
{
    const qint64 expires = QDateTime::currentSecsSinceEpoch() + kUploadLife;
    return QString::fromLatin1(origin.toEncoded() + path + '?' + signedQuery(call, path, expires));
}

QJsonObject verifyAction(const RouteCall &call)
{
    QByteArray path = call.request.path();
    path.replace(path.lastIndexOf('/') + 1, path.size(), "verify");
    return {{u"href"_s, QString::fromLatin1(call.base.toEncoded() + path)}};
}

QJsonObject multipartUpload(const RouteCall &call, const QByteArray &object, qint64 size,
                            qint64 chunk)
{
    const QByteArray upload = QUuid::createUuid().toByteArray(QUuid::Id128);
    QJsonObject header{{u"chunk_size"_s, QString::number(chunk)}};
    const qint64 parts = (size + chunk - 1) / chunk;
    for (qint64 i = 1; i <= parts; ++i) {
        const QByteArray number = QByteArray::number(i).rightJustified(5, '0');
        header[QString::fromLatin1(number)]
            = signedUpload(call, call.cdn, "/upload/" + object + '/' + upload + '/' + number);
    }
    return {{u"href"_s,
             signedUpload(call, call.base, "/api/complete_multipart/" + object + '/' + upload)},
            {u"header"_s, header}};
}

QJsonObject objectActions(const RouteCall &call, const QByteArray &oid, qint64 size, bool multipart)
{
    const QByteArray object = oid + '/' + QByteArray::number(size);
    const LocalStore::Multipart limits = call.store.multipart();
    const QJsonObject upload = multipart && size > limits.above
        ? multipartUpload(call, object, size, limits.chunk)
        : QJsonObject{{u"href"_s, signedUpload(call, call.cdn, "/upload/" + object)}};
    return {{u"upload"_s, upload}, {u"verify"_s, verifyAction(call)}};
}

QJsonObject downloadActions(const RouteCall &call, const QByteArray &oid)
{
    const QByteArray path = "/repos/lfs/" + oid + "/object";
    return {{u"download"_s, QJsonObject{{u"href"_s, signedUpload(call, call.cdn, path)}}}};
}

HttpReply uploadError(int status, const QByteArray &code)
{
    return HttpReply::bytes(status, "application/xml", "<Error><Code>" + code + "</Code></Error>");
}

// The request's body as a file in the folder for what comes in; empty when it cannot be written.
QString bodyFile(const RouteCall &call)
{
    HttpRequest &request = call.request;
    if (request.spooled) {
        request.spooled->setAutoRemove(false);
        return request.spooled->fileName();
    }
    const QString name
        = call.store.folder() + u"/incoming/"_s + QUuid::createUuid().toString(QUuid::Id128);
    return writeWhole(name, request.body) ? name : QString();
}

QString partFile(const RouteCall &call, const QString &upload, int part)
{
    return call.store.folder() + u"/incoming/%1.%2"_s.arg(upload, QString::number(part));
}

// Joins the parts into one file; its SHA-256, or nothing when a part is missing or not the one
// named.
QByteArray joinParts(const RouteCall &call, const QString &upload, const QJsonArray &parts,
                     QFile &whole)
{
    QCryptographicHash all(QCryptographicHash::Sha256);
    int expected = 1;
    for (const auto &item : parts) {
        QFile part(partFile(call, upload, item["partNumber"_L1].toInt()));
        if (item["partNumber"_L1].toInt() != expected++ || !part.open(QIODevice::ReadOnly))
            return {};
        QCryptographicHash md5(QCryptographicHash::Md5);
        while (!part.atEnd()) {
            const QByteArray block = part.read(1 << 20);
            if (block.isEmpty() || whole.write(block) != block.size())
                return {};
            md5.addData(block);
            all.addData(block);
        }
        if (item["etag"_L1].toString().remove(u'"').toLatin1() != md5.result().toHex())
            return {};
    }
    return all.result().toHex();
}

// As object stores do, without the bytes.
HttpReply completeDiscarded(const RouteCall &call, const QByteArray &oid, const QString &upload,
                            const QJsonArray &parts)
{
    PartSink &sink = call.store.sink(upload);
    const qint64 size = call.path.value(3).toLongLong();
    if (!sink.isWhole(parts, size))
        return uploadError(400, "InvalidPart");
    if (call.store.multipart().keeps == LocalStore::Multipart::Keeps::Size || sink.sha256() == oid)
        call.store.storeDiscarded(oid, size);
    call.store.dropSink(upload);
    return HttpReply::json(QJsonObject{{u"success"_s, true}});
}

HttpReply discardPart(const RouteCall &call)
{
    PartSink &sink = call.store.sink(call.path[3]);
    const int part = call.path[4].toInt();
    HttpReply reply;
    if (call.store.multipart().keeps == LocalStore::Multipart::Keeps::Size) {
        reply.setHeader("ETag", sink.count(part, call.request.bodySize));
        return reply;
    }
    const QString file = bodyFile(call);
    if (file.isEmpty())
        return uploadError(500, "InternalError");
    reply.setHeader("ETag", sink.take(part, file, call.request.bodySha256));
    return reply;
}

bool validUploadId(const QString &upload)
{
    return upload.size() == 32 && QByteArray::fromHex(upload.toLatin1()).size() == 16;
}

} // namespace

HttpReply lfsBatch(RouteCall &call)
{
    const QJsonObject body = call.jsonBody();
    const bool upload = body["operation"_L1].toString() == "upload"_L1;
    if (upload && (call.viewer.anonymous() || call.viewer.token->role == "read"_L1)) {
        if (const auto refused = refuseWrite(call))
            return *refused;
    }
    if (const auto refused = upload ? std::nullopt : refuseGated(call))
        return *refused;
    const bool mayMultipart = body["transfers"_L1].toArray().contains(u"multipart"_s);
    QJsonArray out;
    bool anyMultipart = false;
    for (const auto &item : body["objects"_L1].toArray()) {
        const QByteArray oid = item["oid"_L1].toString().toLatin1();
        const qint64 size = item["size"_L1].toInteger();
        QJsonObject row{
            {u"oid"_s, QString::fromLatin1(oid)}, {u"size"_s, size}, {u"authenticated"_s, true}};
        if (!isSha256Hex(QString::fromLatin1(oid)) || size < 0) {
            row[u"error"_s] = QJsonObject{{u"code"_s, 422}, {u"message"_s, u"Invalid object"_s}};
        } else if (upload && !call.store.hasObject(oid)) {
            row[u"actions"_s] = objectActions(call, oid, size, mayMultipart);
            anyMultipart |= mayMultipart && size > call.store.multipart().above;
        } else if (!upload && call.store.hasObject(oid)) {
            row[u"actions"_s] = downloadActions(call, oid);
        } else if (!upload) {
            row[u"error"_s]
                = QJsonObject{{u"code"_s, 404}, {u"message"_s, u"Object does not exist"_s}};
        }
        out.append(row);
    }
    return lfsJson(
        {{u"transfer"_s, anyMultipart ? u"multipart"_s : u"basic"_s}, {u"objects"_s, out}});
}

HttpReply lfsVerify(RouteCall &call)
{
    if (call.viewer.anonymous())
        return HttpReply::error(401, {}, u"Invalid username or password."_s);
    const QJsonObject body = call.jsonBody();
    const auto object = call.store.object(body["oid"_L1].toString().toLatin1());
    if (!object || object->size() != body["size"_L1].toInteger())
        return lfsJson({{u"message"_s, u"The object was not received"_s}}, 404);
    return lfsJson({});
}

// POST /api/complete_multipart/{oid}/{size}/{upload}: signed, without a token, as clients send it.
HttpReply lfsComplete(RouteCall &call)
{
    if (!signatureHolds(call, QDateTime::currentSecsSinceEpoch()))
        return uploadError(403, "AccessDenied");
    const QByteArray oid = call.path.value(2).toLatin1();
    const QString upload = call.path.value(4);
    if (!validUploadId(upload))
        return uploadError(404, "NoSuchUpload");
    const QJsonArray parts = call.jsonBody().value("parts"_L1).toArray();
    if (call.store.multipart().keeps != LocalStore::Multipart::Keeps::All)
        return completeDiscarded(call, oid, upload, parts);
    QFile whole(partFile(call, upload, 0));
    if (!whole.open(QIODevice::WriteOnly | QIODevice::Truncate))
        return uploadError(500, "InternalError");
    const QByteArray sha256 = joinParts(call, upload, parts, whole);
    whole.close();
    if (sha256.isEmpty() || whole.size() != call.path.value(3).toLongLong()) {
        whole.remove();
        return uploadError(400, "InvalidPart");
    }
    for (qsizetype i = 1; i <= parts.size(); ++i)
        QFile::remove(partFile(call, upload, int(i)));
    // Object stores know sizes and parts; that these are other bytes is for verify to say.
    if (sha256 != oid)
        whole.remove();
    else if (!call.store.storeObject(oid, whole.fileName()))
        return uploadError(500, "InternalError");
    return HttpReply::json(QJsonObject{{u"success"_s, true}});
}

// PUT /upload/{oid}/{size} for a whole object, /upload/{oid}/{size}/{upload}/{part} for a part.
HttpReply cdnUpload(RouteCall &call)
{
    if (!call.request.header("authorization").isEmpty())
        return uploadError(400, "InvalidArgument");
    if (!signatureHolds(call, QDateTime::currentSecsSinceEpoch()))
        return uploadError(403, "AccessDenied");
    if (call.request.method != "PUT")
        return uploadError(405, "MethodNotAllowed");
    const QByteArray oid = call.path.value(1).toLatin1();
    const qint64 size = call.path.value(2).toLongLong();
    const bool isPart = call.path.size() == 5;
    if (isPart && call.store.multipart().keeps != LocalStore::Multipart::Keeps::All)
        return discardPart(call);
    const QString file = bodyFile(call);
    if (file.isEmpty())
        return uploadError(500, "InternalError");
    if (isPart) {
        const QString target = partFile(call, call.path[3], call.path[4].toInt());
        QFile::remove(target); // a part sent again replaces the first
        QFile part(file);
        QCryptographicHash md5(QCryptographicHash::Md5);
        if (!part.rename(target) || !part.open(QIODevice::ReadOnly) || !md5.addData(&part))
            return uploadError(500, "InternalError");
        HttpReply reply;
        reply.setHeader("ETag", '"' + md5.result().toHex() + '"');
        return reply;
    }
    if (call.request.bodySha256 != oid || call.request.bodySize != size) {
        QFile::remove(file);
        return uploadError(400, "BadDigest");
    }
    if (!call.store.storeObject(oid, file))
        return uploadError(500, "InternalError");
    QFile::remove(file); // still there when the object was known
    HttpReply reply;
    reply.setHeader("ETag", '"' + oid.left(32) + '"');
    return reply;
}
