// Repositories are made, moved, set up and taken away here.
#include "app/localhub/cardyaml.h"
#include "app/localhub/routes.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace {

std::optional<RepoKind> kindOfType(const QString &type)
{
    if (type.isEmpty() || type == "model"_L1)
        return RepoKind::Model;
    if (type == "dataset"_L1)
        return RepoKind::Dataset;
    if (type == "space"_L1)
        return RepoKind::Space;
    return {};
}

HttpReply signInFirst()
{
    return HttpReply::error(401, {}, u"Invalid username or password."_s);
}

QString webUrl(const RouteCall &call, const RepoId &id)
{
    return call.base.toString() + u'/' + webPrefix(id.kind()) + id.id();
}

QString shortType(RepoKind kind)
{
    return apiSegment(kind).chopped(1);
}

// {name, organization?, type} of create and delete; name may hold the owner already.
std::optional<RepoId> namedIn(const RouteCall &call, const QJsonObject &body)
{
    const auto kind = kindOfType(body["type"_L1].toString());
    const QString name = body["name"_L1].toString();
    const QString organisation = body["organization"_L1].toString();
    const QString owner = organisation.isEmpty() ? call.viewer.user.name : organisation;
    if (!kind)
        return {};
    return RepoId::parse(*kind, name.contains(u'/') ? name : owner + u'/' + name);
}

std::optional<HttpReply> refuseOwner(const RouteCall &call, const RepoId &id)
{
    if (call.viewer.anonymous())
        return signInFirst();
    if (call.viewer.canWriteIn(id.owner(), id.id()))
        return {};
    return HttpReply::error(
        403, {},
        u"You don't have the rights to create a %1 under the namespace \"%2\""_s.arg(
            shortType(id.kind()), id.owner()));
}

QByteArray decodedFile(const QJsonObject &file)
{
    const QByteArray content = file["content"_L1].toString().toUtf8();
    return file["encoding"_L1].toString() == "base64"_L1 ? QByteArray::fromBase64(content)
                                                         : content;
}

} // namespace

HttpReply createRepo(RouteCall &call)
{
    const QJsonObject body = call.jsonBody();
    if (call.viewer.anonymous())
        return signInFirst();
    const auto id = namedIn(call, body);
    if (!id)
        return HttpReply::error(400, {},
                                u"✖ Invalid repo name \"%1\""_s.arg(body["name"_L1].toString()));
    if (const auto refused = refuseOwner(call, *id))
        return *refused;
    const QString url = webUrl(call, *id);
    if (call.store.find(*id)) {
        HttpReply reply = HttpReply::json(
            QJsonObject{
                {u"error"_s, u"You already created this %1 repo"_s.arg(shortType(id->kind()))},
                {u"url"_s, url}},
            409);
        reply.setHeader("X-Error-Message", "You already created this repo");
        return reply;
    }
    RepoSetup setup;
    setup.isPrivate
        = body["private"_L1].toBool() || body["visibility"_L1].toString() == "private"_L1;
    setup.sdk = body["sdk"_L1].toString();
    setup.xet = call.store.newAreXet();
    if (id->kind() == RepoKind::Space && setup.sdk.isEmpty())
        return HttpReply::error(400, {}, u"✖ Space SDK required: gradio, docker or static"_s);
    if (const QString license = body["license"_L1].toString(); !license.isEmpty())
        setup.cardData[u"license"_s] = license;
    call.store.createRepo(*id, setup);
    CommitInput first{.title = u"initial commit"_s, .author = call.viewer.user.name};
    first.adds[u".gitattributes"_s] = Content::bytes(defaultGitattributes());
    for (const auto &file : body["files"_L1].toArray())
        first.adds[file["path"_L1].toString()] = Content::bytes(decodedFile(file.toObject()));
    call.store.commit(*id, u"main"_s, first);
    return HttpReply::json(
        QJsonObject{{u"url"_s, url},
                    {u"name"_s, id->id()},
                    {u"id"_s, QString::fromLatin1(call.store.find(*id)->mongoId())}});
}

HttpReply deleteRepo(RouteCall &call)
{
    const auto id = namedIn(call, call.jsonBody());
    if (call.viewer.anonymous())
        return signInFirst();
    LocalRepo *repo = id ? call.store.find(*id) : nullptr;
    if (!repo || !call.viewer.canSee(*repo))
        return notFoundRepo(call.viewer);
    if (const auto refused = refuseOwner(call, *id))
        return *refused;
    call.store.deleteRepo(*id);
    return HttpReply::bytes(200, "text/plain; charset=utf-8", "OK");
}

HttpReply moveRepo(RouteCall &call)
{
    const QJsonObject body = call.jsonBody();
    const auto kind = kindOfType(body["type"_L1].toString());
    const auto from = kind ? RepoId::parse(*kind, body["fromRepo"_L1].toString()) : std::nullopt;
    const auto to = kind ? RepoId::parse(*kind, body["toRepo"_L1].toString()) : std::nullopt;
    if (!from || !to)
        return HttpReply::error(400, {}, u"✖ fromRepo and toRepo must be full repository names"_s);
    if (call.viewer.anonymous())
        return signInFirst();
    const LocalRepo *repo = call.store.find(*from);
    if (!repo || !call.viewer.canSee(*repo))
        return notFoundRepo(call.viewer);
    for (const RepoId &id : {*from, *to}) {
        if (const auto refused = refuseOwner(call, id))
            return *refused;
    }
    if (!call.store.moveRepo(*from, *to))
        return HttpReply::error(409, {}, u"There is already a repository named %1"_s.arg(to->id()));
    return HttpReply::bytes(200, "text/plain; charset=utf-8", "OK");
}

HttpReply repoSettings(RouteCall &call)
{
    if (const auto refused = refuseWrite(call))
        return *refused;
    const QJsonObject body = call.jsonBody();
    RepoSetup &setup = call.repo->setup;
    if (body.contains("private"_L1))
        setup.isPrivate = body["private"_L1].toBool();
    if (body.contains("visibility"_L1))
        setup.isPrivate = body["visibility"_L1].toString() == "private"_L1;
    if (body.contains("gated"_L1))
        setup.gated = body["gated"_L1].toString(); // false becomes ""
    call.store.save(*call.repo);
    return HttpReply::json(body);
}

HttpReply branch(RouteCall &call)
{
    if (const auto refused = refuseWrite(call))
        return *refused;
    call.rest.removeFirst();
    const QString name = call.rest.join(u'/');
    const QString ref = u"refs/heads/"_s + name;
    LocalRepo &repo = *call.repo;
    if (call.request.method == "DELETE") {
        if (name == "main"_L1)
            return HttpReply::error(403, {}, u"Cannot delete the default branch"_s);
        if (!repo.refs.contains(ref))
            return notFoundRevision(name);
        call.store.setRef(*call.id, ref, {});
        return HttpReply::json(QJsonObject{{u"success"_s, true}});
    }
    const QJsonObject body = call.jsonBody();
    if (repo.refs.contains(ref) && !body["overwrite"_L1].toBool())
        return HttpReply::error(409, {}, u"Reference already exists"_s);
    const QString start = body["startingPoint"_L1].toString(u"main"_s);
    const QByteArray commit = repo.resolve(start);
    if (commit.isEmpty())
        return notFoundRevision(start);
    call.store.setRef(*call.id, ref, commit);
    return HttpReply::json(QJsonObject{{u"success"_s, true}}, 201);
}

HttpReply tag(RouteCall &call)
{
    if (const auto refused = refuseWrite(call))
        return *refused;
    call.rest.removeFirst();
    LocalRepo &repo = *call.repo;
    if (call.request.method == "DELETE") {
        const QString name = call.rest.join(u'/');
        if (!repo.refs.contains(u"refs/tags/"_s + name))
            return notFoundRevision(name);
        call.store.setRef(*call.id, u"refs/tags/"_s + name, {});
        return HttpReply::json(QJsonObject{{u"success"_s, true}});
    }
    const QString revision = call.takeRevision();
    const QString name = call.jsonBody().value("tag"_L1).toString();
    const QByteArray commit = repo.resolve(revision);
    if (commit.isEmpty())
        return notFoundRevision(revision);
    if (name.isEmpty())
        return HttpReply::error(400, {}, u"✖ Invalid tag name"_s);
    if (repo.refs.contains(u"refs/tags/"_s + name))
        return HttpReply::error(409, {}, u"Tag reference exists already"_s);
    call.store.setRef(*call.id, u"refs/tags/"_s + name, commit);
    return HttpReply::json(QJsonObject{{u"success"_s, true}}, 201);
}

HttpReply validateYaml(RouteCall &call)
{
    const QJsonObject question = call.jsonBody();
    const CardYaml card = readCardYaml(question["content"_L1].toString().toUtf8());
    QJsonArray errors, warnings;
    for (const QString &error : cardErrors(card, question["repoType"_L1].toString()))
        errors.append(QJsonObject{{u"message"_s, error}});
    if (card.error.isEmpty() && card.data.isEmpty())
        warnings.append(
            QJsonObject{{u"message"_s, u"empty or missing yaml metadata in repo card"_s}});
    return HttpReply::json(QJsonObject{{u"errors"_s, errors}, {u"warnings"_s, warnings}},
                           errors.isEmpty() ? 200 : 400);
}
