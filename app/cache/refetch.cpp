#include "app/cache/refetch.h"

Refetch Refetch::of(const std::optional<HubError> &error, Asked asked)
{
    using enum HubError::Kind;
    if (!error)
        return {Verdict::Available, tr("It can be fetched again.")};
    switch (error->kind) {
    case NotFound:
        return asked == Asked::Revision
            ? Refetch{Verdict::RevisionGone,
                      tr("The Hub has the repository, but not this revision any more.")}
            : Refetch{Verdict::Gone,
                      tr("The Hub has no such repository any more that you may see.")};
    case Disabled: return {Verdict::Gone, error->message};
    case SignInNeeded:
        return {Verdict::SignIn,
                tr("It is private or gone: without signing in it cannot be fetched again.")};
    case Gated: return {Verdict::NoAccess, tr("It is gated, and you have no access to it now.")};
    case Forbidden: return {Verdict::NoAccess, tr("Your account or token may not read it now.")};
    case Offline:
    case Timeout:
    case Insecure:
    case BadToken:
    case Conflict:
    case PaymentNeeded:
    case RateLimited:
    case Server:
    case BadReply:
    case BadInput:
    case Disk:
    case DiskAway:
    case NoRoom:
    case OpenFiles:
    case Cancelled: break;
    }
    return {Verdict::Unknown,
            tr("Whether it can be fetched again is not known. %1").arg(error->message)};
}

Refetch Refetch::offline()
{
    return {Verdict::Unknown, tr("Whether it can be fetched again cannot be known while offline.")};
}

GoingCommits goingCommits(const DeletePlan &plan)
{
    constexpr QByteArrayView kSnapshots = "snapshots/";
    QHash<QByteArray, CacheRepoPtr> repos;
    for (const CacheRepoPtr &repo : plan.seen)
        repos.insert(repo->folder, repo);
    GoingCommits going;
    for (const DeletePlan::Step &step : plan.steps) {
        const CacheRepoPtr repo = repos.value(step.repo);
        if (!repo)
            continue;
        QSet<QByteArray> &commits = going[step.repo];
        if (step.kind == DeletePlan::Step::Kind::Repo)
            for (const CacheRevision &revision : repo->revisions)
                commits << revision.commit;
        else if (step.path.startsWith(kSnapshots))
            commits << step.path.sliced(kSnapshots.size()).split('/').constFirst();
    }
    return going;
}
