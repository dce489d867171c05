#pragma once

#include "app/hub/types.h"

#include <QAbstractListModel>
#include <QHash>
#include <QSet>

#include <functional>

// Repositories in the order the Hub returned them, each once. Knows nothing about the network: when
// it wants more rows it says so, and whoever owns it decides.
class RepoListModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role {
        SummaryRole
        = Qt::UserRole, // const RepoSummary *, valid until the model changes; for delegates
        IdRole, // QString "owner/name"
        CachedRole, // bool: files of some snapshot are in the local cache; not whether all are
    };
    using CacheTest = std::function<bool(const RepoId &)>;

    using QAbstractListModel::QAbstractListModel;

    void setPage(const RepoPage &page);
    // Repositories that are listed already are left out: a list that is sorted by what changes
    // between two pages repeats some.
    void appendPage(const RepoPage &page);
    void clear() { setPage({}); }
    QUrl nextPage() const { return m_next; }
    int skipped() const { return m_skipped; } // entries of all pages that could not be read
    const RepoSummary &at(int row) const { return m_repos.at(row); }
    bool isPublic(const RepoId &repo) const; // listed, and not as a private one
    QHash<QString, int> tagCounts() const; // how many of the listed ones have each tag

    // Asked for every row now and for each new row; call again when the answers may have changed.
    void setCacheTest(CacheTest isCached);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

signals:
    void moreWanted();

private:
    QList<RepoSummary> freshOnes(const RepoPage &page);
    bool isCached(const RepoSummary &repo) const { return m_isCached && m_isCached(repo.id); }

    QList<RepoSummary> m_repos;
    QList<bool> m_cached; // beside m_repos
    QSet<RepoId> m_ids;
    QUrl m_next;
    int m_skipped = 0;
    CacheTest m_isCached;
};
