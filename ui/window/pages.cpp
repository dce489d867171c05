#include "ui/window/pages.h"

#include "app/appcontext.h"
#include "app/disk/background.h"
#include "app/disk/cachelayout.h"
#include "app/disk/cachestore.h"
#include "ui/account/accountpanel.h"
#include "ui/cache/cachecare.h"
#include "ui/cache/cachepane.h"
#include "ui/preview/previewpane.h"
#include "ui/repo/linkopener.h"
#include "ui/repo/placedialog.h"
#include "ui/repo/repopane.h"
#include "ui/search/searchcontroller.h"
#include "ui/search/searchpane.h"
#include "ui/settings/settingspane.h"
#include "ui/transfers/transferspane.h"
#include "ui/transfers/uploadlist.h"
#include "ui/updates/updatespane.h"
#include "ui/window/hubreach.h"
#include "ui/window/startpage.h"

#include <QDesktopServices>
#include <QFileInfo>

using namespace Qt::StringLiterals;

Pages::Pages(AppContext &app, QObject *parent)
    : QObject(parent)
    , m_app(app)
{
    connect(&app.transfers(), &Transfers::changed, this, [this](const TransferSnapshot &snapshot) {
        for (RepoPane *pane : std::as_const(m_repos))
            pane->showTransfers(snapshot);
    });
    connect(&app.transfers(), &Transfers::fileDone, this,
            [this](const RepoId &repo, const QString &commit, const QString &path) {
                for (RepoPane *pane : std::as_const(m_repos))
                    pane->noteCached(repo, commit, path);
            });
    connect(&app.session(), &Session::changed, this, &Pages::onSessionChanged);
    connect(&app, &AppContext::accountChanged, this, &Pages::onAccountChanged);
    connect(&app, &AppContext::connectionChanged, this, &Pages::onConnectionChanged);
    connect(&app.uploads(), &Uploads::ended, this, &Pages::onUploaded);
}

void Pages::onConnectionChanged()
{
    for (RepoPane *pane : std::as_const(m_repos))
        pane->showConnection();
    for (QWidget *page : std::as_const(m_pages))
        if (auto *search = qobject_cast<SearchPane *>(page))
            search->setOffline(m_app.hub().offlineReason());
}

void Pages::onSessionChanged()
{
    const Session &session = m_app.session();
    if (session.state() == Session::State::SignedIn)
        for (RepoPane *pane : std::as_const(m_repos))
            pane->retryRefused();
    if (session.isReading())
        return;
    for (QWidget *page : std::as_const(m_pages))
        if (auto *search = qobject_cast<SearchPane *>(page))
            search->start(); // that waited for who asks
}

void Pages::onAccountChanged(bool leftOne)
{
    for (QWidget *page : std::as_const(m_pages))
        if (auto *controller = page->findChild<SearchController *>()) {
            if (leftOne && !controller->choice().text.isEmpty())
                qobject_cast<SearchPane *>(page)->searchFor({}); // it may be a private name
            controller->changeAccount();
        }
}

bool Pages::exists(PageId page)
{
    switch (page) {
    case PageId::Start:
    case PageId::Models:
    case PageId::Datasets:
    case PageId::Spaces:
    case PageId::Transfers:
    case PageId::Updates:
    case PageId::Cache:
    case PageId::Settings: return true;
    }
    Q_UNREACHABLE_RETURN(false);
}

QWidget *Pages::page(PageId page)
{
    QWidget *&widget = m_pages[page];
    if (!widget)
        widget = makePage(page);
    return widget;
}

QWidget *Pages::makePage(PageId page)
{
    switch (page) {
    case PageId::Start: return makeStart();
    case PageId::Settings: return makeSettings();
    case PageId::Models: return makeSearch(RepoKind::Model);
    case PageId::Datasets: return makeSearch(RepoKind::Dataset);
    case PageId::Spaces: return makeSearch(RepoKind::Space);
    case PageId::Transfers: return makeTransfers();
    case PageId::Updates: return makeUpdates();
    case PageId::Cache: return makeCache();
    }
    Q_UNREACHABLE_RETURN(nullptr);
}

QWidget *Pages::makeStart()
{
    const auto signedOut = [this] {
        const Session::State state = m_app.session().state();
        return state != Session::State::SignedIn && state != Session::State::Checking;
    };
    auto *start = new StartPage({.signIn = signedOut(), .demo = !m_app.isDemo()});
    connect(&m_app.session(), &Session::changed, start,
            [start, signedOut] { start->offerSignIn(signedOut()); });
    connect(start, &StartPage::pageWanted, this, &Pages::pageWanted);
    connect(start, &StartPage::addressWanted, this, &Pages::addressWanted);
    connect(start, &StartPage::signInWanted, this, &Pages::signInWanted);
    connect(start, &StartPage::demoWanted, this, &Pages::demoWanted);
    watchReach(*start);
    return start;
}

// Nothing else on the page asks the Hub, and who comes here first must not believe that it answers.
void Pages::watchReach(StartPage &start)
{
    auto *reach = new HubReach(m_app.hub(), &start);
    connect(reach, &HubReach::changed, &start,
            [&start, reach] { start.showTrouble(reach->error()); });
    connect(&start, &StartPage::retryClicked, reach, &HubReach::ask);
    connect(&m_app, &AppContext::connectionChanged, reach, &HubReach::ask);
    connect(&m_app, &AppContext::accountChanged, reach, &HubReach::ask);
    if (!m_app.session().isReading())
        reach->ask();
}

QWidget *Pages::makeSettings()
{
    m_settings = new SettingsPane(m_app.settings(), m_app.environment(), m_app.session(),
                                  m_app.log(), m_app.isDemo(), m_app.offlineSource());
    connect(&m_app, &AppContext::noticesChanged, m_settings, &SettingsPane::showNotices);
    connect(m_settings, &SettingsPane::demoWanted, this, &Pages::demoWanted);
    connect(m_settings, &SettingsPane::tokenPageWanted, this, [this] {
        QUrl page = m_app.hub().endpoint();
        page.setPath(page.path() + u"/settings/tokens"_s);
        QDesktopServices::openUrl(page);
    });
    return m_settings;
}

QWidget *Pages::makeTransfers()
{
    auto *pane = new TransfersPane(m_app.transfers(), m_app.settings());
    pane->setCacheRoot(m_app.cacheRoot());
    pane->addUploads(new UploadList(m_app.uploads(), [this] { return m_app.hub().endpoint(); }));
    addWatched(*pane);
    connect(&m_app, &AppContext::cacheRootChanged, pane,
            [this, pane] { pane->setCacheRoot(m_app.cacheRoot()); });
    connect(pane, &TransfersPane::openRequested, this, [this](const RepoId &repo) {
        emit openRequested({.repo = repo, .revision = {}, .path = {}}, false);
    });
    connect(pane, &TransfersPane::webPageWanted, this, [this](const RepoId &repo) {
        QDesktopServices::openUrl(HubAddress{.repo = repo}.webUrl(m_app.hub().endpoint()));
    });
    connect(pane, &TransfersPane::searchWanted, this, [this] { emit pageWanted(PageId::Models); });
    connect(pane, &TransfersPane::showRequested, this, &Pages::showInFileManager);
    connect(pane, &TransfersPane::historyRemoved, this, &Pages::historyRemoved);
    return pane;
}

QWidget *Pages::makeUpdates()
{
    auto *pane = new UpdatesPane(m_app.hub(), m_app.cacheRoot());
    connect(pane, &UpdatesPane::requested, this, [this, pane](const DownloadRequest &request) {
        pane->controller().noteBegun(request, m_app.transfers().download(request));
    });
    connect(pane, &UpdatesPane::openRequested, this, [this](const RepoId &repo) {
        emit openRequested({.repo = repo, .revision = {}, .path = {}}, false);
    });
    connect(&m_app.transfers(), &Transfers::groupDone, &pane->controller(),
            &UpdatesController::noteEnded);
    connect(&m_app, &AppContext::connectionChanged, pane, &UpdatesPane::showConnection);
    const auto forget = [this, pane] { pane->setCacheRoot(m_app.cacheRoot()); };
    connect(&m_app, &AppContext::cacheRootChanged, pane, forget);
    connect(&m_app, &AppContext::accountChanged, pane, forget); // what was said may be private
    return pane;
}

QWidget *Pages::makeCache()
{
    auto *pane = new CachePane(m_app.cacheScanner(), m_app.cacheCleaner(), m_app.hub());
    connect(pane, &CachePane::openRequested, this, [this](const RepoId &repo) {
        emit openRequested({.repo = repo, .revision = {}, .path = {}}, false);
    });
    connect(pane, &CachePane::showRequested, this, &Pages::showInFileManager);
    connect(pane, &CachePane::searchWanted, this, [this] { emit pageWanted(PageId::Models); });
    connect(pane, &CachePane::said, this, &Pages::said);
    CacheController &controller = pane->controller();
    controller.setPolicy(CachePolicy::fromJson(m_app.settings().cachePolicy()));
    connect(&controller, &CacheController::policyChanged, this,
            [this, &controller] { m_app.settings().setCachePolicy(controller.policy().toJson()); });
    CacheCare &care = pane->care();
    care.setDecidedBy(m_app.environment().hubCache.variable);
    care.offerOldPlace(m_app.settings().cacheMove());
    connect(&care, &CacheCare::copied, this,
            [this](const QStringList &places) { m_app.settings().setCacheMove(places); });
    connect(&care, &CacheCare::downloadRequested, this,
            [this](const DownloadRequest &request) { m_app.transfers().download(request); });
    connect(&care, &CacheCare::continueRequested, this, [this](qint64 file) {
        m_app.transfers().resume({file});
        m_app.transfers().retry({file});
    });
    connect(&care, &CacheCare::switchRequested, this,
            [this](const QString &root) { m_app.settings().setCacheFolder(root); });
    connect(&m_app, &AppContext::cacheRootChanged, pane, &CachePane::changeRoot);
    const auto noteBusy = [pane](const TransferSnapshot &now) {
        QSet<QByteArray> folders;
        for (const TransferGroup &group : now.groups)
            if (group.state != TransferState::Done && group.state != TransferState::Cancelled
                && group.state != TransferState::Failed)
                folders << CacheLayout::repoFolder(group.repo).toUtf8();
        pane->controller().setBusy(folders);
        pane->care().setTransfers(now);
    };
    connect(&m_app.transfers(), &Transfers::changed, pane, noteBusy);
    noteBusy(m_app.transfers().snapshot());
    return pane;
}

void Pages::showInFileManager(const QString &path)
{
    onOwnThread([path] {
        const QFileInfo info(path);
        return info.isDir() ? path : info.absolutePath();
    }).then(qApp, [](const QString &folder) {
        QDesktopServices::openUrl(QUrl::fromLocalFile(folder));
    });
}

QWidget *Pages::makeSearch(RepoKind kind)
{
    auto *controller = new SearchController(kind, m_app.hub(), m_app.cache());
    controller->setSaved(m_app.firstPages());
    auto *pane = new SearchPane(*controller, m_app.settings());
    controller->setParent(pane);
    pane->setOffline(m_app.hub().offlineReason());
    connect(pane, &SearchPane::openRequested, this, &Pages::openRequested);
    connect(pane, &SearchPane::downloadRequested, this, [this, controller](const RepoId &repo) {
        m_app.transfers().download({.repo = repo,
                                    .revision = {},
                                    .paths = {},
                                    .allow = {},
                                    .ignore = {},
                                    .folder = {},
                                    .isPublic = controller->model().isPublic(repo)});
    });
    connect(pane, &SearchPane::choiceRequested, this,
            [this, pane](const RepoPlace &place) { chooseFiles(place, pane); });
    if (!m_app.session().isReading())
        pane->start();
    return pane;
}

QWidget *Pages::repo(int tab, const HubAddress &address)
{
    if (RepoPane *pane = m_repos.value(tab)) {
        if (pane->address() != address)
            pane->open(address);
        return pane;
    }
    auto *pane = new RepoPane(m_app.hub(), m_app.cache(), address);
    m_repos.insert(tab, pane);
    pane->showTransfers(m_app.transfers().snapshot());
    connect(pane, &RepoPane::addressChanged, this,
            [this, tab](const HubAddress &at) { emit moved(tab, at); });
    connect(pane, &RepoPane::visibilityKnown, this,
            [this, tab](bool isPublic) { emit visibilityKnown(tab, isPublic); });
    connect(pane, &RepoPane::addressActivated, this, &Pages::linkFollowed);
    connect(pane, &RepoPane::downloadRequested, this, [this, pane](DownloadRequest request) {
        request.isPublic = pane->isPublic();
        m_app.transfers().download(request);
    });
    pane->setPreviewShare(m_app.settings().previewShare());
    connect(pane, &RepoPane::previewShareChosen, &m_app.settings(), &Settings::setPreviewShare);
    connectPreview(pane->preview());
    connect(pane, &RepoPane::revealWanted, this, &Pages::showInFileManager);
    connect(pane, &RepoPane::signInWanted, this, &Pages::signInWanted);
    connect(pane, &RepoPane::said, this, &Pages::said);
    connect(pane, &RepoPane::fetchOffered, this, &Pages::fetchOffered);
    connectCommits(*pane);
    connect(pane, &RepoPane::placeRequested, this,
            [this, pane](const PlaceTask &task) { placeFile(task, pane); });
    connect(pane, &RepoPane::uploadRequested, this,
            [this, pane](const UploadTarget &target, const QList<QByteArray> &local) {
                openUpload(target, local, *pane);
            });
    connect(pane, &RepoPane::searchWanted, this, [this](RepoKind kind, const QString &text) {
        emit pageWanted(searchPage(kind));
        search(kind, text);
    });
    return pane;
}

void Pages::placeFile(const PlaceTask &task, QWidget *parent)
{
    auto *dialog = new PlaceDialog(std::make_shared<CacheStore>(m_app.cacheRoot(), m_app.links()),
                                   task, parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &PlaceDialog::placed, this, [this, file = task.file] {
        for (RepoPane *pane : std::as_const(m_repos))
            pane->noteCached(file.repo, file.commit, file.path.text());
        m_app.cache().refresh();
    });
    dialog->open();
}

// One choice for all previews: the others follow it at once.
void Pages::connectPreview(PreviewPane &preview)
{
    Settings &settings = m_app.settings();
    preview.setWrap(settings.previewWrap());
    connect(&preview, &PreviewPane::wrapChosen, &settings, &Settings::setPreviewWrap);
    connect(&settings, &Settings::changed, &preview, [&preview, &settings](Settings::Key key) {
        if (key == Settings::Key::PreviewWrap)
            preview.setWrap(settings.previewWrap());
    });
}

void Pages::dropRepo(int tab)
{
    if (RepoPane *pane = m_repos.take(tab))
        pane->deleteLater(); // it may be the sender of what led here
}

void Pages::search(RepoKind kind, const QString &text)
{
    if (auto *pane = qobject_cast<SearchPane *>(page(searchPage(kind))))
        pane->searchFor(text);
}

void Pages::focusSignIn()
{
    page(PageId::Settings);
    m_settings->accountPanel()->focusToken();
}

void Pages::reloadPage(PageId page)
{
    const QWidget *pane = m_pages.value(page);
    if (auto *controller = pane ? pane->findChild<SearchController *>() : nullptr)
        controller->reload();
}

void Pages::findOnPage(PageId page)
{
    QWidget *pane = m_pages.value(page);
    if (auto *search = qobject_cast<SearchPane *>(pane))
        search->focusText();
    else if (auto *transfers = qobject_cast<TransfersPane *>(pane))
        transfers->focusFilter();
    else if (auto *cache = qobject_cast<CachePane *>(pane))
        cache->focusFind();
}

void Pages::findInRepo(int tab)
{
    if (RepoPane *pane = m_repos.value(tab))
        pane->openFind();
}

void Pages::reloadRepo(int tab)
{
    if (RepoPane *pane = m_repos.value(tab))
        pane->reload();
}
