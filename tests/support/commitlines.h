#pragma once

#include <QByteArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QList>
#include <QString>

// The lines of a commit as clients send them. Source: hub-api 12.4.
namespace CommitLines {

using namespace Qt::StringLiterals;

inline QByteArray ndjson(const QList<std::pair<QString, QJsonObject>> &lines)
{
    QByteArray out;
    for (const auto &[key, value] : lines)
        out += QJsonDocument(QJsonObject{{u"key"_s, key}, {u"value"_s, value}})
                   .toJson(QJsonDocument::Compact)
            + '\n';
    return out;
}

inline QJsonObject headerLine(const QString &parent = {})
{
    QJsonObject o{{u"summary"_s, u"A change"_s}, {u"description"_s, u""_s}};
    if (!parent.isEmpty())
        o[u"parentCommit"_s] = parent;
    return o;
}

inline QJsonObject fileLine(const QString &path, const QByteArray &bytes)
{
    return {{u"path"_s, path},
            {u"content"_s, QString::fromLatin1(bytes.toBase64())},
            {u"encoding"_s, u"base64"_s}};
}

} // namespace CommitLines
