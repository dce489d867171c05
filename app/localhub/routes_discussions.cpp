#include "app/localhub/routes.h"

#include <QJsonArray>

#include <ranges>

using namespace Qt::StringLiterals;

namespace {

constexpr int kDiscussionsPage = 50;

QJsonObject listItem(const LocalRepo &repo, const QJsonObject &d)
{
    int comments = 0;
    for (const auto &event : d["events"_L1].toArray())
        comments += event["type"_L1].toString() == "comment"_L1;
    QJsonObject o{{u"num"_s, d["num"_L1]},
                  {u"title"_s, d["title"_L1]},
                  {u"status"_s, d["status"_L1]},
                  {u"isPullRequest"_s, d["isPullRequest"_L1]},
                  {u"createdAt"_s, d["createdAt"_L1]},
                  {u"repo"_s,
                   QJsonObject{{u"name"_s, repo.id.id()},
                               {u"type"_s, apiSegment(repo.id.kind()).chopped(1)}}},
                  {u"repoOwner"_s,
                   QJsonObject{{u"name"_s, repo.id.owner()},
                               {u"type"_s, u"user"_s},
                               {u"isParticipating"_s, false},
                               {u"isDiscussionAuthor"_s, false}}},
                  {u"numComments"_s, comments},
                  {u"numReactionUsers"_s, 0},
                  {u"topReactions"_s, QJsonArray()},
                  {u"pinned"_s, d["pinned"_L1]}};
    if (d.contains("author"_L1))
        o[u"author"_s] = d["author"_L1];
    return o;
}

bool wantedDiscussion(const RouteCall &call, const QJsonObject &d)
{
    const QString status = d["status"_L1].toString();
    const bool open = status == "open"_L1 || status == "draft"_L1;
    const QString state = call.param(u"status"_s);
    const QString type = call.param(u"type"_s);
    const QString author = call.param(u"author"_s);
    const bool pull = d["isPullRequest"_L1].toBool();
    return (state.isEmpty() || state == "all"_L1 || open == (state == "open"_L1))
        && (type.isEmpty() || type == "all"_L1 || pull == (type == "pull_request"_L1))
        && (author.isEmpty() || d["author"_L1]["name"_L1].toString() == author)
        && d["title"_L1].toString().contains(call.param(u"search"_s), Qt::CaseInsensitive);
}

HttpReply discussionList(const RouteCall &call)
{
    QList<QJsonObject> found;
    int closed = 0;
    const QList<QJsonObject> all = call.repo->discussions.values();
    for (const QJsonObject &d : all | std::views::reverse) {
        const QString status = d["status"_L1].toString();
        closed += status == "closed"_L1 || status == "merged"_L1;
        if (wantedDiscussion(call, d))
            found.append(d);
    }
    const int start = call.number(u"p"_s, 0, 0, 1'000'000) * kDiscussionsPage;
    QJsonArray page;
    for (const QJsonObject &d : found.mid(start, kDiscussionsPage))
        page.append(listItem(*call.repo, d));
    return HttpReply::json(QJsonObject{{u"discussions"_s, page},
                                       {u"count"_s, found.size()},
                                       {u"start"_s, start},
                                       {u"numClosedDiscussions"_s, closed}});
}

HttpReply openNew(const RouteCall &call)
{
    const QJsonObject body = call.jsonBody();
    const QString title = body["title"_L1].toString();
    const QString text = body["description"_L1].toString();
    if (title.size() < 3 || title.size() > 200)
        return HttpReply::error(400, {}, u"✖ title must have 3 to 200 characters"_s);
    const bool pull = body["pullRequest"_L1].toBool();
    const int number
        = call.store.openDiscussion(*call.id, title, text, call.viewer.user.name, pull);
    const QString url = call.base.toString() + u'/' + webPrefix(call.id->kind()) + call.id->id()
        + u"/discussions/%1"_s.arg(number);
    QJsonObject out{{u"num"_s, number}, {u"url"_s, url}, {u"pullRequest"_s, pull}};
    if (pull)
        out[u"references"_s] = QJsonObject{{u"base"_s, u"refs/heads/main"_s}};
    return HttpReply::json(out);
}

// What a pull request changed since it left main, laid on main as one commit.
void mergeIntoMain(const RouteCall &call, int number, const QString &title)
{
    const LocalRepo &repo = *call.repo;
    const QList<QByteArray> main = repo.history(repo.head());
    CommitInput merge{.title = u"%1 (#%2)"_s.arg(title, QString::number(number)),
                      .author = call.viewer.user.name};
    QList<QByteArray> ahead;
    for (const QByteArray &id : repo.history(repo.resolve(u"refs/pr/%1"_s.arg(number)))) {
        if (main.contains(id))
            break;
        ahead.prepend(id);
    }
    for (const QByteArray &id : std::as_const(ahead)) {
        const LocalCommit &c = *repo.commits.constFind(id);
        for (const QString &path : c.deletes) {
            merge.adds.remove(path);
            merge.deletes.append(path);
        }
        for (const auto &[path, file] : c.adds.asKeyValueRange()) {
            merge.deletes.removeAll(path);
            merge.adds[path] = file.content;
            merge.attributes[path] = file.isLfs() ? u"lfs"_s : u"regular"_s;
        }
    }
    const QByteArray commit = call.store.commit(*call.id, u"main"_s, merge);
    call.store.editDiscussion(*call.id, number,
                              {{u"status"_s, u"merged"_s},
                               {u"changes"_s,
                                QJsonObject{{u"base"_s, u"refs/heads/main"_s},
                                            {u"mergeCommitId"_s, QString::fromLatin1(commit)}}}});
}

QJsonValue lastEvent(const RouteCall &call, int number)
{
    return call.repo->discussions[number]["events"_L1].toArray().last();
}

HttpReply changeStatus(const RouteCall &call, int number, const QString &status)
{
    const QJsonObject body = call.jsonBody();
    const QString user = call.viewer.user.name;
    if (const QString comment = body["comment"_L1].toString(); !comment.isEmpty())
        call.store.addComment(*call.id, number, user, comment);
    if (status == "merged"_L1)
        mergeIntoMain(call, number, call.repo->discussions[number]["title"_L1].toString());
    else
        call.store.editDiscussion(*call.id, number, {{u"status"_s, status}});
    call.store.addEvent(*call.id, number, u"status-change"_s, user, {{u"status"_s, status}});
    return HttpReply::json(QJsonObject{{u"newStatus"_s, lastEvent(call, number)}});
}

HttpReply comment(const RouteCall &call, int number)
{
    const QString text = call.jsonBody().value("comment"_L1).toString();
    if (text.isEmpty() || text.size() > 65536)
        return HttpReply::error(400, {}, u"✖ comment must have 1 to 65536 characters"_s);
    if (call.repo->discussions[number]["locked"_L1].toBool())
        return HttpReply::error(403, {}, u"This discussion has been locked"_s);
    call.store.addComment(*call.id, number, call.viewer.user.name, text);
    return HttpReply::json(QJsonObject{{u"newMessage"_s, lastEvent(call, number)}}, 201);
}

// POST /{num}/comment/{eventId}/{edit|hide}
HttpReply changeComment(const RouteCall &call, int number, const QString &eventId, bool hide)
{
    QJsonObject d = call.repo->discussions[number];
    QJsonArray events = d["events"_L1].toArray();
    for (qsizetype i = 0; i < events.size(); ++i) {
        QJsonObject event = events[i].toObject();
        if (event["id"_L1].toString() != eventId || event["type"_L1].toString() != "comment"_L1)
            continue;
        QJsonObject data = event["data"_L1].toObject();
        QJsonObject latest = data["latest"_L1].toObject();
        const QString text = hide ? u"This comment has been hidden"_s
                                  : call.jsonBody().value("content"_L1).toString();
        latest[u"raw"_s] = text;
        latest[u"html"_s] = u"<p>"_s + text.toHtmlEscaped() + u"</p>"_s;
        data[u"latest"_s] = latest;
        data[u"edited"_s] = data["edited"_L1].toBool() || !hide;
        data[u"hidden"_s] = hide;
        data[u"numEdits"_s] = data["numEdits"_L1].toInt() + !hide;
        event[u"data"_s] = data;
        events[i] = event;
        call.store.editDiscussion(*call.id, number, {{u"events"_s, events}});
        return HttpReply::json(QJsonObject{{u"updatedComment"_s, event}});
    }
    return HttpReply::error(404, {}, u"Comment not found"_s);
}

HttpReply changeDiscussion(const RouteCall &call, int number, const QString &action)
{
    const QString user = call.viewer.user.name;
    const QJsonObject d = call.repo->discussions[number];
    const bool own = d["author"_L1]["name"_L1].toString() == user;
    if (action == "comment"_L1) {
        if (call.rest.size() > 4)
            return changeComment(call, number, call.rest[3], call.rest[4] == "hide"_L1);
        return comment(call, number);
    }
    if (!own || action == "merge"_L1 || action == "pin"_L1) {
        if (const auto refused = refuseWrite(call))
            return *refused;
    }
    const QJsonObject body = call.jsonBody();
    if (action == "status"_L1)
        return changeStatus(call, number, body["status"_L1].toString());
    if (action == "merge"_L1) {
        if (!d["isPullRequest"_L1].toBool() || d["status"_L1].toString() == "merged"_L1)
            return HttpReply::error(400, {}, u"This pull request cannot be merged"_s);
        return changeStatus(call, number, u"merged"_s);
    }
    if (action == "title"_L1) {
        call.store.editDiscussion(*call.id, number, {{u"title"_s, body["title"_L1]}});
        call.store.addEvent(*call.id, number, u"title-change"_s, user,
                            {{u"from"_s, d["title"_L1]}, {u"to"_s, body["title"_L1]}});
        return HttpReply::json(QJsonObject{{u"newTitle"_s, lastEvent(call, number)}});
    }
    if (action == "pin"_L1) {
        call.store.editDiscussion(*call.id, number, {{u"pinned"_s, body["pinned"_L1]}});
        call.store.addEvent(*call.id, number, u"pinning-change"_s, user,
                            {{u"pinned"_s, body["pinned"_L1]}});
        return HttpReply::json(QJsonObject{{u"pinned"_s, body["pinned"_L1]}});
    }
    return HttpReply::error(404, {}, u"There is no such action"_s);
}

} // namespace

HttpReply discussions(RouteCall &call)
{
    const bool post = call.request.method == "POST";
    if (post && call.viewer.anonymous())
        return HttpReply::error(401, {}, u"Invalid username or password."_s);
    if (call.rest.size() < 2)
        return post ? openNew(call) : discussionList(call);
    const int number = call.rest[1].toInt();
    if (!call.repo->discussions.contains(number))
        return HttpReply::error(404, {}, u"Discussion not found"_s);
    if (post)
        return changeDiscussion(call, number, call.rest.value(2));
    QJsonObject d = call.repo->discussions[number];
    if (!call.flag(u"diff"_s))
        d.remove(u"diff"_s);
    d[u"repo"_s] = QJsonObject{{u"name"_s, call.id->id()},
                               {u"type"_s, apiSegment(call.id->kind()).chopped(1)}};
    return HttpReply::json(d);
}
