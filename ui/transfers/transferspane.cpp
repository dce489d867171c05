#include "ui/transfers/transferspane.h"

#include "app/transfer/transfers.h"
#include "models/transfermodel.h"
#include "ui/theme/style.h"
#include "ui/transfers/transferactions.h"
#include "ui/transfers/transferdelegate.h"
#include "ui/transfers/transferheader.h"
#include "ui/widgets/searchbox.h"
#include "ui/widgets/stateview.h"

#include <QFocusEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int kNarrowTransfers = 1000; // below it the names would have no room beside all columns

} // namespace

TransfersPane::TransfersPane(Transfers &transfers, Settings &settings, QWidget *parent)
    : QWidget(parent)
    , m_transfers(transfers)
    , m_model(new TransferModel(this))
    , m_header(new TransferHeader(settings))
    , m_filter(new SearchBox(tr("Filter by name or state")))
    , m_tree(new QTreeView)
    , m_state(new StateView(m_tree))
    , m_clear(new QPushButton(tr("Clear finished")))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_header);
    column->addLayout(makeBar());
    connect(m_header, &TransferHeader::pauseAllClicked, this, &TransfersPane::pauseAll);
    connect(m_header, &TransferHeader::resumeAllClicked, this, &TransfersPane::resumeAll);
    makeTree();
    column->addWidget(m_state, 1);
    m_state->setEmptyWords(
        {.icon = u"transfers"_s,
         .title = tr("Nothing is being transferred."),
         .detail = tr("What you download appears here, with its speed and the time left."),
         .action = tr("Search models")});
    connect(m_state, &StateView::actionClicked, this, &TransfersPane::searchWanted);
    connectTree();
    connect(&m_transfers, &Transfers::changed, this, &TransfersPane::render);
    connect(&m_seconds, &QTimer::timeout, this, [this] {
        if (!m_model->passTime())
            m_seconds.stop();
    });
    render(m_transfers.snapshot());
}

// The filter and what clears the list stand right above it.
QHBoxLayout *TransfersPane::makeBar()
{
    setButtonRole(m_clear, ButtonRole::Link);
    connect(m_clear, &QPushButton::clicked, &m_transfers, &Transfers::clearFinished);
    m_filter->setMaximumWidth(260);
    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(metrics::kPagePadding, 0, metrics::kPagePadding, 8);
    bar->addStretch();
    bar->addWidget(m_clear);
    bar->addWidget(m_filter);
    return bar;
}

void TransfersPane::makeTree()
{
    auto *delegate = new TransferDelegate(m_tree);
    m_tree->setModel(m_model);
    m_tree->setItemDelegate(delegate);
    m_tree->setAccessibleName(tr("Transfers"));
    m_tree->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_tree->setAllColumnsShowFocus(true);
    m_tree->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_tree->setFrameShape(QFrame::NoFrame);
    setRowLines(m_tree);
    QHeaderView *header = m_tree->header();
    header->setStretchLastSection(false);
    header->setSectionsMovable(false);
    header->setSectionResizeMode(QHeaderView::Fixed);
    header->setSectionResizeMode(TransferModel::NameColumn, QHeaderView::Stretch);
    fitColumns();
    m_actions = new TransferActions(m_tree, m_transfers);
    connect(delegate, &TransferDelegate::actionClicked, m_actions,
            [this](const QModelIndex &row, TransferDelegate::Action action) {
                m_actions->act({row}, action);
            });
}

// The name gets what the others leave; in a narrow window they leave the graph away and shrink.
void TransfersPane::fitColumns()
{
    const bool narrow = width() < kNarrowTransfers;
    QHeaderView *header = m_tree->header();
    header->setSectionHidden(TransferModel::GraphColumn, narrow);
    const std::pair<int, int> widths[] = {{TransferModel::StateColumn, narrow ? 132 : 220},
                                          {TransferModel::ProgressColumn, narrow ? 96 : 150},
                                          {TransferModel::SizeColumn, narrow ? 112 : 120},
                                          {TransferModel::GraphColumn, 96},
                                          {TransferModel::SpeedColumn, narrow ? 76 : 84},
                                          {TransferModel::LeftColumn, 64},
                                          {TransferModel::ActionsColumn, 64}};
    for (const auto &[section, width] : widths)
        header->resizeSection(section, width);
}

void TransfersPane::focusFilter()
{
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

// Not a focus proxy: with one, Tab passes over all that stands before the list.
void TransfersPane::focusInEvent(QFocusEvent *event)
{
    m_tree->setFocus(event->reason());
}

void TransfersPane::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitColumns();
}

void TransfersPane::connectTree()
{
    connect(m_model, &QAbstractItemModel::rowsInserted, m_tree,
            [this](const QModelIndex &parent, int first, int last) {
                for (int row = first; row <= last && !parent.isValid(); ++row)
                    m_tree->expand(m_model->index(row, 0));
            });
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_model->setFilter(text);
        m_tree->expandAll();
    });
    connect(m_actions, &TransferActions::openRequested, this, &TransfersPane::openRequested);
    connect(m_actions, &TransferActions::showRequested, this, &TransfersPane::showRequested);
}

void TransfersPane::pauseAll()
{
    const QList<TransferGroup> groups = m_transfers.snapshot().groups; // it changes meanwhile
    for (const TransferGroup &group : groups)
        m_transfers.pauseGroup(group.id);
}

void TransfersPane::resumeAll()
{
    const QList<TransferGroup> groups = m_transfers.snapshot().groups;
    for (const TransferGroup &group : groups)
        m_transfers.resumeGroup(group.id);
}

void TransfersPane::render(const TransferSnapshot &snapshot)
{
    m_model->apply(snapshot);
    if (!m_seconds.isActive())
        m_seconds.start(1s);
    m_actions->note(snapshot);
    m_header->render(snapshot);
    m_clear->setVisible(std::ranges::any_of(snapshot.groups, [](const TransferGroup &g) {
        return g.state == TransferState::Done || g.state == TransferState::Cancelled;
    }));
    m_state->render(
        {snapshot.groups.isEmpty() ? ViewState::Phase::Empty : ViewState::Phase::Ready, {}});
}
