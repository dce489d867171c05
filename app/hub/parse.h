#pragma once

#include "app/hub/types.h"
#include "app/net/hubrequest.h"

// Pure functions from bytes to values: no QObject, no I/O, safe on any thread. One odd entry of a
// list is skipped and counted; a broken document is BadReply. Sources: hub-api 3.2, 4, 5, 6,
// 11, 14.

Result<Account> parseAccount(const Body &body);

Result<RepoPage> parseRepoPage(RepoKind kind, const Body &body);
Result<Facets> parseFacets(const Body &body);
Result<QuickHits> parseQuickHits(const Body &body);

Result<RepoInfo> parseRepoInfo(RepoKind kind, const Body &body);
Result<RepoId> parseCreated(const RepoId &asked, const Body &body); // as the Hub calls it
Result<CardCheck> parseCardCheck(const Body &body); // of status 200 or 400
Result<QList<Ref>> parseRefs(const Body &body);
Result<CommitPage> parseCommitPage(const Body &body);
Result<TreePage> parseTreePage(const Body &body);

Result<DiscussionPage> parseDiscussionPage(const Body &body);
Result<DiscussionThread> parseDiscussionThread(const Body &body);

Result<SpaceRuntime> parseSpaceRuntime(const Body &body);
Result<QList<Hardware>> parseHardware(const Body &body);
