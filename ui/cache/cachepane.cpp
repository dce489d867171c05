#include "ui/cache/cachepane.h"

#include "app/text/format.h"
#include "app/text/safetext.h"
#include "ui/cache/cacheactions.h"
#include "ui/cache/cachecare.h"
#include "ui/cache/cachedialogs.h"
#include "ui/cache/cacheview.h"
#include "ui/cache/linkstrip.h"
#include "ui/cache/mappanel.h"
#include "ui/cache/otherprograms.h"
#include "ui/cache/planpanel.h"
#include "ui/cache/selectchips.h"
#include "ui/cache/usagebar.h"
#include "ui/cache/verifystrip.h"
#include "ui/repo/hairline.h"
#include "ui/theme/style.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/searchbox.h"
#include "ui/widgets/stateview.h"

#include <QDateTime>
#include <QFocusEvent>
#include <QPushButton>
#include <QTimeZone>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int kTightPage = 900; // as in a window of 1024 px

} // namespace

CachePane::CachePane(CacheScanner &scanner, CacheCleaner &cleaner, HubClient &hub, QWidget *parent)
    : QWidget(parent)
    , m_scanner(scanner)
    , m_controller(scanner, cleaner)
    , m_view(new CacheView(m_controller.model()))
    , m_sums(new ElidedLabel)
    , m_warnings(new QPushButton)
    , m_find(new SearchBox(tr("Find in the cache")))
    , m_group(makeGroupButton())
    , m_findTrouble(new ElidedLabel)
    , m_usage(new UsageBar)
    , m_chips(new SelectChips(m_controller.model()))
    , m_map(new MapPanel(m_controller.model()))
    , m_others(new OtherPrograms)
    , m_plan(new PlanPanel)
    , m_states(new StateView(makeMiddle()))
    , m_dialogs(new CacheDialogs(m_controller, hub, this))
    , m_care(new CacheCare(m_controller, hub, this))
    , m_actions(new CacheActions(m_view, m_controller, this))
{
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeHeader());
    column->addWidget(hairline());
    column->addWidget(m_care->strip());
    column->addWidget(m_care->linkStrip());
    column->addWidget(m_states, 1);
    column->addWidget(m_plan);
    m_states->setSkeletonRowHeight(metrics::kRow);
    connectController();
    connectView();
    connectPlan();
    showPlan();
    showHistory();
    render(m_controller.state());
}

void CachePane::connectController()
{
    connect(&m_controller, &CacheController::stateChanged, this, &CachePane::render);
    connect(&m_controller, &CacheController::scanChanged, this, [this] {
        m_free = -1;
        showSums();
        setMap();
    });
    connect(&m_controller, &CacheController::digestChanged, this, [this] {
        m_chips->setWishes(m_controller.digest().wishes, m_controller.days());
        showSums();
    });
    connect(&m_controller, &CacheController::planBegun, m_plan,
            [this] { m_plan->setComputing(true); });
    connect(&m_controller, &CacheController::planChanged, this, &CachePane::showPlan);
    connect(&m_controller, &CacheController::said, this, &CachePane::said);
    connect(&m_controller, &CacheController::leftOver, m_dialogs, &CacheDialogs::leftOver);
    connect(&m_controller.cleaner(), &CacheCleaner::progressed, this, &CachePane::showProgress);
    connect(&m_controller.cleaner(), &CacheCleaner::historyChanged, this, &CachePane::showHistory);
    connect(&m_controller.model(), &CacheTreeModel::ticksChanged, this, [this] {
        m_chips->showTicks();
        m_map->map().showTicks();
    });
    connect(m_states, &StateView::retryClicked, &m_controller, &CacheController::look);
    connect(m_states, &StateView::actionClicked, this, &CachePane::searchWanted);
    connect(&m_look, &RoomLook::found, this, [this](const FreeRoom &room) {
        m_free = room.free;
        showSums();
    });
    m_minute.callOnTimeout(this, [this] {
        m_controller.model().age();
        m_view->viewport()->update();
        showHistory();
        lookAtRoom();
    });
    m_minute.start(15s);
}

void CachePane::connectView()
{
    connect(m_view, &CacheView::currentItemChanged, &m_map->map(), &Treemap::setCurrent);
    const auto reveal = [this](const CacheItem &item) {
        if (!m_controller.model().indexOf(item).isValid()) { // a filter hides it
            m_find->clear();
            find();
        }
        m_view->reveal(item);
    };
    connect(&m_map->map(), &Treemap::chosen, this, reveal);
    connect(m_dialogs, &CacheDialogs::revealWanted, this, reveal);
    connect(m_dialogs, &CacheDialogs::lostChanged, this, [this] {
        if (m_controller.hasPlan())
            showPlan();
    });
    connect(&m_map->map(), &Treemap::tickWanted, this, [this](const CacheItem &item) {
        CacheTreeModel &model = m_controller.model();
        model.tick({item}, model.tickOf(item) != Qt::Checked);
    });
    connect(m_chips, &SelectChips::toggled, &m_controller.model(), &CacheTreeModel::tick);
    connect(m_chips, &SelectChips::clearClicked, &m_controller.model(),
            &CacheTreeModel::clearTicks);
    connect(m_chips, &SelectChips::daysChosen, &m_controller, &CacheController::setDays);
    connect(m_find, &QLineEdit::textChanged, &m_typing, qOverload<>(&QTimer::start));
    connect(m_find, &QLineEdit::returnPressed, this, &CachePane::find);
    m_typing.setSingleShot(true);
    m_typing.setInterval(150ms);
    m_typing.callOnTimeout(this, &CachePane::find);
    connect(m_actions, &CacheActions::openRequested, this, &CachePane::openRequested);
    connect(m_actions, &CacheActions::showRequested, this, &CachePane::showRequested);
    connect(m_others, &OtherPrograms::openWanted, this, &CachePane::showRequested);
    connect(m_actions, &CacheActions::lookWanted, &m_controller, &CacheController::look);
    connect(m_warnings, &QPushButton::clicked, m_dialogs, &CacheDialogs::warnings);
    connect(m_care, &CacheCare::said, this, &CachePane::said);
    connect(m_actions, &CacheActions::verifyWanted, m_care,
            [this](const QByteArray &repo) { m_care->verify({repo}); });
    connect(m_actions, &CacheActions::saveWanted, m_care, &CacheCare::save);
    connect(m_actions, &CacheActions::continueWanted, m_care, &CacheCare::goOn);
    connect(m_care, &CacheCare::removeRequested, this, [this](const CacheItem &part) {
        m_controller.model().tick({part}, true);
        m_dialogs->review(false);
    });
    connect(m_actions, &CacheActions::linkWanted, m_care, &CacheCare::offerLinks);
    connect(m_actions, &CacheActions::policyWanted, m_dialogs, &CacheDialogs::policy);
}

void CachePane::connectPlan()
{
    // What would be removed on another disk is shown before.
    const auto quarantine = [this] {
        if (std::ranges::any_of(m_controller.plan().seen,
                                [](const CacheRepoPtr &repo) { return repo->isLink; }))
            m_dialogs->review(false);
        else
            m_controller.clean(CacheCleaner::How::Undoable);
    };
    connect(m_plan, &PlanPanel::reviewClicked, m_dialogs, [this] { m_dialogs->review(false); });
    connect(m_plan, &PlanPanel::cleanClicked, this, quarantine);
    connect(m_plan, &PlanPanel::stopClicked, &m_controller, &CacheController::stopCleaning);
    connect(m_plan, &PlanPanel::undoClicked, &m_controller, &CacheController::undo);
    connect(m_plan, &PlanPanel::historyClicked, m_dialogs, &CacheDialogs::history);
    connect(m_actions, &CacheActions::cleanWanted, this, quarantine);
    connect(m_actions, &CacheActions::reviewWanted, m_dialogs, &CacheDialogs::review);
    connect(m_dialogs, &CacheDialogs::reviewLeft, m_actions, &CacheActions::tickAgain);
    connect(&m_controller.cleaner(), &CacheCleaner::cleaned, m_actions, &CacheActions::tickAgain);
    connect(m_actions, &CacheActions::undoWanted, this, [this] {
        const auto &history = m_controller.cleaner().history();
        if (!history.isEmpty())
            m_controller.undo(history.first().id);
    });
}

void CachePane::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_scanner.setFollowing(true);
    if (m_controller.scan().root.isEmpty() && !m_scanner.isScanning())
        m_controller.look();
}

void CachePane::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_scanner.setFollowing(false);
}

// Not a focus proxy: with one, Tab passes over all that stands before the list.
void CachePane::focusInEvent(QFocusEvent *event)
{
    m_view->setFocus(event->reason());
}

void CachePane::focusFind()
{
    m_find->setFocus(Qt::ShortcutFocusReason);
    m_find->selectAll();
}

void CachePane::changeRoot()
{
    m_controller.forget();
    m_states->forgetContent();
    render(m_controller.state());
}

void CachePane::find()
{
    m_typing.stop();
    QString trouble;
    m_view->keepOpen([&] { trouble = m_controller.setFilter(m_find->text()); });
    if (m_controller.isNameSearched())
        m_view->openFew();
    if (trouble.isEmpty() && m_controller.model().rowCount() == 0
        && m_controller.model().repoCount() > 0)
        trouble = tr("Nothing in the cache matches.");
    m_findTrouble->setText(trouble);
    m_findTrouble->setVisible(!trouble.isEmpty());
    if (m_controller.hasPlan())
        showPlan();
}

void CachePane::render(const ViewState &state)
{
    const bool waits = m_controller.quarantined() > 0;
    m_states->setEmptyWords(
        {.icon = u"cache"_s,
         .title = waits ? tr("Everything is in the quarantine.") : tr("Nothing is cached yet."),
         .detail = tr("What you download will lie in %1.").arg(SafeText::path(m_controller.root())),
         .action = tr("Search models")});
    if (state.phase == ViewState::Phase::Failed)
        m_states->forgetContent();
    m_states->render(state);
    m_plan->setVisible(m_states->isContentShown() || !m_controller.cleaner().history().isEmpty());
    sayScan();
    const bool content = state.phase == ViewState::Phase::Ready;
    m_find->setEnabled(content);
    m_group->setEnabled(content);
    m_care->enable(content);
    if (content && !m_view->currentIndex().isValid() && m_controller.model().rowCount() > 0)
        m_view->setCurrentIndex(m_controller.model().index(0, 0));
}

// When it was looked at gives way to how much it is.
void CachePane::sayScan()
{
    const CacheScan &scan = m_controller.scan();
    const auto repos = scan.root.isEmpty()
        ? m_controller.model().repoCount()
        : std::ranges::count_if(scan.repos,
                                [](const CacheRepoPtr &repo) { return repo->id.has_value(); });
    QStringList parts;
    const QString count = Format::plural(repos, tr("1 repo"), tr("%1 repos"));
    if (repos > 0)
        parts << (scan.root.isEmpty()
                      ? count
                      : tr("%1 in %2").arg(Format::size(scan.ledger.total()), count));
    if (m_controller.isScanning())
        parts << tr("looking …");
    else if (!scan.root.isEmpty() && width() > kTightPage)
        parts << tr("seen %1").arg(
            Format::ago(QDateTime::fromMSecsSinceEpoch(scan.takenAtMs, QTimeZone::UTC)));
    m_sums->setText(parts.join(u" · "_s));
}

void CachePane::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    sayScan();
}

void CachePane::showSums()
{
    const CacheScan &scan = m_controller.scan();
    sayScan();
    const qsizetype warnings = warningsOf(m_controller);
    m_warnings->setVisible(warnings > 0);
    m_warnings->setText(Format::exactCount(warnings));
    const QString words = Format::plural(warnings, tr("1 warning"), tr("%1 warnings"));
    m_warnings->setAccessibleName(words);
    m_warnings->setToolTip(words);
    m_usage->setVisible(scan.ledger.total() > 0);
    m_others->setStores(scan.otherStores);
    CacheLedger ledger = scan.ledger;
    if (m_free >= 0)
        ledger.free = m_free;
    m_usage->setLedger(ledger, m_controller.quarantined());
}

// What is free changes by others, too; the line below tells it as often.
void CachePane::lookAtRoom()
{
    if (isVisible() && !m_controller.scan().root.isEmpty())
        m_look.at(m_controller.root());
}

void CachePane::setMap()
{
    const std::pair now(m_controller.scan().takenAtMs, m_controller.quarantined());
    if (std::exchange(m_mapped, now) != now)
        m_map->setScan(m_controller.scan(), m_controller.quarantined());
}

void CachePane::showPlan()
{
    if (m_controller.hasPlan()) {
        CachePlanWords words = m_controller.planWords();
        const CacheTreeModel &model = m_controller.model();
        const auto hidden = !model.isFiltered()
            ? 0
            : std::ranges::count_if(model.ticked(), [&model](const CacheItem &item) {
                  return !model.indexOf(item).isValid();
              });
        if (hidden > 0)
            words.counts += u" · "_s
                + Format::plural(hidden, tr("1 of it is hidden by the filter"),
                                 tr("%1 of it are hidden by the filter"));
        const QString lost = m_dialogs->lostSentence();
        if (!lost.isEmpty())
            words.detail = lost + u' ' + words.detail;
        m_plan->showPlan(words, !m_controller.plan().isEmpty());
    } else {
        m_plan->showNothing(
            tr("Tick what may go, or choose above. Nothing goes before you say so."));
    }
    m_actions->enable();
}

void CachePane::showHistory()
{
    showSums();
    setMap();
    const auto &history = m_controller.cleaner().history();
    m_plan->showLast(history.isEmpty() ? std::nullopt : std::optional(history.first()),
                     QDateTime::currentMSecsSinceEpoch());
    m_plan->setVisible(m_states->isContentShown() || !history.isEmpty());
    m_actions->enable();
}

void CachePane::showProgress(const CleanProgress &progress)
{
    QString sentence;
    switch (progress.doing) {
    case CleanProgress::Doing::Nothing:
        m_plan->showProgress(-1, {});
        showPlan();
        return;
    case CleanProgress::Doing::Cleaning: sentence = tr("Removing"); break;
    case CleanProgress::Doing::Returning: sentence = tr("Bringing back"); break;
    case CleanProgress::Doing::Freeing: sentence = tr("Freeing"); break;
    }
    if (progress.ofBytes > 0)
        sentence = tr("%1 %2").arg(sentence, Format::sizeOf(progress.bytes, progress.ofBytes));
    const double share
        = progress.ofSteps > 0 ? double(progress.steps) / double(progress.ofSteps) : -1;
    m_plan->showProgress(share, sentence, progress.doing != CleanProgress::Doing::Returning);
    m_actions->enable();
}
