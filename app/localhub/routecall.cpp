#include "app/localhub/routecall.h"

#include <QJsonDocument>
#include <QUrlQuery>

using namespace Qt::StringLiterals;

namespace {

// Permissions of a fine-grained token on an entity: a user, an organisation or one repository.
bool scopedTo(const LocalToken &token, const QString &owner, const QString &repoId,
              QLatin1StringView permission)
{
    return token.scoped.value(owner).contains(permission)
        || token.scoped.value(repoId).contains(permission);
}

QString kindWord(RepoKind kind)
{
    return apiSegment(kind).chopped(1);
}

} // namespace

bool Viewer::isMember(const QString &owner) const
{
    return token && (user.name == owner || user.roles.contains(owner));
}

bool Viewer::canSee(const LocalRepo &repo) const
{
    if (!repo.setup.isPrivate || (token && token->everywhere))
        return true;
    if (!isMember(repo.id.owner()) || user.roles.value(repo.id.owner()) == "no_access"_L1)
        return false;
    return token->role != "fineGrained"_L1
        || scopedTo(*token, repo.id.owner(), repo.id.id(), "repo.content.read"_L1);
}

bool Viewer::canWriteIn(const QString &owner, const QString &repoId) const
{
    if (!token || token->role == "read"_L1)
        return false;
    if (token->everywhere)
        return true;
    if (token->role == "fineGrained"_L1)
        return scopedTo(*token, owner, repoId, "repo.write"_L1);
    const QString role = user.roles.value(owner);
    return user.name == owner || role == "admin"_L1 || role == "write"_L1;
}

QString RouteCall::param(const QString &name) const
{
    const QStringList all = params(name);
    return all.isEmpty() ? QString() : all.first();
}

QStringList RouteCall::params(const QString &name) const
{
    QStringList out;
    for (const auto &[key, value] : query) {
        if (key == name || key == name + u"[]"_s)
            out.append(value);
    }
    return out;
}

bool RouteCall::flag(const QString &name) const
{
    const QString value = param(name).toLower();
    return value == "true"_L1 || value == "1"_L1;
}

int RouteCall::number(const QString &name, int otherwise, int least, int most) const
{
    bool ok = false;
    const int value = param(name).toInt(&ok);
    return ok ? qBound(least, value, most) : otherwise;
}

QJsonObject RouteCall::jsonBody() const
{
    return QJsonDocument::fromJson(request.bodyBytes()).object();
}

QString RouteCall::takeRevision()
{
    if (rest.isEmpty())
        return u"main"_s;
    if (rest.size() >= 3 && rest[0] == "refs"_L1) {
        const QString revision = rest.mid(0, 3).join(u'/');
        rest.remove(0, 3);
        return revision;
    }
    return rest.takeFirst();
}

HttpReply notFoundRepo(const Viewer &viewer)
{
    if (!viewer.anonymous())
        return HttpReply::error(404, "RepoNotFound", u"Repository not found"_s);
    HttpReply r = HttpReply::error(401, "RepoNotFound", u"Invalid username or password."_s);
    r.setHeader("WWW-Authenticate", "Bearer realm=\"Authentication required\", charset=\"UTF-8\"");
    return r;
}

HttpReply notFoundRevision(const QString &revision)
{
    return HttpReply::error(404, "RevisionNotFound", u"Invalid rev id: %1"_s.arg(revision));
}

HttpReply notFoundEntry(const QByteArray &commit, const QString &path)
{
    HttpReply r = HttpReply::error(404, "EntryNotFound", u"%1 does not exist"_s.arg(path));
    r.setHeader("X-Error-Message", "Entry not found");
    r.setHeader("X-Repo-Commit", commit);
    return r;
}

std::optional<HttpReply> refuseWrite(const RouteCall &call)
{
    const Viewer &viewer = call.viewer;
    if (viewer.canWrite(*call.repo))
        return {};
    if (viewer.anonymous()) {
        HttpReply r = HttpReply::error(401, {}, u"Invalid username or password."_s);
        r.setHeader("WWW-Authenticate",
                    "Bearer realm=\"Authentication required\", charset=\"UTF-8\"");
        return r;
    }
    if (viewer.token->role == "read"_L1)
        return HttpReply::error(
            403, {},
            u"Forbidden: your token has the role read. Use a token with the role write."_s);
    return HttpReply::error(
        403, {}, u"Forbidden: you don't have the rights to change %1."_s.arg(call.id->id()));
}

std::optional<HttpReply> refuseGated(const RouteCall &call)
{
    const LocalRepo &repo = *call.repo;
    const Viewer &viewer = call.viewer;
    const QString what = kindWord(repo.id.kind()) + u' ' + repo.id.id();
    if (repo.setup.gated.isEmpty())
        return {};
    if (viewer.anonymous()) {
        HttpReply r = HttpReply::error(
            401, "GatedRepo",
            u"Access to %1 is restricted. You must have access to it and be authenticated to access it. Please log in."_s
                .arg(what));
        r.setHeader("WWW-Authenticate",
                    "Bearer realm=\"Authentication required\", charset=\"UTF-8\"");
        return r;
    }
    const LocalToken &token = *viewer.token;
    if (token.everywhere || viewer.isMember(repo.id.owner()))
        return {};
    if (token.role == "fineGrained"_L1 && !token.readsGated)
        return HttpReply::error(
            403, "GatedRepo",
            u"Please enable access to public gated repositories in your fine-grained token settings to view this repository."_s);
    const QString state = repo.access.value(viewer.user.name);
    if (state == "accepted"_L1)
        return {};
    if (state == "pending"_L1)
        return HttpReply::error(
            403, "GatedRepo",
            u"Your request to access %1 is awaiting a review from the repo authors."_s.arg(what));
    if (state == "rejected"_L1)
        return HttpReply::error(
            403, "GatedRepo",
            u"Your request to access %1 has been rejected by the repo's authors."_s.arg(what));
    return HttpReply::error(
        403, "GatedRepo",
        u"Access to %1 is restricted and you are not in the authorized list. Visit %2 to ask for access."_s
            .arg(what, call.base.toString() + u'/' + webPrefix(repo.id.kind()) + repo.id.id()));
}

int pageStart(const RouteCall &call)
{
    const QByteArray cursor
        = QByteArray::fromBase64(call.param(u"cursor"_s).toLatin1(), QByteArray::Base64UrlEncoding);
    return cursor.startsWith("at:") ? qMax(0, cursor.mid(3).toInt()) : 0;
}

void linkNext(const RouteCall &call, HttpReply &reply, const QString &parameter,
              const QString &value)
{
    QUrlQuery q;
    for (const auto &[key, old] : call.query) {
        if (key != parameter) {
            q.addQueryItem(QString::fromLatin1(QUrl::toPercentEncoding(key)),
                           QString::fromLatin1(QUrl::toPercentEncoding(old)));
        }
    }
    q.addQueryItem(parameter, QString::fromLatin1(QUrl::toPercentEncoding(value)));
    const QByteArray url = call.base.toEncoded() + call.request.path() + '?'
        + q.query(QUrl::FullyEncoded).toLatin1();
    reply.headers.append({"Link", '<' + url + ">; rel=\"next\""});
}

HttpReply pagedJson(const RouteCall &call, const QJsonArray &page, qsizetype end, qsizetype total)
{
    HttpReply reply = HttpReply::json(page);
    if (end < total) {
        const QByteArray cursor = "at:" + QByteArray::number(end);
        linkNext(call, reply, u"cursor"_s,
                 QString::fromLatin1(cursor.toBase64(QByteArray::Base64UrlEncoding)));
    }
    return reply;
}
