#include "app/disk/treefile.h"

#include "app/hub/revision.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

constexpr int kTreeFileVersion = 1;

// A JSON string in plain ASCII, as Python's json module writes it.
QByteArray asciiJson(const QString &text)
{
    QByteArray out = "\"";
    for (const QChar c : text) {
        switch (c.unicode()) {
        case '"': out += "\\\""; break;
        case '\\': out += "\\\\"; break;
        case '\n': out += "\\n"; break;
        case '\r': out += "\\r"; break;
        case '\t': out += "\\t"; break;
        case '\f': out += "\\f"; break;
        case '\b': out += "\\b"; break;
        default:
            if (c.unicode() >= 0x20 && c.unicode() < 0x7f)
                out += c.toLatin1();
            else
                out += "\\u" + QByteArray::number(c.unicode(), 16).rightJustified(4, '0');
        }
    }
    return out + '"';
}

QByteArray treeFileEntry(const TreeEntry &e)
{
    QByteArray out = "  " + asciiJson(e.path) + ": {\n   \"size\": " + QByteArray::number(e.size)
        + ",\n   \"blob_id\": " + asciiJson(e.oid);
    if (!e.sha256.isEmpty())
        out += ",\n   \"lfs_sha256\": " + asciiJson(e.sha256)
            + ",\n   \"lfs_size\": " + QByteArray::number(e.size);
    if (!e.xetHash.isEmpty())
        out += ",\n   \"xet_hash\": " + asciiJson(e.xetHash);
    return out + "\n  }";
}

std::optional<TreeEntry> treeEntryOf(const QString &path, const QJsonObject &o)
{
    TreeEntry e{.path = path,
                .size = o["size"_L1].toInteger(-1),
                .oid = o["blob_id"_L1].toString(),
                .sha256 = o["lfs_sha256"_L1].toString(),
                .xetHash = o["xet_hash"_L1].toString()};
    e.storage = !e.xetHash.isEmpty() ? Storage::Xet
        : e.sha256.isEmpty()         ? Storage::Git
                                     : Storage::Lfs;
    const bool good = e.size >= 0 && isSha1Hex(e.oid)
        && (e.sha256.isEmpty() || isSha256Hex(e.sha256))
        && (e.xetHash.isEmpty() || isSha256Hex(e.xetHash));
    return good ? std::optional(e) : std::nullopt;
}

} // namespace

QByteArray treeFileOf(const QList<TreeEntry> &entries)
{
    QList<std::pair<QByteArray, const TreeEntry *>> files;
    for (const TreeEntry &e : entries) {
        if (e.type != TreeEntry::Type::File)
            continue;
        if (!e.xetHash.isEmpty() && !isSha256Hex(e.xetHash))
            return {};
        files.emplaceBack(e.path.toUtf8(), &e); // UTF-8 sorts as code points do, UTF-16 does not
    }
    std::ranges::sort(files);
    QByteArray out = "{\n \"format_version\": 1,\n \"files\": {";
    for (qsizetype i = 0; i < files.size(); ++i)
        out += (i == 0 ? "\n" : ",\n") + treeFileEntry(*files.at(i).second);
    return out + (files.isEmpty() ? "}\n}" : "\n }\n}");
}

std::optional<QList<TreeEntry>> parseTreeFile(const QByteArray &json)
{
    const QJsonObject root = QJsonDocument::fromJson(json).object();
    if (root["format_version"_L1].toInt() != kTreeFileVersion || !root["files"_L1].isObject())
        return {};
    const QJsonObject files = root["files"_L1].toObject();
    QList<TreeEntry> entries;
    entries.reserve(files.size());
    for (auto it = files.begin(); it != files.end(); ++it) {
        auto entry = treeEntryOf(it.key(), it.value().toObject());
        if (!entry)
            return {};
        entries << std::move(*entry);
    }
    return entries;
}
