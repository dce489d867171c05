#include "models/repolistmodel.h"

#include "app/text/format.h"
#include "app/text/safetext.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

// What a screen reader says of a row: all that a delegate paints.
QString spokenRow(const RepoSummary &repo, bool cached)
{
    QStringList parts{repo.id.id()};
    if (repo.gate != Gate::None)
        parts << RepoListModel::tr("gated");
    if (repo.isPrivate)
        parts << RepoListModel::tr("private");
    if (cached)
        parts << RepoListModel::tr("files cached");
    parts << SafeText::line(repo.task) << Format::count(repo.parameters);
    if (repo.downloads >= 0)
        parts << RepoListModel::tr("%1 downloads").arg(Format::count(repo.downloads));
    if (repo.likes >= 0)
        parts << RepoListModel::tr("%1 likes").arg(Format::count(repo.likes));
    parts.removeAll(QString());
    return parts.join(u", "_s);
}

} // namespace

QList<RepoSummary> RepoListModel::freshOnes(const RepoPage &page)
{
    QList<RepoSummary> fresh;
    fresh.reserve(page.repos.size());
    for (const RepoSummary &repo : page.repos) {
        if (m_ids.contains(repo.id))
            continue;
        m_ids.insert(repo.id);
        fresh << repo;
    }
    return fresh;
}

void RepoListModel::setPage(const RepoPage &page)
{
    beginResetModel();
    m_ids.clear();
    m_repos = freshOnes(page);
    m_cached.clear();
    for (const RepoSummary &repo : std::as_const(m_repos))
        m_cached << isCached(repo);
    m_next = page.next;
    m_skipped = page.skipped;
    endResetModel();
}

void RepoListModel::appendPage(const RepoPage &page)
{
    m_next = page.next;
    m_skipped += page.skipped;
    const QList<RepoSummary> fresh = freshOnes(page);
    if (fresh.isEmpty())
        return;
    const int first = rowCount();
    beginInsertRows({}, first, first + static_cast<int>(fresh.size()) - 1);
    m_repos += fresh;
    for (const RepoSummary &repo : fresh)
        m_cached << isCached(repo);
    endInsertRows();
}

QHash<QString, int> RepoListModel::tagCounts() const
{
    QHash<QString, int> counts;
    for (const RepoSummary &repo : m_repos) {
        QSet<QString> tags(repo.tags.cbegin(), repo.tags.cend());
        tags += {repo.task, repo.library, repo.sdk}; // not always among the tags
        for (const QString &tag : std::as_const(tags))
            ++counts[tag];
    }
    return counts;
}

bool RepoListModel::isPublic(const RepoId &repo) const
{
    return std::ranges::any_of(m_repos, [&repo](const RepoSummary &summary) {
        return summary.id == repo && !summary.isPrivate;
    });
}

void RepoListModel::setCacheTest(CacheTest isCached)
{
    m_isCached = std::move(isCached);
    int firstChanged = -1;
    for (int row = 0; row <= rowCount(); ++row) {
        const bool changed
            = row < rowCount() && m_cached.at(row) != this->isCached(m_repos.at(row));
        if (changed) {
            m_cached[row] = !m_cached.at(row);
            if (firstChanged < 0)
                firstChanged = row;
        } else if (firstChanged >= 0) {
            emit dataChanged(index(firstChanged), index(row - 1), {CachedRole});
            firstChanged = -1;
        }
    }
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
    case Qt::AccessibleTextRole: return spokenRow(repo, m_cached.at(index.row()));
    case Qt::DisplayRole:
    case IdRole: return repo.id.id();
    case SummaryRole: return QVariant::fromValue(&repo);
    case CachedRole: return m_cached.at(index.row());
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
