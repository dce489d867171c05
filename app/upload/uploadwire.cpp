#include "app/upload/uploadwire.h"

#include "app/hub/jsonfields.h"
#include "app/net/endpoint.h"
#include "app/net/origin.h"

#include <QHash>
#include <QJsonDocument>

#include <algorithm>
#include <map>

using namespace Qt::StringLiterals;

namespace {

using UploadWire::Choice;
using UploadWire::LargeObject;
using UploadWire::Storing;

constexpr qint64 kLeastChunk = 512; // bytes; less than the head of the request that sends it
constexpr qint64 kMostParts = 10'000; // that object stores take

std::unexpected<HubError> odd(const QString &what)
{
    return std::unexpected(HubError::badReply(what));
}

std::optional<Choice> choiceFrom(const QJsonObject &o, const UploadFile &file)
{
    const QString mode = o["uploadMode"_L1].toString();
    if (mode != "lfs"_L1 && mode != "regular"_L1)
        return {};
    const QString oid = o["oid"_L1].toString();
    // Object stores take no empty objects.
    return Choice{.lfs = mode == "lfs"_L1 && file.size > 0,
                  .ignored = o["shouldIgnore"_L1].toBool(),
                  .remote = isSha1Hex(oid) || isSha256Hex(oid) ? oid.toLatin1() : QByteArray()};
}

QJsonObject objectJson(const LargeObject &object)
{
    return {{u"oid"_s, QString::fromLatin1(object.sha256)}, {u"size"_s, object.size}};
}

QByteArray bytesOf(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

// Where content may be sent: never without encryption, but on this computer.
QUrl placeIn(const QJsonValue &value, const QUrl &endpoint)
{
    const QUrl url = QUrl::fromEncoded(value.toString().toUtf8());
    const bool safe = url.scheme() == "https"_L1 || (url.scheme() == "http"_L1 && isLoopback(url));
    return safe && mayRedirect(endpoint, url) ? url : QUrl();
}

// Digits only, as a text or a number; 0: anything else.
qint64 chunkSizeIn(const QJsonValue &value)
{
    const QString text = value.toString();
    const bool digits = !text.isEmpty()
        && std::ranges::all_of(text, [](QChar c) { return c >= u'0' && c <= u'9'; });
    return value.isString() ? (digits ? text.toLongLong() : 0) : JsonFields::count(value);
}

Result<std::map<qint64, QUrl>> partPlaces(const QJsonObject &header, const QUrl &endpoint)
{
    std::map<qint64, QUrl> places;
    for (auto it = header.begin(); it != header.end(); ++it) {
        const QString name = it.key();
        if (!std::ranges::all_of(name, [](QChar c) { return c >= u'0' && c <= u'9'; }))
            continue;
        const QUrl url = placeIn(*it, endpoint);
        if (url.isEmpty())
            return odd(u"a part's address is none that content may be sent to"_s);
        if (!places.empty() && !sameOrigin(places.begin()->second, url))
            return odd(u"the parts of one file are for different hosts"_s);
        if (!places.emplace(name.toLongLong(), url).second)
            return odd(u"two parts have the same number"_s);
    }
    return places;
}

Result<Storing> inParts(const QJsonObject &upload, const LargeObject &object, const QUrl &endpoint)
{
    const QJsonObject header = upload["header"_L1].toObject();
    Storing storing{.chunk = chunkSizeIn(header["chunk_size"_L1])};
    if (storing.chunk < kLeastChunk)
        return odd(u"the size of the parts is none that can be used"_s);
    const qint64 count = object.size / storing.chunk + (object.size % storing.chunk > 0);
    if (count > kMostParts)
        return odd(u"the file is asked for in too many parts"_s);
    auto places = partPlaces(header, endpoint);
    if (!places)
        return std::unexpected(places.error());
    if (qint64(places->size()) != count || places->begin()->first != 1
        || places->rbegin()->first != count)
        return odd(u"the parts do not make up the file"_s);
    for (const auto &[number, url] : *places)
        storing.parts << url;
    storing.completion = placeIn(upload["href"_L1], endpoint);
    if (storing.completion.isEmpty())
        return odd(u"the address to finish at is none that may be asked"_s);
    return storing;
}

Result<Storing> storingFrom(const QJsonObject &o, const LargeObject &object, const QUrl &endpoint)
{
    if (const QJsonObject error = o["error"_L1].toObject(); !error.isEmpty())
        return std::unexpected(
            HubError::fromHttp({.status = JsonFields::small(error["code"_L1]),
                                .url = endpoint,
                                .body = bytesOf({{u"error"_s, error["message"_L1].toString()}})}));
    if (JsonFields::count(o["size"_L1]) != object.size)
        return odd(u"the Hub names another size for a file"_s);
    const QJsonObject actions = o["actions"_L1].toObject();
    const QJsonObject upload = actions["upload"_L1].toObject();
    if (actions.isEmpty())
        return Storing();
    Result<Storing> storing;
    if (upload["header"_L1].toObject().contains("chunk_size"_L1)) {
        storing = inParts(upload, object, endpoint);
        if (!storing)
            return storing;
    } else {
        storing->parts = {placeIn(upload["href"_L1], endpoint)};
        if (storing->parts.first().isEmpty())
            return odd(u"the file's address is none that content may be sent to"_s);
    }
    if (const QJsonObject verify = actions["verify"_L1].toObject(); !verify.isEmpty()) {
        storing->verify = onEndpoint(placeIn(verify["href"_L1], endpoint), endpoint);
        if (storing->verify.isEmpty()) // it is asked with the token
            return odd(u"the address to verify at is not the Hub's"_s);
    }
    return storing;
}

HubError otherTransfer(const QString &transfer)
{
    return HubError::badInput(
        HubError::tr("The Hub takes this repository's large files in a way that this version does "
                     "not know."),
        transfer);
}

} // namespace

QByteArray UploadWire::preupload(const QList<UploadFile> &files, const QByteArray &gitIgnore)
{
    QJsonArray all;
    for (const UploadFile &file : files)
        all << QJsonObject{{u"path"_s, file.path.text()},
                           {u"sample"_s, QString::fromLatin1(file.sample.toBase64())},
                           {u"size"_s, file.size}};
    QJsonObject body{{u"files"_s, all}};
    if (!gitIgnore.isEmpty())
        body[u"gitIgnore"_s] = QString::fromUtf8(gitIgnore);
    return bytesOf(body);
}

Result<UploadWire::Choices> UploadWire::parsePreupload(const Body &body,
                                                       const QList<UploadFile> &asked)
{
    const auto root = JsonFields::rootObject(body);
    if (!root)
        return std::unexpected(root.error());
    QHash<QString, QJsonObject> rows;
    for (const QJsonValue row : (*root)["files"_L1].toArray())
        rows.insert(row["path"_L1].toString(), row.toObject());
    const QString head = (*root)["commitOid"_L1].toString();
    Choices choices{.head = isSha1Hex(head) ? head.toLatin1() : QByteArray()};
    for (const UploadFile &file : asked) {
        const auto choice = choiceFrom(rows.value(file.path.text()), file);
        if (!choice)
            return odd(u"how %1 is to be sent is missing"_s.arg(file.path.text()));
        choices.files << *choice;
    }
    return choices;
}

QByteArray UploadWire::batch(const QList<LargeObject> &objects, const QString &revision)
{
    QJsonArray all;
    for (const LargeObject &object : objects)
        all << objectJson(object);
    QJsonObject body{{u"operation"_s, u"upload"_s},
                     {u"transfers"_s, QJsonArray{u"basic"_s, u"multipart"_s}},
                     {u"objects"_s, all},
                     {u"hash_algo"_s, u"sha256"_s}};
    if (!revision.isEmpty())
        body[u"ref"_s] = QJsonObject{{u"name"_s, revision}};
    return bytesOf(body);
}

Result<QList<Storing>> UploadWire::parseBatch(const Body &body, const QList<LargeObject> &asked,
                                              const QUrl &endpoint)
{
    const auto root = JsonFields::rootObject(body);
    if (!root)
        return std::unexpected(root.error());
    const QString transfer = (*root)["transfer"_L1].toString(u"basic"_s);
    if (transfer != "basic"_L1 && transfer != "multipart"_L1)
        return std::unexpected(otherTransfer(transfer));
    QHash<QByteArray, QJsonObject> rows;
    for (const QJsonValue row : (*root)["objects"_L1].toArray())
        rows.insert(row["oid"_L1].toString().toLatin1(), row.toObject());
    QList<Storing> all;
    for (const LargeObject &object : asked) {
        const auto row = rows.constFind(object.sha256);
        if (row == rows.cend())
            return odd(u"the answer leaves a file out"_s);
        const auto storing = storingFrom(*row, object, endpoint);
        all << (storing ? *storing : Storing{.refusal = storing.error()});
    }
    return all;
}

QByteArray UploadWire::completion(const LargeObject &object, const QByteArrayList &etags)
{
    QJsonArray parts;
    for (const QByteArray &etag : etags)
        parts << QJsonObject{{u"partNumber"_s, parts.size() + 1},
                             {u"etag"_s, QString::fromLatin1(etag)}};
    return bytesOf({{u"oid"_s, QString::fromLatin1(object.sha256)}, {u"parts"_s, parts}});
}

QByteArray UploadWire::verification(const LargeObject &object)
{
    return bytesOf(objectJson(object));
}
