// The part of LocalStore that changes what has been: squashed branches, files taken out of history.
#include "app/localhub/localstore.h"

#include <QFile>

#include <algorithm>
#include <ranges>

namespace {

void applyTo(LocalTree &tree, const LocalCommit &commit)
{
    for (const QString &path : commit.deletes)
        tree.remove(path);
    tree.insert(commit.adds);
}

// Its id, and what is known of files by it.
void sealCommit(LocalCommit &commit, const LocalTree &tree)
{
    commit.id = gitCommitOid(commit, folderOids(tree).value(QString()));
    for (StoredFile &file : commit.adds)
        file.lastCommit = commit.id;
}

bool holdsObject(const LocalRepo &repo, const QByteArray &sha256)
{
    return std::ranges::any_of(repo.commits, [&](const LocalCommit &commit) {
        return std::ranges::any_of(commit.adds, [&](const StoredFile &file) {
            return (file.isLfs() ? file.sha256 : file.content.sha256()) == sha256;
        });
    });
}

} // namespace

QByteArray LocalStore::squash(const RepoId &id, const QString &branch, const QString &title,
                              const QString &author)
{
    const auto guard = lock();
    LocalRepo *repo = find(id);
    const QString ref = QStringLiteral("refs/heads/") + branch;
    if (!repo || !repo->refs.contains(ref))
        return {};
    const LocalTree tree = *repo->tree(repo->refs[ref]);
    LocalCommit c{.title = title, .author = author, .date = orNow({}), .adds = tree};
    sealCommit(c, tree);
    const QByteArray commit = c.id;
    keepCommit(*repo, std::move(c));
    repo->refs[ref] = commit;
    save(*repo);
    return commit;
}

void LocalStore::removeObjects(const RepoId &id, const QSet<QByteArray> &oids)
{
    const auto guard = lock();
    LocalRepo *repo = find(id);
    if (!repo)
        return;
    QSet<QByteArray> freed; // SHA-256
    QHash<QByteArray, QByteArray> renamed; // old commit -> new
    const QList<QByteArray> tips = repo->commits.keys(); // a copy: new commits come while we go
    for (const QByteArray &tip : tips) {
        const QList<QByteArray> history = repo->history(tip);
        for (const QByteArray &old : history | std::views::reverse)
            if (!renamed.contains(old))
                renamed[old] = rewriteCommit(*repo, old, renamed, oids, freed);
    }
    for (QByteArray &commit : repo->refs)
        commit = renamed.value(commit, commit);
    save(*repo);
    for (const auto &[old, now] : renamed.asKeyValueRange())
        if (old != now) {
            repo->commits.remove(old);
            QFile::remove(commitFile(id, old));
        }
    for (const QByteArray &sha256 : std::as_const(freed)) {
        if (std::ranges::any_of(m_repos,
                                [&](const auto &r) { return holdsObject(*r.second, sha256); }))
            continue;
        m_synthetic.remove(sha256);
        QFile::remove(objectPath(sha256));
    }
}

QByteArray LocalStore::rewriteCommit(LocalRepo &repo, const QByteArray &old,
                                     const QHash<QByteArray, QByteArray> &renamed,
                                     const QSet<QByteArray> &oids, QSet<QByteArray> &freed)
{
    LocalCommit c = repo.commits.value(old);
    const QByteArray parent = renamed.value(c.parent, c.parent);
    LocalTree tree = *repo.tree(parent);
    bool changed = parent != c.parent;
    const LocalTree adds = c.adds;
    for (const auto &[path, file] : adds.asKeyValueRange()) {
        if (!file.isLfs() || !oids.contains(file.oid))
            continue;
        freed.insert(file.sha256);
        c.adds.remove(path);
        c.deletes.append(path); // or what it replaced would be there again
        changed = true;
    }
    if (!changed)
        return old;
    c.parent = parent;
    applyTo(tree, c);
    sealCommit(c, tree);
    const QByteArray commit = c.id;
    keepCommit(repo, std::move(c));
    return commit;
}

void LocalStore::setLike(const RepoId &id, const QString &user, bool likes)
{
    const auto guard = lock();
    LocalRepo *repo = find(id);
    if (!repo || repo->likers.contains(user) == likes)
        return;
    if (likes)
        repo->likers[user] = orNow({});
    else
        repo->likers.remove(user);
    repo->setup.likes += likes ? 1 : -1;
    save(*repo);
}
