#include "app/localhub/routes.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace {

QJsonArray organisationsOf(const RouteCall &call, const LocalUser &user)
{
    QJsonArray out;
    for (const auto &[org, role] : user.roles.asKeyValueRange()) {
        QJsonObject o = call.store.people().author(org);
        o[u"id"_s] = o.take(u"_id"_s);
        o[u"type"_s] = u"org"_s;
        o[u"roleInOrg"_s] = role;
        o[u"isEnterprise"_s] = false;
        o.remove(u"isHf"_s); // only people are or are not
        o.remove(u"isPro"_s);
        out.append(o);
    }
    return out;
}

QJsonObject fineGrained(const LocalToken &token)
{
    QJsonArray scoped;
    for (const auto &[entity, permissions] : token.scoped.asKeyValueRange()) {
        const QString type = entity.contains(u'/') ? u"model"_s : u"user"_s;
        scoped.append(
            QJsonObject{{u"entity"_s, QJsonObject{{u"name"_s, entity}, {u"type"_s, type}}},
                        {u"permissions"_s, QJsonArray::fromStringList(permissions)}});
    }
    return {{u"scoped"_s, scoped},
            {u"global"_s, QJsonArray()},
            {u"canReadGatedRepos"_s, token.readsGated}};
}

int countOf(const RouteCall &call, RepoKind kind, const QString &owner)
{
    int n = 0;
    for (const LocalRepo *repo : call.store.repos(kind))
        n += repo->id.owner() == owner && call.viewer.canSee(*repo);
    return n;
}

} // namespace

HttpReply whoAmI(RouteCall &call)
{
    if (call.viewer.anonymous())
        return HttpReply::error(401, {}, u"Invalid username or password."_s);
    const LocalUser &user = call.viewer.user;
    const LocalToken &token = *call.viewer.token;
    const QJsonObject author = call.store.people().author(user.name);
    QJsonObject access{{u"displayName"_s, token.displayName},
                       {u"role"_s, token.role},
                       {u"createdAt"_s, u"2025-01-15T09:00:00.000Z"_s}};
    if (token.role == "fineGrained"_L1)
        access[u"fineGrained"_s] = fineGrained(token);
    return HttpReply::json(QJsonObject{
        {u"type"_s, u"user"_s},
        {u"id"_s, author["_id"_L1]},
        {u"name"_s, user.name},
        {u"fullname"_s, author["fullname"_L1]},
        {u"email"_s, user.email},
        {u"emailVerified"_s, !user.email.isEmpty()},
        {u"canPay"_s, user.isPro},
        {u"periodEnd"_s, QJsonValue()},
        {u"isPro"_s, user.isPro},
        {u"avatarUrl"_s, author["avatarUrl"_L1]},
        {u"orgs"_s, organisationsOf(call, user)},
        {u"auth"_s, QJsonObject{{u"type"_s, u"access_token"_s}, {u"accessToken"_s, access}}}});
}

HttpReply overview(RouteCall &call)
{
    const QString name = call.path.value(2);
    const People &people = call.store.people();
    const bool org = call.path.value(1) == "organizations"_L1;
    if (org ? !people.organisations.contains(name) : !people.users.contains(name))
        return HttpReply::error(404, {},
                                org ? u"Organization not found"_s : u"This user does not exist"_s);
    QJsonObject o = people.author(name);
    o[u"user"_s] = name;
    for (const RepoKind kind : {RepoKind::Model, RepoKind::Dataset, RepoKind::Space}) {
        QString key = apiSegment(kind);
        key[0] = key[0].toUpper();
        o[u"num"_s + key] = countOf(call, kind, name);
    }
    if (!org)
        o[u"orgs"_s] = organisationsOf(call, people.users[name]);
    return HttpReply::json(o);
}
