#include "ui/transfers/transferspane.h"

#include "app/settings/settings.h"
#include "app/text/format.h"
#include "app/transfer/transfers.h"
#include "models/transfermodel.h"
#include "ui/theme/style.h"
#include "ui/theme/type.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/progressline.h"
#include "ui/widgets/searchbox.h"
#include "ui/widgets/stateview.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSpinBox>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

QLabel *transferLabel(type::Scale scale)
{
    auto *label = new QLabel;
    label->setTextFormat(Qt::PlainText);
    label->setFont(type::font(scale));
    return label;
}

const TransferGroup *transferGroup(const QModelIndex &index)
{
    return index.data(TransferModel::GroupRole).value<const TransferGroup *>();
}

const TransferFile *transferFile(const QModelIndex &index)
{
    return index.data(TransferModel::FileRole).value<const TransferFile *>();
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

    auto *first = new QHBoxLayout;
    first->setSpacing(metrics::kGap);
    first->addWidget(title);
    first->addWidget(m_counts);
    first->addStretch();
    first->addWidget(m_clear);
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
    m_tree->setContextMenuPolicy(Qt::CustomContextMenu);
    m_tree->setFrameShape(QFrame::NoFrame);
    setRowLines(m_tree);
    QHeaderView *header = m_tree->header();
    header->setStretchLastSection(false);
    header->setSectionsMovable(false);
    header->setSectionResizeMode(QHeaderView::Fixed);
    header->setSectionResizeMode(TransferModel::NameColumn, QHeaderView::Stretch);
    const std::pair<int, int> widths[]
        = {{TransferModel::StateColumn, 220}, {TransferModel::ProgressColumn, 150},
           {TransferModel::SizeColumn, 120},  {TransferModel::GraphColumn, 96},
           {TransferModel::SpeedColumn, 84},  {TransferModel::LeftColumn, 64},
           {TransferModel::ActionsColumn, 64}};
    for (const auto &[section, width] : widths)
        header->resizeSection(section, width);
    connect(delegate, &TransferDelegate::actionClicked, this, &TransfersPane::act);
}

void TransfersPane::connectTree()
{
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_model->setFilter(text);
        m_tree->expandAll();
    });
    connect(m_tree, &QWidget::customContextMenuRequested, this, &TransfersPane::showMenu);
    connect(m_tree, &QAbstractItemView::activated, this, [this](const QModelIndex &index) {
        if (const TransferGroup *group = transferGroup(index))
            emit openRequested(group->repo);
    });
    const auto add
        = [this](const QString &text, const QKeySequence &keys, TransferDelegate::Action action) {
              auto *a = new QAction(text, m_tree);
              a->setShortcut(keys);
              a->setShortcutContext(Qt::WidgetShortcut);
              m_tree->addAction(a);
              connect(a, &QAction::triggered, this, [this, action] { actOnSelection(action); });
          };
    add(tr("Cancel"), QKeySequence::Delete, TransferDelegate::Action::Cancel);
    add(tr("Try again"), QKeySequence(Qt::CTRL | Qt::Key_R), TransferDelegate::Action::Retry);
    add(tr("Show in the file manager"), QKeySequence(Qt::CTRL | Qt::Key_O),
        TransferDelegate::Action::Show);
}

void TransfersPane::act(const QModelIndex &index, TransferDelegate::Action action)
{
    const TransferGroup *group = transferGroup(index);
    const TransferFile *file = transferFile(index);
    switch (action) {
    case TransferDelegate::Action::Retry:
        group ? m_transfers.retryGroup(group->id) : m_transfers.retry({file->id});
        return;
    case TransferDelegate::Action::Cancel:
        group ? m_transfers.cancelGroup(group->id) : m_transfers.cancel({file->id});
        return;
    case TransferDelegate::Action::Show: {
        if (group && !group->folder.isEmpty())
            return emit showRequested(group->folder);
        const QModelIndex first = group ? m_model->index(0, 0, index.siblingAtColumn(0)) : index;
        if (const TransferFile *shown = transferFile(first); shown && !shown->localPath.isEmpty())
            emit showRequested(shown->localPath);
    }
    }
}

void TransfersPane::actOnSelection(TransferDelegate::Action action)
{
    QList<QPersistentModelIndex> rows;
    for (const QModelIndex &index : m_tree->selectionModel()->selectedRows())
        rows << index;
    for (const QPersistentModelIndex &row : rows)
        if (row.isValid() && TransferDelegate::actionsOf(row).contains(action))
            act(row, action);
}

void TransfersPane::showMenu(QPoint position)
{
    const QModelIndex index = m_tree->indexAt(position);
    if (!index.isValid())
        return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (QAction *action : m_tree->actions())
        menu->addAction(action);
    if (const TransferFile *file = transferFile(index))
        menu->addAction(tr("Copy the name"), this,
                        [path = file->path] { QGuiApplication::clipboard()->setText(path); });
    if (const TransferGroup *group = transferGroup(index))
        menu->addAction(tr("Open the repository"), this,
                        [this, repo = group->repo] { emit openRequested(repo); });
    menu->addSeparator();
    menu->addAction(tr("Clear finished"), &m_transfers, &Transfers::clearFinished);
    menu->popup(m_tree->viewport()->mapToGlobal(position));
}

void TransfersPane::expandNew()
{
    for (; m_knownGroups < m_model->groupCount(); ++m_knownGroups)
        m_tree->expand(m_model->index(m_knownGroups, 0));
    m_knownGroups = m_model->groupCount();
}

void TransfersPane::render(const TransferSnapshot &snapshot)
{
    m_model->apply(snapshot);
    expandNew();
    const auto failed
        = std::ranges::count(snapshot.files, TransferState::Failed, &TransferFile::state);
    const auto ended = std::ranges::any_of(snapshot.groups, [](const TransferGroup &g) {
        return g.state == TransferState::Done || g.state == TransferState::Cancelled
            || g.state == TransferState::Failed;
    });
    QStringList counts;
    if (snapshot.running > 0)
        counts << tr("%1 running").arg(snapshot.running);
    if (snapshot.waiting > 0)
        counts << tr("%1 waiting").arg(snapshot.waiting);
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
    m_state->render(
        {snapshot.groups.isEmpty() ? ViewState::Phase::Empty : ViewState::Phase::Ready, {}});
}
