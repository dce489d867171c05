#include "app/cache/repolook.h"

#include "app/disk/cachelayout.h"

#include <QDateTime>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace {

constexpr qint64 kMostRef = 256; // bytes
constexpr qint64 kTickNs = 20'000'000; // the clock of disks with links is that coarse at most
constexpr qint64 kNever = -1;

// When names last came to a folder or went; never, when that is younger than the clock can tell.
qint64 changedNs(const Directory &folder, qint64 youngest)
{
    const auto facts = folder.facts(".");
    const qint64 now = QDateTime::currentMSecsSinceEpoch() * 1'000'000;
    return facts && now - facts->modifiedNs >= youngest ? facts->modifiedNs : kNever;
}

// What a client of the Hub put there; links to folders and pipes are no files to the look either.
bool isContent(const Directory &folder, const QByteArray &path, const EntryFacts &facts)
{
    if (facts.type != EntryFacts::Type::Link)
        return facts.type == EntryFacts::Type::File;
    const auto target = folder.linkTarget(CacheLayout::nameOf(path));
    return target && CacheLayout::nameOf(CacheLayout::folderOf(*target)) == "blobs";
}

template<typename T>
DiskResult<T> noneWhenMissing(int error)
{
    return error == ENOENT ? DiskResult<T>(T()) : std::unexpected(error);
}

} // namespace

DiskResult<void> RepoLook::everyEntry(const Directory &top, const Visit &visit, const Enter &enter)
{
    QList<QByteArray> folders{QByteArray()};
    while (!folders.isEmpty()) {
        const QByteArray path = folders.takeLast();
        const auto folder = top.child(path);
        if (folder && enter)
            enter(path, *folder);
        const auto names = folder ? folder->names() : std::unexpected(folder.error());
        if (!names && names.error() == ENOENT && !path.isEmpty())
            continue; // gone meanwhile
        if (!names)
            return std::unexpected(names.error());
        for (const QByteArray &name : *names) {
            const QByteArray below = path.isEmpty() ? name : path + '/' + name;
            const auto facts = folder->facts(name);
            if (facts && facts->type == EntryFacts::Type::Folder) {
                folders << below;
                continue;
            }
            const auto done = facts.and_then(
                [&](const EntryFacts &known) { return visit(*folder, below, known); });
            if (!done && done.error() != ENOENT)
                return done;
        }
    }
    return {};
}

DiskResult<RepoLook::Used> RepoLook::usedBlobs(const Directory &repo)
{
    const auto snapshots = repo.child("snapshots");
    if (!snapshots)
        return noneWhenMissing<Used>(snapshots.error());
    Used used;
    const auto noteLink = [&used](const Directory &folder, const QByteArray &path,
                                  const EntryFacts &facts) -> DiskResult<void> {
        if (facts.type != EntryFacts::Type::Link)
            return {};
        return folder.linkTarget(CacheLayout::nameOf(path))
            .transform(
                [&used](const QByteArray &target) { used.blobs << CacheLayout::nameOf(target); });
    };
    const auto noteFolder = [&used](const QByteArray &path, const Directory &folder) {
        used.folders.insert(path, changedNs(folder, kTickNs));
    };
    return everyEntry(*snapshots, noteLink, noteFolder).transform([&used] {
        return std::move(used);
    });
}

bool RepoLook::Used::isStill(const Directory &repo) const
{
    const auto snapshots = repo.child("snapshots");
    return std::ranges::all_of(folders.asKeyValueRange(), [&snapshots](const auto &was) {
        const auto folder = snapshots ? snapshots->child(was.first) : std::unexpected(ENOENT);
        return folder && was.second != kNever && changedNs(*folder, 0) == was.second;
    });
}

DiskResult<QHash<QByteArray, QByteArray>> RepoLook::refs(const Directory &repo)
{
    using Refs = QHash<QByteArray, QByteArray>;
    const auto folder = repo.child("refs");
    if (!folder)
        return noneWhenMissing<Refs>(folder.error());
    Refs refs;
    return everyEntry(
               *folder,
               [&refs](const Directory &in, const QByteArray &path, const EntryFacts &facts) {
                   if (facts.type != EntryFacts::Type::File)
                       return DiskResult<void>(); // nobody's ref
                   const auto commit = in.readFile(CacheLayout::nameOf(path), kMostRef);
                   if (commit)
                       refs.insert(path, commit->trimmed());
                   else if (commit.error() != EFBIG) // which is no commit
                       return DiskResult<void>(std::unexpected(commit.error()));
                   return DiskResult<void>();
               })
        .transform([&refs] { return refs; });
}

DiskResult<bool> RepoLook::isAsSeen(const Directory &repo, const CacheRevision &revision)
{
    const auto now = refs(repo);
    if (!now)
        return std::unexpected(now.error());
    for (const auto &[ref, commit] : now->asKeyValueRange())
        if (commit == revision.commit && !revision.refs.contains(ref))
            return false;
    const auto snapshot = repo.child("snapshots/" + revision.commit);
    if (!snapshot)
        return noneWhenMissing<bool>(snapshot.error()).transform([](bool) { return true; });
    bool same = true;
    return everyEntry(
               *snapshot,
               [&](const Directory &folder, const QByteArray &path, const EntryFacts &facts) {
                   same = same
                       && (std::ranges::binary_search(revision.files, path, {}, &CacheEntry::path)
                           || !isContent(folder, path, facts));
                   return DiskResult<void>();
               })
        .transform([&same] { return same; });
}

DiskResult<bool> RepoLook::isAsSeen(const Directory &repo, const CacheRepo &seen)
{
    QSet<QByteArray> blobs;
    for (const CacheBlob &blob : seen.blobs)
        blobs << blob.name;
    const auto now = repo.child("blobs").and_then([](const Directory &d) { return d.names(); });
    if (!now && now.error() != ENOENT)
        return std::unexpected(now.error());
    for (const QByteArray &name : now.value_or(QList<QByteArray>()))
        if (!blobs.contains(name))
            return false;
    const auto snapshots = repo.child("snapshots");
    const auto commits = snapshots ? snapshots->names() : std::unexpected(snapshots.error());
    if (!commits && commits.error() != ENOENT)
        return std::unexpected(commits.error());
    for (const QByteArray &commit : commits.value_or(QList<QByteArray>())) {
        const auto facts = snapshots->facts(commit);
        if (!facts || facts->type != EntryFacts::Type::Folder)
            continue;
        const auto revision = std::ranges::find(seen.revisions, commit, &CacheRevision::commit);
        const auto same = revision == seen.revisions.end() ? DiskResult<bool>(false)
                                                           : isAsSeen(repo, *revision);
        if (!same || !*same)
            return same;
    }
    return true;
}

DiskResult<bool> RepoLook::isSameEntry(const Directory &repo, const DeletePlan::Step &step)
{
    const auto folder = repo.child(CacheLayout::folderOf(step.path));
    const auto facts
        = folder ? folder->facts(CacheLayout::nameOf(step.path)) : std::unexpected(folder.error());
    if (!facts)
        return std::unexpected(facts.error());
    if (facts->type == EntryFacts::Type::File)
        return (facts->inode == step.inode && facts->device == step.device)
            || !folder->keepsNumbers();
    const auto target = folder->linkTarget(CacheLayout::nameOf(step.path));
    if (!target || step.expected.isEmpty()) { // one that led to nothing
        const auto blobs = repo.child("blobs");
        return target && !(blobs && blobs->exists(CacheLayout::nameOf(*target)));
    }
    return CacheLayout::nameOf(*target) == CacheLayout::nameOf(step.expected);
}
