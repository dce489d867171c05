#pragma once

#include "tests/support/rawhub.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMap>

using namespace Qt::StringLiterals;

// A Hub and its storage that take uploads of *.bin in parts, all on one address. A test changes
// single answers.
struct FakeStore
{
    // In place of an answer; nothing: as usual. nth: how often this address was asked, from 1.
    using Instead = std::function<std::optional<RawHub::Reply>(const RawHub::Request &, int nth)>;

    explicit FakeStore(qint64 chunk)
        : m_chunk(chunk)
    { }

    RawHub hub{[this](const RawHub::Request &request) {
        const int nth = ++m_asked[request.method + ' ' + pathOf(request)];
        const auto other = instead ? instead(request, nth) : std::nullopt;
        return other ? *other : answer(request);
    }};
    Instead instead;
    QByteArray upload = "u1"; // name of the upload in parts
    QJsonObject verify; // action; empty: the address of this Hub
    QMap<int, QByteArray> parts; // that came
    QByteArray object; // put together
    int completions = 0;
    QList<QJsonObject> commits; // their lines that name files

    static QByteArray pathOf(const RawHub::Request &request)
    {
        return request.path.split('?').first();
    }
    int asked(const QByteArray &method, const QByteArray &path) const
    {
        return m_asked.value(method + ' ' + path);
    }
    static RawHub::Reply json(const QJsonValue &value)
    {
        const QByteArray bytes = value.isArray() ? QJsonDocument(value.toArray()).toJson()
                                                 : QJsonDocument(value.toObject()).toJson();
        return {RawHub::head("200 OK", {"Content-Length: " + QByteArray::number(bytes.size())})
                + bytes};
    }
    static RawHub::Reply empty(QByteArrayView status, const QByteArrayList &headers = {})
    {
        return {RawHub::head(status, QByteArrayList(headers) << "Content-Length: 0")};
    }
    QJsonObject addressOf(const QByteArray &path) const
    {
        return {{u"href"_s, QString::fromLatin1(hub.url().toEncoded() + path)}};
    }

    RawHub::Reply answer(const RawHub::Request &request)
    {
        const QByteArray path = pathOf(request);
        if (path.startsWith("/part/"))
            return takePart(request);
        if (path == "/complete")
            return complete(request);
        if (path.endsWith("/verify"))
            return json(QJsonObject());
        if (path.endsWith("/objects/batch"))
            return json(batch(request));
        if (path.contains("/preupload/"))
            return json(choices(request));
        if (path.contains("/commit/"))
            return commit(request);
        if (path.contains("/paths-info/"))
            return json(entries(request));
        return empty("404 Not Found");
    }
    QJsonObject batch(const RawHub::Request &request) const
    {
        QJsonArray all;
        for (const QJsonValue o : bodyOf(request)["objects"_L1].toArray()) {
            QJsonObject row = o.toObject();
            if (object.isEmpty())
                row[u"actions"_s] = actions(row["size"_L1].toInteger());
            all << row;
        }
        return {{u"transfer"_s, u"multipart"_s}, {u"objects"_s, all}};
    }

private:
    static QJsonObject bodyOf(const RawHub::Request &request)
    {
        return QJsonDocument::fromJson(request.body).object();
    }
    QJsonObject actions(qint64 size) const
    {
        QJsonObject header{{u"chunk_size"_s, m_chunk}};
        for (qint64 i = 0; i * m_chunk < size; ++i) {
            const QByteArray number = QByteArray::number(i + 1);
            header[QString::fromLatin1(number)]
                = addressOf("/part/" + number + "?uploadId=" + upload)["href"_L1];
        }
        QJsonObject send = addressOf("/complete?uploadId=" + upload);
        send[u"header"_s] = header;
        return {{u"upload"_s, send},
                {u"verify"_s, verify.isEmpty() ? addressOf("/verify") : verify}};
    }
    RawHub::Reply takePart(const RawHub::Request &request)
    {
        parts[pathOf(request).sliced(6).toInt()] = request.body;
        const QByteArray md5
            = QCryptographicHash::hash(request.body, QCryptographicHash::Md5).toHex();
        return empty("200 OK", {"ETag: \"" + md5 + '"'});
    }
    RawHub::Reply complete(const RawHub::Request &request)
    {
        ++completions;
        const QJsonArray named = bodyOf(request)["parts"_L1].toArray();
        object.clear();
        for (const auto &[number, part] : parts.asKeyValueRange()) {
            const QByteArray md5 = QCryptographicHash::hash(part, QCryptographicHash::Md5).toHex();
            if (named[number - 1]["etag"_L1].toString().toLatin1() != '"' + md5 + '"')
                return empty("400 Bad Request");
            object += part;
        }
        return json(QJsonObject());
    }
    QJsonObject choices(const RawHub::Request &request) const
    {
        QJsonArray rows;
        for (const QJsonValue file : bodyOf(request)["files"_L1].toArray())
            rows << QJsonObject{
                {u"path"_s, file["path"_L1]},
                {u"uploadMode"_s,
                 file["path"_L1].toString().endsWith(u".bin") ? u"lfs"_s : u"regular"_s}};
        return {{u"files"_s, rows}, {u"commitOid"_s, QString(40, u'0')}};
    }
    RawHub::Reply commit(const RawHub::Request &request)
    {
        QJsonObject files;
        for (const QByteArray &line : request.body.split('\n'))
            if (const QJsonObject o = QJsonDocument::fromJson(line).object();
                o["key"_L1].toString() == "lfsFile"_L1)
                files[o["value"_L1]["path"_L1].toString()] = o["value"_L1];
        commits << files;
        return json(QJsonObject{
            {u"commitOid"_s, QString::number(commits.size()).rightJustified(40, u'0')}});
    }
    QJsonArray entries(const RawHub::Request &request) const
    {
        QJsonArray all;
        for (const QJsonValue path : bodyOf(request)["paths"_L1].toArray())
            if (const QJsonObject file
                = commits.value(commits.size() - 1)[path.toString()].toObject();
                !file.isEmpty())
                all << QJsonObject{
                    {u"type"_s, u"file"_s},
                    {u"path"_s, path},
                    {u"size"_s, file["size"_L1]},
                    {u"lfs"_s,
                     QJsonObject{{u"oid"_s, file["oid"_L1]}, {u"size"_s, file["size"_L1]}}}};
        return all;
    }

    qint64 m_chunk;
    QMap<QByteArray, int> m_asked; // "PUT /part/1" -> how often
};
