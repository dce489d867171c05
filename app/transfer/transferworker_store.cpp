#include "app/transfer/transferworker_p.h"

// What outlives the program: the list of what was asked for and has not ended.

namespace {

constexpr qint64 kSaveParts = 1'000; // ms, for which a new part may be unknown
constexpr std::chrono::milliseconds kSaveAgain{1'000}; // what could not be written
constexpr qint64 kSaveEvery = 30'000; // ms; what is lost at most of times and sums

} // namespace

void TransferWorker::restore(const QString &file)
{
    m_store = std::make_unique<QueueStore>(file);
    m_context.keepsQueue = m_store->isOpen();
    if (!m_store->trouble().isEmpty())
        emit notKept(m_store->trouble());
    const std::vector<qint64> asked = std::exchange(m_order, {}); // meanwhile
    reviveKept();
    m_order.insert(m_order.end(), asked.begin(), asked.end());
    takePlaces();
    for (const qint64 fresh : asked)
        save(*m_groups.at(fresh));
    touch();
}

// What another Hub or another account is asked for waits in the list until that is used again.
void TransferWorker::reviveKept()
{
    for (const QueueStore::Row &row : hiddenRows())
        if (row.endpoint == m_config.endpoint && isOurs(row))
            revive(++m_lastRevived, row);
    takePlaces();
    touch();
}

bool TransferWorker::isOurs(const QueueStore::Row &row) const
{
    return row.request.isPublic || row.account == m_config.account;
}

QList<QueueStore::Row> TransferWorker::hiddenRows() const
{
    if (!m_store)
        return {};
    QSet<qint64> shown;
    for (const auto &[id, group] : m_groups)
        shown.insert(group->row);
    QList<QueueStore::Row> rows = m_store->rows();
    rows.removeIf([&shown](const QueueStore::Row &row) { return shown.contains(row.id); });
    return rows;
}

// Of who has signed out nothing may be left: also what was asked for by an earlier token.
void TransferWorker::forgetHidden()
{
    QList<QueueStore::Row> forgotten = hiddenRows();
    forgotten.removeIf([this](const QueueStore::Row &row) {
        return row.endpoint != m_config.endpoint || isOurs(row);
    });
    for (const QueueStore::Row &row : std::as_const(forgotten))
        removeRow(row.id);
    for (const QueueStore::Row &row : std::as_const(forgotten)) {
        const QString &folder = row.request.folder;
        const auto root
            = std::make_shared<RootFolder>(folder.isEmpty() ? row.cacheRoot : folder, row.root);
        dropLeft(destinationFor(row.cacheRoot, m_config.links, folder, root), row);
    }
}

void TransferWorker::revive(qint64 id, const QueueStore::Row &row)
{
    auto made = std::make_unique<Group>(id, row.request);
    made->account = row.account;
    made->cacheRoot = row.cacheRoot;
    made->row = row.id;
    made->view.commit = row.commit;
    made->known = row.known;
    made->pinned = !row.commit.isEmpty();
    made->pausedBefore = QSet<QString>(row.paused.cbegin(), row.paused.cend());
    made->cancelledBefore = QSet<QString>(row.cancelled.cbegin(), row.cancelled.cend());
    made->prioritiesBefore = row.priorities;
    made->limitsBefore = row.limits;
    made->partsBefore = row.parts;
    made->orderBefore = row.order;
    made->activeMs = row.activeMs;
    made->fetched = row.fetched;
    made->peak = row.peak;
    made->rootBefore = row.root;
    made->view.priority = row.priority;
    made->view.pausedAt = row.pausedAt;
    if (!row.key.isEmpty()) {
        made->key = row.key;
        made->begun = row.begun;
    }
    Group &group = add(std::move(made));
    group.place = row.place; // as the store has it
    setLimit(*group.limit, group.view.limit, row.limit);
    if (!row.error.isEmpty()) {
        group.view.state = TransferState::Failed;
        group.view.error = HubError{.message = row.error};
        return;
    }
    if (row.allPaused)
        group.view.state = TransferState::Paused;
    else
        plan(group);
    emit wentOn(id, row.request);
}

static QueueStore::Part partOf(const FileSpec &spec)
{
    return {.path = spec.path.text(), .blob = spec.blob, .size = spec.size};
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
                        .known = group.known,
                        .allPaused = group.files.empty() && state == TransferState::Paused,
                        .place = group.place,
                        .priority = group.view.priority,
                        .pausedAt = group.view.pausedAt,
                        .key = group.key,
                        .begun = group.begun,
                        .limit = group.limit->rate(),
                        .activeMs = group.activeMs,
                        .fetched = group.fetched,
                        .peak = group.peak,
                        .root = group.root->seen()};
    if (group.files.empty()) { // not planned yet: what an earlier start knew of them stays
        row.paused = QStringList(group.pausedBefore.cbegin(), group.pausedBefore.cend());
        row.cancelled = QStringList(group.cancelledBefore.cbegin(), group.cancelledBefore.cend());
        row.priorities = group.prioritiesBefore;
        row.limits = group.limitsBefore;
        row.parts = group.partsBefore;
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
        if (file->limit->rate() > 0)
            row.limits.insert(view.path, file->limit->rate());
        if (group.moved)
            row.order << view.path;
        if (file->job && file->job->done() > 0)
            row.parts << partOf(file->job->spec());
        else if (file->kept && file->spec)
            row.parts << partOf(*file->spec);
        if (failed && row.error.isEmpty() && view.error)
            row.error = view.error->message;
    }
    return row;
}

void TransferWorker::save(Group &group, QueueStore::Writes writes)
{
    if (!m_store)
        return;
    group.savedMs = m_context.clock.elapsed();
    for (const auto &file : group.files)
        file->isPartSaved = file->hasPart();
    const TransferState state = group.view.state;
    const bool over = (state == TransferState::Done || state == TransferState::Cancelled)
        && group.active == 0 && !group.ending;
    if (over) {
        m_unsaved.erase(group.view.id);
        removeRow(std::exchange(group.row, 0));
    } else {
        QueueStore::Row row = rowOf(group);
        m_store->put(row, writes);
        group.row = row.id;
        if (m_store->failure().isEmpty())
            m_unsaved.erase(group.view.id);
        else
            m_unsaved.insert(group.view.id);
        tellIfNotKept();
    }
}

void TransferWorker::removeRow(qint64 row)
{
    if (!m_store)
        return;
    m_store->remove(row);
    if (m_store->failure().isEmpty())
        m_unremoved.erase(row);
    else
        m_unremoved.insert(row);
    tellIfNotKept();
}

// A program that is killed knows at its next start what it left, and how long it took until then.
void TransferWorker::saveProgress(Group &group)
{
    const qint64 since = m_context.clock.elapsed() - group.savedMs;
    const bool isNew
        = since >= kSaveParts && std::ranges::any_of(group.files, [](const auto &file) {
              return !file->isPartSaved && file->hasPart();
          });
    if (m_store && (isNew || since >= kSaveEvery || !group.isMoving()))
        save(group, QueueStore::Writes::Soon);
}

// Once, until all of it could be written: what cannot be now may be a moment later.
void TransferWorker::tellIfNotKept()
{
    const bool isKept = m_unsaved.empty() && m_unremoved.empty();
    if (!isKept && !m_saveAgain.isActive())
        m_saveAgain.start(kSaveAgain);
    const QString &why = m_store->failure();
    if (isKept == m_storeFailure.isEmpty() || (!isKept && why.isEmpty()))
        return;
    m_storeFailure = why;
    emit notKept(isKept ? m_store->trouble() : why);
}

void TransferWorker::saveAgain()
{
    for (const qint64 row : std::set(m_unremoved))
        removeRow(row);
    for (const qint64 id : std::set(m_unsaved)) {
        if (const auto it = m_groups.find(id); it != m_groups.end())
            save(*it->second);
        else
            m_unsaved.erase(id);
    }
    tellIfNotKept();
}

// What lies on the disk for files that were never planned in this start of the program.
void TransferWorker::dropLeft(const Group &group)
{
    if (!group.pinned || !group.files.empty())
        return;
    QueueStore::Row row = rowOf(group);
    row.id = group.row;
    dropLeft(group.destination, row);
}

// Whether something else is asked of the same repository for the same place. What its files are may
// not be known.
bool TransferWorker::isWantedElsewhere(const Destination &place, const QueueStore::Row &row) const
{
    const auto isThere = [&](const DownloadRequest &request, const QString &cacheRoot) {
        return request.repo == row.request.repo
            && (request.folder.isEmpty() ? cacheRoot : request.folder) == place.name();
    };
    return std::ranges::any_of(m_groups,
                               [&](const auto &entry) {
                                   const Group &other = *entry.second;
                                   return other.row != row.id && !other.left
                                       && isThere(other.request, other.cacheRoot);
                               })
        || std::ranges::any_of(hiddenRows(), [&](const QueueStore::Row &other) {
               return other.id != row.id && isThere(other.request, other.cacheRoot);
           });
}

void TransferWorker::passOn(File &file)
{
    const std::unique_ptr<FileJob> job = std::move(file.job);
    if (!job && !file.kept)
        return;
    const auto wants = [&file](const File &other) {
        return &other != &file && !isEnded(other.view.state) && other.spec
            && other.spec->blob == file.spec->blob && other.spec->path == file.spec->path
            && other.spec->repo == file.spec->repo
            && other.group->destination->name() == file.group->destination->name();
    };
    File *heir = nullptr;
    for (const auto &[id, other] : m_files)
        if (wants(*other) && (!heir || heir->job)) // one that runs looks for it by itself
            heir = other;
    if (heir && job)
        file.kept = job->giveUp();
    if (heir && file.kept) {
        if (!heir->job && (!heir->kept || heir->kept->bytes() < file.kept->bytes())) {
            heir->view.done = file.kept->bytes();
            std::swap(heir->kept, file.kept);
            save(*heir->group);
        }
        if (file.kept)
            file.kept->leave(); // it may be the same one, as it was before
    }
    letGo(m_context.pool, file.kept);
}

void TransferWorker::dropLeft(const std::shared_ptr<const Destination> &destination,
                              const QueueStore::Row &row)
{
    if (row.commit.isEmpty() || isWantedElsewhere(*destination, row))
        return; // what is left then goes with that, or with what is unfinished in the cache
    m_context.pool.start(
        [destination, request = row.request, commit = row.commit, parts = row.parts] {
            QList<FileSpec> specs;
            for (const QueueStore::Part &part : parts)
                if (const auto path = RepoPath::parse(part.path))
                    specs << FileSpec{.repo = request.repo,
                                      .commit = commit,
                                      .path = *path,
                                      .blob = part.blob,
                                      .size = part.size};
            // One that was killed may not have come to write them down.
            if (const auto tree = destination->tree(request.repo, commit))
                for (const GroupJob::File &file : GroupJob::filesOf(request, commit, *tree))
                    if (file.spec)
                        specs << *file.spec;
            for (const FileSpec &spec : std::as_const(specs))
                if (const auto left = destination->left(spec, {}))
                    left->claim(); // and so it goes
        });
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
