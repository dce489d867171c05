#include "ui/repo/historysection.h"

#include "app/text/format.h"
#include "app/text/safetext.h"
#include "ui/theme/icon.h"
#include "ui/theme/style.h"
#include "ui/theme/type.h"
#include "ui/widgets/findbar.h"
#include "ui/widgets/pagefind.h"
#include "ui/widgets/stateview.h"

#include <QApplication>
#include <QClipboard>
#include <QListView>
#include <QMenu>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace {

constexpr int kCommitIcon = 18;

// Title over "abc1234 · authors", the age at the right.
class CommitDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override
    {
        return {200, metrics::kTallRow};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &given,
               const QModelIndex &index) const override
    {
        QStyleOptionViewItem option = given;
        initStyleOption(&option, index);
        const QStyle *style = option.widget ? option.widget->style() : QApplication::style();
        style->drawPrimitive(QStyle::PE_PanelItemViewItem, &option, painter, option.widget);
        const Commit &commit = *index.data(CommitListModel::CommitRole).value<const Commit *>();
        const Tokens &tokens = Tokens::of(option.palette);
        const QRect cell
            = option.rect.adjusted(metrics::kPagePadding, 0, -metrics::kPagePadding, -1);
        const auto visual
            = [&](const QRect &box) { return QStyle::visualRect(option.direction, cell, box); };
        const QRect spot(cell.left(), cell.center().y() - kCommitIcon / 2, kCommitIcon,
                         kCommitIcon);
        paintIcon(*painter, visual(spot), u"commit"_s, &Tokens::secondary, option.palette);

        painter->save();
        const QFont small = type::font(type::Scale::Secondary);
        const QFontMetrics smallFace(small);
        const QString age = Format::ago(commit.date);
        const int ageWidth = smallFace.horizontalAdvance(age);
        const int left = spot.right() + 15;
        const int leading
            = static_cast<int>(QStyle::visualAlignment(option.direction, Qt::AlignLeft))
            | Qt::AlignVCenter | Qt::TextSingleLine;
        const QRect title(left, cell.top() + 7, cell.right() - ageWidth - 16 - left, 20);
        painter->setPen(tokens.text);
        painter->setFont(option.font);
        painter->drawText(visual(title), leading,
                          option.fontMetrics.elidedText(SafeText::line(commit.title),
                                                        Qt::ElideRight, title.width()));
        painter->setPen(tokens.secondary);
        painter->setFont(small);
        const QString below
            = commit.id.left(7) + u" · "_s + SafeText::line(commit.authors.join(u", "_s));
        const QRect second(left, cell.top() + 28, cell.right() - left, 18);
        painter->drawText(visual(second), leading,
                          smallFace.elidedText(below, Qt::ElideRight, second.width()));
        painter->drawText(visual(QRect(cell.right() - ageWidth, title.top(), ageWidth + 1, 20)),
                          leading, age);
        painter->restore();
        drawRowFocus(*painter, option);
    }
};

} // namespace

HistorySection::HistorySection(HubClient &hub, QWidget *parent)
    : RepoSection(parent)
    , m_controller(hub)
    , m_list(new QListView)
    , m_states(new StateView(m_list))
    , m_findBar(new FindBar)
    , m_find(new PageFind(m_findBar, tr("Find in these commits"), this))
{
    m_list->setModel(m_controller.model());
    m_list->setItemDelegate(new CommitDelegate(m_list));
    m_list->setAccessibleName(tr("Commits"));
    m_list->setUniformItemSizes(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setMouseTracking(true);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    setRowLines(m_list);
    m_states->setEmptyWords({u"history"_s, tr("This revision has no commits."), {}, {}});
    m_states->setSkeletonRowHeight(metrics::kTallRow);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_findBar);
    layout->addWidget(m_states, 1);
    m_find->setTarget(PageFind::in(m_list));
    connect(m_controller.model(), &QAbstractItemModel::rowsInserted, m_find, &PageFind::refresh);
    connect(m_controller.model(), &QAbstractItemModel::modelReset, m_find, &PageFind::refresh);
    connect(&m_controller, &HistoryController::stateChanged, m_states, &StateView::render);
    connect(m_states, &StateView::retryClicked, this, &RepoSection::reload);
    connect(m_list, &QListView::activated, this, [this](const QModelIndex &index) {
        if (const auto commit = Revision::parse(index.data(CommitListModel::IdRole).toString()))
            emit commitActivated(*commit);
    });
    connect(m_list, &QWidget::customContextMenuRequested, this, &HistorySection::openMenu);
}

void HistorySection::openFind()
{
    if (m_list->isVisible())
        m_find->open();
}

QWidget *HistorySection::keyTarget() const
{
    return m_list;
}

void HistorySection::load(const RepoPlace &place)
{
    m_states->forgetContent();
    m_controller.open(place);
}

void HistorySection::openMenu(const QPoint &at)
{
    const QModelIndex index = m_list->indexAt(at);
    if (!index.isValid())
        return;
    const QString id = index.data(CommitListModel::IdRole).toString();
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(icon(u"history"_s), tr("Show the files of this commit"), this, [this, id] {
        if (const auto commit = Revision::parse(id))
            emit commitActivated(*commit);
    });
    menu->addAction(icon(u"copy"_s), tr("Copy commit"), this,
                    [id] { QGuiApplication::clipboard()->setText(id); });
    menu->popup(m_list->viewport()->mapToGlobal(at));
}
