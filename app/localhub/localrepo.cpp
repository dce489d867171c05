#include "app/localhub/localrepo.h"

#include <QCryptographicHash>
#include <QJsonArray>

#include <algorithm>
#include <map>
#include <ranges>

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kTreesKept = 8; // whole trees held per repository; others are made again

QString isoDate(const QDateTime &t)
{
    return t.toUTC().toString(Qt::ISODateWithMs);
}
QDateTime isoDate(const QJsonValue &v)
{
    return QDateTime::fromString(v.toString(), Qt::ISODateWithMs);
}

QByteArray gitOidOf(const QByteArray &type, const QByteArray &body)
{
    QCryptographicHash hash(QCryptographicHash::Sha1);
    hash.addData(type + ' ' + QByteArray::number(body.size()));
    hash.addData(QByteArrayView("\0", 1));
    hash.addData(body);
    return hash.result();
}

// One folder while its oid is computed; git sorts folders as if their names ended with a slash.
struct GitFolder
{
    std::map<QByteArray, GitFolder> folders;
    std::map<QByteArray, QByteArray> files; // name -> oid hex

    QByteArray oid(const QString &path, QHash<QString, QByteArray> &out) const
    {
        std::map<QByteArray, QByteArray> lines; // sort key -> line
        for (const auto &[name, file] : files)
            lines[name] = "100644 " + name + '\0' + QByteArray::fromHex(file);
        for (const auto &[name, folder] : folders) {
            const QString below
                = (path.isEmpty() ? QString() : path + u'/') + QString::fromUtf8(name);
            lines[name + '/'] = "40000 " + name + '\0' + folder.oid(below, out);
        }
        QByteArray body;
        for (const auto &line : lines | std::views::values)
            body += line;
        const QByteArray raw = gitOidOf("tree", body);
        out[path] = raw.toHex();
        return raw;
    }
};

} // namespace

QJsonObject RepoSetup::toJson() const
{
    return {{u"private"_s, isPrivate},
            {u"disabled"_s, disabled},
            {u"gated"_s, gated},
            {u"tags"_s, QJsonArray::fromStringList(tags)},
            {u"cardData"_s, cardData},
            {u"task"_s, task},
            {u"library"_s, library},
            {u"likes"_s, likes},
            {u"downloads"_s, downloads},
            {u"downloadsAllTime"_s, downloadsAllTime},
            {u"trendingScore"_s, trendingScore},
            {u"createdAt"_s, isoDate(createdAt)},
            {u"lastModified"_s, isoDate(lastModified)},
            {u"sdk"_s, sdk},
            {u"runtime"_s, runtime},
            {u"securityFileStatus"_s, securityFileStatus},
            {u"info"_s, info},
            {u"xet"_s, xet}};
}

RepoSetup RepoSetup::fromJson(const QJsonObject &json)
{
    RepoSetup s;
    s.isPrivate = json["private"_L1].toBool();
    s.disabled = json["disabled"_L1].toBool();
    s.gated = json["gated"_L1].toString();
    for (const auto &tag : json["tags"_L1].toArray())
        s.tags.append(tag.toString());
    s.cardData = json["cardData"_L1].toObject();
    s.task = json["task"_L1].toString();
    s.library = json["library"_L1].toString();
    s.likes = json["likes"_L1].toInteger();
    s.downloads = json["downloads"_L1].toInteger();
    s.downloadsAllTime = json["downloadsAllTime"_L1].toInteger();
    s.trendingScore = json["trendingScore"_L1].toDouble();
    s.createdAt = isoDate(json["createdAt"_L1]);
    s.lastModified = isoDate(json["lastModified"_L1]);
    s.sdk = json["sdk"_L1].toString();
    s.runtime = json["runtime"_L1].toObject();
    s.securityFileStatus = json["securityFileStatus"_L1].toObject();
    s.info = json["info"_L1].toObject();
    s.xet = json["xet"_L1].toBool();
    return s;
}

QByteArray LocalRepo::mongoId() const
{
    const QString key = apiSegment(id.kind()) + u'/' + id.id();
    return QCryptographicHash::hash(key.toUtf8(), QCryptographicHash::Sha1).toHex().left(24);
}

QByteArray LocalRepo::resolve(const QString &revision) const
{
    if (revision == "HEAD"_L1) // what the JavaScript client asks for when it names no revision
        return head();
    for (const auto &prefix : {""_L1, "refs/heads/"_L1, "refs/tags/"_L1}) {
        if (const auto it = refs.constFind(prefix + revision); it != refs.cend())
            return *it;
    }
    const QByteArray digits = revision.toLatin1();
    if (commits.contains(digits))
        return digits;
    QByteArray found;
    for (const auto &[commit, facts] : commits.asKeyValueRange()) {
        if (digits.size() < 7 || !commit.startsWith(digits))
            continue;
        if (!found.isEmpty())
            return {}; // ambiguous
        found = commit;
    }
    return found;
}

QList<QByteArray> LocalRepo::history(const QByteArray &commit) const
{
    QList<QByteArray> out;
    for (QByteArray at = commit; commits.contains(at); at = commits[at].parent)
        out.append(at);
    return out;
}

std::shared_ptr<const LocalTree> LocalRepo::tree(const QByteArray &commit) const
{
    QList<QByteArray> missing;
    auto tree = std::make_shared<LocalTree>();
    for (const QByteArray &at : history(commit)) {
        if (const auto known = m_trees.constFind(at); known != m_trees.cend()) {
            if (at == commit)
                return *known;
            *tree = **known;
            break;
        }
        missing.append(at);
    }
    for (const QByteArray &id_ : missing | std::views::reverse) {
        const LocalCommit &c = *commits.constFind(id_);
        for (const QString &path : c.deletes)
            tree->remove(path);
        for (const auto &[path, file] : c.adds.asKeyValueRange())
            tree->insert(path, file);
    }
    if (m_trees.size() >= kTreesKept)
        m_trees.clear();
    return *m_trees.insert(commit, tree);
}

std::shared_ptr<const QHash<QString, QByteArray>> LocalRepo::folders(const QByteArray &commit) const
{
    if (const auto known = m_folders.constFind(commit); known != m_folders.cend())
        return *known;
    if (m_folders.size() >= kTreesKept)
        m_folders.clear();
    const auto oids = std::make_shared<const QHash<QString, QByteArray>>(folderOids(*tree(commit)));
    return *m_folders.insert(commit, oids);
}

QJsonObject LocalRepo::toJson() const
{
    QJsonObject refsJson, accessJson;
    for (const auto &[ref, commit] : refs.asKeyValueRange())
        refsJson[ref] = QString::fromLatin1(commit);
    for (const auto &[user, state] : access.asKeyValueRange())
        accessJson[user] = state;
    QJsonObject likersJson;
    for (const auto &[user, since] : likers.asKeyValueRange())
        likersJson[user] = isoDate(since);
    QJsonObject discussionsJson;
    for (const auto &[number, discussion] : discussions.asKeyValueRange())
        discussionsJson[QString::number(number)] = discussion;
    return {{u"kind"_s, apiSegment(id.kind())}, {u"id"_s, id.id()},
            {u"setup"_s, setup.toJson()},       {u"refs"_s, refsJson},
            {u"access"_s, accessJson},          {u"discussions"_s, discussionsJson},
            {u"variables"_s, variables},        {u"secrets"_s, secrets},
            {u"likers"_s, likersJson}};
}

void LocalRepo::readJson(const QJsonObject &json)
{
    setup = RepoSetup::fromJson(json["setup"_L1].toObject());
    const QJsonObject refsJson = json["refs"_L1].toObject();
    for (auto it = refsJson.begin(); it != refsJson.end(); ++it)
        refs[it.key()] = it.value().toString().toLatin1();
    const QJsonObject accessJson = json["access"_L1].toObject();
    for (auto it = accessJson.begin(); it != accessJson.end(); ++it)
        access[it.key()] = it.value().toString();
    const QJsonObject discussionsJson = json["discussions"_L1].toObject();
    for (auto it = discussionsJson.begin(); it != discussionsJson.end(); ++it)
        discussions[it.key().toInt()] = it.value().toObject();
    const QJsonObject likersJson = json["likers"_L1].toObject();
    for (auto it = likersJson.begin(); it != likersJson.end(); ++it)
        likers[it.key()] = isoDate(it.value());
    variables = json["variables"_L1].toObject();
    secrets = json["secrets"_L1].toObject();
}

QJsonObject commitToJson(const LocalCommit &commit)
{
    QJsonObject adds;
    for (const auto &[path, file] : commit.adds.asKeyValueRange()) {
        const Content &c = file.content;
        QJsonObject entry{{u"size"_s, c.size()},
                          {u"oid"_s, QString::fromLatin1(file.oid)},
                          {u"sha256"_s, QString::fromLatin1(file.sha256)},
                          {u"xet"_s, QString::fromLatin1(file.xetHash)}};
        if (c.isSynthetic()) {
            entry[u"seed"_s] = QString::number(c.seed());
            if (!c.head().isEmpty())
                entry[u"head"_s] = QString::fromLatin1(qCompress(c.head()).toBase64());
        } else
            entry[u"object"_s] = QString::fromLatin1(c.sha256());
        adds[path] = entry;
    }
    return {{u"id"_s, QString::fromLatin1(commit.id)},
            {u"parent"_s, QString::fromLatin1(commit.parent)},
            {u"title"_s, commit.title},
            {u"message"_s, commit.message},
            {u"author"_s, commit.author},
            {u"date"_s, isoDate(commit.date)},
            {u"adds"_s, adds},
            {u"deletes"_s, QJsonArray::fromStringList(commit.deletes)}};
}

LocalCommit commitFromJson(const QJsonObject &json, const QString &objectFolder)
{
    LocalCommit c;
    c.id = json["id"_L1].toString().toLatin1();
    c.parent = json["parent"_L1].toString().toLatin1();
    c.title = json["title"_L1].toString();
    c.message = json["message"_L1].toString();
    c.author = json["author"_L1].toString();
    c.date = isoDate(json["date"_L1]);
    for (const auto &path : json["deletes"_L1].toArray())
        c.deletes.append(path.toString());
    const QJsonObject adds = json["adds"_L1].toObject();
    for (auto it = adds.begin(); it != adds.end(); ++it) {
        const QJsonObject entry = it.value().toObject();
        StoredFile file;
        const qint64 size = entry["size"_L1].toInteger();
        const QString object = entry["object"_L1].toString();
        file.oid = entry["oid"_L1].toString().toLatin1();
        file.sha256 = entry["sha256"_L1].toString().toLatin1();
        file.xetHash = entry["xet"_L1].toString().toLatin1();
        file.lastCommit = c.id;
        file.content = entry.contains("seed"_L1)
            ? Content::synthetic(
                  size, entry["seed"_L1].toString().toULongLong(), file.sha256,
                  qUncompress(QByteArray::fromBase64(entry["head"_L1].toString().toLatin1())))
            : Content::file(objectFolder + u'/' + object, size, object.toLatin1());
        c.adds[it.key()] = file;
    }
    return c;
}

QHash<QString, QByteArray> folderOids(const LocalTree &tree)
{
    GitFolder root;
    for (const auto &[path, file] : tree.asKeyValueRange()) {
        QList<QByteArray> parts = path.toUtf8().split('/');
        const QByteArray name = parts.takeLast();
        GitFolder *at = &root;
        for (const QByteArray &part : parts)
            at = &at->folders[part];
        at->files[name] = file.oid;
    }
    QHash<QString, QByteArray> out;
    root.oid({}, out);
    return out;
}

QByteArray gitCommitOid(const LocalCommit &commit, const QByteArray &rootOid)
{
    const QByteArray who = commit.author.toUtf8() + " <" + commit.author.toUtf8()
        + "@users.noreply.local> " + QByteArray::number(commit.date.toSecsSinceEpoch()) + " +0000";
    QByteArray body = "tree " + rootOid + '\n';
    if (!commit.parent.isEmpty())
        body += "parent " + commit.parent + '\n';
    body += "author " + who + "\ncommitter " + who + "\n\n" + commit.title.toUtf8();
    if (!commit.message.isEmpty())
        body += "\n\n" + commit.message.toUtf8();
    return gitOidOf("commit", body).toHex();
}
