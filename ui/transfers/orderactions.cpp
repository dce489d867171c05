#include "ui/transfers/orderactions.h"

#include "app/transfer/transfers.h"
#include "models/transfermodel.h"
#include "ui/transfers/transferdelegate.h"

#include <QAction>
#include <QActionGroup>
#include <QMenu>
#include <QTreeView>

#include <algorithm>

OrderActions::OrderActions(QTreeView *tree, TransferModel &model, Transfers &transfers)
    : QObject(tree)
    , m_tree(tree)
    , m_model(model)
    , m_transfers(transfers)
{
    m_now = add(tr("Start now"), QKeySequence(Qt::CTRL | Qt::Key_Return));
    connect(m_now, &QAction::triggered, this, [this] {
        const ChosenRows rows = chosen();
        m_transfers.startNow(rows.groups, rows.files);
    });
    addMove(tr("Move to the top"), QKeySequence(Qt::ALT | Qt::Key_Home), QueueMove::Top);
    addMove(tr("Move up"), QKeySequence(Qt::ALT | Qt::Key_Up), QueueMove::Up);
    addMove(tr("Move down"), QKeySequence(Qt::ALT | Qt::Key_Down), QueueMove::Down);
    addMove(tr("Move to the bottom"), QKeySequence(Qt::ALT | Qt::Key_End), QueueMove::Bottom);
    addPriority(tr("High"), TransferPriority::High);
    addPriority(tr("Normal"), TransferPriority::Normal);
    addPriority(tr("Low"), TransferPriority::Low);
    connect(tree->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &OrderActions::enable);
    enable();
}

QAction *OrderActions::add(const QString &text, const QKeySequence &keys)
{
    auto *action = new QAction(text, m_tree);
    action->setShortcut(keys);
    action->setShortcutContext(Qt::WidgetShortcut);
    m_tree->addAction(action);
    return action;
}

void OrderActions::addMove(const QString &text, const QKeySequence &keys, QueueMove move)
{
    m_moves << add(text, keys);
    connect(m_moves.constLast(), &QAction::triggered, this, [this, move] {
        const ChosenRows rows = chosen();
        m_transfers.move(rows.groups, rows.files, move);
    });
}

void OrderActions::addPriority(const QString &text, TransferPriority priority)
{
    auto *action = new QAction(text, this);
    action->setCheckable(true);
    m_priorities.emplaceBack(action, priority);
    connect(action, &QAction::triggered, this, [this, priority] {
        const ChosenRows rows = chosen();
        m_transfers.setPriority(rows.groups, rows.files, priority);
    });
}

ChosenRows OrderActions::chosen() const
{
    return ChosenRows::of(m_tree->selectionModel()->selectedRows());
}

void OrderActions::enable()
{
    const QModelIndexList rows = m_tree->selectionModel()->selectedRows();
    const bool movable = m_model.order() == TransferModel::Order::Queue && !m_model.isFiltered();
    for (QAction *move : std::as_const(m_moves))
        move->setEnabled(movable && !rows.isEmpty());
    m_now->setEnabled(std::ranges::any_of(rows, [](const QModelIndex &row) { // is still to come
        return TransferDelegate::possibleOf(row).contains(TransferDelegate::Action::Cancel);
    }));
}

void OrderActions::addTo(QMenu *menu)
{
    enable();
    menu->addAction(m_now);
    auto *priority = menu->addMenu(tr("Priority"));
    const QModelIndex current = m_tree->currentIndex();
    const auto *group = current.data(TransferModel::GroupRole).value<const TransferGroup *>();
    const auto *file = current.data(TransferModel::FileRole).value<const TransferFile *>();
    for (const auto &[action, level] : std::as_const(m_priorities)) {
        action->setChecked((group && group->priority == level)
                           || (file && file->priority == level));
        priority->addAction(action);
    }
    priority->setEnabled(m_now->isEnabled());
    menu->addSeparator();
    menu->addActions(m_moves);
}
