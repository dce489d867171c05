#include "ui/repo/repocontroller.h"

#include <utility>

using Phase = ViewState::Phase;

RepoController::RepoController(HubClient &hub, RepoId repo, QObject *parent)
    : QObject(parent)
    , m_hub(hub)
    , m_repo(std::move(repo))
{ }

void RepoController::open(const Revision &revision)
{
    if (revision == m_revision && m_state.phase != Phase::Idle)
        return;
    m_revision = revision;
    ask();
}

void RepoController::reload()
{
    ask();
}

void RepoController::ask()
{
    m_exists = false;
    m_notFound.reset();
    m_date.reset();
    show(Phase::Loading);
    m_info = m_hub.repoInfo(m_repo, m_revision,
                            [this](Result<RepoInfo> info) { takeInfo(std::move(info)); });
    // The list of refs is a convenience: without it the revision shown is still right.
    m_refsRequest
        = m_hub.refs(m_repo, [this](Result<QList<Ref>> refs) { takeRefs(std::move(refs)); });
}

void RepoController::takeInfo(Result<RepoInfo> info)
{
    m_info.reset();
    if (info) {
        m_exists = true;
        m_place = RepoPlace{m_revision, *std::move(info)};
        m_place->info.summary.id = m_repo; // as the tab knows it, also after a rename on the Hub
        show(Phase::Ready);
        emit placeChanged(*m_place);
        askAccess();
        askDate();
        return;
    }
    // What was shown belongs to another revision: it must not pass for this one.
    if (m_place && m_place->revision != m_revision)
        m_place.reset();
    if (info.error().kind == HubError::Kind::NotFound && m_refsRequest)
        m_notFound = std::move(info.error()); // the refs tell what it is that is missing
    else
        show(Phase::Failed, std::move(info.error()));
}

void RepoController::askAccess()
{
    if (!m_place || m_place->info.summary.gate == Gate::None)
        return;
    m_access = m_hub.mayRead(m_repo, [this](const Result<bool> &may) {
        m_access.reset();
        const bool gated = !may && may.error().kind == HubError::Kind::Gated;
        emit accessChanged(may                    ? RepoAccess::Granted
                               : !gated           ? RepoAccess::Unknown
                               : m_hub.hasToken() ? RepoAccess::Ask
                                                  : RepoAccess::SignIn);
    });
}

// The facts of a revision say when the repository was changed last, whatever the revision.
void RepoController::askDate()
{
    if (m_place->isNewest())
        return;
    m_date = m_hub.commits(m_repo, m_place->pinned(), [this](const Result<CommitPage> &page) {
        m_date.reset();
        if (page && !page->commits.isEmpty())
            emit commitDateKnown(page->commits.first().date);
    });
}

void RepoController::takeRefs(Result<QList<Ref>> refs)
{
    m_refsRequest.reset();
    if (refs) {
        m_exists = true;
        m_refs = *std::move(refs);
        emit refsChanged();
    }
    if (m_notFound)
        show(Phase::Failed, std::exchange(m_notFound, std::nullopt));
}

void RepoController::show(Phase phase, std::optional<HubError> error)
{
    m_state = {phase, std::move(error)};
    emit stateChanged(m_state);
}
