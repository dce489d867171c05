#include "app/disk/cachelayout.h"
#include "app/disk/cachestore.h"
#include "app/disk/diskerror.h"
#include "app/disk/repofolder.h"
#include "app/disk/treefile.h"

#include <cerrno>

// What the cache notes beside the files: listings, refs, files that do not exist.

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMaxTreeFile = qint64(256) << 20; // bytes; a million files
constexpr qint64 kMaxRefFile = 1'024; // bytes; a good one has 40

} // namespace

DiskResult<Directory> CacheStore::makeRepo(const RepoId &repo) const
{
    return m_root->make().and_then([&repo](const Directory &folder) {
        return makeRepoFolder(folder, CacheLayout::repoFolder(repo).toUtf8());
    });
}

std::optional<QList<TreeEntry>> CacheStore::tree(const RepoId &repo, const QString &commit) const
{
    const auto folder = Directory::open(name() + u'/' + CacheLayout::repoFolder(repo));
    const auto trees = folder ? folder->child("trees") : std::unexpected(ENOENT);
    const auto json = trees ? trees->readFile(commit.toLatin1() + ".json", kMaxTreeFile)
                            : std::unexpected(ENOENT);
    return json ? parseTreeFile(*json) : std::nullopt;
}

void CacheStore::keepTree(const RepoId &repo, const QString &commit,
                          const QList<TreeEntry> &entries) const
{
    const QByteArray json = treeFileOf(entries);
    if (json.isEmpty() || !isSha1Hex(commit))
        return;
    // The commit's folder too: a repository without snapshots is a warning to the Python client.
    (void)makeRepo(repo).and_then([&](const Directory &folder) {
        return folder.makeChild("snapshots/" + commit.toLatin1())
            .and_then([&](const Directory &) { return folder.makeChild("trees"); })
            .and_then([&](const Directory &trees) {
                return trees.replaceFile(commit.toLatin1() + ".json", json);
            });
    });
}

Result<void> CacheStore::finish(const RepoId &repo, const Revision &revision,
                                const QString &commit) const
{
    if (revision.name() == commit || !isSha1Hex(commit))
        return {};
    const QString folder = CacheLayout::repoFolder(repo);
    const QByteArray name = revision.name().toUtf8();
    const QByteArray parent = CacheLayout::folderOf(name);
    const QString where = m_root->path() + u'/' + folder + "/refs/"_L1 + revision.name();
    const auto repoFolder = m_root->open().and_then(
        [&folder](const Directory &root) { return root.childMaybeLink(folder.toUtf8()); });
    if (!repoFolder)
        return std::unexpected(diskError(repoFolder.error(), where));
    const auto refs
        = repoFolder->makeChild("refs" + QByteArray(parent.isEmpty() ? "" : "/") + parent);
    if (!refs)
        return std::unexpected(diskError(refs.error(), where));
    const QByteArray leaf = CacheLayout::nameOf(name);
    if (refs->readFile(leaf, kMaxRefFile) == commit.toLatin1())
        return {};
    const auto snapshots = repoFolder->child("snapshots/" + commit.toLatin1());
    if (!snapshots)
        return std::unexpected(diskError(snapshots.error(), where));
    // By way of the repository's own folder: what a crash leaves among the refs hides the
    // repository from the Python client, and the locks may be on another disk.
    return orDiskError(snapshots->sync().and_then(
                           [&] { return refs->replaceFile(leaf, commit.toLatin1(), *repoFolder); }),
                       where);
}

void CacheStore::remember404(const RepoId &repo, const Revision &revision, const QString &commit,
                             const RepoPath &path) const
{
    if (!isSha1Hex(commit))
        return;
    const QByteArray file = path.text().toUtf8();
    const QByteArray parent = CacheLayout::folderOf(file);
    (void)makeRepo(repo).and_then([&](const Directory &folder) {
        return folder.makeChild("snapshots/" + commit.toLatin1())
            .and_then([&](const Directory &) {
                return folder.makeChild(".no_exist/" + commit.toLatin1()
                                        + (parent.isEmpty() ? "" : "/") + parent);
            })
            .and_then(
                [&](const Directory &none) { return none.createFile(CacheLayout::nameOf(file)); });
    });
    (void)finish(repo, revision, commit);
}

QString CacheStore::knownCommit(const RepoId &repo, const Revision &revision) const
{
    if (revision.isCommit())
        return revision.name();
    const QByteArray name = revision.name().toUtf8();
    const auto folder = Directory::open(m_root->path() + u'/' + CacheLayout::repoFolder(repo));
    const QByteArray parent = CacheLayout::folderOf(name);
    const auto refs = folder
        ? folder->child("refs" + QByteArray(parent.isEmpty() ? "" : "/") + parent)
        : std::unexpected(ENOENT);
    const auto text
        = refs ? refs->readFile(CacheLayout::nameOf(name), kMaxRefFile) : std::unexpected(ENOENT);
    const QString commit = QString::fromLatin1(text.value_or(QByteArray()).trimmed());
    return isSha1Hex(commit) ? commit : QString();
}

Result<DiskRoom> CacheStore::room() const
{
    return orDiskError(m_root->make().and_then([](const Directory &root) { return root.room(); }),
                       name());
}
