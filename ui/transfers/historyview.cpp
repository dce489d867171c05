#include "ui/transfers/historyview.h"

#include "app/transfer/historyexport.h"
#include "app/transfer/transfers.h"
#include "models/historymodel.h"
#include "ui/theme/style.h"
#include "ui/transfers/historydelegate.h"
#include "ui/widgets/savefile.h"
#include "ui/widgets/stateview.h"

#include <QAction>
#include <QClipboard>
#include <QFileDialog>
#include <QFocusEvent>
#include <QGuiApplication>
#include <QHeaderView>
#include <QMenu>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

// Of a receipt's row, too.
const HistoryEntry *entryOf(const QModelIndex &row)
{
    const QModelIndex top = row.parent().isValid() ? row.parent() : row;
    return top.data(HistoryModel::EntryRole).value<const HistoryEntry *>();
}

// As they stand in the list.
QModelIndexList selectedRows(const QTreeView &tree)
{
    QModelIndexList rows = tree.selectionModel()->selectedRows();
    std::ranges::sort(rows, {}, [](const QModelIndex &row) {
        return row.parent().isValid() ? std::pair(row.parent().row(), row.row())
                                      : std::pair(row.row(), -1);
    });
    return rows;
}

QString textOf(const HistoryEntry &entry, const QList<Receipt> &receipts)
{
    QStringList texts;
    for (const Receipt &receipt : receipts)
        texts << HistoryExport::text(entry, receipt);
    return texts.join(u'\n');
}

} // namespace

HistoryView::HistoryView(Transfers &transfers, QWidget *parent)
    : QWidget(parent)
    , m_transfers(transfers)
    , m_model(new HistoryModel(this))
    , m_tree(new QTreeView)
    , m_state(new StateView(m_tree))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_state);
    m_state->setSkeletonRowHeight(metrics::kTallRow);
    makeTree();
    makeActions();
    connect(&m_transfers.history(), &TransferHistory::changed, this, [this] {
        m_stale = true;
        if (isVisible())
            search();
    });
    connect(m_model, &HistoryModel::receiptsWanted, this, [this](qint64 entry) {
        m_transfers.history().receipts(entry).then(
            this, [this, entry](const QList<Receipt> &all) { m_model->setReceipts(entry, all); });
    });
}

void HistoryView::makeTree()
{
    m_tree->setModel(m_model);
    m_tree->setItemDelegate(new HistoryDelegate(m_tree));
    m_tree->setAccessibleName(tr("History of transfers"));
    m_tree->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_tree->setAllColumnsShowFocus(true);
    m_tree->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setContextMenuPolicy(Qt::CustomContextMenu);
    setRowLines(m_tree);
    QHeaderView *columns = m_tree->header();
    columns->setStretchLastSection(false);
    columns->setSectionsMovable(false);
    columns->setSectionResizeMode(QHeaderView::Fixed);
    columns->setSectionResizeMode(HistoryModel::NameColumn, QHeaderView::Stretch);
    const std::pair<int, int> widths[] = {{HistoryModel::StateColumn, 200},
                                          {HistoryModel::SizeColumn, 84},
                                          {HistoryModel::SpeedColumn, 92},
                                          {HistoryModel::DurationColumn, 84},
                                          {HistoryModel::EndedColumn, 124}};
    for (const auto &[section, width] : widths)
        columns->resizeSection(section, width);
    connect(m_tree, &QWidget::customContextMenuRequested, this, &HistoryView::showMenu);
    connect(m_tree, &QAbstractItemView::activated, this, [this](const QModelIndex &row) {
        if (const HistoryEntry *entry = entryOf(row))
            emit openRequested(entry->asked.request.repo);
    });
    connect(m_tree->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &HistoryView::enable);
}

void HistoryView::makeActions()
{
    const auto add = [this](const QString &text, const QKeySequence &keys, auto act) {
        auto *action = new QAction(text, m_tree);
        action->setShortcut(keys);
        action->setShortcutContext(Qt::WidgetShortcut);
        m_tree->addAction(action);
        connect(action, &QAction::triggered, this, act);
        return action;
    };
    m_again = add(tr("Download again"), QKeySequence(Qt::CTRL | Qt::Key_R),
                  &HistoryView::downloadAgain);
    m_show = add(tr("Show in the file manager"), QKeySequence(Qt::CTRL | Qt::Key_O),
                 &HistoryView::showPlace);
    m_copy = add(tr("Copy the receipt"), QKeySequence::Copy, &HistoryView::copyReceipts);
    m_copyPath = add(tr("Copy the local path"), {}, &HistoryView::copyPaths);
    m_export
        = add(tr("Export receipts…"), QKeySequence(Qt::CTRL | Qt::Key_E), &HistoryView::chooseFile);
    m_remove = add(tr("Remove from the history"), QKeySequence::Delete, &HistoryView::removeChosen);
    enable();
}

void HistoryView::setFilter(const QString &text)
{
    if (text.trimmed() == m_filter)
        return;
    m_filter = text.trimmed();
    m_stale = true;
    if (isVisible())
        search();
}

void HistoryView::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_stale)
        search();
}

void HistoryView::focusInEvent(QFocusEvent *event)
{
    m_tree->setFocus(event->reason());
}

void HistoryView::search()
{
    m_stale = false;
    m_found.cancel(); // what was asked before is not wanted any more
    m_state->render({ViewState::Phase::Loading, {}});
    m_found = m_transfers.history().find(m_filter);
    m_found.then(this, [this, question = ++m_question](const QList<HistoryEntry> &found) {
        if (question == m_question)
            take(found);
    });
}

void HistoryView::take(const QList<HistoryEntry> &found)
{
    m_model->setEntries(found);
    enable();
    if (!found.isEmpty())
        return m_state->render({ViewState::Phase::Ready, {}});
    if (m_filter.isEmpty())
        m_state->setEmptyWords(
            {.icon = u"history"_s,
             .title = tr("Nothing has ended yet."),
             .detail = tr("What is downloaded, fails or is cancelled stays here, "
                          "with a receipt for each file."),
             .action = {}});
    else
        m_state->setEmptyWords(
            {.icon = u"search"_s,
             .title = tr("Nothing in the history fits."),
             .detail
             = tr("Names of repositories and files are searched, and beginnings of hashes."),
             .action = {}});
    m_state->render({ViewState::Phase::Empty, {}});
}

QList<const HistoryEntry *> HistoryView::chosen() const
{
    QList<const HistoryEntry *> entries;
    for (const QModelIndex &row : selectedRows(*m_tree))
        if (const HistoryEntry *entry = entryOf(row); entry && !entries.endsWith(entry))
            entries << entry;
    return entries;
}

QList<qint64> HistoryView::chosenIds() const
{
    QList<qint64> ids;
    for (const HistoryEntry *entry : chosen())
        ids << entry->id;
    return ids;
}

void HistoryView::enable()
{
    const QList<const HistoryEntry *> entries = chosen();
    const auto some = [&entries](auto is) { return std::ranges::any_of(entries, is); };
    m_again->setEnabled(some([this](const HistoryEntry *entry) { return canDownload(*entry); }));
    m_show->setEnabled(some([](const HistoryEntry *entry) { return entry->filesDone > 0; }));
    m_copy->setEnabled(some([](const HistoryEntry *entry) { return entry->files > 0; }));
    m_copyPath->setEnabled(!chosenPaths().isEmpty());
    m_export->setEnabled(!entries.isEmpty());
    m_remove->setEnabled(!entries.isEmpty());
}

bool HistoryView::canDownload(const HistoryEntry &entry) const
{
    return entry.asked.endpoint == m_transfers.endpoint();
}

void HistoryView::downloadAgain()
{
    for (const HistoryEntry *entry : chosen())
        if (canDownload(*entry))
            m_transfers.download(entry->asked.request);
}

void HistoryView::removeChosen()
{
    const QList<qint64> ids = chosenIds();
    m_transfers.history().remove(ids);
    emit removed(static_cast<int>(ids.size()));
}

// Of the first that has one.
void HistoryView::showPlace()
{
    const QList<const HistoryEntry *> entries = chosen();
    const auto entry = std::ranges::find_if(
        entries, [](const HistoryEntry *each) { return each->filesDone > 0; });
    if (entry == entries.end())
        return;
    if (!(*entry)->asked.request.folder.isEmpty())
        return emit showRequested((*entry)->asked.request.folder);
    m_transfers.history().receipts((*entry)->id).then(this, [this](const QList<Receipt> &all) {
        const auto there = std::ranges::find_if(
            all, [](const Receipt &receipt) { return !receipt.localPath.isEmpty(); });
        if (there != all.end())
            emit showRequested(there->localPath);
    });
}

// Of the files, and of all of an entry's.
void HistoryView::copyReceipts()
{
    QList<QFuture<QString>> texts;
    for (const QModelIndex &row : selectedRows(*m_tree)) {
        const HistoryEntry *entry = entryOf(row);
        const auto *receipt = row.data(HistoryModel::ReceiptRole).value<const Receipt *>();
        if (!receipt)
            texts << m_transfers.history().receipts(entry->id).then(
                [entry = *entry](const QList<Receipt> &all) { return textOf(entry, all); });
        else if (!m_tree->selectionModel()->isSelected(row.parent()))
            texts << QtFuture::makeReadyValueFuture(textOf(*entry, {*receipt}));
    }
    QtFuture::whenAll(texts.begin(), texts.end())
        .then(this, [](const QList<QFuture<QString>> &all) {
            QStringList found;
            for (const QFuture<QString> &text : all)
                found << text.results(); // none when the history is gone
            QGuiApplication::clipboard()->setText(found.join(u'\n'));
        });
}

QStringList HistoryView::chosenPaths() const
{
    QStringList paths;
    for (const QModelIndex &row : selectedRows(*m_tree))
        if (const auto *receipt = row.data(HistoryModel::ReceiptRole).value<const Receipt *>();
            receipt && !receipt->localPath.isEmpty())
            paths << receipt->localPath;
    return paths;
}

void HistoryView::copyPaths()
{
    QGuiApplication::clipboard()->setText(chosenPaths().join(u'\n'));
}

void HistoryView::chooseFile()
{
    auto *dialog = askWhereToSave(
        window(), tr("Export receipts"),
        {tr("Receipts (*.json)"), tr("Checksums for sha256sum (*.sha256)")}, u"json"_s);
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString &filter) {
        dialog->setDefaultSuffix(filter.contains(".sha256"_L1) ? u"sha256"_s : u"json"_s);
    });
    connect(dialog, &QFileDialog::fileSelected, this, &HistoryView::exportTo);
}

void HistoryView::exportTo(const QString &file)
{
    const auto format = file.endsWith(".sha256"_L1) ? TransferHistory::Format::Sha256Sums
                                                    : TransferHistory::Format::Json;
    m_transfers.history()
        .exportTo(file, chosenIds(), format)
        .then(this, [this](const Result<void> &written) {
            if (!written)
                tellError(window(), tr("Export receipts"), written.error());
        });
}

void HistoryView::showMenu(QPoint position)
{
    if (!m_tree->indexAt(position).isValid())
        return;
    enable();
    auto *menu = new QMenu(m_tree);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addActions(m_tree->actions());
    menu->addAction(tr("Export as a manifest…"), this,
                    [this] { emit manifestWanted(chosenIds()); });
    if (const HistoryEntry *entry = entryOf(m_tree->indexAt(position)))
        menu->addAction(tr("Open the repository"), this,
                        [this, repo = entry->asked.request.repo] { emit openRequested(repo); });
    menu->popup(m_tree->viewport()->mapToGlobal(position));
}
