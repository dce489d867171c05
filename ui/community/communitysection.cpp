#include "ui/community/communitysection.h"

#include "ui/community/discussiondelegate.h"
#include "ui/community/threadview.h"
#include "ui/repo/hairline.h"
#include "ui/theme/style.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/findbar.h"
#include "ui/widgets/pagefind.h"
#include "ui/widgets/segmentedcontrol.h"
#include "ui/widgets/stateview.h"

#include <QListView>
#include <QSplitter>
#include <QVBoxLayout>

#include <array>

using namespace Qt::StringLiterals;

namespace {

constexpr int kDiscussionListWidth = 372; // mock-ups
constexpr std::array kStatuses{"open", "closed", "all"}; // in the order of the switch

} // namespace

CommunitySection::CommunitySection(HubClient &hub, QWidget *parent)
    : RepoSection(parent)
    , m_controller(hub)
    , m_images(hub)
    , m_status(new SegmentedControl({tr("Open"), tr("Closed"), tr("All")}))
    , m_list(new QListView)
    , m_thread(new ThreadView(m_images))
    , m_findBar(new FindBar)
    , m_find(new PageFind(m_findBar, tr("Find in these discussions"), this))
    , m_listStates(new StateView(m_list))
    , m_threadStates(new StateView(m_thread))
{
    m_list->setModel(m_controller.model());
    m_list->setItemDelegate(new DiscussionDelegate(m_list));
    m_list->setAccessibleName(tr("Discussions"));
    m_status->setAccessibleName(tr("Which discussions"));
    m_list->setUniformItemSizes(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setMouseTracking(true);
    setRowLines(m_list);
    m_listStates->setSkeletonRowHeight(metrics::kTallRow);
    m_listStates->setEmptyWords({u"comments"_s, tr("No discussions here."), {}, {}});
    m_thread->hide(); // until there is one

    auto *splitter = new QSplitter;
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(1);
    splitter->addWidget(listColumn());
    splitter->addWidget(m_threadStates);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({kDiscussionListWidth, 800});
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(splitter);
    connectList();
}

QWidget *CommunitySection::listColumn()
{
    auto *column = new QWidget;
    column->setMinimumWidth(260);
    auto *bar = new QWidget;
    bar->setFixedHeight(metrics::kToolBar);
    auto *barLayout = new QHBoxLayout(bar);
    barLayout->setContentsMargins(16, 0, 16, 0);
    barLayout->addWidget(m_status, 0, Qt::AlignLeft);
    auto *layout = new QVBoxLayout(column);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(bar);
    layout->addWidget(hairline());
    layout->addWidget(m_findBar);
    layout->addWidget(m_listStates, 1);
    return column;
}

void CommunitySection::connectList()
{
    connect(&m_controller, &CommunityController::listStateChanged, this,
            &CommunitySection::onListState);
    connect(&m_controller, &CommunityController::threadStateChanged, m_threadStates,
            &StateView::render);
    connect(&m_controller, &CommunityController::threadRead, this,
            [this](const DiscussionThread &thread) {
                m_thread->setThread(thread);
                m_thread->show();
            });
    connect(&m_controller, &CommunityController::countKnown, this, [this](int count) {
        if (m_status->current() == 0)
            emit countKnown(count);
    });
    connect(m_listStates, &StateView::retryClicked, &m_controller, &CommunityController::reload);
    connect(m_threadStates, &StateView::retryClicked, &m_controller,
            &CommunityController::reloadThread);
    connect(m_status, &SegmentedControl::currentChanged, this, [this](int index) {
        m_listStates->forgetContent();
        m_controller.setStatus(QString::fromLatin1(kStatuses[static_cast<std::size_t>(index)]));
    });
    connect(m_controller.model(), &QAbstractItemModel::modelReset, this,
            &CommunitySection::markThread);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex &current) {
                if (current.isValid())
                    showDiscussion(current.data(DiscussionListModel::NumberRole).toInt());
            });
    connect(m_thread, &ThreadView::linkActivated, this, &CommunitySection::linkActivated);
    m_find->setTarget(PageFind::in(m_list));
    connect(m_controller.model(), &QAbstractItemModel::rowsInserted, m_find, &PageFind::refresh);
    connect(m_controller.model(), &QAbstractItemModel::modelReset, m_find, &PageFind::refresh);
}

// Without a discussion there is none to choose: the list's sentence is the pane's.
void CommunitySection::onListState(const ViewState &state)
{
    m_listStates->render(state);
    const bool chosen = m_controller.threadNumber() > 0;
    const bool any = m_controller.model()->rowCount() > 0;
    if (state.phase == ViewState::Phase::Loading)
        return;
    m_threadStates->setVisible(chosen || any);
    if (chosen || !any)
        return;
    m_threadStates->setIdleWords({u"comments"_s, tr("Choose a discussion to read it."), {}, {}});
    m_threadStates->render({});
}

void CommunitySection::showDiscussion(int number)
{
    if (number == m_controller.threadNumber())
        return;
    m_threadStates->show();
    m_threadStates->forgetContent(); // another thread must not stand under this title
    m_controller.openThread(number);
    markThread();
    emit discussionShown(number);
}

void CommunitySection::markThread()
{
    const int row = m_controller.model()->rowOf(m_controller.threadNumber());
    if (row >= 0 && !m_list->selectionModel()->isRowSelected(row))
        m_list->setCurrentIndex(m_controller.model()->index(row)); // Tab makes one only current
}

void CommunitySection::openFind()
{
    if (m_list->isVisible())
        m_find->open();
}

QWidget *CommunitySection::keyTarget() const
{
    return m_list;
}

void CommunitySection::load(const RepoPlace &place)
{
    m_images.setBase(place);
    m_controller.open(place.repo());
}
