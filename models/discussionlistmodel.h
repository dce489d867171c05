#pragma once

#include "app/hub/types.h"

#include <QAbstractListModel>

// Discussions and pull requests in the order the Hub returned them, page after page. Says
// moreWanted() when a view nears the end; knows no network.
class DiscussionListModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role {
        DiscussionRole = Qt::UserRole, // const Discussion *, valid until the model changes
        NumberRole, // int
    };

    using QAbstractListModel::QAbstractListModel;

    void setPage(const DiscussionPage &page);
    // Discussions that moved here from an earlier page meanwhile are not shown twice.
    void appendPage(const DiscussionPage &page);
    void clear() { setPage({}); }
    const Discussion &at(int row) const { return m_discussions.at(row); }
    int rowOf(int number) const; // -1: not here
    int total() const { return m_total; } // of all pages
    int pages() const { return m_pages; } // how many were added

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

signals:
    void moreWanted();

private:
    QList<Discussion> m_discussions;
    int m_total = 0;
    int m_pages = 0;
    qsizetype m_seen = 0; // entries of all pages, repeated ones too
    bool m_ended = true;
};
