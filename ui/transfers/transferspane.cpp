#include "ui/transfers/transferspane.h"

#include "app/transfer/transfers.h"
#include "models/transfermodel.h"
#include "ui/theme/icon.h"
#include "ui/theme/style.h"
#include "ui/transfers/historyview.h"
#include "ui/transfers/manifestactions.h"
#include "ui/transfers/orderactions.h"
#include "ui/transfers/queuetree.h"
#include "ui/transfers/transferactions.h"
#include "ui/transfers/transferdelegate.h"
#include "ui/transfers/transferfooter.h"
#include "ui/transfers/transferheader.h"
#include "ui/transfers/uploadlist.h"
#include "ui/watch/watchlist.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/searchbox.h"
#include "ui/widgets/stateview.h"

#include <QClipboard>
#include <QDropEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QMenu>
#include <QMimeData>
#include <QStackedWidget>
#include <QTabBar>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

enum TransfersTab { QueueTab, HistoryTab, UploadsTab, WatchedTab };

} // namespace

TransfersPane::TransfersPane(Transfers &transfers, Settings &settings, QWidget *parent)
    : QWidget(parent)
    , m_transfers(transfers)
    , m_model(new TransferModel(this))
    , m_header(new TransferHeader(settings))
    , m_filter(new SearchBox(tr("Filter by name or state")))
    , m_tabs(new QTabBar)
    , m_pages(new QStackedWidget)
    , m_trouble(new ElidedLabel)
    , m_tree(new QueueTree)
    , m_state(new StateView(m_tree))
    , m_history(new HistoryView(transfers))
    , m_footer(new TransferFooter)
    , m_manifests(new ManifestActions(this, transfers))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_header);
    column->addLayout(makeBar());
    m_trouble->setTone(&Tokens::warning);
    auto *trouble = new QHBoxLayout;
    trouble->setContentsMargins(metrics::kPagePadding, 0, metrics::kPagePadding, 0);
    trouble->addWidget(m_trouble);
    column->addLayout(trouble);
    m_pages->addWidget(makeQueue());
    m_pages->addWidget(m_history);
    column->addWidget(m_pages, 1);
    column->addWidget(m_footer);
    setAcceptDrops(true);
    connectTree();
    connectParts();
    tellTrouble();
    render(m_transfers.snapshot());
}

// The pages, and what of them is shown.
QHBoxLayout *TransfersPane::makeBar()
{
    m_tabs->setAccessibleName(tr("Pages of the transfers"));
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->addTab(QString());
    m_tabs->addTab(QString());
    m_filter->setMaximumWidth(260);
    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(metrics::kGap, 0, metrics::kPagePadding, 4);
    bar->addWidget(m_tabs);
    bar->addStretch();
    bar->addWidget(m_filter, 1);
    bar->addWidget(makeMenu());
    return bar;
}

QToolButton *TransfersPane::makeMenu()
{
    auto *button = new QToolButton;
    button->setIcon(icon(u"more"_s));
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::StrongFocus);
    button->setToolTip(tr("Manifests"));
    button->setAccessibleName(tr("Manifests"));
    button->setPopupMode(QToolButton::InstantPopup);
    auto *menu = new QMenu(button);
    menu->addAction(tr("Import a manifest…"), QKeySequence(Qt::CTRL | Qt::Key_I), m_manifests,
                    &ManifestActions::chooseImport);
    QAction *paste = menu->addAction(tr("Paste a manifest"), this, [this] {
        m_manifests->take(*QGuiApplication::clipboard()->mimeData());
    });
    QAction *save = menu->addAction(tr("Export the queue as a manifest…"), this, [this] {
        QList<qint64> all;
        for (const TransferGroup &group : m_transfers.snapshot().groups)
            all << group.id;
        m_manifests->exportGroups(all);
    });
    connect(menu, &QMenu::aboutToShow, this, [this, paste, save] {
        paste->setEnabled(ManifestActions::canTake(*QGuiApplication::clipboard()->mimeData()));
        save->setEnabled(m_count > 0);
    });
    for (QAction *action : menu->actions())
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    m_pages->addActions(menu->actions()); // the keys count where the lists are, not in the filter
    button->setMenu(menu);
    return button;
}

// From the lists, which have no use for it.
void TransfersPane::keyPressEvent(QKeyEvent *event)
{
    const QMimeData *pasted = QGuiApplication::clipboard()->mimeData();
    if (event->matches(QKeySequence::Paste) && pasted && ManifestActions::canTake(*pasted))
        return m_manifests->take(*pasted);
    QWidget::keyPressEvent(event);
}

void TransfersPane::dragEnterEvent(QDragEnterEvent *event)
{
    if (ManifestActions::canTake(*event->mimeData()))
        event->acceptProposedAction();
}

void TransfersPane::dropEvent(QDropEvent *event)
{
    m_manifests->take(*event->mimeData());
    event->acceptProposedAction();
}

QWidget *TransfersPane::makeQueue()
{
    auto *delegate = new TransferDelegate(m_tree);
    m_tree->setModel(m_model);
    m_tree->setItemDelegate(delegate);
    m_tree->fitColumns();
    m_order = new OrderActions(m_tree, *m_model, m_transfers);
    m_actions = new TransferActions(m_tree, *m_order, m_transfers);
    connect(delegate, &TransferDelegate::actionClicked, m_actions,
            [this](const QModelIndex &row, TransferDelegate::Action action) {
                m_actions->act({row}, action);
            });
    connect(m_state, &StateView::actionClicked, this,
            [this] { m_count > 0 ? m_filter->clear() : emit searchWanted(); });
    return m_state;
}

void TransfersPane::focusFilter()
{
    if (m_filter->isHidden())
        return;
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

void TransfersPane::setCacheRoot(const QString &folder)
{
    m_footer->setFolder(folder);
}

// Not a focus proxy: with one, Tab passes over all that stands before the list.
void TransfersPane::focusInEvent(QFocusEvent *event)
{
    QWidget *list = m_tree;
    if (m_tabs->currentIndex() == HistoryTab)
        list = m_history;
    else if (m_tabs->currentIndex() == UploadsTab)
        list = m_uploads->firstButton() ? m_uploads->firstButton() : m_tabs;
    else if (m_tabs->currentIndex() == WatchedTab)
        list = m_watched->firstButton();
    list->setFocus(event->reason());
}

void TransfersPane::connectTree()
{
    connect(m_model, &QAbstractItemModel::rowsInserted, m_tree,
            [this](const QModelIndex &parent, int first, int last) {
                for (int row = first; row <= last && !parent.isValid(); ++row)
                    m_tree->expand(m_model->index(row, 0));
            });
    connect(m_model, &TransferModel::moveWanted, &m_transfers, &Transfers::moveBefore);
    connect(m_filter, &QLineEdit::textChanged, this, &TransfersPane::filter);
    connect(m_actions, &TransferActions::openRequested, this, &TransfersPane::openRequested);
    connect(m_actions, &TransferActions::webPageWanted, this, &TransfersPane::webPageWanted);
    connect(m_actions, &TransferActions::showRequested, this, &TransfersPane::showRequested);
}

void TransfersPane::connectParts()
{
    connect(m_header, &TransferHeader::pauseAllClicked, this, &TransfersPane::pauseAll);
    connect(m_header, &TransferHeader::resumeAllClicked, this, &TransfersPane::resumeAll);
    connect(m_tabs, &QTabBar::currentChanged, this, &TransfersPane::showTab);
    connect(m_manifests, &ManifestActions::imported, this,
            [this] { m_tabs->setCurrentIndex(QueueTab); });
    connect(m_actions, &TransferActions::manifestWanted, m_manifests,
            &ManifestActions::exportGroups);
    connect(m_history, &HistoryView::manifestWanted, m_manifests, &ManifestActions::exportEntries);
    connect(m_history, &HistoryView::removed, this, &TransfersPane::historyRemoved);
    connect(m_history, &HistoryView::openRequested, this, &TransfersPane::openRequested);
    connect(m_history, &HistoryView::showRequested, this, &TransfersPane::showRequested);
    connect(m_footer, &TransferFooter::orderChosen, this, [this](TransferModel::Order order) {
        m_model->setOrder(order);
        m_order->enable();
    });
    connect(m_footer, &TransferFooter::clearClicked, &m_transfers, &Transfers::clearFinished);
    connect(m_footer, &TransferFooter::clearClicked, m_tree, // its button goes
            qOverload<>(&QWidget::setFocus));
    connect(&m_transfers, &Transfers::changed, this, &TransfersPane::render);
    connect(&m_seconds, &QTimer::timeout, this, [this] {
        if (!m_model->passTime())
            m_seconds.stop();
    });
    connect(&m_transfers, &Transfers::troubleChanged, this, &TransfersPane::tellTrouble);
    connect(&m_transfers.history(), &TransferHistory::changed, this, [this] {
        nameTabs();
        tellTrouble();
    });
}

void TransfersPane::showTab(int tab)
{
    m_pages->setCurrentIndex(tab);
    m_footer->showHistory(tab == HistoryTab);
    const bool isOfDownloads = tab < UploadsTab;
    m_footer->setVisible(isOfDownloads);
    m_header->showTools(isOfDownloads);
    const QString words
        = tab == HistoryTab ? tr("Search by name or hash") : tr("Filter by name or state");
    m_filter->setVisible(isOfDownloads);
    m_filter->setPlaceholderText(words);
    m_filter->setAccessibleName(words);
}

void TransfersPane::addUploads(UploadList *uploads)
{
    m_uploads = uploads;
    m_pages->addWidget(uploads);
    m_tabs->addTab(QString());
    connect(uploads, &UploadList::openRequested, this, &TransfersPane::openRequested);
    connect(uploads, &UploadList::countChanged, this, &TransfersPane::nameTabs);
    connect(uploads, &UploadList::troubleChanged, this, &TransfersPane::tellTrouble);
    nameTabs();
    tellTrouble();
}

void TransfersPane::addWatched(WatchList *watched)
{
    m_watched = watched;
    m_pages->addWidget(watched);
    m_tabs->addTab(QString());
    connect(watched, &WatchList::countChanged, this, [this] {
        nameTabs();
        tellTrouble();
    });
    nameTabs();
}

void TransfersPane::showWatched()
{
    m_tabs->setCurrentIndex(WatchedTab);
}

void TransfersPane::nameTabs()
{
    const auto named = [](const QString &name, qint64 count) {
        return count > 0 ? tr("%1  %2").arg(name).arg(count) : name;
    };
    m_tabs->setTabText(QueueTab, named(tr("Queue"), m_count));
    m_tabs->setTabText(HistoryTab, named(tr("History"), m_transfers.history().count()));
    if (m_uploads)
        m_tabs->setTabText(UploadsTab, named(tr("Uploads"), m_uploads->count()));
    if (m_watched)
        m_tabs->setTabText(WatchedTab, named(tr("Watched folders"), m_watched->count()));
}

void TransfersPane::tellTrouble()
{
    QString why = m_transfers.trouble();
    if (why.isEmpty())
        why = m_transfers.history().trouble();
    if (why.isEmpty() && m_uploads)
        why = m_uploads->trouble();
    if (why.isEmpty() && m_watched)
        why = m_watched->trouble();
    m_trouble->setText(why);
    m_trouble->setVisible(!why.isEmpty());
}

void TransfersPane::pauseAll()
{
    const QList<TransferGroup> groups = m_transfers.snapshot().groups; // it changes meanwhile
    for (const TransferGroup &group : groups)
        m_transfers.pauseGroup(group.id);
}

void TransfersPane::resumeAll()
{
    QList<qint64> groups;
    for (const TransferGroup &group : m_transfers.snapshot().groups)
        groups << group.id;
    m_transfers.resumeGroups(groups);
}

void TransfersPane::render(const TransferSnapshot &snapshot)
{
    m_model->apply(snapshot);
    if (!m_seconds.isActive())
        m_seconds.start(1s);
    m_actions->note(snapshot);
    m_header->render(snapshot);
    m_footer->render(snapshot);
    m_count = snapshot.groups.size();
    nameTabs();
    showState();
}

// What fits is open; when all is shown again, what was folded is.
void TransfersPane::filter(const QString &text)
{
    const bool before = m_model->isFiltered();
    const auto groups = [this] {
        QModelIndexList rows;
        for (int row = 0; row < m_model->rowCount(); ++row)
            rows << m_model->index(row, 0);
        return rows;
    };
    const auto idOf = [](const QModelIndex &row) {
        return row.data(TransferModel::GroupRole).value<const TransferGroup *>()->id;
    };
    if (!before) {
        m_folded.clear();
        for (const QModelIndex &row : groups())
            if (!m_tree->isExpanded(row))
                m_folded << idOf(row);
    }
    m_model->setFilter(text);
    if (!before && m_model->isFiltered())
        m_tree->expandAll();
    if (before && !m_model->isFiltered())
        for (const QModelIndex &row : groups())
            if (m_folded.contains(idOf(row)))
                m_tree->collapse(row);
    m_history->setFilter(text);
    m_actions->enable();
    showState();
}

void TransfersPane::showState()
{
    const bool hidden = m_count > 0 && m_model->rowCount() == 0;
    if (hidden)
        m_state->setEmptyWords({.icon = u"search"_s,
                                .title = tr("Nothing in the queue fits."),
                                .detail = tr("Names of repositories and files are searched, and "
                                             "the words for their states."),
                                .action = tr("Show all")});
    else
        m_state->setEmptyWords(
            {.icon = u"transfers"_s,
             .title = tr("Nothing is being transferred."),
             .detail = tr("What you download appears here, with its speed and the time left."),
             .action = tr("Search models")});
    m_state->render(
        {m_model->rowCount() == 0 ? ViewState::Phase::Empty : ViewState::Phase::Ready, {}});
}
