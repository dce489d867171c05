#pragma once

#include "app/localhub/routecall.h"

// The routes by area. Those that take a RouteCall with repo set are repository routes: the router
// has checked that the viewer may see it.

// routes_list.cpp
HttpReply listRepos(RouteCall &call, RepoKind kind);
HttpReply tagsByType(RouteCall &call, RepoKind kind);
HttpReply quickSearch(RouteCall &call);
HttpReply trending(RouteCall &call);

// routes_account.cpp
HttpReply whoAmI(RouteCall &call);
HttpReply overview(RouteCall &call); // /api/users/{u}/overview, /api/organizations/{o}/overview

// routes_repo.cpp, routes_tree.cpp
HttpReply repoInfo(RouteCall &call);
HttpReply repoRefs(RouteCall &call);
HttpReply repoCommits(RouteCall &call);
HttpReply repoScan(RouteCall &call);
HttpReply authCheck(RouteCall &call);
HttpReply repoTree(RouteCall &call);
HttpReply pathsInfo(RouteCall &call);
HttpReply treeSize(RouteCall &call);

// routes_resolve.cpp
HttpReply resolveFile(RouteCall &call);
HttpReply resolveCache(RouteCall &call);
HttpReply rawFile(RouteCall &call);
HttpReply cdnFile(RouteCall &call); // on the cdn origin

// routes_manage.cpp
HttpReply createRepo(RouteCall &call);
HttpReply deleteRepo(RouteCall &call);
HttpReply moveRepo(RouteCall &call);
HttpReply repoSettings(RouteCall &call);
HttpReply branch(RouteCall &call);
HttpReply tag(RouteCall &call);
HttpReply validateYaml(RouteCall &call);

// routes_history.cpp, routes_objects.cpp, routes_likes.cpp
HttpReply compare(RouteCall &call);
HttpReply superSquash(RouteCall &call);
HttpReply lfsFiles(RouteCall &call); // list and delete
HttpReply like(RouteCall &call);
HttpReply likers(RouteCall &call);
HttpReply userLikes(RouteCall &call); // /api/users/{u}/likes

// routes_commit.cpp
HttpReply preupload(RouteCall &call);
HttpReply commit(RouteCall &call);

// routes_lfs.cpp
HttpReply lfsBatch(RouteCall &call);
HttpReply lfsVerify(RouteCall &call);
HttpReply lfsComplete(RouteCall &call); // of a multipart upload
HttpReply cdnUpload(RouteCall &call); // on the cdn origin

// routes_discussions.cpp
HttpReply discussions(RouteCall &call);

// routes_spaces.cpp
HttpReply spaceHardware(RouteCall &call);
HttpReply spaceAction(RouteCall &call); // runtime and what changes it

// router.cpp: any request to the hub or a mirror.
HttpReply answerHub(RouteCall &call);
// Any request to the cdn.
HttpReply answerCdn(RouteCall &call);

// signing.cpp: addresses that hold for a while. Times are unix seconds.
QByteArray signedQuery(const RouteCall &call, const QByteArray &path, qint64 expires);
bool signatureHolds(const RouteCall &call, qint64 now);

// ranges.cpp: 200, 206, 304 or 416 for content, by Range and If-None-Match.
HttpReply contentReply(const HttpRequest &request, const Content &content, const QByteArray &etag,
                       const QByteArray &type);
