#pragma once

#include "app/transfer/queueorder.h"
#include "ui/transfers/chosenrows.h"

#include <QObject>

class QAction;
class QKeySequence;
class QMenu;
class QTreeView;
class TransferModel;
class Transfers;

// What changes the order in which the queue is fetched: by key and menu alike. Moving makes sense
// only while the list is shown in that order, and all of it.
class OrderActions final : public QObject
{
    Q_OBJECT

public:
    OrderActions(QTreeView *tree, TransferModel &model, Transfers &transfers);

    void addTo(QMenu *menu);
    void enable(); // as the selection, the order and the filter say

private:
    ChosenRows chosen() const;
    QAction *add(const QString &text, const QKeySequence &keys);
    void addMove(const QString &text, const QKeySequence &keys, QueueMove move);
    void addPriority(const QString &text, TransferPriority priority);

    QTreeView *m_tree;
    TransferModel &m_model;
    Transfers &m_transfers;
    QAction *m_now = nullptr;
    QList<QAction *> m_moves;
    QList<std::pair<QAction *, TransferPriority>> m_priorities;
};
