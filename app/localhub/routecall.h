#pragma once

#include "app/localhub/httpmessage.h"
#include "app/localhub/localstore.h"

#include <QUrl>

// Who asks: nobody, or the user of a token that this Hub knows.
struct Viewer
{
    std::optional<LocalToken> token;
    LocalUser user;

    bool anonymous() const { return !token; }
    bool canSee(const LocalRepo &repo) const;
    bool canWrite(const LocalRepo &repo) const { return canWriteIn(repo.id.owner(), repo.id.id()); }
    bool canWriteIn(const QString &owner, const QString &repoId = {}) const;
    bool isMember(const QString &owner) const; // the owner itself or of that organisation
};

// One request on its way through a route, with the store's lock held.
struct RouteCall
{
    HttpRequest &request;
    LocalStore &store;
    Viewer viewer;
    QUrl base; // address of the origin that was asked, for links
    QUrl cdn;
    QByteArray signingKey;

    QStringList path; // decoded segments of the target
    QList<std::pair<QString, QString>> query; // decoded
    std::optional<RepoId> id; // of repository routes
    LocalRepo *repo = nullptr; // repository routes: never null
    QStringList rest; // segments after the repository's name

    QString param(const QString &name) const; // first value, also under "name[]"
    QStringList params(const QString &name) const;
    bool flag(const QString &name) const; // "true" or "1"
    int number(const QString &name, int otherwise, int least, int most) const;
    QJsonObject jsonBody() const;
    // Takes the revision off rest, which may be one segment or refs/pr/N in three.
    QString takeRevision();
    QString restPath() const { return rest.join(u'/'); }
};

using Route = HttpReply (*)(RouteCall &);

// Refusals in the Hub's words; nothing when allowed. Source: hub-api 2.5.
HttpReply notFoundRepo(const Viewer &viewer);
HttpReply notFoundRevision(const QString &revision);
HttpReply notFoundEntry(const QByteArray &commit, const QString &path);
std::optional<HttpReply> refuseWrite(const RouteCall &call);
std::optional<HttpReply> refuseGated(const RouteCall &call);

// One page of a list, with the Link header to the next when total rows are more than end.
HttpReply pagedJson(const RouteCall &call, const QJsonArray &page, qsizetype end, qsizetype total);
int pageStart(const RouteCall &call); // from the cursor
void linkNext(const RouteCall &call, HttpReply &reply, const QString &parameter,
              const QString &value);
