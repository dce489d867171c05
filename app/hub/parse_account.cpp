#include "app/hub/jsonfields.h"
#include "app/hub/parse.h"

using namespace Qt::StringLiterals;

Result<Account> parseAccount(const Body &body)
{
    const auto root = JsonFields::rootObject(body);
    if (!root)
        return std::unexpected(root.error());
    const QJsonObject &o = *root;
    Account account{
        .name = o["name"_L1].toString(),
        .fullName = o["fullname"_L1].toString(),
        .email = o["email"_L1].toString(),
        .avatar = JsonFields::webAddress(o["avatarUrl"_L1], body.url),
        .isPro = o["isPro"_L1].toBool(),
    };
    if (account.name.isEmpty())
        return std::unexpected(HubError::badReply(u"an account without a name"_s));
    for (const QJsonValue org : o["orgs"_L1].toArray())
        if (const QString name = org["name"_L1].toString(); !name.isEmpty())
            account.organisations << name;
    const QJsonValue token = o["auth"_L1]["accessToken"_L1];
    account.tokenName = token["displayName"_L1].toString();
    account.tokenRole = token["role"_L1].toString();
    return account;
}
