#pragma once

#include "app/hub/types.h"

#include <QAbstractListModel>

// Commits of one revision, newest first as the Hub returned them. Says moreWanted() when a view
// nears the end; knows no network.
class CommitListModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role {
        CommitRole = Qt::UserRole, // const Commit *, valid until the model changes
        IdRole, // QString, 40 hex
    };

    using QAbstractListModel::QAbstractListModel;

    void setPage(const CommitPage &page);
    void appendPage(const CommitPage &page); // without the commits that are there
    void clear() { setPage({}); }
    const Commit &at(int row) const { return m_commits.at(row); }
    const QUrl &nextPage() const { return m_next; }
    qint64 total() const { return m_total; } // -1: not said

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

signals:
    void moreWanted();

private:
    QList<Commit> m_commits;
    QUrl m_next;
    qint64 m_total = -1;
};
