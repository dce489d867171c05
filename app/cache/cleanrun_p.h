#pragma once

#include "app/cache/cleanrun.h"
#include "app/cache/repolook.h"
#include "app/disk/filelock.h"

#include <span>
#include <vector>

// A cleaning under way, for its own sources only.
class CleanRun final
{
public:
    CleanRun(Quarantine &quarantine, const CleanOrder &order, CleanWatch &watch);

    CleanReport run();

private:
    using Step = DeletePlan::Step;
    using Kind = Step::Kind;
    using Why = CleanReport::Stayed::Why;
    static constexpr qsizetype kLocksAtOnce = 256; // of 1,024 files that a process may have open
    struct Work
    {
        const Step *step = nullptr;
        QList<qsizetype> moves; // in the manifest
    };

    void stay(const Step &step, Why why, qint64 by = 0, int error = 0)
    {
        m_report.stayed << CleanReport::Stayed{step, why, by, error};
    }
    DiskResult<Directory> repoOf(const Step &step) const
    {
        return m_quarantine.root().childMaybeLink(step.repo);
    }
    void gather();
    QList<CleaningMove> movesOf(const Step &step) const;
    bool mayGo(const Step &step);
    std::optional<qint64> whoDownloads(const QByteArray &repo, std::vector<FileLock> &held) const;
    DiskResult<bool> look(const Step &step) const;
    void run(const Work &work);
    void runRevision(std::span<const Work> works);
    void runBlobs(std::span<const Work> works);
    void runShared(const Work &work);
    void holdShared();
    DiskResult<void> lookForUsers(const QByteArray &folder, const Directory &repo);
    std::span<const Work> together(qsizetype first) const;
    DiskResult<void> move(const Work &work);
    void take(const Work &work);
    void count(const Step &step);

    Quarantine &m_quarantine;
    const CleanOrder &m_order;
    CleanWatch &m_watch;
    CleanReport m_report;
    QList<Work> m_work;
    QList<CleaningMove> m_moves;
    QHash<QByteArray, const CacheRepo *> m_seen; // by folder
    QHash<QByteArray, std::optional<qint64>> m_downloads; // by repository; 0: this program
    std::optional<std::pair<QByteArray, RepoLook::Used>> m_used; // of a repository, when last read
    bool m_hasTaken = false;
};
