#include "ui/transfers/transferspane.h"

#include "app/settings/settings.h"
#include "app/text/format.h"
#include "app/transfer/transfers.h"
#include "models/transfermodel.h"
#include "ui/theme/icon.h"
#include "ui/theme/style.h"
#include "ui/theme/type.h"
#include "ui/transfers/transferactions.h"
#include "ui/transfers/transferdelegate.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/progressline.h"
#include "ui/widgets/searchbox.h"
#include "ui/widgets/stateview.h"

#include <QFocusEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

constexpr int kNarrowTransfers = 1000; // below it the names would have no room beside all columns

QLabel *transferLabel(type::Scale scale)
{
    auto *label = new QLabel;
    label->setTextFormat(Qt::PlainText);
    label->setFont(type::font(scale));
    return label;
}

} // namespace

TransfersPane::TransfersPane(Transfers &transfers, Settings &settings, QWidget *parent)
    : QWidget(parent)
    , m_transfers(transfers)
    , m_settings(settings)
    , m_model(new TransferModel(this))
    , m_counts(transferLabel(type::Scale::Secondary))
    , m_totals(new ElidedLabel)
    , m_speed(transferLabel(type::Scale::Body))
    , m_progress(new ProgressLine)
    , m_filter(new SearchBox(tr("Filter by name or state")))
    , m_tree(new QTreeView)
    , m_state(new StateView(m_tree))
    , m_clear(new QPushButton(tr("Clear finished")))
    , m_pause(new QPushButton)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    makeHeader();
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
    render(m_transfers.snapshot());
}

void TransfersPane::makeHeader()
{
    auto *title = transferLabel(type::Scale::Section);
    title->setText(tr("Transfers"));
    m_counts->setForegroundRole(QPalette::PlaceholderText);
    auto *files = new QSpinBox;
    files->setRange(1, 32);
    files->setValue(m_settings.filesAtOnce());
    files->setPrefix(tr("Files at once: "));
    files->setAccessibleName(tr("Files at once"));
    connect(files, &QSpinBox::valueChanged, this, [this](int n) { m_settings.setFilesAtOnce(n); });
    setButtonRole(m_clear, ButtonRole::Link);
    connect(m_clear, &QPushButton::clicked, &m_transfers, &Transfers::clearFinished);

    connect(m_pause, &QPushButton::clicked, this, &TransfersPane::pauseOrResumeAll);

    auto *first = new QHBoxLayout;
    first->setSpacing(metrics::kGap);
    first->addWidget(title);
    first->addWidget(m_counts);
    first->addStretch();
    first->addWidget(m_clear);
    first->addWidget(m_pause);
    first->addWidget(files);
    m_filter->setMaximumWidth(260);
    first->addWidget(m_filter);
    auto *second = new QHBoxLayout;
    second->addWidget(m_totals, 1);
    second->addWidget(m_speed);
    auto *head = new QVBoxLayout;
    head->setContentsMargins(metrics::kPagePadding, 12, metrics::kPagePadding, 12);
    head->setSpacing(6);
    head->addLayout(first);
    head->addLayout(second);
    head->addWidget(m_progress);
    static_cast<QVBoxLayout *>(layout())->addLayout(head);
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

void TransfersPane::pauseOrResumeAll()
{
    const TransferSnapshot now = m_transfers.snapshot(); // it changes while it is handled
    const bool running = now.running + now.waiting > 0;
    for (const TransferGroup &group : now.groups)
        running ? m_transfers.pauseGroup(group.id) : m_transfers.resumeGroup(group.id);
}

void TransfersPane::render(const TransferSnapshot &snapshot)
{
    m_model->apply(snapshot);
    m_actions->note(snapshot);
    const auto failed
        = std::ranges::count(snapshot.files, TransferState::Failed, &TransferFile::state);
    const auto ended = std::ranges::any_of(snapshot.groups, [](const TransferGroup &g) {
        return g.state == TransferState::Done || g.state == TransferState::Cancelled;
    });
    QStringList counts;
    if (snapshot.running > 0)
        counts << tr("%1 running").arg(snapshot.running);
    if (snapshot.waiting > 0)
        counts << tr("%1 waiting").arg(snapshot.waiting);
    if (snapshot.paused > 0)
        counts << tr("%1 paused").arg(snapshot.paused);
    if (failed > 0)
        counts << tr("%1 failed").arg(failed);
    m_counts->setText(counts.join(u" · "_s));
    QStringList totals;
    if (snapshot.total > 0) {
        totals << Format::sizeOf(snapshot.done, snapshot.total)
               << Format::percent(snapshot.done, snapshot.total);
        if (snapshot.secondsLeft >= 0)
            totals << tr("%1 left").arg(
                Format::duration(std::chrono::seconds(snapshot.secondsLeft)));
    }
    m_totals->setText(totals.join(u" · "_s));
    m_speed->setText(snapshot.running > 0
                         ? tr("%1 down").arg(Format::speed(qint64(snapshot.bytesPerSecond)))
                         : QString());
    m_progress->setShare(snapshot.total > 0 ? double(snapshot.done) / double(snapshot.total) : 0);
    m_progress->setVisible(snapshot.total > 0);
    m_clear->setVisible(ended);
    const bool runs = snapshot.running + snapshot.waiting > 0;
    m_pause->setText(runs ? tr("Pause all") : tr("Resume all"));
    m_pause->setIcon(icon(runs ? u"pause"_s : u"play"_s));
    m_pause->setVisible(runs || snapshot.paused > 0);
    m_state->render(
        {snapshot.groups.isEmpty() ? ViewState::Phase::Empty : ViewState::Phase::Ready, {}});
}
