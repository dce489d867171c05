#include "ui/community/communitycontroller.h"

using Phase = ViewState::Phase;

CommunityController::CommunityController(HubClient &hub, QObject *parent)
    : QObject(parent)
    , m_hub(hub)
{
    connect(&m_model, &DiscussionListModel::moreWanted, this, &CommunityController::loadMore);
}

void CommunityController::open(const RepoId &repo)
{
    m_repo = repo;
    reload();
    if (m_number > 0)
        reloadThread();
}

void CommunityController::setStatus(const QString &status)
{
    if (status == m_status)
        return;
    m_status = status;
    m_model.clear();
    reload();
}

void CommunityController::reload()
{
    if (!m_repo)
        return;
    emit listStateChanged({Phase::Loading, {}});
    m_list = m_hub.discussions(*m_repo, 0, m_status, [this](const Result<DiscussionPage> &page) {
        m_list.reset();
        if (!page) {
            emit listStateChanged({Phase::Failed, page.error()});
            return;
        }
        m_model.setPage(*page);
        emit countKnown(page->count);
        emit listStateChanged({page->discussions.isEmpty() ? Phase::Empty : Phase::Ready, {}});
    });
}

void CommunityController::loadMore()
{
    if (m_list || !m_repo)
        return;
    m_list = m_hub.discussions(
        *m_repo, m_model.pages(), m_status, [this](const Result<DiscussionPage> &page) {
            m_list.reset();
            if (page)
                m_model.appendPage(*page);
            emit listStateChanged(
                {Phase::Ready, page ? std::nullopt : std::optional(page.error())});
        });
}

void CommunityController::openThread(int number)
{
    if (number == m_number)
        return;
    m_number = number;
    m_thread.reset();
    reloadThread();
}

void CommunityController::reloadThread()
{
    if (!m_repo || m_number <= 0)
        return;
    emit threadStateChanged({Phase::Loading, {}});
    m_thread = m_hub.discussion(*m_repo, m_number, [this](Result<DiscussionThread> thread) {
        m_thread.reset();
        if (!thread) {
            emit threadStateChanged({Phase::Failed, thread.error()});
            return;
        }
        thread->head.number = m_number; // some answers leave it out
        emit threadRead(*thread);
        emit threadStateChanged({Phase::Ready, {}});
    });
}
