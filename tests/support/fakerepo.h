#pragma once

#include "tests/support/rawhub.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMap>

// One repository, "ada/model" at one commit, as a Hub serves it. A test changes single answers.
struct FakeRepo
{
    struct File
    {
        QByteArray content;
        bool lfs = false;
        QByteArray xet = {}; // hash, when listed as in Xet storage

        QByteArray sha256() const
        {
            return QCryptographicHash::hash(content, QCryptographicHash::Sha256).toHex();
        }
        QByteArray gitSha() const
        {
            return QCryptographicHash::hash("blob " + QByteArray::number(content.size()) + '\0'
                                                + content,
                                            QCryptographicHash::Sha1)
                .toHex();
        }
        QByteArray blob() const { return lfs ? sha256() : gitSha(); }
    };

    QByteArray commit = QByteArray("0123456789").repeated(4);
    QMap<QString, File> files;
    bool tellsSizes = true; // of files asked for by name, before they are fetched

    RawHub::Reply answer(const RawHub::Request &request) const
    {
        const QByteArray path = QByteArray::fromPercentEncoding(request.path.split('?').first());
        if (path.contains("/revision/"))
            return {
                RawHub::head("200 OK")
                + QJsonDocument(QJsonObject{{QStringLiteral("sha"), QString::fromLatin1(commit)}})
                      .toJson()};
        if (path.contains("/tree/"))
            return {RawHub::head("200 OK") + tree()};
        if (path.contains("/paths-info/") && tellsSizes)
            return {RawHub::head("200 OK") + pathsInfo(request.body)};
        const QByteArray prefix = "/ada/model/resolve/" + commit + '/';
        const auto file = files.constFind(
            QString::fromUtf8(path.startsWith(prefix) ? path.sliced(prefix.size()) : QByteArray()));
        if (file == files.cend())
            return {RawHub::head("404 Not Found",
                                 {"X-Error-Code: EntryNotFound", "X-Repo-Commit: " + commit})};
        return serve(request, *file);
    }

    QByteArrayList headersOf(const File &file) const
    {
        return {"X-Repo-Commit: " + commit, "ETag: \"" + file.blob() + '"',
                "X-Linked-Etag: \"" + file.blob() + '"',
                "X-Linked-Size: " + QByteArray::number(file.content.size())};
    }

    RawHub::Reply serve(const RawHub::Request &request, const File &file) const
    {
        const qint64 from = request.rangeStart();
        const qint64 end = request.rangeEnd(file.content.size());
        const bool ranged = request.headers.contains("range");
        const QByteArray part = file.content.sliced(from, end - from);
        QByteArrayList headers = headersOf(file);
        headers << "Content-Length: " + QByteArray::number(part.size());
        if (ranged)
            headers << "Content-Range: bytes " + QByteArray::number(from) + '-'
                    + QByteArray::number(end - 1) + '/' + QByteArray::number(file.content.size());
        return {RawHub::head(ranged ? "206 Partial Content" : "200 OK", headers)
                + (request.method == "HEAD" ? QByteArray() : part)};
    }

    QByteArray pathsInfo(const QByteArray &question) const
    {
        const QJsonArray paths
            = QJsonDocument::fromJson(question).object().value(QStringLiteral("paths")).toArray();
        FakeRepo some;
        for (const QJsonValue &path : paths)
            if (files.contains(path.toString()))
                some.files[path.toString()] = files[path.toString()];
        return some.tree();
    }

    QByteArray tree() const
    {
        QJsonArray entries;
        for (const auto &[path, file] : files.asKeyValueRange()) {
            QJsonObject o{{QStringLiteral("type"), QStringLiteral("file")},
                          {QStringLiteral("path"), path},
                          {QStringLiteral("oid"), QString::fromLatin1(file.gitSha())},
                          {QStringLiteral("size"), file.content.size()}};
            if (file.lfs)
                o[QStringLiteral("lfs")]
                    = QJsonObject{{QStringLiteral("oid"), QString::fromLatin1(file.sha256())},
                                  {QStringLiteral("size"), file.content.size()}};
            if (!file.xet.isEmpty())
                o[QStringLiteral("xetHash")] = QString::fromLatin1(file.xet);
            entries << o;
        }
        return QJsonDocument(entries).toJson();
    }
};
