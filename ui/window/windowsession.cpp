#include "ui/window/windowsession.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace {

constexpr int kSessionVersion = 1;
constexpr qsizetype kMostTabs = 100; // a session file from elsewhere may hold more

// Addresses are stored as web addresses of no Hub in particular: the tabs fit every endpoint.
QUrl sessionOrigin()
{
    return QUrl(u"https://hub.invalid"_s);
}

} // namespace

WindowSession WindowSession::of(const TabList &tabs)
{
    WindowSession session;
    session.page = std::get<PageId>(tabs.at(0).history.current());
    for (int i = 1; i < tabs.count(); ++i)
        session.tabs.append({.address = std::get<HubAddress>(tabs.at(i).history.current()),
                             .isPublic = tabs.at(i).isPublic});
    session.current = tabs.current();
    return session;
}

WindowSession WindowSession::fromJson(const QByteArray &json)
{
    const QJsonObject root = QJsonDocument::fromJson(json).object();
    if (root.value("version"_L1).toInt() != kSessionVersion)
        return {};
    WindowSession session;
    session.page = pageFromKey(root.value("page"_L1).toString()).value_or(PageId::Models);
    const int wanted = root.value("current"_L1).toInt();
    session.account = root.value("account"_L1).toString();
    const QJsonArray tabs = root.value("tabs"_L1).toArray();
    const QJsonArray isPublic = root.value("public"_L1).toArray();
    for (qsizetype i = 0; i < std::min(tabs.size(), kMostTabs); ++i) {
        const auto address = HubAddress::parse(tabs.at(i).toString(), sessionOrigin());
        if (!address)
            continue;
        session.tabs.append({.address = *address, .isPublic = isPublic.at(i).toBool()});
        if (i + 1 == wanted)
            session.current = int(session.tabs.size());
    }
    return session;
}

QByteArray WindowSession::toJson() const
{
    QJsonArray list;
    QJsonArray isPublic;
    for (const Tab &tab : tabs) {
        list.append(tab.address.webUrl(sessionOrigin()).toString(QUrl::FullyEncoded));
        isPublic.append(tab.isPublic);
    }
    const QJsonObject root{
        {u"version"_s, kSessionVersion}, {u"page"_s, pageKey(page)},
        {u"current"_s, current},         {u"tabs"_s, list},
        {u"public"_s, isPublic},         {u"account"_s, account},
    };
    return QJsonDocument(root).toJson(QJsonDocument::Compact);
}
