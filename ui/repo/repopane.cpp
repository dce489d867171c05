#include "ui/repo/repopane.h"

#include "app/cache/cacheindex.h"
#include "app/text/safetext.h"
#include "ui/community/communitysection.h"
#include "ui/repo/cardsection.h"
#include "ui/repo/downloadbutton.h"
#include "ui/repo/downloadplan.h"
#include "ui/repo/filessection.h"
#include "ui/repo/hairline.h"
#include "ui/repo/historysection.h"
#include "ui/repo/linkopener.h"
#include "ui/repo/repoheader.h"
#include "ui/repo/repotrouble.h"
#include "ui/repo/runtimesection.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/filequestion.h"
#include "ui/widgets/stateview.h"

#include <QKeyEvent>
#include <QShortcut>
#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;
using Section = HubAddress::Section;

RepoPane::RepoPane(HubClient &hub, CacheIndex &cache, const HubAddress &address, QWidget *parent)
    : QWidget(parent)
    , m_hub(hub)
    , m_cache(cache)
    , m_address(address)
    , m_controller(hub, address.repo)
    , m_links(new LinkOpener(hub.endpoint(), this))
    , m_header(new RepoHeader(address.repo))
    , m_tabs(new QTabBar)
    , m_tabRow(new QWidget)
    , m_sections(new QStackedWidget)
    , m_states(new StateView(m_sections))
    , m_trouble(new RepoTrouble)
    , m_body(new QStackedWidget)
{
    setAccessibleName(SafeText::repoName(address.repo.owner(), address.repo.name()));
    m_tabs->setExpanding(false);
    m_tabs->setDrawBase(false);
    m_tabs->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    m_tabs->setUsesScrollButtons(true);
    m_tabs->setAccessibleName(tr("Sections"));
    m_tabs->setFocusPolicy(Qt::TabFocus); // a click gives the keys to the section
    m_tabs->installEventFilter(this);
    m_body->addWidget(m_states);
    m_body->addWidget(m_trouble);
    auto *tabRow = new QHBoxLayout(m_tabRow);
    tabRow->setContentsMargins(metrics::kColumnGap, 0, 0, 0);
    tabRow->addWidget(m_tabs);
    tabRow->addStretch();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_header);
    layout->addWidget(m_tabRow);
    layout->addWidget(hairline());
    layout->addWidget(m_body, 1);
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);

    buildSections(cache);
    connectHeader();
    connectTrouble();
    connectCard();
    connectFiles();
    connect(m_tabs, &QTabBar::currentChanged, this, &RepoPane::onTabChanged);
    connect(m_tabs, &QTabBar::tabBarClicked, this, &RepoPane::enterSection);
    connect(&m_controller, &RepoController::stateChanged, this, &RepoPane::onState);
    connect(&m_controller, &RepoController::accessChanged, this, [this](RepoAccess access) {
        m_access = access;
        m_header->setAccess(access);
        for (auto *plan : findChildren<DownloadPlan *>())
            plan->setAccess(access);
    });
    connect(&m_controller, &RepoController::commitDateKnown, m_header, &RepoHeader::setCommitDate);
    connect(&m_controller, &RepoController::placeChanged, this, &RepoPane::onPlace);
    connect(&m_controller, &RepoController::refsChanged, this,
            [this] { m_header->setRefs(m_controller.refs()); });
    connect(m_states, &StateView::retryClicked, &m_controller, &RepoController::reload);
    connect(m_links, &LinkOpener::addressActivated, this, &RepoPane::addressActivated);
    showConnection();
    open(address);
}

RepoPane::~RepoPane() = default;

void RepoPane::addSection(Section section, const QString &title, RepoSection *widget)
{
    const int index = m_tabs->addTab(title);
    m_tabs->setTabData(index, QVariant::fromValue(section));
    m_sections->addWidget(widget);
    const QKeySequence keys(Qt::ALT | Qt::Key(Qt::Key_1 + index));
    m_tabs->setTabToolTip(index, u"%1 (%2)"_s.arg(title, keys.toString(QKeySequence::NativeText)));
    auto *shortcut = new QShortcut(keys, this);
    connect(shortcut, &QShortcut::activated, this, [this, index] { enterSection(index); });
}

void RepoPane::buildSections(CacheIndex &cache)
{
    m_card = new CardSection(m_hub);
    m_files = new FilesSection(m_hub, cache);
    m_community = new CommunitySection(m_hub);
    m_history = new HistorySection(m_hub);
    addSection(Section::Card, tr("Card"), m_card);
    if (m_address.repo.kind() == RepoKind::Space)
        addSection(Section::Settings, tr("Runtime"), new RuntimeSection(m_hub));
    addSection(Section::Files, tr("Files"), m_files);
    addSection(Section::Community, tr("Community"), m_community);
    addSection(Section::History, tr("History"), m_history);
}

QUrl RepoPane::cardUrl() const
{
    return HubAddress{.repo = m_address.repo,
                      .revision = m_controller.revision(),
                      .section = Section::Files,
                      .path = u"README.md"_s}
        .webUrl(m_hub.endpoint());
}

void RepoPane::open(const HubAddress &address)
{
    m_address = address;
    m_header->setRevision(address.revision);
    if (address.discussion > 0)
        m_community->showDiscussion(address.discussion);
    if (!address.path.isEmpty())
        m_files->showPath(address.path, address.revision);
    showSection(address.section);
    m_controller.open(address.revision);
}

bool RepoPane::isPublic() const
{
    return m_controller.place() && !m_controller.place()->info.summary.isPrivate;
}

void RepoPane::reload()
{
    m_controller.reload();
}

bool RepoPane::isUnsaved() const
{
    return m_files->isUnsaved();
}

void RepoPane::askToLeave(const std::function<void()> &then)
{
    showSection(Section::Files);
    m_files->askToLeave(then);
}

void RepoPane::openFind()
{
    if (m_sections->isVisible())
        static_cast<RepoSection *>(m_sections->currentWidget())->openFind();
}

void RepoPane::retryRefused()
{
    if (m_controller.state().phase == ViewState::Phase::Failed)
        return m_controller.reload();
    m_controller.askAccess();
    m_card->retryRefused();
    m_files->retryRefused();
}

void RepoPane::showSection(Section section)
{
    for (int i = 0; i < m_tabs->count(); ++i)
        if (m_tabs->tabData(i).value<Section>() == section)
            m_tabs->setCurrentIndex(i);
}

void RepoPane::enterSection(int index)
{
    if (index < 0 || m_body->currentWidget() != m_states)
        return;
    m_tabs->setCurrentIndex(index);
    static_cast<RepoSection *>(m_sections->widget(index))->takeKeys();
}

// The arrows move along the tabs; these lead from the one that is marked into its section.
bool RepoPane::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_tabs && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Down) {
            enterSection(m_tabs->currentIndex());
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void RepoPane::onTabChanged(int index)
{
    m_sections->setCurrentIndex(index);
    m_address.section = m_tabs->tabData(index).value<Section>();
    emit addressChanged(m_address);
}

void RepoPane::onState(const ViewState &state)
{
    const bool trouble = showTrouble(state);
    m_body->setCurrentWidget(trouble ? static_cast<QWidget *>(m_trouble) : m_states);
    if (!m_controller.place() || m_controller.place()->revision != m_controller.revision())
        m_states->forgetContent(); // another revision's files must not pass for this one's
    m_states->render(state);
}

// Without anything of this revision there is nothing that a tab could show or a button could do.
bool RepoPane::showTrouble(const ViewState &state)
{
    if (state.phase == ViewState::Phase::Loading)
        return false;
    const bool nothing = state.phase == ViewState::Phase::Failed && !m_controller.place();
    const bool noRevision
        = nothing && m_controller.exists() && state.error->kind == HubError::Kind::NotFound;
    m_tabRow->setVisible(!nothing);
    m_header->setShows(noRevision    ? RepoHeader::Shows::Revisions
                           : nothing ? RepoHeader::Shows::Name
                                     : RepoHeader::Shows::All);
    if (noRevision)
        m_trouble->setMissingRevision(m_address.repo, m_controller.revision());
    else if (nothing)
        m_trouble->setError(m_address.repo, *state.error, m_hub.hasToken());
    return nothing && RepoTrouble::explains(state.error->kind);
}

void RepoPane::onPlace(const RepoPlace &place)
{
    emit visibilityKnown(!place.info.summary.isPrivate);
    m_header->setPlace(place, FileListing(place.info.files));
    setTabCount(Section::Files, place.info.files.size());
    for (int i = 0; i < m_sections->count(); ++i)
        static_cast<RepoSection *>(m_sections->widget(i))->setPlace(place);
    if (!m_files->isVisible()) // else it has just asked
        lookIntoCache();
}

void RepoPane::lookIntoCache()
{
    if (const auto &place = m_controller.place())
        m_cache.lookAt(place->repo(), place->info.commit);
}

bool RepoPane::isShown(const RepoId &repo, const QString &commit) const
{
    const auto &place = m_controller.place();
    return place && repo == place->repo() && commit == place->info.commit;
}

void RepoPane::onFilesKnown(const RepoId &repo, const QString &commit, const QSet<QString> &paths)
{
    if (isShown(repo, commit))
        m_header->download()->setCached(paths);
}

void RepoPane::goToRevision(const Revision &revision)
{
    if (revision == m_controller.revision())
        return;
    m_address.revision = revision;
    m_address.path = m_files->currentPath(); // stays open where there is such a file
    m_header->setRevision(revision);
    m_controller.open(revision);
    emit addressChanged(m_address);
}

DownloadRequest RepoPane::requestFor(const QStringList &paths, const QString &folder) const
{
    DownloadRequest request{.repo = m_address.repo,
                            .revision = m_controller.revision(),
                            .paths = paths,
                            .allow = {},
                            .ignore = {},
                            .folder = folder,
                            .isPublic = isPublic()};
    if (m_files)
        request.learnSize(m_files->controller().listing().files());
    return request;
}

void RepoPane::download(const QStringList &paths, const QString &folder)
{
    emit downloadRequested(requestFor(paths, folder));
}

void RepoPane::downloadToFolder(const QStringList &paths)
{
    const QString title = paths.isEmpty() ? tr("Download the snapshot to a folder")
                                          : tr("Download the files to a folder");
    askForFolder(this, title, [this, paths](const QString &folder) { download(paths, folder); });
}

void RepoPane::openPlan()
{
    if (!m_controller.place())
        return;
    auto *plan = new DownloadPlan(*m_controller.place(), m_cache.root(), this);
    plan->setAttribute(Qt::WA_DeleteOnClose);
    plan->setOffline(m_hub.offlineReason());
    plan->setAccess(m_access);
    plan->setPromised(m_promised);
    connect(plan, &DownloadPlan::requested, this, &RepoPane::downloadRequested);
    plan->open();
}

// A tab's text may carry a dimmed count behind a tabulator character.
void RepoPane::setTabCount(Section section, qint64 count)
{
    for (int i = 0; i < m_tabs->count(); ++i)
        if (m_tabs->tabData(i).value<Section>() == section)
            m_tabs->setTabText(i,
                               m_tabs->tabText(i).section(u'\t', 0, 0)
                                   + (count > 0 ? u'\t' + QString::number(count) : QString()));
}

PreviewPane &RepoPane::preview()
{
    return *m_files->preview();
}

void RepoPane::setAccess(const std::function<HubAccess()> &access)
{
    m_files->setAccess(access);
}

void RepoPane::setAccount(const std::function<std::optional<Account>()> &account)
{
    m_files->setAccount(account);
}

void RepoPane::setDrafts(const Drafts &drafts)
{
    m_files->setDrafts(drafts);
}

void RepoPane::setPreviewShare(int percent)
{
    m_files->setPreviewShare(percent);
}

void RepoPane::showConnection()
{
    const QString offline = m_hub.offlineReason();
    m_header->setOffline(offline);
    m_files->setOffline(offline);
    for (auto *plan : findChildren<DownloadPlan *>())
        plan->setOffline(offline);
}

void RepoPane::showTransfers(const TransferSnapshot &snapshot)
{
    m_files->controller().showTransfers(snapshot);
    m_promised = snapshot.toWrite;
    for (auto *plan : findChildren<DownloadPlan *>())
        plan->setPromised(m_promised);
}

void RepoPane::noteCached(const RepoId &repo, const QString &commit, const QString &path)
{
    if (!isShown(repo, commit))
        return;
    m_files->controller().addCached(commit, path);
    m_header->download()->addCached(path);
}
