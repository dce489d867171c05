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
    emit stateChanged({Phase::Loading, {}});
    m_pending = m_hub.commits(place.repo(), place.pinned(), [this](const Result<CommitPage> &page) {
        m_pending.reset();
        if (!page) {
            emit stateChanged({Phase::Failed, page.error()});
            return;
        }
        m_model.setPage(*page);
        emit stateChanged({page->commits.isEmpty() ? Phase::Empty : Phase::Ready, {}});
    });
}

void HistoryController::loadMore()
{
    if (m_pending)
        return;
    m_pending = m_hub.nextCommits(m_model.nextPage(), [this](const Result<CommitPage> &page) {
        m_pending.reset();
        if (page)
            m_model.appendPage(*page);
        emit stateChanged({Phase::Ready, page ? std::nullopt : std::optional(page.error())});
    });
}
