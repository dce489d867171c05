#include "models/discussionlistmodel.h"

#include <algorithm>
#include <iterator>

void DiscussionListModel::setPage(const DiscussionPage &page)
{
    beginResetModel();
    m_discussions = page.discussions;
    m_total = page.count;
    m_pages = 1;
    m_seen = page.discussions.size();
    m_ended = page.discussions.isEmpty();
    endResetModel();
}

void DiscussionListModel::appendPage(const DiscussionPage &page)
{
    m_total = page.count;
    ++m_pages;
    m_seen += page.discussions.size();
    m_ended = page.discussions.isEmpty(); // a count that promises more than there is ends here
    QList<Discussion> fresh;
    std::ranges::copy_if(page.discussions, std::back_inserter(fresh),
                         [this](const Discussion &d) { return rowOf(d.number) < 0; });
    if (fresh.isEmpty())
        return;
    const int first = rowCount();
    beginInsertRows({}, first, first + static_cast<int>(fresh.size()) - 1);
    m_discussions += fresh;
    endInsertRows();
}

int DiscussionListModel::rowOf(int number) const
{
    const auto it = std::ranges::find(m_discussions, number, &Discussion::number);
    return it == m_discussions.end() ? -1 : static_cast<int>(it - m_discussions.begin());
}

int DiscussionListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_discussions.size());
}

QVariant DiscussionListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Discussion &discussion = m_discussions.at(index.row());
    switch (role) {
    case Qt::DisplayRole: return discussion.title;
    case DiscussionRole: return QVariant::fromValue(&discussion);
    case NumberRole: return discussion.number;
    default: return {};
    }
}

bool DiscussionListModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && !m_ended && m_seen < m_total;
}

void DiscussionListModel::fetchMore(const QModelIndex &parent)
{
    if (canFetchMore(parent))
        emit moreWanted();
}
