#include "app/cache/cacheindex.h"

#include "app/disk/background.h"
#include "app/disk/cachelayout.h"
#include "app/disk/directory.h"
#include "app/hub/revision.h"

#include <cerrno>
#include <utility>

using namespace Qt::StringLiterals;

namespace {

QSet<RepoId> reposUnder(const QString &root)
{
    QSet<RepoId> repos;
    const auto folder = Directory::open(root);
    if (!folder)
        return repos;
    for (const QByteArray &name : folder->names().value_or(QList<QByteArray>())) {
        const auto repo = CacheLayout::repoOf(QString::fromUtf8(name));
        if (!repo)
            continue;
        const auto snapshots = folder->childMaybeLink(name).and_then(
            [](const Directory &d) { return d.child("snapshots"); });
        if (snapshots && !snapshots->names().value_or(QList<QByteArray>()).isEmpty())
            repos << *repo;
    }
    return repos;
}

bool hasContentBehind(const Directory &root, const Directory &repo, const QString &path,
                      const QByteArray &target)
{
    const QByteArray blob = CacheLayout::blobOfLink(path, target);
    const auto blobs = blob.isEmpty() ? std::unexpected(ENOENT) : repo.child("blobs");
    const auto facts = blobs ? blobs->facts(blob) : std::unexpected(ENOENT);
    if (!facts || facts->type == EntryFacts::Type::File)
        return facts.has_value();
    const QByteArray shared
        = CacheLayout::sharedBlob(blobs->linkTarget(blob).value_or(QByteArray()));
    const auto store
        = shared.isEmpty() ? std::unexpected(ENOENT) : root.child(CacheLayout::folderOf(shared));
    return store && store->exists(CacheLayout::nameOf(shared));
}

void collectFiles(const Directory &root, const Directory &repo, const Directory &folder,
                  const QString &prefix, QSet<QString> &paths)
{
    for (const QByteArray &name : folder.names().value_or(QList<QByteArray>())) {
        const QString path = prefix + QString::fromUtf8(name);
        const auto facts = folder.facts(name);
        if (!facts)
            continue;
        switch (facts->type) {
        case EntryFacts::Type::Folder:
            if (const auto below = folder.child(name))
                collectFiles(root, repo, *below, path + u'/', paths);
            break;
        case EntryFacts::Type::Link:
            if (hasContentBehind(root, repo, path, folder.linkTarget(name).value_or(QByteArray())))
                paths << path;
            break;
        case EntryFacts::Type::File: paths << path; break; // a cache without links
        case EntryFacts::Type::Other: break;
        }
    }
}

QSet<QString> filesOf(const QString &rootPath, const RepoId &repo, const QString &commit)
{
    QSet<QString> paths;
    const auto root = Directory::open(rootPath);
    const auto folder = root ? root->childMaybeLink(CacheLayout::repoFolder(repo).toUtf8())
                             : std::unexpected(ENOENT);
    const auto snapshot
        = folder ? folder->child("snapshots/" + commit.toUtf8()) : std::unexpected(ENOENT);
    if (snapshot)
        collectFiles(*root, *folder, *snapshot, {}, paths);
    return paths;
}

} // namespace

CacheIndex::CacheIndex(QString root, QObject *parent)
    : QObject(parent)
    , m_root(std::move(root))
{ }

void CacheIndex::setRoot(const QString &root)
{
    if (root == m_root)
        return;
    m_root = root;
    m_repos.clear();
    m_again = false;
    emit reposChanged();
    refresh();
}

void CacheIndex::refresh()
{
    if (m_lookedAt == m_root) {
        m_again = true;
        return;
    }
    m_lookedAt = m_root;
    handOver(onOwnThread([root = m_root] { return reposUnder(root); }), this,
             [this, root = m_root](const QSet<RepoId> &repos) {
                 if (root != m_root)
                     return;
                 m_lookedAt.reset();
                 if (std::exchange(m_again, false))
                     refresh();
                 if (std::exchange(m_repos, repos) != repos)
                     emit reposChanged();
                 emit refreshed();
             });
}

void CacheIndex::lookAt(const RepoId &repo, const QString &commit)
{
    if (!isSha1Hex(commit))
        return;
    handOver(onOwnThread([root = m_root, repo, commit] { return filesOf(root, repo, commit); }),
             this, [this, root = m_root, repo, commit](const QSet<QString> &paths) {
                 if (root == m_root)
                     emit filesKnown(repo, commit, paths);
             });
}
