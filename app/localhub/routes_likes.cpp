// Who likes what. Source: hub-api 10.1.
#include "app/localhub/routes.h"

#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

HttpReply pageOf(const RouteCall &call, const QJsonArray &rows)
{
    const qsizetype start = qMin<qsizetype>(pageStart(call), rows.size());
    const qsizetype end
        = qMin<qsizetype>(start + call.number(u"limit"_s, 100, 1, 1000), rows.size());
    QJsonArray page;
    for (qsizetype i = start; i < end; ++i)
        page.append(rows[i]);
    return pagedJson(call, page, end, rows.size());
}

} // namespace

HttpReply like(RouteCall &call)
{
    if (call.viewer.anonymous())
        return HttpReply::error(401, {}, u"Invalid username or password."_s);
    if (call.request.method != "POST" && call.request.method != "DELETE")
        return HttpReply::error(405, {}, u"Method not allowed"_s);
    call.store.setLike(*call.id, call.viewer.user.name, call.request.method == "POST");
    return HttpReply::json(QJsonObject{{u"success"_s, true}});
}

HttpReply likers(RouteCall &call)
{
    QJsonArray rows;
    for (const auto &[user, since] : std::as_const(call.repo->likers).asKeyValueRange()) {
        QJsonObject row = call.store.people().author(user);
        row[u"user"_s] = user;
        rows.append(row);
    }
    return pageOf(call, rows);
}

// GET /api/users/{u}/likes: public repositories, the latest like first.
HttpReply userLikes(RouteCall &call)
{
    const QString user = call.path.value(2);
    if (!call.store.people().users.contains(user))
        return HttpReply::error(404, {}, u"This user does not exist"_s);
    QList<const LocalRepo *> liked;
    for (const RepoKind kind : {RepoKind::Model, RepoKind::Dataset, RepoKind::Space})
        for (const LocalRepo *repo : call.store.repos(kind))
            if (repo->likers.contains(user) && !repo->setup.isPrivate)
                liked.append(repo);
    std::ranges::stable_sort(liked, [&user](const LocalRepo *a, const LocalRepo *b) {
        return a->likers[user] > b->likers[user];
    });
    QJsonArray rows;
    for (const LocalRepo *repo : std::as_const(liked))
        rows.append(
            QJsonObject{{u"createdAt"_s, repo->likers[user].toUTC().toString(Qt::ISODateWithMs)},
                        {u"repo"_s,
                         QJsonObject{{u"name"_s, repo->id.id()},
                                     {u"type"_s, apiSegment(repo->id.kind()).chopped(1)}}}});
    return pageOf(call, rows);
}
