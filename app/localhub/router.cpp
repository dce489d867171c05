#include "app/localhub/routes.h"

#include <QHash>

using namespace Qt::StringLiterals;

namespace {

const QHash<QString, Route> &repoRoutes()
{
    static const QHash<QString, Route> routes{
        {u""_s, repoInfo},
        {u"revision"_s, repoInfo},
        {u"tree"_s, repoTree},
        {u"paths-info"_s, pathsInfo},
        {u"treesize"_s, treeSize},
        {u"refs"_s, repoRefs},
        {u"commits"_s, repoCommits},
        {u"scan"_s, repoScan},
        {u"auth-check"_s, authCheck},
        {u"settings"_s, repoSettings},
        {u"branch"_s, branch},
        {u"tag"_s, tag},
        {u"preupload"_s, preupload},
        {u"commit"_s, commit},
        {u"compare"_s, compare},
        {u"super-squash"_s, superSquash},
        {u"lfs-files"_s, lfsFiles},
        {u"like"_s, like},
        {u"likers"_s, likers},
        {u"discussions"_s, discussions},
        {u"runtime"_s, spaceAction},
        {u"hardware"_s, spaceAction},
        {u"sleeptime"_s, spaceAction},
        {u"pause"_s, spaceAction},
        {u"restart"_s, spaceAction},
        {u"secrets"_s, spaceAction},
        {u"variables"_s, spaceAction},
    };
    return routes;
}

const QHash<QString, Route> &webRoutes()
{
    static const QHash<QString, Route> routes{{u"resolve"_s, resolveFile}, {u"raw"_s, rawFile}};
    return routes;
}

const QHash<QString, Route> &plainRoutes()
{
    static const QHash<QString, Route> routes{
        {u"whoami-v2"_s, whoAmI},
        {u"models"_s, [](RouteCall &c) { return listRepos(c, RepoKind::Model); }},
        {u"datasets"_s, [](RouteCall &c) { return listRepos(c, RepoKind::Dataset); }},
        {u"spaces"_s, [](RouteCall &c) { return listRepos(c, RepoKind::Space); }},
        {u"models-tags-by-type"_s, [](RouteCall &c) { return tagsByType(c, RepoKind::Model); }},
        {u"datasets-tags-by-type"_s, [](RouteCall &c) { return tagsByType(c, RepoKind::Dataset); }},
        {u"quicksearch"_s, quickSearch},
        {u"trending"_s, trending},
        {u"spaces/hardware"_s, spaceHardware},
        {u"repos/create"_s, createRepo},
        {u"repos/delete"_s, deleteRepo},
        {u"repos/move"_s, moveRepo},
        {u"validate-yaml"_s, validateYaml},
    };
    return routes;
}

HttpReply notFoundPage()
{
    return HttpReply::error(404, {}, u"Sorry, we can't find the page you are looking for."_s);
}

// The repository that path names from its at-th segment on: owner/name, or one legacy name. The
// second segment is the name unless it is a route of its own and no such repository exists.
struct NamedRepo
{
    std::optional<RepoId> id;
    qsizetype segments = 0;
};
NamedRepo namedRepo(const RouteCall &call, RepoKind kind, qsizetype at,
                    const QHash<QString, Route> &routes)
{
    const QString first = call.path.value(at);
    const QString second = call.path.value(at + 1);
    const auto two = RepoId::parse(kind, first + u'/' + second);
    if (two && (!routes.contains(second) || call.store.find(*two)))
        return {.id = two, .segments = 2};
    return {.id = RepoId::parse(kind, first), .segments = 1};
}

// The same target under the repository's present name, relative as the Hub sends it.
HttpReply toPresentName(const RouteCall &call, const NamedRepo &named, qsizetype at,
                        const RepoId &now)
{
    QList<QByteArray> raw = call.request.path().split('/'); // raw[0] is empty
    raw.remove(at + 1, named.segments);
    raw.insert(at + 1, now.id().toUtf8());
    const QByteArray query = call.request.query();
    return HttpReply::redirect(307, raw.join('/') + (query.isEmpty() ? QByteArray() : '?' + query));
}

HttpReply atRepo(RouteCall &call, RepoKind kind, qsizetype at, const QHash<QString, Route> &routes)
{
    const NamedRepo named = namedRepo(call, kind, at, routes);
    if (!named.id)
        return notFoundRepo(call.viewer);
    call.id = named.id;
    call.rest = call.path.mid(at + named.segments);
    if (!call.rest.isEmpty() && call.rest.last().isEmpty())
        call.rest.removeLast(); // a trailing slash
    call.repo = call.store.find(*named.id);
    if (!call.repo) {
        if (const auto now = call.store.redirect(*named.id); now)
            return toPresentName(call, named, at, *now);
        return notFoundRepo(call.viewer);
    }
    if (!call.viewer.canSee(*call.repo))
        return notFoundRepo(call.viewer);
    if (call.repo->setup.disabled)
        return HttpReply::error(403, {}, u"Access to this resource is disabled."_s);
    const Route route = routes.value(call.rest.value(0));
    return route ? route(call) : notFoundPage();
}

HttpReply answerApi(RouteCall &call)
{
    const QString plain = call.path.mid(1).join(u'/');
    if (const Route route = plainRoutes().value(plain))
        return route(call);
    if ((call.path.value(1) == "users"_L1 || call.path.value(1) == "organizations"_L1)
        && call.path.value(3) == "overview"_L1) {
        return overview(call);
    }
    if (call.path.value(1) == "users"_L1 && call.path.value(3) == "likes"_L1)
        return userLikes(call);
    if (call.path.value(1) == "complete_multipart"_L1)
        return lfsComplete(call);
    const bool cache = call.path.value(1) == "resolve-cache"_L1;
    const qsizetype at = cache ? 2 : 1;
    const auto kind = kindNamed(call.path.value(at));
    if (!kind)
        return notFoundPage();
    if (!cache)
        return atRepo(call, *kind, at + 1, repoRoutes());
    // /api/resolve-cache/{T}/{id}/{sha}/{path}: the segment after the name is no route
    const auto two = RepoId::parse(*kind, call.path.value(3) + u'/' + call.path.value(4));
    const bool legacy = !two || !call.store.find(*two);
    call.id = legacy ? RepoId::parse(*kind, call.path.value(3)) : two;
    call.repo = call.id ? call.store.find(*call.id) : nullptr;
    if (!call.repo || !call.viewer.canSee(*call.repo))
        return notFoundRepo(call.viewer);
    call.rest = call.path.mid(legacy ? 4 : 5);
    return resolveCache(call);
}

// {prefix}{id}.git/info/lfs/objects/{batch|verify}
std::optional<HttpReply> answerLfs(RouteCall &call, RepoKind kind, qsizetype at)
{
    for (qsizetype i = at; i < qMin(at + 2, call.path.size()); ++i) {
        if (!call.path[i].endsWith(".git"_L1))
            continue;
        call.path[i].chop(4);
        static const QHash<QString, Route> routes{{u"info"_s, [](RouteCall &c) {
                                                       const QString last = c.rest.isEmpty()
                                                           ? QString()
                                                           : c.rest.last();
                                                       return last == "batch"_L1 ? lfsBatch(c)
                                                           : last == "verify"_L1 ? lfsVerify(c)
                                                                                 : notFoundPage();
                                                   }}};
        return atRepo(call, kind, at, routes);
    }
    return {};
}

} // namespace

HttpReply answerHub(RouteCall &call)
{
    if (call.path.value(0) == "api"_L1)
        return answerApi(call);
    const auto prefixed = kindNamed(call.path.value(0));
    const RepoKind kind = prefixed && *prefixed != RepoKind::Model ? *prefixed : RepoKind::Model;
    const qsizetype at = kind == RepoKind::Model ? 0 : 1;
    if (auto reply = answerLfs(call, kind, at))
        return *reply;
    if (call.path.size() < at + 3)
        return notFoundPage();
    return atRepo(call, kind, at, webRoutes());
}

HttpReply answerCdn(RouteCall &call)
{
    return call.path.value(0) == "upload"_L1 ? cdnUpload(call) : cdnFile(call);
}
