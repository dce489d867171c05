#include "models/repolistmodel.h"

void RepoListModel::setPage(const RepoPage &page)
{
    beginResetModel();
    m_repos = page.repos;
    m_next = page.next;
    endResetModel();
}

void RepoListModel::appendPage(const RepoPage &page)
{
    m_next = page.next;
    if (page.repos.isEmpty())
        return;
    const int first = rowCount();
    beginInsertRows({}, first, first + static_cast<int>(page.repos.size()) - 1);
    m_repos += page.repos;
    endInsertRows();
}

int RepoListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_repos.size());
}

QVariant RepoListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const RepoSummary &repo = m_repos.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
    case IdRole: return repo.id.id();
    case SummaryRole: return QVariant::fromValue(&repo);
    default: return {};
    }
}

bool RepoListModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && !m_next.isEmpty();
}

void RepoListModel::fetchMore(const QModelIndex &parent)
{
    if (canFetchMore(parent))
        emit moreWanted();
}
