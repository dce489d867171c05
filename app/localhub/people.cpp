#include "app/localhub/people.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace {

QJsonObject userToJson(const LocalUser &u)
{
    QJsonObject roles;
    for (const auto &[org, role] : u.roles.asKeyValueRange())
        roles[org] = role;
    return {{u"name"_s, u.name},           {u"fullName"_s, u.fullName}, {u"email"_s, u.email},
            {u"avatarUrl"_s, u.avatarUrl}, {u"isPro"_s, u.isPro},       {u"roles"_s, roles}};
}

LocalUser userFromJson(const QJsonObject &json)
{
    LocalUser u{.name = json["name"_L1].toString(),
                .fullName = json["fullName"_L1].toString(),
                .email = json["email"_L1].toString(),
                .avatarUrl = json["avatarUrl"_L1].toString(),
                .isPro = json["isPro"_L1].toBool()};
    const QJsonObject roles = json["roles"_L1].toObject();
    for (auto it = roles.begin(); it != roles.end(); ++it)
        u.roles[it.key()] = it.value().toString();
    return u;
}

QJsonObject tokenToJson(const LocalToken &t)
{
    QJsonObject scoped;
    for (const auto &[entity, permissions] : t.scoped.asKeyValueRange())
        scoped[entity] = QJsonArray::fromStringList(permissions);
    return {{u"token"_s, QString::fromLatin1(t.token)},
            {u"user"_s, t.user},
            {u"role"_s, t.role},
            {u"displayName"_s, t.displayName},
            {u"everywhere"_s, t.everywhere},
            {u"readsGated"_s, t.readsGated},
            {u"scoped"_s, scoped}};
}

LocalToken tokenFromJson(const QJsonObject &json)
{
    LocalToken t{.token = json["token"_L1].toString().toLatin1(),
                 .user = json["user"_L1].toString(),
                 .role = json["role"_L1].toString(),
                 .displayName = json["displayName"_L1].toString(),
                 .everywhere = json["everywhere"_L1].toBool(),
                 .readsGated = json["readsGated"_L1].toBool()};
    const QJsonObject scoped = json["scoped"_L1].toObject();
    for (auto it = scoped.begin(); it != scoped.end(); ++it) {
        for (const auto &permission : it.value().toArray())
            t.scoped[it.key()].append(permission.toString());
    }
    return t;
}

} // namespace

QJsonObject People::toJson() const
{
    QJsonArray usersJson, tokensJson;
    for (const LocalUser &user : users)
        usersJson.append(userToJson(user));
    for (const LocalToken &token : tokens)
        tokensJson.append(tokenToJson(token));
    QJsonObject organisationsJson;
    for (const auto &[name, fullName] : organisations.asKeyValueRange())
        organisationsJson[name] = fullName;
    return {{u"users"_s, usersJson},
            {u"tokens"_s, tokensJson},
            {u"organisations"_s, organisationsJson}};
}

People People::fromJson(const QJsonObject &json)
{
    People p;
    for (const auto &v : json["users"_L1].toArray()) {
        const LocalUser user = userFromJson(v.toObject());
        p.users[user.name] = user;
    }
    for (const auto &v : json["tokens"_L1].toArray()) {
        const LocalToken token = tokenFromJson(v.toObject());
        p.tokens[token.token] = token;
    }
    const QJsonObject organisations = json["organisations"_L1].toObject();
    for (auto it = organisations.begin(); it != organisations.end(); ++it)
        p.organisations[it.key()] = it.value().toString();
    return p;
}

QJsonObject People::author(const QString &name) const
{
    const LocalUser user = users.value(name);
    const bool org = organisations.contains(name);
    const QString full = org ? organisations[name] : user.fullName;
    return {{u"_id"_s, QString::fromLatin1(name.toUtf8().toHex().leftJustified(24, '0', true))},
            {u"name"_s, name},
            {u"fullname"_s, full.isEmpty() ? name : full},
            {u"avatarUrl"_s,
             user.avatarUrl.isEmpty() ? u"/avatars/%1.svg"_s.arg(name) : user.avatarUrl},
            {u"type"_s, org ? u"org"_s : u"user"_s},
            {u"isPro"_s, user.isPro},
            {u"isHf"_s, false}};
}
