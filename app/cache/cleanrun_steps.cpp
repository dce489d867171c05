#include "app/cache/cleanrun_p.h"
#include "app/cache/repolook.h"
#include "app/disk/cachelayout.h"
#include "app/disk/sharedstore.h"

#include <algorithm>
#include <cerrno>

// The steps of a cleaning.

namespace {

QByteArray lockName(const QByteArray &blob)
{
    const auto dot = blob.indexOf('.', 1); // of an unfinished one
    return (dot < 0 ? blob : blob.first(dot)) + ".lock";
}

} // namespace

void CleanRun::count(const Step &step)
{
    Cleaning &done = m_report.cleaning;
    done.bytes += step.bytes;
    m_watch.bytes += step.bytes;
    switch (step.kind) {
    case Kind::Repo: ++done.repos; break;
    case Kind::Snapshot: ++done.revisions; break;
    case Kind::Entry: ++done.files; break;
    case Kind::Blob: ++done.contents; break;
    case Kind::Ref:
    case Kind::Note:
    case Kind::Shared: break;
    }
}

DiskResult<void> CleanRun::move(const Work &work)
{
    for (const qsizetype each : work.moves) {
        if (const auto taken = m_quarantine.take(m_report.cleaning, each); !taken)
            return taken;
        m_hasTaken = true;
    }
    return {};
}

void CleanRun::take(const Work &work)
{
    const auto moved = move(work);
    // What somebody else removed meanwhile is what was wanted.
    const bool wasThere = moved || moved.error() != ENOENT || work.step->kind == Kind::Repo;
    if (moved)
        count(*work.step);
    else if (wasThere)
        stay(*work.step, Why::Failed, 0, moved.error());
}

void CleanRun::run(const Work &work)
{
    const Step &step = *work.step;
    const auto repo = repoOf(step);
    if (!repo)
        return stay(step, Why::Failed, 0, repo.error());
    std::vector<FileLock> held;
    switch (step.kind) {
    case Kind::Repo:
        if (const auto who = whoDownloads(step.repo, held))
            return stay(step, Why::Downloading, *who);
        if (!look(step).value_or(false))
            return stay(step, Why::Changed);
        break;
    case Kind::Entry: {
        const auto same = RepoLook::isSameEntry(*repo, step);
        if (!same || !*same)
            return stay(step, same ? Why::Changed : Why::Failed, 0, same ? 0 : same.error());
        break;
    }
    case Kind::Note: {
        const QByteArray commit = CacheLayout::nameOf(step.path).first(
            CacheLayout::nameOf(step.path).size() - (step.path.endsWith(".json") ? 5 : 0));
        if (repo->child("snapshots/" + commit))
            return; // it stayed, and its notes with it
        break;
    }
    case Kind::Ref:
    case Kind::Snapshot:
    case Kind::Blob:
    case Kind::Shared: return;
    }
    take(work);
}

// The refs of a revision, then its snapshot, under the locks of the repository's contents: together
// or not at all, so that no ref is gone from a revision that stays.
void CleanRun::runRevision(std::span<const Work> works)
{
    const auto stayAll = [&](Why why, qint64 by = 0, int error = 0) {
        for (const Work &work : works)
            stay(*work.step, why, by, error);
    };
    const Step &last = *works.back().step;
    const auto repo = repoOf(last);
    std::vector<FileLock> held;
    if (m_watch.stop)
        return stayAll(Why::Stopped);
    if (!repo)
        return stayAll(Why::Failed, 0, repo.error());
    if (const auto who = whoDownloads(last.repo, held))
        return stayAll(Why::Downloading, *who);
    const auto same = look(last);
    const auto refs = RepoLook::refs(*repo);
    if (!same || !refs)
        return stayAll(Why::Failed, 0, same ? refs.error() : same.error());
    if (!*same)
        return stayAll(Why::Changed);
    QList<QByteArray> pointing; // that do not go with it
    for (const auto &[ref, commit] : refs->asKeyValueRange())
        if (commit == last.expected && std::ranges::none_of(works, [&](const Work &work) {
                return work.step->path == "refs/" + ref;
            }))
            pointing << ref;
    if (!pointing.isEmpty() && last.kind == Kind::Snapshot)
        return stayAll(Why::Used);
    for (qsizetype i = 0; i < qsizetype(works.size()); ++i) {
        const Work &work = works[size_t(i)];
        if (work.step->kind == Kind::Ref
            && refs->value(work.step->path.sliced(5)) != work.step->expected) { // "refs/"
            stay(*work.step, Why::Changed);
            continue;
        }
        if (const auto moved = move(work); !moved) {
            for (qsizetype back = i; back-- > 0;)
                for (const qsizetype taken : works[size_t(back)].moves)
                    (void)m_quarantine.putBack(m_report.cleaning, taken);
            return stayAll(Why::Failed, 0, moved.error());
        }
        count(*work.step);
    }
}

// What of a repository is in use, as it is now: its links are read again only when one may have
// come.
DiskResult<void> CleanRun::lookForUsers(const QByteArray &folder, const Directory &repo)
{
    if (m_used && m_used->first == folder && m_used->second.isStill(repo))
        return {};
    return RepoLook::usedBlobs(repo).transform(
        [&](RepoLook::Used used) { m_used.emplace(folder, std::move(used)); });
}

// Contents of one repository, each under its lock: only then nobody links to it after we looked.
void CleanRun::runBlobs(std::span<const Work> works)
{
    const QByteArray folder = works.front().step->repo;
    const auto locksFolder = m_quarantine.root().makeChild(".locks/" + folder);
    std::vector<FileLock> locks;
    for (const Work &work : works)
        locks.push_back(
            locksFolder
                ? FileLock::tryLock(*locksFolder, lockName(CacheLayout::nameOf(work.step->path)))
                : FileLock());
    const auto repo = m_quarantine.root().childMaybeLink(folder);
    const auto looked
        = repo.and_then([&](const Directory &open) { return lookForUsers(folder, open); });
    const auto blobs = repo.and_then([](const Directory &open) { return open.child("blobs"); });
    const bool keepsNumbers = blobs && blobs->keepsNumbers();
    for (size_t i = 0; i < works.size(); ++i) {
        const Step &step = *works[i].step;
        const QByteArray name = CacheLayout::nameOf(step.path);
        const auto facts = blobs ? blobs->facts(name) : std::unexpected(blobs.error());
        const auto isOther = [&] { // of a link the inode is the store's
            return facts->type == EntryFacts::Type::File && keepsNumbers
                && (facts->inode != step.inode || facts->device != step.device);
        };
        if (looked && !facts && facts.error() == ENOENT)
            continue; // somebody else removed it
        if (!looked || !facts)
            stay(step, Why::Failed, 0, looked ? facts.error() : looked.error());
        else if (m_watch.stop)
            stay(step, Why::Stopped);
        else if (locks[i].state() == FileLock::State::Busy)
            stay(step, Why::Downloading, locks[i].holder());
        else if (m_used->second.blobs.contains(name))
            stay(step, Why::Used);
        else if (isOther())
            stay(step, Why::Changed);
        else
            take(works[i]);
    }
}

// Before the links to them go: who clears up the store meanwhile takes only the names in it. What
// other repositories use is held, too: they may go, and it with them, before this is undone.
void CleanRun::holdShared()
{
    for (const Work &work : std::as_const(m_work))
        if (work.step->kind == Kind::Shared)
            for (const qsizetype each : work.moves)
                (void)m_quarantine.hold(m_report.cleaning, each);
}

void CleanRun::runShared(const Work &work)
{
    const Step &step = *work.step;
    const auto folder = m_quarantine.root().child("blobs/" + step.path.first(2));
    if (!folder || !SharedStore::isOurVersion(m_quarantine.root()))
        return stay(step, Why::Failed, 0, folder ? EROFS : folder.error());
    const FileLock lock = SharedStore::lockOf(*folder, step.path);
    if (lock.state() == FileLock::State::Busy)
        return stay(step, Why::Downloading, lock.holder());
    if (lock.state() != FileLock::State::Held)
        return stay(step, Why::Failed, 0, ENOLCK);
    const auto used = SharedStore::hasUsers(m_quarantine.root(), *folder, step.path);
    const auto facts = folder->facts(step.path);
    if (!used || !facts)
        stay(step, Why::Failed, 0, used ? facts.error() : used.error());
    else if (*used && step.expected.isEmpty()) // the plan knew of nobody
        stay(step, Why::Used);
    else if (*used)
        return;
    else if (facts->inode != step.inode || facts->device != step.device)
        stay(step, Why::Changed);
    else
        take(work);
}
