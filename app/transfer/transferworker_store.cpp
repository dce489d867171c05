#include "app/transfer/transferworker_p.h"

// What outlives the program: the list of what was asked for and has not ended.

void TransferWorker::restore(const QString &file)
{
    m_store = std::make_unique<QueueStore>(file);
    if (!m_store->trouble().isEmpty())
        emit notKept(m_store->trouble());
    const std::vector<qint64> asked = std::exchange(m_order, {}); // meanwhile
    qint64 id = 0;
    for (const QueueStore::Row &row : m_store->rows()) {
        if (row.endpoint != m_config.endpoint)
            continue; // waits until that Hub is asked again
        if (row.request.isPublic || row.account == m_config.account)
            revive(++id, row);
        else
            m_store->remove(row.id); // what an account asked for goes with it
    }
    m_order.insert(m_order.end(), asked.begin(), asked.end());
    takePlaces();
    for (const qint64 fresh : asked)
        save(*m_groups.at(fresh));
    touch();
}

void TransferWorker::revive(qint64 id, const QueueStore::Row &row)
{
    auto made = std::make_unique<Group>(id, row.request);
    made->account = row.account;
    made->cacheRoot = row.cacheRoot;
    made->row = row.id;
    made->view.commit = row.commit;
    made->pinned = !row.commit.isEmpty();
    made->pausedBefore = QSet<QString>(row.paused.cbegin(), row.paused.cend());
    made->cancelledBefore = QSet<QString>(row.cancelled.cbegin(), row.cancelled.cend());
    made->prioritiesBefore = row.priorities;
    made->orderBefore = row.order;
    made->view.priority = row.priority;
    made->view.pausedAt = row.pausedAt;
    if (!row.key.isEmpty()) {
        made->key = row.key;
        made->begun = row.begun;
    }
    Group &group = add(std::move(made));
    group.place = row.place; // as the store has it
    if (!row.error.isEmpty()) {
        group.view.state = TransferState::Failed;
        group.view.error = HubError{.message = row.error};
        return;
    }
    if (row.allPaused)
        group.view.state = TransferState::Paused;
    else
        plan(group);
    emit restored(id, row.request);
}

QueueStore::Row TransferWorker::rowOf(const Group &group)
{
    const TransferState state = group.view.state;
    QueueStore::Row row{.id = group.row,
                        .request = group.request,
                        .endpoint = group.access.endpoint,
                        .account = group.account,
                        .cacheRoot = group.cacheRoot,
                        .commit = group.view.commit,
                        .allPaused = group.files.empty() && state == TransferState::Paused,
                        .place = group.place,
                        .priority = group.view.priority,
                        .pausedAt = group.view.pausedAt,
                        .key = group.key,
                        .begun = group.begun};
    if (group.files.empty()) { // not planned yet: what an earlier start knew of them stays
        row.paused = QStringList(group.pausedBefore.cbegin(), group.pausedBefore.cend());
        row.cancelled = QStringList(group.cancelledBefore.cbegin(), group.cancelledBefore.cend());
        row.priorities = group.prioritiesBefore;
        row.order = group.orderBefore;
    }
    const bool failed = state == TransferState::Failed && group.active == 0;
    if (failed && group.view.error)
        row.error = group.view.error->message;
    for (const auto &file : group.files) {
        const TransferFile &view = file->view;
        if (file->paused)
            row.paused << view.path;
        if (view.state == TransferState::Cancelled)
            row.cancelled << view.path;
        if (file->priority)
            row.priorities.insert(view.path, *file->priority);
        if (group.moved)
            row.order << view.path;
        if (failed && row.error.isEmpty() && view.error)
            row.error = view.error->message;
    }
    return row;
}

void TransferWorker::save(Group &group)
{
    if (!m_store)
        return;
    const TransferState state = group.view.state;
    const bool over = (state == TransferState::Done || state == TransferState::Cancelled)
        && group.active == 0 && !group.ending;
    if (over)
        return m_store->remove(std::exchange(group.row, 0));
    QueueStore::Row row = rowOf(group);
    m_store->put(row);
    group.row = row.id;
}

void TransferWorker::saveAll(const QList<qint64> &files)
{
    std::set<Group *> groups;
    for (const qint64 id : files)
        if (const File *file = find(id))
            groups.insert(file->group);
    for (Group *group : groups)
        save(*group);
}
