#include "app/localhub/repojson.h"
#include "app/localhub/routes.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QUrlQuery>

using namespace Qt::StringLiterals;

namespace {

constexpr int kTreePage = 1000; // entries; hub-api 6.1
constexpr int kExpandedTreePage = 50;
constexpr qsizetype kMostPaths = 2000; // of one paths-info call; hub-api 6.2

struct TreeRow
{
    QString path;
    const StoredFile *file = nullptr; // null: a folder
};

// The entries below folder, folders first seen where their first file stands.
QList<TreeRow> rowsBelow(const LocalTree &tree, const QString &folder, bool recursive)
{
    const QString prefix = folder.isEmpty() ? QString() : folder + u'/';
    QList<TreeRow> rows;
    QSet<QString> seen;
    for (auto it = tree.lowerBound(prefix); it != tree.end() && it.key().startsWith(prefix); ++it) {
        const QString below = it.key().mid(prefix.size());
        qsizetype slash = -1;
        bool hidden = false;
        while ((slash = below.indexOf(u'/', slash + 1)) >= 0) {
            const QString dir = prefix + below.left(slash);
            if (!seen.contains(dir)) {
                seen.insert(dir);
                rows.append({dir});
            }
            hidden = !recursive;
            if (hidden)
                break;
        }
        if (!hidden)
            rows.append({it.key(), &*it});
    }
    return rows;
}

const StoredFile *newestBelow(const LocalRepo &repo, const LocalTree &tree, const QString &folder)
{
    const StoredFile *newest = nullptr;
    QDateTime date;
    for (auto it = tree.lowerBound(folder + u'/');
         it != tree.end() && it.key().startsWith(folder + u'/'); ++it) {
        const QDateTime d = repo.commits.value(it->lastCommit).date;
        if (!newest || d > date) {
            newest = &*it;
            date = d;
        }
    }
    return newest;
}

QJsonObject lastCommitJson(const LocalRepo &repo, const StoredFile *file)
{
    if (!file)
        return {};
    const LocalCommit c = repo.commits.value(file->lastCommit);
    return {{u"id"_s, QString::fromLatin1(c.id)},
            {u"title"_s, c.title},
            {u"date"_s, c.date.toString(Qt::ISODateWithMs)}};
}

// A scan that found nothing, with what a test said of the file over it.
QJsonObject scanStatus(const QJsonValue &said)
{
    QJsonObject status{{u"status"_s, u"safe"_s},
                       {u"avScan"_s, QJsonObject{{u"status"_s, u"safe"_s}}},
                       {u"pickleImportScan"_s, QJsonObject{{u"status"_s, u"unscanned"_s}}}};
    const QJsonObject known = said.toObject();
    for (auto it = known.begin(); it != known.end(); ++it)
        status[it.key()] = it.value();
    return status;
}

struct TreeWriter
{
    const LocalRepo &repo;
    const LocalTree &tree;
    const QHash<QString, QByteArray> oids; // of folders
    bool expanded = false;

    QJsonObject row(const TreeRow &r) const
    {
        QJsonObject o = r.file ? treeFile(r.path, *r.file)
                               : QJsonObject{{u"type"_s, u"directory"_s},
                                             {u"oid"_s, QString::fromLatin1(oids.value(r.path))},
                                             {u"size"_s, 0},
                                             {u"path"_s, r.path}};
        if (!expanded)
            return o;
        o[u"lastCommit"_s]
            = lastCommitJson(repo, r.file ? r.file : newestBelow(repo, tree, r.path));
        if (r.file) {
            o[u"securityFileStatus"_s] = scanStatus(repo.setup.securityFileStatus[r.path]);
        }
        return o;
    }
};

// What of the call every tree route needs first: the commit, or the refusal.
QByteArray commitOf(RouteCall &call, std::optional<HttpReply> &refused)
{
    call.rest.removeFirst();
    const QString revision = call.takeRevision();
    const QByteArray commit = call.repo->resolve(revision);
    if (commit.isEmpty())
        refused = notFoundRevision(revision);
    return commit;
}

bool isFolder(const LocalTree &tree, const QString &path)
{
    const auto it = tree.lowerBound(path + u'/');
    return path.isEmpty() || (it != tree.cend() && it.key().startsWith(path + u'/'));
}

} // namespace

HttpReply repoTree(RouteCall &call)
{
    std::optional<HttpReply> refused;
    const QByteArray commit = commitOf(call, refused);
    if (refused)
        return *refused;
    QString folder = call.restPath();
    if (folder.endsWith(u'/'))
        folder.chop(1);
    const auto tree = call.repo->tree(commit);
    if (!isFolder(*tree, folder))
        return notFoundEntry(commit, folder);
    const bool expanded = call.flag(u"expand"_s);
    const int most = expanded ? kExpandedTreePage : kTreePage;
    const int pageSize = call.number(u"limit"_s, most, 1, most);
    const QList<TreeRow> rows = rowsBelow(*tree, folder, call.flag(u"recursive"_s));
    const TreeWriter writer{.repo = *call.repo,
                            .tree = *tree,
                            .oids = *call.repo->folders(commit),
                            .expanded = expanded};
    const qsizetype start = pageStart(call);
    const qsizetype end = qMin(start + pageSize, rows.size());
    QJsonArray page;
    for (qsizetype i = start; i < end; ++i)
        page.append(writer.row(rows[i]));
    return pagedJson(call, page, end, rows.size());
}

HttpReply pathsInfo(RouteCall &call)
{
    std::optional<HttpReply> refused;
    const QByteArray commit = commitOf(call, refused);
    if (refused)
        return *refused;
    QStringList paths;
    bool expanded = false;
    if (call.request.header("content-type").startsWith("application/json")) {
        const QJsonObject body = call.jsonBody();
        for (const auto &path : body["paths"_L1].toArray())
            paths.append(path.toString());
        expanded = body["expand"_L1].toBool();
    } else {
        const QByteArray form = call.request.bodyBytes().replace('+', ' ');
        const QUrlQuery fields(QString::fromLatin1(form));
        paths = fields.allQueryItemValues(u"paths"_s, QUrl::FullyDecoded);
        expanded = fields.queryItemValue(u"expand"_s).toLower() == "true"_L1;
    }
    if (paths.size() > kMostPaths)
        return HttpReply::error(413, {},
                                u"Too many paths: at most %1 in one call"_s.arg(kMostPaths));
    const auto tree = call.repo->tree(commit);
    const TreeWriter writer{.repo = *call.repo,
                            .tree = *tree,
                            .oids = *call.repo->folders(commit),
                            .expanded = expanded};
    QJsonArray out;
    for (QString path : std::as_const(paths)) {
        if (path.endsWith(u'/'))
            path.chop(1);
        if (const auto it = tree->constFind(path); it != tree->cend())
            out.append(writer.row({path, &*it}));
        else if (!path.isEmpty() && isFolder(*tree, path))
            out.append(writer.row({path}));
    }
    return HttpReply::json(out);
}

HttpReply treeSize(RouteCall &call)
{
    std::optional<HttpReply> refused;
    const QByteArray commit = commitOf(call, refused);
    if (refused)
        return *refused;
    const QString path = call.restPath();
    const auto tree = call.repo->tree(commit);
    qint64 size = 0;
    for (const auto &[name, file] : tree->asKeyValueRange()) {
        if (path.isEmpty() || name == path || name.startsWith(path + u'/'))
            size += file.content.size();
    }
    if (!path.isEmpty() && !tree->contains(path) && !isFolder(*tree, path))
        return notFoundEntry(commit, path);
    return HttpReply::json(QJsonObject{{u"path"_s, path}, {u"size"_s, size}});
}
