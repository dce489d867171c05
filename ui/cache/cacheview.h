#pragma once

#include "models/cachetreemodel.h"

#include <QTreeView>

// The tree of the cache: fits its columns to the width, and finds again what was open and current
// when the rows were made anew.
class CacheView final : public QTreeView
{
    Q_OBJECT

public:
    explicit CacheView(CacheTreeModel &model, QWidget *parent = nullptr);

    void reveal(const CacheItem &item); // opens what it is in
    CacheItem currentItem() const; // of a group of rows what it is in
    void tickSelected(); // all of them, or none when all are
    QSet<CacheItem> selectedItems() const;
    // Rows are made anew by what is done: what was open is again.
    void keepOpen(const std::function<void()> &change);
    void openFew(); // all of it, unless that is much

signals:
    void currentItemChanged(const CacheItem &item);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;

private:
    void fitColumns();
    int rowsBelow(const QModelIndex &above) const;
    void noteOpen();
    void openAgain();

    CacheTreeModel &m_model;
    QList<CacheItem> m_open; // repositories and revisions, when no filter was set
};
