#include "app/localhub/repojson.h"
#include "app/localhub/routes.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

HttpReply repoInfo(RouteCall &call)
{
    QString revision = u"main"_s;
    if (call.rest.value(0) == "revision"_L1) {
        call.rest.removeFirst();
        revision = call.takeRevision();
    }
    const LocalRepo &repo = *call.repo;
    const QByteArray commit = repo.resolve(revision);
    if (commit.isEmpty() && !(revision == "main"_L1 && repo.commits.isEmpty()))
        return notFoundRevision(revision);
    const QStringList expand = call.params(u"expand"_s);
    const QStringList allowed = expandable(repo.id.kind());
    for (const QString &key : expand) {
        if (!allowed.contains(key)) {
            return HttpReply::error(400, {},
                                    u"✖ Invalid option: expected one of \"%1\" at expand"_s.arg(
                                        allowed.join("\"|\""_L1)));
        }
    }
    const QJsonObject all = repoProperties(repo, commit);
    QJsonObject out = pick(all, expand.isEmpty() ? infoKeys(repo.id.kind()) : expand);
    if (call.flag(u"blobs"_s) && expand.isEmpty())
        out[u"siblings"_s] = siblings(*repo.tree(commit), true);
    if (call.flag(u"securityStatus"_s) && expand.isEmpty())
        out[u"securityRepoStatus"_s]
            = QJsonObject{{u"scansDone"_s, true}, {u"filesWithIssues"_s, QJsonArray()}};
    HttpReply reply = HttpReply::json(out);
    if (!commit.isEmpty())
        reply.setHeader("X-Repo-Commit", commit);
    return reply;
}

HttpReply repoRefs(RouteCall &call)
{
    QJsonArray branches, tags, converts, pulls;
    const bool withPulls = call.flag(u"include_prs"_s) || call.flag(u"include_pull_requests"_s);
    for (const auto &[ref, commit] : call.repo->refs.asKeyValueRange()) {
        const QString kind = ref.section(u'/', 1, 1);
        const QJsonObject row{{u"name"_s, ref.section(u'/', 2)},
                              {u"ref"_s, ref},
                              {u"targetCommit"_s, QString::fromLatin1(commit)}};
        if (kind == "heads"_L1)
            branches.append(row);
        else if (kind == "tags"_L1)
            tags.append(row);
        else if (kind == "convert"_L1)
            converts.append(row);
        else if (kind == "pr"_L1)
            pulls.append(row);
    }
    QJsonObject out{{u"branches"_s, branches}, {u"tags"_s, tags}, {u"converts"_s, converts}};
    if (withPulls)
        out[u"pullRequests"_s] = pulls;
    return HttpReply::json(out);
}

HttpReply repoCommits(RouteCall &call)
{
    call.rest.removeFirst();
    const QString revision = call.takeRevision();
    const QByteArray head = call.repo->resolve(revision);
    if (head.isEmpty())
        return notFoundRevision(revision);
    const QList<QByteArray> history = call.repo->history(head);
    const int limit = call.number(u"limit"_s, 50, 1, 1000);
    const int page = call.number(u"p"_s, 0, 0, 1'000'000);
    const bool formatted = call.params(u"expand"_s).contains(u"formatted"_s);
    QJsonArray rows;
    for (const QByteArray &id : history.mid(qsizetype(page) * limit, limit)) {
        const LocalCommit &c = *call.repo->commits.constFind(id);
        QJsonObject row{
            {u"id"_s, QString::fromLatin1(id)},
            {u"title"_s, c.title},
            {u"message"_s, c.message},
            {u"date"_s, c.date.toString(Qt::ISODateWithMs)},
            {u"authors"_s,
             QJsonArray{QJsonObject{
                 {u"user"_s, c.author},
                 {u"avatar"_s, call.store.people().author(c.author)["avatarUrl"_L1]}}}}};
        if (formatted) {
            row[u"formatted"_s] = QJsonObject{{u"title"_s, c.title.toHtmlEscaped()},
                                              {u"message"_s, c.message.toHtmlEscaped()}};
        }
        rows.append(row);
    }
    HttpReply reply = HttpReply::json(rows);
    reply.setHeader("X-Total-Count", QByteArray::number(history.size()));
    if ((page + 1LL) * limit < history.size())
        linkNext(call, reply, u"p"_s, QString::number(page + 1));
    return reply;
}

HttpReply repoScan(RouteCall &call)
{
    QJsonArray issues;
    const QJsonObject status = call.repo->setup.securityFileStatus;
    for (auto it = status.begin(); it != status.end(); ++it) {
        const QString level = it.value()["status"_L1].toString();
        if (level != "safe"_L1)
            issues.append(QJsonObject{{u"path"_s, it.key()}, {u"level"_s, level}});
    }
    return HttpReply::json(QJsonObject{{u"scansDone"_s, true}, {u"filesWithIssues"_s, issues}});
}

HttpReply authCheck(RouteCall &call)
{
    if (call.rest.value(1) == "write"_L1) {
        if (auto refused = refuseWrite(call))
            return *refused;
    }
    if (auto refused = refuseGated(call))
        return *refused;
    return HttpReply::bytes(200, "text/plain; charset=utf-8", "OK");
}
