#pragma once

#include "ui/transfers/cancelloss.h"
#include "ui/transfers/cancelquestion.h"
#include "ui/transfers/chosenrows.h"
#include "ui/transfers/transferdelegate.h"

#include <QHash>
#include <QObject>
#include <QPointer>

class QAction;
class QKeySequence;
class QMenu;
class OrderActions;
class QTreeView;
class Transfers;

// What can be done with rows of the queue, by key, icon and menu alike. An action that would do
// nothing for any selected row cannot be chosen; one that would lose much work asks first.
class TransferActions final : public QObject
{
    Q_OBJECT

public:
    TransferActions(QTreeView *tree, OrderActions &order, Transfers &transfers);

    void note(const TransferSnapshot &snapshot); // every one, after the model has it
    void enable(); // as the selection and the filter say
    void act(const QModelIndexList &rows, TransferDelegate::Action action);

signals:
    void manifestWanted(const QList<qint64> &groups);
    void openRequested(const RepoId &repo);
    void webPageWanted(const RepoId &repo); // on the Hub, in the browser
    void showRequested(const QString &path); // in the file manager

private:
    void add(TransferDelegate::Action action, const QKeySequence &keys);
    void actOnSelection(TransferDelegate::Action action);
    void retry(const ChosenRows &chosen);
    void pause(const ChosenRows &chosen);
    void resume(const ChosenRows &chosen);
    void throwAway(const ChosenRows &chosen, CancelQuestion::Deed deed);
    CancelLoss::Loss lossOf(const ChosenRows &chosen) const;
    CancelQuestion::Subject subjectOf(const ChosenRows &chosen) const;
    static void copyDetails(const QModelIndex &row);
    void showPlace(const QModelIndex &row);
    void openOnHub(const QModelIndex &row);
    void addLimitMenu(QMenu *menu, const QModelIndex &index);
    void showMenu(QPoint position);

    QTreeView *m_tree;
    OrderActions &m_order;
    Transfers &m_transfers;
    QHash<TransferDelegate::Action, QAction *> m_actions;
    CancelLoss m_loss;
    QPointer<CancelQuestion> m_question; // is modal: one at a time
    ChosenRows m_asked; // what it is about
};
