#pragma once

#include <QTreeView>

// The list of the queue: rows of two heights that never change with what they show, groups that
// can be dragged to another place, and files that are dropped on it from elsewhere.
class QueueTree final : public QTreeView
{
    Q_OBJECT

public:
    explicit QueueTree(QWidget *parent = nullptr);

    void fitColumns(); // to the width: those that say least go first

    // Qt looks up each changed row's height, one by one, in time that grows with the list.
    void dataChanged(const QModelIndex &topLeft, const QModelIndex &bottomRight,
                     const QList<int> &roles = {}) override;

protected:
    void resizeEvent(QResizeEvent *event) override;
};
