#include "ui/transfers/transferactions.h"

#include "app/transfer/transfers.h"
#include "models/transfermodel.h"
#include "ui/transfers/limitmenu.h"
#include "ui/transfers/orderactions.h"
#include "ui/widgets/notice.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QItemSelectionModel>
#include <QMenu>
#include <QTreeView>

#include <algorithm>
#include <chrono>

namespace {

const TransferGroup *rowGroup(const QModelIndex &index)
{
    return index.data(TransferModel::GroupRole).value<const TransferGroup *>();
}

const TransferFile *rowFile(const QModelIndex &index)
{
    return index.data(TransferModel::FileRole).value<const TransferFile *>();
}

} // namespace

TransferActions::TransferActions(QTreeView *tree, OrderActions &order, Transfers &transfers)
    : QObject(tree)
    , m_tree(tree)
    , m_order(order)
    , m_transfers(transfers)
{
    using Action = TransferDelegate::Action;
    add(Action::Pause, QKeySequence(Qt::CTRL | Qt::Key_P));
    add(Action::Resume, QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_P));
    add(Action::Cancel, QKeySequence::Delete);
    add(Action::Remove, QKeySequence(Qt::SHIFT | Qt::Key_Delete));
    add(Action::Retry, QKeySequence(Qt::CTRL | Qt::Key_R));
    add(Action::PassLock, QKeySequence());
    add(Action::Show, QKeySequence(Qt::CTRL | Qt::Key_O));
    add(Action::OpenOnHub, QKeySequence());
    add(Action::CopyDetails, QKeySequence());
    tree->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(tree, &QWidget::customContextMenuRequested, this, &TransferActions::showMenu);
    connect(tree, &QAbstractItemView::activated, this, [this](const QModelIndex &index) {
        if (const TransferGroup *group = rowGroup(index))
            emit openRequested(group->repo);
    });
    connect(tree->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &TransferActions::enable);
    enable();
}

void TransferActions::add(TransferDelegate::Action action, const QKeySequence &keys)
{
    auto *entry = new QAction(TransferDelegate::actionWord(action), m_tree);
    entry->setShortcut(keys);
    entry->setShortcutContext(Qt::WidgetShortcut);
    m_tree->addAction(entry);
    m_actions.insert(action, entry);
    connect(entry, &QAction::triggered, this, [this, action] { actOnSelection(action); });
}

void TransferActions::note(const TransferSnapshot &snapshot)
{
    m_loss.note(snapshot, std::chrono::steady_clock::now());
    if (m_question && lossOf(m_asked).nothingLeft)
        m_question->reject(); // there is nothing to answer any more
    enable();
}

void TransferActions::enable()
{
    QSet<TransferDelegate::Action> possible;
    for (const QItemSelectionRange &range : m_tree->selectionModel()->selection())
        for (int row = range.top(); row <= range.bottom() && possible.size() < m_actions.size();
             ++row)
            for (const TransferDelegate::Action action : TransferDelegate::possibleOf(
                     m_tree->model()->index(row, TransferModel::NameColumn, range.parent())))
                possible << action;
    m_order.enable();
    for (const auto &[action, entry] : m_actions.asKeyValueRange())
        entry->setEnabled(possible.contains(action));
}

void TransferActions::act(const QModelIndexList &rows, TransferDelegate::Action action)
{
    const auto chosen = ChosenRows::of(rows);
    switch (action) {
    case TransferDelegate::Action::Pause: return pause(chosen);
    case TransferDelegate::Action::Resume: return resume(chosen);
    case TransferDelegate::Action::Retry: return retry(chosen);
    case TransferDelegate::Action::PassLock:
        return m_transfers.goPastLocks(chosen.groups, chosen.files);
    case TransferDelegate::Action::Cancel: return throwAway(chosen, CancelQuestion::Deed::Cancel);
    case TransferDelegate::Action::Remove: return throwAway(chosen, CancelQuestion::Deed::Remove);
    case TransferDelegate::Action::Show: return showPlace(rows.first());
    case TransferDelegate::Action::OpenOnHub: return openOnHub(rows.first());
    case TransferDelegate::Action::CopyDetails: return copyDetails(rows.first());
    }
}

void TransferActions::actOnSelection(TransferDelegate::Action action)
{
    QModelIndexList rows = m_tree->selectionModel()->selectedRows();
    rows.removeIf([action](const QModelIndex &row) {
        return !TransferDelegate::possibleOf(row).contains(action);
    });
    if (!rows.isEmpty())
        act(rows, action);
}

void TransferActions::retry(const ChosenRows &chosen)
{
    for (const qint64 group : chosen.groups)
        m_transfers.retryGroup(group);
    m_transfers.retry(chosen.files);
}

void TransferActions::pause(const ChosenRows &chosen)
{
    for (const qint64 group : chosen.groups)
        m_transfers.pauseGroup(group);
    m_transfers.pause(chosen.files);
}

void TransferActions::resume(const ChosenRows &chosen)
{
    for (const qint64 group : chosen.groups)
        m_transfers.resumeGroup(group);
    m_transfers.resume(chosen.files);
}

// A failed group has kept what came, for another try.
void TransferActions::throwAway(const ChosenRows &chosen, CancelQuestion::Deed deed)
{
    const auto now = [this, chosen, deed] {
        if (deed == CancelQuestion::Deed::Cancel)
            m_transfers.cancel(chosen.files);
        for (const qint64 group : chosen.groups)
            deed == CancelQuestion::Deed::Cancel ? m_transfers.cancelGroup(group)
                                                 : m_transfers.forget(group);
    };
    const CancelLoss::Loss loss = lossOf(chosen);
    if (!loss.worthAsking)
        return now();
    m_asked = chosen;
    m_question
        = new CancelQuestion(deed, subjectOf(chosen), loss.bytes, loss.canPause, m_tree->window());
    connect(m_question, &CancelQuestion::cancelChosen, this, now);
    connect(m_question, &CancelQuestion::pauseChosen, this, [this, chosen] { pause(chosen); });
    m_question->open();
}

CancelLoss::Loss TransferActions::lossOf(const ChosenRows &chosen) const
{
    return m_loss.of(m_transfers.snapshot(), chosen.groups, chosen.files,
                     std::chrono::steady_clock::now());
}

CancelQuestion::Subject TransferActions::subjectOf(const ChosenRows &chosen) const
{
    const TransferSnapshot &now = m_transfers.snapshot();
    if (chosen.groups.size() == 1 && chosen.files.isEmpty()) {
        const auto group = std::ranges::find(now.groups, chosen.groups.first(), &TransferGroup::id);
        if (group != now.groups.end())
            return CancelQuestion::Subject::repo(group->repo);
    }
    if (chosen.files.size() == 1 && chosen.groups.isEmpty()) {
        const auto file = std::ranges::find(now.files, chosen.files.first(), &TransferFile::id);
        if (file != now.files.end())
            return CancelQuestion::Subject::file(file->path);
    }
    return CancelQuestion::Subject::several(chosen.groups.size() + chosen.files.size());
}

void TransferActions::copyDetails(const QModelIndex &row)
{
    const TransferGroup *group = rowGroup(row);
    const TransferFile *file = rowFile(row);
    const auto &error = group ? group->error : file ? file->error : std::optional<HubError>();
    if (error)
        QGuiApplication::clipboard()->setText(errorDetails(*error));
}

void TransferActions::showPlace(const QModelIndex &row)
{
    const TransferGroup *group = rowGroup(row);
    if (group && !group->folder.isEmpty())
        return emit showRequested(group->folder);
    if (const TransferFile *shown = rowFile(row); shown && !shown->localPath.isEmpty())
        return emit showRequested(shown->localPath);
    const QModelIndex parent = row.siblingAtColumn(0);
    for (int n = 0; group && n < m_tree->model()->rowCount(parent); ++n) // the first that is there
        if (const TransferFile *shown = rowFile(m_tree->model()->index(n, 0, parent));
            shown && !shown->localPath.isEmpty())
            return emit showRequested(shown->localPath);
}

void TransferActions::openOnHub(const QModelIndex &row)
{
    const QModelIndex group = row.parent().isValid() ? row.parent() : row;
    if (const TransferGroup *shown = rowGroup(group))
        emit webPageWanted(shown->repo);
}

// For all selected rows; the ticked one is that of the row under the pointer.
void TransferActions::addLimitMenu(QMenu *menu, const QModelIndex &index)
{
    const TransferGroup *group = rowGroup(index);
    const TransferFile *file = rowFile(index);
    const qint64 current = group ? group->limit : file ? file->limit : 0;
    QMenu *limits = menu->addMenu(tr("Speed: %1").arg(limitText(current)));
    fillLimitMenu(limits, m_tree->window(), current, [this](qint64 limit) {
        const auto chosen = ChosenRows::of(m_tree->selectionModel()->selectedRows());
        for (const qint64 each : chosen.groups)
            m_transfers.limitGroup(each, limit);
        m_transfers.limitFiles(chosen.files, limit);
    });
}

void TransferActions::showMenu(QPoint position)
{
    const QModelIndex index = m_tree->indexAt(position);
    if (!index.isValid())
        return;
    auto *menu = new QMenu(m_tree);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (const auto action : {TransferDelegate::Action::Pause, TransferDelegate::Action::Resume,
                              TransferDelegate::Action::Retry, TransferDelegate::Action::PassLock,
                              TransferDelegate::Action::Cancel, TransferDelegate::Action::Remove})
        menu->addAction(m_actions.value(action));
    menu->addSeparator();
    m_order.addTo(menu);
    menu->addSeparator();
    menu->addAction(m_actions.value(TransferDelegate::Action::Show));
    menu->addAction(m_actions.value(TransferDelegate::Action::OpenOnHub));
    menu->addAction(m_actions.value(TransferDelegate::Action::CopyDetails));
    const auto addCopy = [this, menu](const QString &text, const QString &what) {
        if (!what.isEmpty())
            menu->addAction(text, this, [what] { QGuiApplication::clipboard()->setText(what); });
    };
    if (const TransferFile *file = rowFile(index)) {
        addCopy(tr("Copy the path in the repository"), file->path);
        addCopy(tr("Copy the local path"), file->localPath);
    }
    if (const TransferGroup *group = rowGroup(index))
        menu->addAction(tr("Open the repository"), this,
                        [this, repo = group->repo] { emit openRequested(repo); });
    addLimitMenu(menu, index);
    menu->addAction(tr("Export as a manifest…"), this, [this] {
        QList<qint64> groups;
        for (const QModelIndex &row : m_tree->selectionModel()->selectedRows())
            if (const TransferGroup *group = rowGroup(row.parent().isValid() ? row.parent() : row))
                groups << group->id;
        emit manifestWanted(QSet(groups.cbegin(), groups.cend()).values());
    });
    menu->addSeparator();
    menu->addAction(tr("Clear finished"), &m_transfers, &Transfers::clearFinished);
    menu->popup(m_tree->viewport()->mapToGlobal(position));
}
