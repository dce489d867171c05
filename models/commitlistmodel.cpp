#include "models/commitlistmodel.h"

void CommitListModel::setPage(const CommitPage &page)
{
    beginResetModel();
    m_commits = page.commits;
    m_next = page.next;
    m_total = page.total;
    endResetModel();
}

void CommitListModel::appendPage(const CommitPage &page)
{
    m_next = page.next;
    if (page.commits.isEmpty())
        return;
    const int first = rowCount();
    beginInsertRows({}, first, first + static_cast<int>(page.commits.size()) - 1);
    m_commits += page.commits;
    endInsertRows();
}

int CommitListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_commits.size());
}

QVariant CommitListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Commit &commit = m_commits.at(index.row());
    switch (role) {
    case Qt::DisplayRole: return commit.title;
    case CommitRole: return QVariant::fromValue(&commit);
    case IdRole: return commit.id;
    default: return {};
    }
}

bool CommitListModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && !m_next.isEmpty();
}

void CommitListModel::fetchMore(const QModelIndex &parent)
{
    if (canFetchMore(parent))
        emit moreWanted();
}
