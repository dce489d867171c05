#include "app/cache/cachedrevisions.h"

#include "app/disk/cachelayout.h"
#include "app/disk/directory.h"
#include "app/disk/treefile.h"

#include <algorithm>
#include <cerrno>

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMostRefBytes = 64; // a commit and perhaps a newline
constexpr qint64 kMostTreeBytes = qint64(256) << 20;
constexpr int kDeepestRef = 8; // folders; a name has at most 255 characters

using EntryNames = QList<QByteArray>;

struct SnapshotReader
{
    QSet<QString> blobs;
    QHash<QString, QString> &files;

    void read(const Directory &folder, const QString &prefix)
    {
        for (const QByteArray &name : folder.names().value_or(EntryNames())) {
            const QString path = prefix + QString::fromUtf8(name);
            const auto facts = folder.facts(name);
            if (!facts)
                continue;
            if (facts->type == EntryFacts::Type::Folder) {
                if (const auto below = folder.child(name))
                    read(*below, path + u'/');
            } else if (facts->type == EntryFacts::Type::Link) {
                const QString blob = QString::fromLatin1(
                    CacheLayout::blobOfLink(path, folder.linkTarget(name).value_or(QByteArray())));
                if (blobs.contains(blob))
                    files.insert(path, blob);
            } else if (facts->type == EntryFacts::Type::File) {
                files.insert(path, {}); // a cache without links does not say which content it is
            }
        }
    }
};

QSet<QString> blobsIn(const Directory &repo)
{
    QSet<QString> names;
    const auto blobs = repo.child("blobs");
    for (const QByteArray &name : blobs ? blobs->names().value_or(EntryNames()) : EntryNames())
        names.insert(QString::fromLatin1(name));
    return names;
}

void cachedRefs(const Directory &folder, const QString &prefix, int depth,
                QHash<QString, QString> &commits)
{
    for (const QByteArray &name : folder.names().value_or(EntryNames())) {
        const QString path = prefix + QString::fromUtf8(name);
        if (const auto below = folder.child(name)) {
            if (depth < kDeepestRef)
                cachedRefs(*below, path + u'/', depth + 1, commits);
            continue;
        }
        const QString commit = QString::fromLatin1(
            folder.readFile(name, kMostRefBytes).value_or(QByteArray()).trimmed());
        if (isSha1Hex(commit))
            commits.insert(path, commit);
    }
}

std::optional<QSet<QString>> listingOf(const Directory &repo, const QString &commit)
{
    const auto trees = repo.child("trees");
    const auto json = trees ? trees->readFile(commit.toLatin1() + ".json", kMostTreeBytes)
                            : std::unexpected(ENOENT);
    const auto tree = json ? parseTreeFile(*json) : std::nullopt;
    if (!tree)
        return {};
    QSet<QString> paths;
    for (const TreeEntry &entry : *tree)
        paths.insert(entry.path);
    return paths;
}

void readRepo(const RepoId &id, const Directory &repo, QList<CachedRevision> &list)
{
    QHash<QString, QString> commits;
    if (const auto refs = repo.child("refs"))
        cachedRefs(*refs, {}, 0, commits);
    const QSet<QString> blobs = commits.isEmpty() ? QSet<QString>() : blobsIn(repo);
    for (const auto &[name, commit] : commits.asKeyValueRange()) {
        const auto revision = Revision::parse(name);
        const auto snapshot = repo.child("snapshots/" + commit.toLatin1());
        if (!revision || revision->isCommit() || !snapshot)
            continue;
        CachedRevision entry{
            .repo = id, .revision = *revision, .commit = commit, .files = {}, .listing = {}};
        SnapshotReader{blobs, entry.files}.read(*snapshot, {});
        if (entry.files.isEmpty())
            continue;
        entry.listing = listingOf(repo, commit);
        list << entry;
    }
}

} // namespace

QList<CachedRevision> cachedRevisions(const QString &root)
{
    QList<CachedRevision> list;
    const auto folder = Directory::open(root);
    if (!folder)
        return list;
    EntryNames names = folder->names().value_or(EntryNames());
    std::ranges::sort(names);
    for (const QByteArray &name : std::as_const(names))
        if (const auto id = CacheLayout::repoOf(QString::fromUtf8(name)))
            if (const auto repo = folder->childMaybeLink(name))
                readRepo(*id, *repo, list);
    return list;
}

QSet<QString> cachedBlobs(const QString &root, const RepoId &repo)
{
    const auto folder = Directory::open(root);
    const auto own = folder ? folder->childMaybeLink(CacheLayout::repoFolder(repo).toUtf8())
                            : std::unexpected(ENOENT);
    return own ? blobsIn(*own) : QSet<QString>();
}
