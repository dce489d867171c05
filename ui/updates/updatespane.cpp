#include "ui/updates/updatespane.h"

#include "app/text/format.h"
#include "ui/repo/hairline.h"
#include "ui/theme/icon.h"
#include "ui/theme/style.h"
#include "ui/theme/type.h"
#include "ui/widgets/celltip.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/needsnetwork.h"
#include "ui/widgets/stateview.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QStyledItemDelegate>
#include <QTreeView>

#include <algorithm>

using namespace Qt::StringLiterals;
using UpdateState = UpdateRow::State;

namespace {

constexpr int kUpdateChangeWidth = 240;
constexpr int kUpdateFilesWidth = 200;
constexpr int kUpdateSizeWidth = 110;
constexpr int kUpdateIcon = 16;

class UpdateDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        return {QStyledItemDelegate::sizeHint(option, index).width(), metrics::kRow};
    }

    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                   const QModelIndex &index) override
    {
        return showCellTip(event, view, index.data(Qt::AccessibleDescriptionRole).toString())
            || QStyledItemDelegate::helpEvent(event, view, option, index);
    }

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        const Tokens &tokens = Tokens::of(option->palette);
        const auto state = index.data(UpdatesModel::StateRole).value<UpdateState>();
        const bool toDo = state == UpdateState::Moved || state == UpdateState::Fetching;
        QColor colour = toDo ? tokens.text : tokens.secondary;
        if (index.column() == UpdatesModel::RepoColumn) {
            const auto kind = index.data(UpdatesModel::KindRole).value<RepoKind>();
            option->features |= QStyleOptionViewItem::HasDecoration;
            option->icon = icon(kindIcon(kind), kindTone(kind));
            option->decorationSize = QSize(kUpdateIcon, kUpdateIcon);
        } else if (index.column() == UpdatesModel::ChangeColumn) {
            colour = state == UpdateState::Failed || state == UpdateState::Gone ? tokens.warning
                : state == UpdateState::Current                                 ? tokens.good
                                                                                : colour;
        } else {
            option->font = type::tabular(option->font);
        }
        for (const QPalette::ColorRole role : {QPalette::Text, QPalette::HighlightedText})
            option->palette.setColor(role, colour);
        option->textElideMode
            = index.column() == UpdatesModel::RepoColumn ? Qt::ElideMiddle : Qt::ElideRight;
    }
};

} // namespace

UpdatesPane::UpdatesPane(HubClient &hub, const QString &cacheRoot, QWidget *parent)
    : QWidget(parent)
    , m_hub(hub)
    , m_controller(hub, cacheRoot)
    , m_view(new QTreeView)
    , m_states(new StateView(m_view))
    , m_sum(new ElidedLabel)
    , m_check(new QPushButton)
    , m_selected(new QPushButton(tr("Update selected")))
    , m_all(new QPushButton)
{
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    makeView();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(header());
    layout->addWidget(hairline());
    layout->addWidget(m_states, 1);
    m_states->setSkeletonRowHeight(metrics::kRow);
    m_states->setContentsMargins(metrics::kColumnGap, 0, metrics::kColumnGap, 0);
    m_states->setEmptyWords({u"cache"_s,
                             tr("Nothing in the cache follows a branch or tag."),
                             tr("What you download appears here."),
                             {}});
    connect(m_check, &QPushButton::clicked, this, [this] {
        if (m_controller.isChecking())
            m_controller.stop();
        else
            m_controller.check();
    });
    connect(m_states, &StateView::actionClicked, &m_controller, &UpdatesController::check);
    connect(m_selected, &QPushButton::clicked, this, [this] { update(selectedRows()); });
    connect(m_all, &QPushButton::clicked, this, [this] { update(m_controller.updatableRows()); });
    connect(&m_controller, &UpdatesController::stateChanged, this, &UpdatesPane::render);
    connect(&m_controller, &UpdatesController::changed, this, &UpdatesPane::showSums);
    showConnection();
}

QWidget *UpdatesPane::header()
{
    auto *title = plainLabel(tr("Updates"));
    title->setFont(type::font(type::Scale::Section));
    m_sum->setFont(type::font(type::Scale::Secondary));
    m_sum->setTone(&Tokens::secondary);
    m_all->setIcon(icon(u"download"_s, &Tokens::onAccent));
    setButtonRole(m_all, ButtonRole::Primary);
    auto *box = new QWidget;
    auto *layout = new QHBoxLayout(box);
    layout->setContentsMargins(metrics::kPagePadding, 12, metrics::kPagePadding, 12);
    layout->setSpacing(metrics::kGap);
    layout->addWidget(title);
    layout->addWidget(m_sum, 1);
    layout->addWidget(m_check);
    layout->addWidget(m_selected);
    layout->addWidget(m_all);
    return box;
}

void UpdatesPane::makeView()
{
    m_view->setModel(&m_controller.model());
    m_view->setItemDelegate(new UpdateDelegate(this));
    m_view->setAccessibleName(tr("Cached repositories and what moved"));
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setUniformRowHeights(true);
    m_view->setRootIsDecorated(false);
    m_view->setAllColumnsShowFocus(true);
    m_view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    setRowLines(m_view);
    QHeaderView *columns = m_view->header();
    columns->setStretchLastSection(false);
    columns->setSectionsMovable(false);
    columns->setFixedHeight(metrics::kTableHeader);
    columns->setSectionResizeMode(UpdatesModel::RepoColumn, QHeaderView::Stretch);
    columns->resizeSection(UpdatesModel::ChangeColumn, kUpdateChangeWidth);
    columns->resizeSection(UpdatesModel::FilesColumn, kUpdateFilesWidth);
    columns->resizeSection(UpdatesModel::SizeColumn, kUpdateSizeWidth);
    connect(m_view, &QTreeView::activated, this, [this](const QModelIndex &index) {
        emit openRequested(m_controller.model().rows().at(index.row()).repo);
    });
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &UpdatesPane::showSums);
}

void UpdatesPane::render(const ViewState &state)
{
    m_states->render(state);
    showSums();
}

void UpdatesPane::showConnection()
{
    const QString offline = m_hub.offlineReason();
    m_states->setIdleWords(
        {offline.isEmpty() ? u"retry"_s : u"offline"_s,
         tr("See what of your cache has moved on the Hub."),
         offline.isEmpty() ? tr("One small request for each repository; nothing is downloaded.")
                           : offline,
         offline.isEmpty() ? tr("Check for updates") : QString()});
    if (m_controller.model().rowCount() == 0)
        m_states->render({ViewState::Phase::Idle, {}});
    showSums();
}

void UpdatesPane::showSums()
{
    const bool checking = m_controller.isChecking();
    const int moved = m_controller.moved();
    QStringList parts;
    if (checking)
        parts << tr("Asked %1 of %2").arg(m_controller.asked()).arg(m_controller.repositories());
    if (moved > 0) {
        parts << Format::plural(moved, tr("1 has moved"), tr("%1 have moved"));
        parts << (m_controller.bytes() > 0
                      ? tr("%1 to download").arg(Format::size(m_controller.bytes()))
                      : tr("nothing to download"));
    }
    if (const int fetching = m_controller.count(UpdateState::Fetching); fetching > 0)
        parts << Format::plural(fetching, tr("1 is on its way"), tr("%1 are on their way"));
    if (const int failed = m_controller.count(UpdateState::Failed); failed > 0)
        parts << Format::plural(failed, tr("1 could not be checked"),
                                tr("%1 could not be checked"));
    if (const int waiting = m_controller.count(UpdateState::Waiting); waiting > 0 && !checking)
        parts << Format::plural(waiting, tr("1 is not asked yet"), tr("%1 are not asked yet"));
    if (parts.isEmpty() && m_controller.model().rowCount() > 0)
        parts << tr("Nothing to update");
    m_sum->setText(parts.join(u" · "_s));
    const QString offline = m_hub.offlineReason();
    m_check->setText(checking ? tr("Stop") : tr("Check now"));
    m_check->setIcon(icon(checking ? u"close"_s : u"retry"_s));
    enableOnline(m_check, true, offline);
    const QList<int> selected = selectedRows();
    enableOnline(m_selected, !selected.isEmpty(), offline);
    m_all->setText(m_controller.bytes() > 0
                       ? tr("Update all · %1").arg(Format::size(m_controller.bytes()))
                       : tr("Update all"));
    enableOnline(m_all, !m_controller.updatableRows().isEmpty(), offline);
}

QList<int> UpdatesPane::selectedRows() const
{
    QList<int> rows;
    for (const QModelIndex &index : m_view->selectionModel()->selectedRows())
        if (m_controller.model().rows().at(index.row()).isUpdatable())
            rows << index.row();
    std::ranges::sort(rows);
    return rows;
}

void UpdatesPane::update(const QList<int> &rows)
{
    for (const DownloadRequest &request : m_controller.update(rows))
        emit requested(request);
}
