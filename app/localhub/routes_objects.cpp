// The large files of a repository over its whole history, and how they are taken out of it.
#include "app/localhub/routes.h"

#include <QJsonArray>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostDeletions = 1000; // of one call; hub-api 6.3

QJsonObject objectRow(const RouteCall &call, const LocalCommit &commit, const QString &path,
                      const StoredFile &file)
{
    QJsonObject row{{u"fileOid"_s, QString::fromLatin1(file.oid)},
                    {u"filename"_s, path},
                    {u"oid"_s, QString::fromLatin1(file.sha256)},
                    {u"pushedAt"_s, commit.date.toUTC().toString(Qt::ISODateWithMs)},
                    {u"pusher"_s, call.store.people().author(commit.author)},
                    {u"size"_s, file.content.size()}};
    if (!file.xetHash.isEmpty())
        row[u"xetHash"_s] = QString::fromLatin1(file.xetHash);
    return row;
}

// Newest first; each object once, as it was last pushed.
QJsonArray objectRows(const RouteCall &call)
{
    QList<LocalCommit> commits = call.repo->commits.values();
    std::ranges::sort(commits, [](const LocalCommit &a, const LocalCommit &b) {
        return a.date != b.date ? a.date > b.date : a.id < b.id;
    });
    QJsonArray rows;
    QSet<QByteArray> seen;
    for (const LocalCommit &commit : std::as_const(commits))
        for (const auto &[path, file] : commit.adds.asKeyValueRange())
            if (file.isLfs() && !seen.contains(file.oid)) {
                seen.insert(file.oid);
                rows.append(objectRow(call, commit, path, file));
            }
    return rows;
}

HttpReply listObjects(RouteCall &call)
{
    const QJsonArray rows = objectRows(call);
    const qsizetype start = qMin<qsizetype>(pageStart(call), rows.size());
    const qsizetype end
        = qMin<qsizetype>(start + call.number(u"limit"_s, 1000, 1, 1000), rows.size());
    QJsonArray page;
    for (qsizetype i = start; i < end; ++i)
        page.append(rows[i]);
    return pagedJson(call, page, end, rows.size());
}

HttpReply deleteObjects(RouteCall &call, const QJsonArray &oids, bool rewriteHistory)
{
    if (oids.isEmpty() || oids.size() > kMostDeletions)
        return HttpReply::error(400, {}, u"✖ Between 1 and 1000 files can be deleted at once"_s);
    if (!rewriteHistory)
        return HttpReply::error(400, {}, u"✖ This Hub deletes with rewriteHistory only"_s);
    QSet<QByteArray> known;
    for (const auto &row : objectRows(call))
        known.insert(row["fileOid"_L1].toString().toLatin1());
    QSet<QByteArray> wanted;
    for (const auto &oid : oids)
        wanted.insert(oid.toString().toLatin1());
    if (!known.contains(wanted))
        return HttpReply::error(404, {}, u"There is no such LFS file"_s);
    call.store.removeObjects(*call.id, wanted);
    return HttpReply::json(QJsonObject{{u"success"_s, true}});
}

// What another repository is to have, too. Here all share one store: it only has to be theirs to
// give and the asker's to take.
HttpReply duplicateObjects(const RouteCall &call)
{
    const QJsonObject body = call.jsonBody();
    const QJsonObject to = body["target"_L1].toObject();
    const auto kind = kindNamed(QString(to["type"_L1].toString() + u's'));
    const auto id = kind ? RepoId::parse(*kind, to["name"_L1].toString()) : std::nullopt;
    const LocalRepo *target = id ? std::as_const(call.store).find(*id) : nullptr;
    if (!target || !call.viewer.canSee(*target))
        return notFoundRepo(call.viewer);
    if (!call.viewer.canWrite(*target))
        return HttpReply::error(403, {}, u"You don't have the required permissions"_s);
    QSet<QByteArray> known;
    for (const auto &row : objectRows(call))
        if (!row["xetHash"_L1].toString().isEmpty())
            known.insert(row["oid"_L1].toString().toLatin1());
    QJsonArray failed;
    const QJsonArray files = body["files"_L1].toArray();
    for (const auto &file : files)
        if (!known.contains(file["sha256"_L1].toString().toLatin1()))
            failed.append(QJsonObject{{u"xetHash"_s, file["xetHash"_L1]},
                                      {u"sha256"_s, file["sha256"_L1]},
                                      {u"error"_s, u"File not found in the source repository"_s}});
    return HttpReply::json(QJsonObject{{u"success"_s, failed.isEmpty()},
                                       {u"processed"_s, files.size()},
                                       {u"succeeded"_s, files.size() - failed.size()},
                                       {u"failed"_s, failed}},
                           failed.isEmpty() ? 200 : 207);
}

} // namespace

HttpReply lfsFiles(RouteCall &call)
{
    const QString what = call.rest.value(1);
    if (call.request.method == "POST" && what == "duplicate"_L1)
        return duplicateObjects(call);
    if (const auto refused = refuseWrite(call))
        return *refused;
    if (call.request.method == "GET" && what.isEmpty())
        return listObjects(call);
    if (call.request.method == "DELETE" && !what.isEmpty())
        return deleteObjects(call, {what}, call.param(u"rewriteHistory"_s) != "false"_L1);
    if (call.request.method == "POST" && what == "batch"_L1) {
        const QJsonObject deletions = call.jsonBody().value("deletions"_L1).toObject();
        return deleteObjects(call, deletions["sha"_L1].toArray(),
                             deletions["rewriteHistory"_L1].toBool(true));
    }
    return HttpReply::error(405, {}, u"Method not allowed"_s);
}
