#include "app/transfer/transferworker_p.h"

// When it is found out what the files of a group are.

namespace {

constexpr int kPlansAtOnce = 4; // a hundred pasted names are not a hundred connections

} // namespace

void TransferWorker::plan(Group &group)
{
    stopPlanning(group);
    group.access = accessFrom(m_config);
    group.view.error.reset();
    group.isToPlan = true;
    planSome();
    touch();
}

void TransferWorker::stopPlanning(Group &group)
{
    group.job.reset();
    group.lacking.reset();
    group.isToPlan = false;
    group.view.reason.clear();
    group.view.patience = {};
}

// One that waits for the network or its disk leaves its place: the next may have all it needs on
// the disk.
void TransferWorker::planSome()
{
    std::vector<Group *> waiting;
    int planning = 0;
    for (const auto &[id, group] : m_groups) {
        planning += group->job && !group->job->isCutOff() && !group->job->isWaitingForDisk();
        if (group->isToPlan)
            waiting.push_back(group.get());
    }
    std::ranges::sort(waiting, {}, [](const Group *group) { return turnOf(*group); });
    for (Group *group : waiting) {
        const bool shutOut = !m_config.offline && isShutOut(group->now);
        group->view.state = shutOut ? TransferState::Waiting : TransferState::Queued;
        group->view.reason.clear();
        group->view.patience = {};
        if (shutOut) {
            sayWhy(group->view.reason, group->view.patience);
        } else if (planning < kPlansAtOnce) {
            ++planning;
            startPlan(*group);
        }
    }
}

void TransferWorker::startPlan(Group &group)
{
    group.isToPlan = group.cutOff = false;
    group.view.state = TransferState::Connecting;
    DownloadRequest request = group.request;
    if (group.pinned)
        request.revision = Revision::parse(group.view.commit).value_or(request.revision);
    for (const QueueStore::Part &part : std::as_const(group.partsBefore))
        if (request.paths.contains(part.path) && !request.expected.contains(part.path))
            request.expected.insert(part.path, {.blob = part.blob, .size = part.size});
    group.job = std::make_unique<GroupJob>(m_context, group.access, group.destination, request);
    connect(group.job.get(), &GroupJob::changed, this, [this, &group] { planChanged(group); });
    connect(group.job.get(), &GroupJob::finished, this, [this, &group] { planned(group); });
    group.job->start();
    touch();
}

void TransferWorker::planChanged(Group &group)
{
    const GroupJob &job = *group.job;
    group.view.commit = job.plan().commit;
    group.view.reason = job.reason();
    group.view.patience = job.patience();
    group.view.state = job.isWaiting() ? TransferState::Waiting : TransferState::Connecting;
    if (job.isCutOff()) {
        group.cutOff = true;
        QMetaObject::invokeMethod(this, &TransferWorker::planSome, Qt::QueuedConnection);
    } else if (std::exchange(group.cutOff, false)) {
        networkIsBack(); // for the others too
    } else if (job.isWaitingForDisk()) {
        QMetaObject::invokeMethod(this, &TransferWorker::planSome, Qt::QueuedConnection);
    }
    touch();
}

void TransferWorker::planned(Group &group)
{
    const GroupJob::Plan plan = group.job->plan();
    group.view.error = plan.files.isEmpty() ? group.job->error() : std::nullopt;
    if (plan.offline)
        group.access.offline = group.job->error();
    group.job.release()->deleteLater(); // we are in its signal
    group.view.commit = plan.commit;
    if (!group.pinned)
        group.known = plan.known;
    if (plan.isPublic && !group.request.isPublic)
        takePublic(group);
    group.view.reason.clear();
    group.view.patience = {};
    group.device = plan.room.device;
    planSome();
    if (group.view.error) {
        group.view.state = TransferState::Failed;
        return tellEnd(group.view.id, false);
    }
    const QString lack = plan.offline ? QString() : lackOfRoom(group, plan);
    if (lack.isEmpty())
        begin(group, plan);
    else
        waitForRoom(group, plan, lack);
}
