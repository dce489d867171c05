#include "ui/updates/updatescontroller.h"

#include "app/disk/background.h"

#include <algorithm>

using namespace Qt::StringLiterals;
using UpdateState = UpdateRow::State;

namespace {

constexpr size_t kUpdatesAtOnce = 4; // requests; the Hub's limit is shared with everything else

QString refsKey(const RepoId &repo)
{
    return apiSegment(repo.kind()) + u'/' + repo.id();
}

} // namespace

UpdatesController::UpdatesController(HubClient &hub, QString cacheRoot, QObject *parent)
    : QObject(parent)
    , m_hub(hub)
    , m_root(std::move(cacheRoot))
{ }

void UpdatesController::setCacheRoot(const QString &root)
{
    stop();
    m_root = root;
    m_cached.clear();
    m_model.setRows({});
    emit stateChanged({ViewState::Phase::Idle, {}});
    emit changed();
}

void UpdatesController::check()
{
    stop();
    if (m_hub.isOffline()) {
        emit stateChanged({ViewState::Phase::Idle, {}});
        return;
    }
    m_isReading = true;
    m_asked = 0;
    const int round = ++m_round;
    emit stateChanged({ViewState::Phase::Loading, {}});
    emit changed();
    inBackground(
        *QThreadPool::globalInstance(), this, [root = m_root] { return cachedRevisions(root); },
        [this, round](const QList<CachedRevision> &cached) {
            if (round == m_round)
                takeCached(cached);
        });
}

void UpdatesController::stop()
{
    ++m_round;
    m_isReading = false;
    m_comparing = 0;
    m_waiting.clear();
    m_running.clear();
    for (int row = 0; row < m_model.rowCount(); ++row)
        if (m_model.rows().at(row).state == UpdateState::Asking)
            setState(row, UpdateState::Waiting);
    emit changed();
}

void UpdatesController::takeCached(const QList<CachedRevision> &cached)
{
    m_isReading = false;
    m_cached = cached;
    QList<UpdateRow> rows;
    for (const CachedRevision &entry : cached) {
        const auto onItsWay = std::ranges::find_if(m_model.rows(), [&entry](const UpdateRow &row) {
            return row.state == UpdateState::Fetching && row.repo == entry.repo
                && row.revision == entry.revision;
        });
        if (onItsWay != m_model.rows().cend()) {
            rows << *onItsWay;
            continue;
        }
        if (m_waiting.empty() || m_waiting.back() != entry.repo)
            m_waiting.push_back(entry.repo);
        rows << UpdateRow{.repo = entry.repo,
                          .revision = entry.revision,
                          .commit = entry.commit,
                          .newest = {},
                          .diff = {},
                          .error = {}};
    }
    m_repositories = static_cast<int>(m_waiting.size());
    m_model.setRows(rows);
    emit stateChanged({rows.isEmpty() ? ViewState::Phase::Empty : ViewState::Phase::Ready, {}});
    askNext();
}

QList<int> UpdatesController::rowsOf(const RepoId &repo) const
{
    QList<int> rows;
    for (int row = 0; row < m_model.rowCount(); ++row)
        if (const UpdateRow &entry = m_model.rows().at(row);
            entry.repo == repo && entry.state != UpdateState::Fetching)
            rows << row;
    return rows;
}

void UpdatesController::askNext()
{
    while (!m_waiting.empty() && m_running.size() < kUpdatesAtOnce) {
        const RepoId repo = m_waiting.front();
        m_waiting.pop_front();
        ++m_asked;
        for (const int row : rowsOf(repo))
            setState(row, UpdateState::Asking);
        m_running[refsKey(repo)] = m_hub.refs(
            repo, [this, repo](const Result<QList<Ref>> &refs) { takeRefs(repo, refs); });
    }
    emit changed();
}

void UpdatesController::takeRefs(const RepoId &repo, const Result<QList<Ref>> &refs)
{
    m_running.erase(refsKey(repo));
    for (const int row : rowsOf(repo)) {
        if (!refs) {
            setState(row, UpdateState::Failed, refs.error());
            continue;
        }
        const UpdateRow &entry = m_model.rows().at(row);
        const QString name = entry.revision.name();
        const auto now = std::ranges::find_if(*refs, [&name](const Ref &ref) {
            return ref.ref == name
                || (ref.name == name && ref.type != Ref::Type::PullRequest
                    && ref.type != Ref::Type::Convert);
        });
        if (now == refs->cend())
            setState(row, UpdateState::Gone);
        else if (now->commit == entry.commit)
            setState(row, UpdateState::Current);
        else
            compare(row, now->commit);
    }
    askNext();
}

void UpdatesController::compare(int row, const QString &newest)
{
    UpdateRow entry = m_model.rows().at(row);
    const auto commit = Revision::parse(newest);
    if (!commit)
        return setState(row, UpdateState::Failed, HubError::badReply(u"a ref without a commit"_s));
    entry.newest = newest;
    m_model.setRow(row, entry);
    m_running[u"new %1"_s.arg(row)] = m_hub.repoInfo(
        entry.repo, *commit, [this, row](const Result<RepoInfo> &info) { takeNewest(row, info); });
}

void UpdatesController::takeNewest(int row, const Result<RepoInfo> &info)
{
    m_running.erase(u"new %1"_s.arg(row));
    const CachedRevision &cached = m_cached.at(row);
    if (!info) {
        setState(row, UpdateState::Failed, info.error());
    } else if (cached.listing) {
        finish(row, *info, cached.listing);
    } else { // no client kept what the older commit had
        const Revision before = *Revision::parse(cached.commit);
        m_running[u"old %1"_s.arg(row)] = m_hub.repoInfo(
            cached.repo, before, [this, row, newest = *info](const Result<RepoInfo> &old) {
                const RepoInfo kept = newest; // this lambda goes with its request
                takeBefore(row, kept, old);
            });
        return;
    }
    askNext();
}

// A commit that is gone, by a squash, cannot say what it had: only what is cached is wanted then.
void UpdatesController::takeBefore(int row, const RepoInfo &newest, const Result<RepoInfo> &before)
{
    m_running.erase(u"old %1"_s.arg(row));
    if (before) {
        QSet<QString> paths;
        for (const RepoFile &file : before->files)
            paths.insert(file.path);
        finish(row, newest, paths);
    } else if (before.error().kind == HubError::Kind::NotFound) {
        finish(row, newest, {});
    } else {
        setState(row, UpdateState::Failed, before.error());
    }
    askNext();
}

void UpdatesController::finish(int row, const RepoInfo &newest,
                               const std::optional<QSet<QString>> &before)
{
    ++m_comparing;
    inBackground(
        *QThreadPool::globalInstance(), this,
        [root = m_root, cached = m_cached.at(row), before, files = newest.files] {
            return UpdateDiff::of(cached.files, before, files, cachedBlobs(root, cached.repo));
        },
        [this, row, round = m_round, isPublic = !newest.summary.isPrivate](const UpdateDiff &diff) {
            if (round != m_round)
                return;
            --m_comparing;
            UpdateRow entry = m_model.rows().at(row);
            entry.state = UpdateState::Moved;
            entry.diff = diff;
            entry.isPublic = isPublic;
            m_model.setRow(row, entry);
            emit changed();
        });
}

void UpdatesController::setState(int row, UpdateState state, const std::optional<HubError> &error)
{
    UpdateRow entry = m_model.rows().at(row);
    entry.state = state;
    entry.error = error;
    m_model.setRow(row, entry);
}

QList<int> UpdatesController::updatableRows() const
{
    QList<int> rows;
    for (int row = 0; row < m_model.rowCount(); ++row)
        if (m_model.rows().at(row).isUpdatable())
            rows << row;
    return rows;
}

int UpdatesController::count(UpdateState state) const
{
    return static_cast<int>(std::ranges::count(m_model.rows(), state, &UpdateRow::state));
}

qint64 UpdatesController::bytes() const
{
    qint64 sum = 0;
    for (const int row : updatableRows())
        sum += m_model.rows().at(row).diff.bytes;
    return sum;
}

QList<DownloadRequest> UpdatesController::update(const QList<int> &rows)
{
    QList<DownloadRequest> requests;
    for (const int row : rows) {
        const UpdateRow &entry = m_model.rows().at(row);
        if (!entry.isUpdatable())
            continue;
        requests << DownloadRequest{.repo = entry.repo,
                                    .revision = entry.revision,
                                    .paths = entry.diff.fetched,
                                    .allow = {},
                                    .ignore = {},
                                    .folder = {},
                                    .isPublic = entry.isPublic,
                                    .isUpdate = true};
        if (entry.diff.bytes > 0 && entry.diff.fetched.size() == 1)
            requests.last().learnSize(
                {{.path = entry.diff.fetched.constFirst(), .size = entry.diff.bytes}});
        setState(row, UpdateState::Fetching);
    }
    emit changed();
    return requests;
}

void UpdatesController::noteBegun(const DownloadRequest &request, qint64 group)
{
    for (int row = 0; row < m_model.rowCount(); ++row) {
        UpdateRow entry = m_model.rows().at(row);
        if (entry.state != UpdateState::Fetching || entry.repo != request.repo
            || entry.revision != request.revision)
            continue;
        entry.group = group;
        m_model.setRow(row, entry);
    }
}

// A group may end again: what failed can be tried again among the transfers.
void UpdatesController::noteEnded(qint64 group, bool complete)
{
    for (int row = 0; row < m_model.rowCount(); ++row) {
        UpdateRow entry = m_model.rows().at(row);
        if (entry.group != group)
            continue;
        if (complete)
            entry.commit = entry.newest;
        entry.state = complete ? UpdateState::Current : UpdateState::Moved;
        m_model.setRow(row, entry);
    }
    emit changed();
}
