#include "models/commitlistmodel.h"

#include <QSet>

#include <utility>

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
    QSet<QString> known;
    for (const Commit &commit : std::as_const(m_commits))
        known.insert(commit.id);
    QList<Commit> fresh = page.commits;
    fresh.removeIf([&known](const Commit &commit) { return known.contains(commit.id); });
    if (fresh.isEmpty())
        return;
    const int first = rowCount();
    beginInsertRows({}, first, first + static_cast<int>(fresh.size()) - 1);
    m_commits += fresh;
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
