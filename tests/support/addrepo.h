#pragma once

#include "app/localhub/localstore.h"

// A repository with this content, by path. False: there is one of that name.
inline bool addRepo(LocalStore &store, const RepoId &repo, const QMap<QString, QByteArray> &files)
{
    if (!store.createRepo(repo))
        return false;
    CommitInput commit;
    commit.title = QStringLiteral("Everything");
    for (const auto &[path, bytes] : files.asKeyValueRange())
        commit.adds.insert(path, Content::bytes(bytes));
    store.commit(repo, QStringLiteral("main"), commit);
    return true;
}
