#include "ui/search/searchpane.h"

#include "ui/search/facetpanel.h"
#include "ui/search/quicklookpane.h"
#include "ui/search/repodelegate.h"
#include "ui/search/resultview.h"
#include "ui/search/searchcontroller.h"
#include "ui/search/searchheader.h"
#include "ui/theme/icon.h"
#include "ui/widgets/stateview.h"

#include <QClipboard>
#include <QFocusEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QMenu>
#include <QSplitter>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace {

constexpr int kFoldFacetsBelow = 1100 - metrics::kSideBar; // the pane in a window 1,100 px wide
constexpr int kNarrowQuickLook = 280; // until the user drags it
constexpr int kNarrowList = 560; // below it the header drops words

QFrame *verticalLine()
{
    auto *line = new QFrame;
    line->setFrameShape(QFrame::VLine);
    line->setFrameShadow(QFrame::Plain);
    line->setForegroundRole(QPalette::Mid);
    line->setFixedWidth(1);
    return line;
}

} // namespace

SearchPane::SearchPane(SearchController &controller, Settings &settings, QWidget *parent)
    : QWidget(parent)
    , m_controller(controller)
{
    m_list = new ResultView;
    m_delegate = new RepoDelegate(m_list);
    m_list->setItemDelegate(m_delegate);
    m_list->setModel(&controller.model());
    m_list->setAccessibleName(tr("Results"));
    m_state = new StateView(m_list);
    m_state->setSkeletonRowHeight(metrics::kTallRow);
    m_header = new SearchHeader(controller.kind(), settings);
    m_facets = new FacetPanel(controller.kind(), controller.facets());
    m_quickLook = new QuickLookPane(controller.quickLook());
    makeLayout();
    connectResults();
    connectPanels();
    connect(&controller, &SearchController::stateChanged, this, &SearchPane::render);
    connect(&controller, &SearchController::choiceChanged, this, [this] {
        m_picked.reset(); // another list begins at its first row
        m_facets->setChoice(m_controller.choice());
        m_header->setChoice(m_controller.choice());
    });
    m_facets->setChoice(controller.choice());
    m_header->setChoice(controller.choice());
    render();
}

void SearchPane::makeLayout()
{
    auto *middle = new QWidget;
    middle->setBackgroundRole(QPalette::Base);
    middle->setAutoFillBackground(true);
    auto *column = new QVBoxLayout(middle);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addWidget(m_header);
    auto *line = new QFrame;
    line->setFrameShape(QFrame::HLine);
    line->setFrameShadow(QFrame::Plain);
    line->setForegroundRole(QPalette::Mid);
    line->setFixedHeight(1);
    column->addWidget(line);
    column->addWidget(m_state, 1);

    m_splitter = new QSplitter(Qt::Horizontal);
    m_splitter->setHandleWidth(1);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(middle);
    m_splitter->addWidget(m_quickLook);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setStretchFactor(1, 0);
    middle->setMinimumWidth(320);
    m_quickLook->setMinimumWidth(240);

    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    layout->addWidget(m_facets);
    layout->addWidget(verticalLine());
    layout->addWidget(m_splitter, 1);
}

void SearchPane::connectResults()
{
    RepoListModel &model = m_controller.model();
    connect(&model, &QAbstractItemModel::modelAboutToBeReset, m_delegate, &RepoDelegate::forget);
    connect(&model, &QAbstractItemModel::modelReset, this, &SearchPane::pickRow);
    // Only from a list without filters: with one, all that is not chosen would seem rare.
    connect(&model, &QAbstractItemModel::modelReset, this, [this, &model] {
        if (model.rowCount() > 0 && !m_controller.choice().lastFilter())
            m_facets->setPopularity(model.tagCounts());
    });
    // From the event loop: the view says so while it lays its rows out.
    connect(
        m_list, &ResultView::nearEnd, &model, [&model] { model.fetchMore({}); },
        Qt::QueuedConnection);
    connect(m_list, &ResultView::opened, this,
            [this, model = &model](const QModelIndex &index, bool background) {
                open(model->at(index.row()).id, background);
            });
    connect(m_list, &ResultView::quickLookToggled, m_header->quickLookButton(),
            &QAbstractButton::click);
    connect(m_list, &QWidget::customContextMenuRequested, this, &SearchPane::showContextMenu);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this, model = &model](const QModelIndex &now) {
                if (!now.isValid())
                    return;
                m_picked = model->at(now.row()).id;
                if (m_quickLook->isVisibleTo(this))
                    m_controller.quickLook().look(model->at(now.row()));
            });
    connect(m_state, &StateView::retryClicked, &m_controller, &SearchController::retry);
    connect(m_state, &StateView::actionClicked, this, [this] {
        if (const auto filter = m_controller.choice().lastFilter())
            m_controller.setChoice(filter->without);
        else
            m_controller.reload();
    });
}

void SearchPane::connectPanels()
{
    connect(m_facets, &FacetPanel::chosen, &m_controller, &SearchController::setChoice);
    connect(m_header, &SearchHeader::chosen, &m_controller, &SearchController::setChoice);
    connect(m_header, &SearchHeader::leftForList, m_list, qOverload<>(&QWidget::setFocus));
    connect(m_header->filtersButton(), &QToolButton::clicked, this, [this](bool on) {
        (m_narrow ? m_facetsUnfolded : m_facetsWanted) = on;
        foldSides();
    });
    connect(m_header->quickLookButton(), &QToolButton::clicked, this, [this](bool on) {
        m_quickLookWanted = on;
        if (on && m_narrow)
            m_facetsUnfolded = false; // there is room for one of them
        foldSides();
    });
    connect(m_quickLook, &QuickLookPane::openRequested, this,
            [this](const HubAddress &address) { emit openRequested(address, false); });
    connect(m_quickLook, &QuickLookPane::downloadRequested, this, &SearchPane::downloadRequested);
    connect(m_quickLook, &QuickLookPane::choiceRequested, this, &SearchPane::choiceRequested);
    foldSides();
}

void SearchPane::start()
{
    m_facets->start();
    m_controller.start();
}

void SearchPane::searchFor(const QString &text)
{
    SearchChoice choice = m_controller.choice().cleared();
    choice.text = text;
    m_facets->start();
    m_controller.setChoice(choice);
}

void SearchPane::focusText()
{
    m_header->focusText();
}

void SearchPane::setOffline(const QString &why)
{
    m_offline = why;
    m_quickLook->setOffline(why);
}

void SearchPane::render()
{
    RepoListModel &model = m_controller.model();
    const ViewState &state = m_controller.state();
    if (state.phase == ViewState::Phase::Empty)
        sayWhyEmpty();
    if (state.phase == ViewState::Phase::Loading) {
        if (model.rowCount() == 0)
            m_state->forgetContent();
        else if (!m_state->isContentShown())
            m_state->render(
                {ViewState::Phase::Ready, {}}); // saved rows stand until the new ones come
    }
    m_state->render(state);
    m_header->setCount(state, model.rowCount(), model.nextPage().isEmpty(), model.skipped(),
                       m_controller.shownFrom());
}

void SearchPane::sayWhyEmpty()
{
    const auto filter = m_controller.choice().lastFilter();
    const bool alone
        = m_controller.choice().chips().size() + !m_controller.choice().text.isEmpty() < 2;
    QString title;
    switch (m_controller.kind()) {
    case RepoKind::Model:
        title = alone ? tr("No model matches.") : tr("No model has all of these filters.");
        break;
    case RepoKind::Dataset:
        title = alone ? tr("No dataset matches.") : tr("No dataset has all of these filters.");
        break;
    case RepoKind::Space:
        title = alone ? tr("No Space matches.") : tr("No Space has all of these filters.");
        break;
    }
    if (!filter)
        m_state->setEmptyWords({.icon = u"search"_s,
                                .title = title,
                                .detail = tr("The Hub's list is empty."),
                                .action = tr("Look again")});
    else
        m_state->setEmptyWords({.icon = u"search"_s,
                                .title = title,
                                .detail = m_controller.choice().chips().isEmpty()
                                    ? tr("Other words may find more.")
                                    : tr("Fewer filters find more."),
                                .action = tr("Remove “%1”").arg(filter->label)});
}

// Not a focus proxy: with one, Tab passes over all that stands before the list.
void SearchPane::focusInEvent(QFocusEvent *event)
{
    m_list->setFocus(event->reason());
}

void SearchPane::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    foldSides();
}

void SearchPane::foldSides()
{
    const bool narrow = width() < kFoldFacetsBelow;
    if (narrow != m_narrow || !isVisible())
        m_splitter->setSizes({width(), narrow ? kNarrowQuickLook : QuickLookPane::kWidth});
    m_narrow = narrow;
    const bool facets = m_narrow ? m_facetsUnfolded : m_facetsWanted;
    const bool quickLook = m_quickLookWanted && !(m_narrow && facets);
    const bool appears = quickLook && m_quickLook->isHidden();
    m_facets->setVisible(facets);
    m_quickLook->setVisible(quickLook);
    m_header->filtersButton()->setChecked(facets);
    m_header->quickLookButton()->setChecked(quickLook);
    const int list
        = width() - (facets ? FacetPanel::kWidth : 0) - (quickLook ? m_quickLook->width() : 0);
    m_header->setNarrow(list < kNarrowList);
    if (const QModelIndex now = m_list->currentIndex(); appears && now.isValid())
        m_controller.quickLook().look(m_controller.model().at(now.row()));
}

// After a reset: the row that was picked before, else the first one.
void SearchPane::pickRow()
{
    const RepoListModel &model = m_controller.model();
    if (model.rowCount() == 0) {
        m_controller.quickLook().clear();
        return;
    }
    int row = 0;
    for (int i = 0; m_picked && i < model.rowCount(); ++i)
        if (model.at(i).id == *m_picked)
            row = i;
    m_list->setCurrentIndex(model.index(row));
    if (row == 0)
        m_list->scrollToTop();
}

void SearchPane::showContextMenu(QPoint position)
{
    const QModelIndex index = m_list->indexAt(position);
    if (!index.isValid())
        return;
    const RepoId repo = m_controller.model().at(index.row()).id;
    const auto copy = [](const QString &text) { QGuiApplication::clipboard()->setText(text); };
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    connect(menu->addAction(tr("Open")), &QAction::triggered, this,
            [this, repo] { open(repo, false); });
    connect(menu->addAction(tr("Open in background tab")), &QAction::triggered, this,
            [this, repo] { open(repo, true); });
    menu->addSeparator();
    connect(menu->addAction(icon(u"copy"_s), tr("Copy id")), &QAction::triggered, this,
            [copy, repo] { copy(repo.id()); });
    const QString address
        = HubAddress{.repo = repo}.webUrl(m_controller.endpoint()).toString(QUrl::FullyEncoded);
    connect(menu->addAction(icon(u"link"_s), tr("Copy address")), &QAction::triggered, this,
            [copy, address] { copy(address); });
    menu->addSeparator();
    QAction *download = menu->addAction(icon(u"download"_s), tr("Download"), this,
                                        [this, repo] { emit downloadRequested(repo); });
    download->setEnabled(m_offline.isEmpty());
    download->setToolTip(m_offline);
    menu->setToolTipsVisible(true);
    menu->popup(m_list->viewport()->mapToGlobal(position));
}

void SearchPane::open(const RepoId &repo, bool background)
{
    emit openRequested(HubAddress{.repo = repo}, background);
}
