#include "app/transfer/transferworker_p.h"

// In which order files are started, and what the user changes about it.

namespace {

int urgencyOf(TransferPriority priority)
{
    return int(TransferPriority::Normal) - int(priority);
}

} // namespace

Turn TransferWorker::turnOf(const File &file)
{
    const TransferPriority priority = file.priority.value_or(file.group->view.priority);
    return {.urgency = file.now ? Turn::kNow : urgencyOf(priority),
            .group = file.group->place,
            .file = file.place,
            .id = file.view.id};
}

Turn TransferWorker::turnOf(const Group &group)
{
    return {.urgency = group.now ? Turn::kNow : urgencyOf(group.view.priority),
            .group = group.place,
            .id = group.view.id};
}

void TransferWorker::takeTurn(File &file, bool anyway)
{
    file.view.priority = file.priority.value_or(file.group->view.priority);
    Queue &queue = m_queues[file.group->device];
    bool stood = false;
    if (file.turn)
        stood = queue.large.erase(*file.turn) + queue.small.erase(*file.turn) > 0;
    file.turn = turnOf(file);
    if (stood || anyway)
        (isSmall(file) ? queue.small : queue.large).insert(*file.turn);
}

void TransferWorker::takePlaces()
{
    QList<std::pair<qint64, int>> changed; // of the store
    for (int place = 0; place < int(m_order.size()); ++place) {
        Group &group = *m_groups.at(m_order[std::size_t(place)]);
        if (std::exchange(group.place, place) == place)
            continue;
        if (group.row > 0)
            changed.emplaceBack(group.row, place);
        for (const auto &file : group.files)
            takeTurn(*file, false);
    }
    if (m_store)
        m_store->setPlaces(changed);
    touch();
}

void TransferWorker::takePlaces(Group &group)
{
    for (int place = 0; place < int(group.files.size()); ++place) {
        File &file = *group.files[std::size_t(place)];
        if (std::exchange(file.place, place) != place)
            takeTurn(file, false);
    }
    group.moved = true;
    save(group);
    touch();
}

std::vector<TransferWorker::Group *> TransferWorker::groupsOf(const QList<qint64> &ids) const
{
    std::vector<Group *> groups;
    for (const qint64 id : ids)
        if (const auto it = m_groups.find(id); it != m_groups.end())
            groups.push_back(it->second.get());
    return groups;
}

void TransferWorker::move(const QList<qint64> &groups, const QList<qint64> &files, QueueMove how)
{
    const QSet<qint64> chosen(groups.cbegin(), groups.cend());
    moveInQueue(m_order, [&chosen](qint64 id) { return chosen.contains(id); }, how);
    takePlaces();
    const QSet<qint64> moved(files.cbegin(), files.cend());
    std::set<Group *> touched;
    for (const qint64 id : files)
        if (const File *file = find(id); file && !chosen.contains(file->view.group))
            touched.insert(file->group);
    for (Group *group : touched) {
        moveInQueue(
            group->files, [&moved](const auto &file) { return moved.contains(file->view.id); },
            how);
        takePlaces(*group);
    }
}

void TransferWorker::moveBefore(const QList<qint64> &groups, qint64 before)
{
    if (groups.contains(before))
        return;
    const QSet<qint64> chosen(groups.cbegin(), groups.cend());
    std::vector<qint64> moved;
    std::ranges::copy_if(m_order, std::back_inserter(moved),
                         [&chosen](qint64 id) { return chosen.contains(id); });
    std::erase_if(m_order, [&chosen](qint64 id) { return chosen.contains(id); });
    m_order.insert(std::ranges::find(m_order, before), moved.begin(), moved.end());
    takePlaces();
}

void TransferWorker::setPriority(const QList<qint64> &groups, const QList<qint64> &files,
                                 TransferPriority priority)
{
    for (Group *group : groupsOf(groups)) {
        group->view.priority = priority;
        group->prioritiesBefore.clear();
        for (const auto &file : group->files) {
            file->priority.reset();
            takeTurn(*file, false);
        }
        save(*group);
    }
    for (const qint64 id : files)
        if (File *file = find(id)) {
            file->priority = priority;
            takeTurn(*file, false);
        }
    saveAll(files);
    touch();
}

void TransferWorker::startNow(const QList<qint64> &groups, const QList<qint64> &files)
{
    QList<qint64> all = files;
    for (Group *group : groupsOf(groups)) {
        group->now = group->files.empty();
        if (group->now)
            resumeGroup(group->view.id);
        all << group->fileIds();
    }
    for (const qint64 id : std::as_const(all)) {
        File *file = find(id);
        if (!file || isEnded(file->view.state))
            continue;
        file->now = true;
        takeTurn(*file, false);
        if (file->job && file->job->isWaiting())
            file->job->goOn();
    }
    if (!m_config.offline)
        goOnline(); // those that the hours or the price of the network held back
    resume(all); // starts what there are places for
    giveWay();
}

// Those that are least urgent stop, keep what they have, and stand in the queue again.
void TransferWorker::giveWay()
{
    if (m_config.offline)
        return;
    auto stopping = std::ranges::count_if(m_started,
                                          [](const File *file) { return file->job->isStopping(); });
    for (const auto &[disk, queue] : m_queues) {
        qint64 wanted = 0;
        for (const std::set<Turn> *files : {&queue.large, &queue.small})
            for (auto it = files->begin(); it != files->end() && it->isNow(); ++it)
                wanted += isStartable(it->id);
        const qint64 coming = std::min<qint64>(wanted, stopping); // places are for any disk
        stopping -= coming;
        wanted -= coming;
        std::vector<File *> running;
        for (File *file : m_started)
            if (!file->now && !file->job->isStopping() && !file->job->isComplete()
                && (file->group->device == disk || !file->job->isWaitingForRoom()))
                running.push_back(file);
        std::ranges::sort(running, std::ranges::greater(),
                          [](const File *file) { return turnOf(*file); });
        for (std::size_t i = 0; i < running.size() && qint64(i) < wanted; ++i)
            hold(*running[i], TransferState::Queued);
    }
}
