#include "app/cache/refetch.h"

Refetch Refetch::of(const std::optional<HubError> &error, Asked asked)
{
    using Kind = HubError::Kind;
    if (!error)
        return {Verdict::Available, tr("It can be fetched again.")};
    switch (error->kind) {
    case Kind::NotFound:
        return asked == Asked::Revision
            ? Refetch{Verdict::RevisionGone,
                      tr("The Hub has the repository, but not this revision any more.")}
            : Refetch{Verdict::Gone,
                      tr("The Hub has no such repository any more that you may see.")};
    case Kind::Disabled: return {Verdict::Gone, error->message};
    case Kind::SignInNeeded:
        return {Verdict::SignIn,
                tr("It is private or gone: without signing in it cannot be fetched again.")};
    case Kind::Gated:
        return {Verdict::NoAccess, tr("It is gated, and you have no access to it now.")};
    case Kind::Forbidden:
        return {Verdict::NoAccess, tr("Your account or token may not read it now.")};
    case Kind::Offline:
    case Kind::Timeout:
    case Kind::Insecure:
    case Kind::BadToken:
    case Kind::Conflict:
    case Kind::PaymentNeeded:
    case Kind::RateLimited:
    case Kind::Server:
    case Kind::BadReply:
    case Kind::BadInput:
    case Kind::Disk:
    case Kind::NoRoom:
    case Kind::Cancelled: break;
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
