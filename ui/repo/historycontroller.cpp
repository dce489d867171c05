#include "ui/repo/historycontroller.h"

using Phase = ViewState::Phase;

HistoryController::HistoryController(HubClient &hub, QObject *parent)
    : QObject(parent)
    , m_hub(hub)
{
    connect(&m_model, &CommitListModel::moreWanted, this, &HistoryController::loadMore);
}

void HistoryController::open(const RepoPlace &place)
{
    m_model.clear();
    m_pages = {};
    m_pending.reset();
    if (place.info.commit.isEmpty() && place.info.files.isEmpty())
        return emit stateChanged({Phase::Empty, {}}); // a new one: the Hub knows no such revision
    emit stateChanged({Phase::Loading, {}});
    m_pending = m_hub.commits(place.repo(), place.pinned(), [this](const Result<CommitPage> &page) {
        m_pending.reset();
        if (!page) {
            emit stateChanged({Phase::Failed, page.error()});
            return;
        }
        m_pages.add(page->next);
        m_model.setPage(*page);
        emit stateChanged({page->commits.isEmpty() ? Phase::Empty : Phase::Ready, {}});
    });
}

void HistoryController::loadMore()
{
    if (m_pending)
        return;
    m_pending = m_hub.nextCommits(m_model.nextPage(), [this](Result<CommitPage> page) {
        m_pending.reset();
        takeMore(std::move(page));
    });
}

void HistoryController::takeMore(Result<CommitPage> page)
{
    if (!page) {
        emit stateChanged({Phase::Ready, page.error()});
        return;
    }
    const bool circle = !m_pages.add(page->next);
    if (circle)
        page->next.clear();
    m_model.appendPage(*page);
    emit stateChanged(
        {Phase::Ready, circle ? std::optional(HubError::endlessListing()) : std::nullopt});
}
