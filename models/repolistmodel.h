#pragma once

#include "app/hub/types.h"

#include <QAbstractListModel>

// Repositories in the order the Hub returned them. Knows nothing about the network: when it
// wants more rows it says so, and whoever owns it decides.
class RepoListModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role {
        SummaryRole
        = Qt::UserRole, // const RepoSummary *, valid until the model changes; for delegates
        IdRole, // QString "owner/name"
    };

    using QAbstractListModel::QAbstractListModel;

    void setPage(const RepoPage &page);
    void appendPage(const RepoPage &page);
    void clear() { setPage({}); }
    QUrl nextPage() const { return m_next; }
    const RepoSummary &at(int row) const { return m_repos.at(row); }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

signals:
    void moreWanted();

private:
    QList<RepoSummary> m_repos;
    QUrl m_next;
};
