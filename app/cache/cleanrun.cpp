#include "app/cache/cleanrun_p.h"
#include "app/cache/cleanwords.h"
#include "app/cache/repolook.h"
#include "app/disk/cachelayout.h"
#include "app/hub/revision.h"

#include <QDateTime>

#include <algorithm>
#include <cerrno>

namespace {

bool isStep(const DeletePlan::Step &step)
{
    if (step.kind == DeletePlan::Step::Kind::Shared)
        return isSha256Hex(QString::fromLatin1(step.path));
    return CacheLayout::repoOf(QString::fromUtf8(step.repo)) && !step.repo.contains('/')
        && (step.kind == DeletePlan::Step::Kind::Repo || isPlainPath(step.path));
}

} // namespace

CleanRun::CleanRun(Quarantine &quarantine, const CleanOrder &order, CleanWatch &watch)
    : m_quarantine(quarantine)
    , m_order(order)
    , m_watch(watch)
{
    for (const CacheRepoPtr &repo : order.plan.seen)
        m_seen.insert(repo->folder, repo.get());
}

QList<CleaningMove> CleanRun::movesOf(const Step &step) const
{
    if (step.kind == Kind::Repo)
        return {{.base = {}, .path = step.repo}};
    if (step.kind == Kind::Shared) {
        const QByteArray content = "blobs/" + step.path.first(2) + '/' + step.path;
        return {{.base = {}, .path = content}, {.base = {}, .path = content + ".refs"}};
    }
    const CacheRepo *seen = m_seen.value(step.repo);
    if (seen && seen->isLink)
        return {{.base = step.repo, .path = step.path}};
    return {{.base = {}, .path = step.repo + '/' + step.path}};
}

// Takes the locks of all contents that were ever locked, or says who has one of them. Of very many
// the first are kept: a process may not have more files open.
std::optional<qint64> CleanRun::whoDownloads(const QByteArray &repo,
                                             std::vector<FileLock> &held) const
{
    const auto locks = m_quarantine.root().child(".locks/" + repo);
    if (!locks)
        return {};
    for (const QByteArray &name : locks->names().value_or(QList<QByteArray>())) {
        if (!name.endsWith(".lock"))
            continue;
        FileLock lock = FileLock::tryLock(*locks, name);
        if (lock.state() == FileLock::State::Busy)
            return lock.holder();
        if (qsizetype(held.size()) < kLocksAtOnce)
            held.push_back(std::move(lock));
    }
    return {};
}

bool CleanRun::mayGo(const Step &step)
{
    if (!isStep(step)) {
        stay(step, Why::Failed, 0, EINVAL);
        return false;
    }
    if (step.kind == Kind::Shared)
        return true;
    if (!m_downloads.contains(step.repo)) {
        std::vector<FileLock> held;
        m_downloads.insert(step.repo,
                           m_order.busy.contains(step.repo) ? std::optional<qint64>(0)
                                                            : whoDownloads(step.repo, held));
    }
    const auto who = m_downloads.value(step.repo);
    if (who)
        stay(step, Why::Downloading, *who);
    return !who;
}

void CleanRun::gather()
{
    for (const Step &step : m_order.plan.steps) {
        if (!mayGo(step))
            continue;
        if (step.kind == Kind::Note) { // these need not be there
            const auto there = repoOf(step)
                                   .and_then([&step](const Directory &d) {
                                       return d.child(CacheLayout::folderOf(step.path));
                                   })
                                   .and_then([&step](const Directory &d) {
                                       return d.facts(CacheLayout::nameOf(step.path));
                                   });
            if (!there)
                continue;
        }
        Work work{.step = &step, .moves = {}};
        for (const CleaningMove &move : movesOf(step)) {
            work.moves << m_moves.size();
            m_moves << move;
        }
        m_work << work;
    }
}

DiskResult<bool> CleanRun::look(const Step &step) const
{
    const CacheRepo *seen = m_seen.value(step.repo);
    const auto repo = repoOf(step);
    if (!seen || !repo)
        return std::unexpected(seen ? repo.error() : ESTALE);
    if (step.kind == Kind::Repo)
        return RepoLook::isAsSeen(*repo, *seen);
    const auto revision = std::ranges::find(seen->revisions, step.expected, &CacheRevision::commit);
    return revision != seen->revisions.end() ? RepoLook::isAsSeen(*repo, *revision)
                                             : DiskResult<bool>(false);
}

// What is done in one go: contents of one repository, a revision with its refs, else one step.
std::span<const CleanRun::Work> CleanRun::together(qsizetype first) const
{
    const Step &step = *m_work.at(first).step;
    const auto isPart = [&step](const Step &other) {
        if (other.repo != step.repo)
            return false;
        if (step.kind == Kind::Blob)
            return other.kind == Kind::Blob;
        return step.kind == Kind::Ref && other.expected == step.expected
            && (other.kind == Kind::Ref || other.kind == Kind::Snapshot);
    };
    qsizetype end = first + 1;
    while (end < m_work.size() && end - first < kLocksAtOnce && isPart(*m_work.at(end).step))
        ++end;
    return std::span(m_work).subspan(size_t(first), size_t(end - first));
}

CleanReport CleanRun::run()
{
    // A plan of another cache that has the same repositories.
    const auto planned = m_order.plan.root.isEmpty()
        ? m_quarantine.root().facts(".")
        : Directory::open(m_order.plan.root).and_then([](const Directory &d) {
              return d.facts(".");
          });
    const auto own = m_quarantine.root().facts(".");
    if (!planned || !own || !planned->isSameFile(*own)) {
        m_report.error = ESTALE;
        return std::move(m_report);
    }
    gather();
    if (m_work.isEmpty())
        return std::move(m_report);
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    constexpr qint64 kMsOfDay = qint64(24) * 60 * 60 * 1'000;
    const auto begun = m_quarantine.begin(
        {.what = m_order.what, .atMs = now, .untilMs = now + m_order.days * kMsOfDay}, m_moves);
    if (!begun) {
        m_report.error = begun.error();
        return std::move(m_report);
    }
    m_report.cleaning = *begun;
    holdShared();
    for (qsizetype i = 0; i < m_work.size();) {
        const Work &work = m_work.at(i);
        const auto works = together(i);
        i += qsizetype(works.size());
        if (m_watch.stop)
            for (const Work &each : works)
                stay(*each.step, Why::Stopped);
        else if (work.step->kind == Kind::Blob)
            runBlobs(works);
        else if (work.step->kind == Kind::Ref || work.step->kind == Kind::Snapshot)
            runRevision(works);
        else if (work.step->kind == Kind::Shared)
            runShared(work);
        else
            run(work);
        m_watch.steps += qint64(works.size());
    }
    if (!m_report.stayed.isEmpty())
        m_report.cleaning.what = CleanWords::partOf(m_report.cleaning.what);
    const auto finished = m_hasTaken ? m_quarantine.finish(m_report.cleaning)
                                     : m_quarantine.cancel(m_report.cleaning);
    if (!finished)
        m_report.error = finished.error();
    return std::move(m_report);
}

CleanReport runCleaning(Quarantine &quarantine, const CleanOrder &order, CleanWatch &watch)
{
    return CleanRun(quarantine, order, watch).run();
}
