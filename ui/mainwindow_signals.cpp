// What the window's parts say to each other.
#include "ui/mainwindow.h"

#include "app/appcontext.h"
#include "app/text/format.h"
#include "ui/account/accountmenu.h"
#include "ui/commit/commitnews.h"
#include "ui/paste/pastedoor.h"
#include "ui/repo/newrepodialog.h"
#include "ui/upload/uploaddoor.h"
#include "ui/widgets/localfiles.h"
#include "ui/window/aboutbox.h"
#include "ui/window/omnibox.h"
#include "ui/window/sidebar.h"
#include "ui/window/statusline.h"
#include "ui/window/tabstrip.h"
#include "ui/window/toast.h"
#include "ui/window/topbar.h"
#include "ui/window/transfernews.h"
#include "ui/window/windowactions.h"

#include <QAction>
#include <QDesktopServices>
#include <QStackedWidget>

using namespace Qt::StringLiterals;

void MainWindow::connectActions()
{
    const auto on = [this](QAction *action, auto function) {
        connect(action, &QAction::triggered, this, function);
    };
    const auto change = [this](auto step) { // a change of the tabs, then the widgets
        return [this, step] {
            step(m_tabs);
            sync();
        };
    };
    on(m_actions->back, change([](TabList &tabs) { tabs.back(); }));
    on(m_actions->forward, change([](TabList &tabs) { tabs.forward(); }));
    on(m_actions->nextTab, change([](TabList &tabs) { tabs.selectNext(1); }));
    on(m_actions->previousTab, change([](TabList &tabs) { tabs.selectNext(-1); }));
    on(m_actions->reopenTab, change([](TabList &tabs) { tabs.reopen(); }));
    on(m_actions->closeTab, [this] { closeTab(m_tabs.current()); });
    const auto focusOmnibox = [this] {
        m_omnibox->setFocus(Qt::ShortcutFocusReason);
        m_omnibox->selectAll();
    };
    on(m_actions->omnibox, focusOmnibox);
    on(m_actions->newTab, focusOmnibox);
    on(m_actions->reload, [this] {
        const TabList::Tab &tab = m_tabs.currentTab();
        if (const auto *page = std::get_if<PageId>(&tab.history.current()))
            m_pages->reloadPage(*page);
        else
            m_pages->reloadRepo(tab.id);
    });
    on(m_actions->find, [this] {
        const TabList::Tab &tab = m_tabs.currentTab();
        if (const auto *page = std::get_if<PageId>(&tab.history.current()))
            m_pages->findOnPage(*page);
        else
            m_pages->findInRepo(tab.id);
    });
    on(m_actions->newRepo, [this] { askForNewRepo(); });
    on(m_actions->copyId, [this] { copyId(); });
    on(m_actions->downloadMany, [this] { m_paste->open({}); });
    connect(m_paste, &PasteDoor::started, this, [this] { openPage(PageId::Transfers); });
    m_paste->watchField(m_omnibox);
    on(m_actions->openInBrowser, [this] { openInBrowser(); });
    on(m_actions->sidebar, [this](bool shown) { m_sidebar->setVisible(shown); });
    on(m_actions->offline, [this](bool offline) { m_app.settings().setOffline(offline); });
    on(m_actions->fullScreen, [this](bool full) { full ? showFullScreen() : showNormal(); });
    on(m_actions->menuKey, [this] { m_topBar->openMenu(); });
    on(m_actions->demo, [this] { emit demoWanted(); });
    on(m_actions->about, [this] { showAboutBox(this); });
    on(m_actions->quit, [this] { close(); });
    connect(m_actions, &WindowActions::pageTriggered, this, &MainWindow::openPage);
    connect(m_actions, &WindowActions::themeTriggered, &m_app.settings(), &Settings::setTheme);
    connect(m_omnibox, &Omnibox::chosen, this, &MainWindow::choose);
    connect(m_omnibox, &Omnibox::left, this, [this] { m_stack->currentWidget()->setFocus(); });
    connect(m_pages, &Pages::addressWanted, this, focusOmnibox);
    m_actions->demo->setVisible(!m_app.isDemo());
}

void MainWindow::askForNewRepo()
{
    const auto &account = m_app.session().account();
    if (!account)
        return say(tr("Sign in to make a repository."));
    auto *dialog = new NewRepoDialog(m_app.hub(), *account, this);
    const TabList::Tab &tab = m_tabs.currentTab();
    if (const auto *page = std::get_if<PageId>(&tab.history.current()))
        dialog->setKind(searchedKind(*page).value_or(RepoKind::Model));
    connect(dialog, &NewRepoDialog::created, this, [this](const RepoId &repo) {
        open({.repo = repo, .section = HubAddress::Section::Files, .path = {}}, false);
    });
    dialog->open();
}

// What is dropped anywhere goes to the repository that is looked at.
void MainWindow::connectUploads()
{
    connect(m_actions->uploadFiles, &QAction::triggered, m_uploadDoor, &UploadDoor::askForFiles);
    connect(m_actions->uploadFolder, &QAction::triggered, m_uploadDoor, &UploadDoor::askForFolder);
    connect(m_uploadDoor, &UploadDoor::said, this, &MainWindow::say);
    connect(m_uploadDoor, &UploadDoor::came, this, [this](const QStringList &files) {
        if (m_tabs.current() > 0)
            m_pages->upload(m_tabs.currentTab().id, diskNames(files));
        else
            m_uploadDoor->askWhere(files);
    });
    connect(m_uploadDoor, &UploadDoor::chosen, this,
            [this](const RepoId &repo, const QStringList &files) {
                open({.repo = repo, .section = HubAddress::Section::Files, .path = {}}, false);
                m_pages->upload(m_tabs.currentTab().id, repo, diskNames(files));
            });
}

void MainWindow::upload(const QStringList &files)
{
    m_uploadDoor->askWhere(files);
}

void MainWindow::connectAccount()
{
    const auto signIn = [this] {
        openPage(PageId::Settings);
        m_pages->focusSignIn();
    };
    connect(m_pages, &Pages::signInWanted, this, signIn);
    connect(m_topBar, &TopBar::signInClicked, this, signIn);
    connect(m_accountMenu, &AccountMenu::signInWanted, this, signIn);
    connect(m_accountMenu, &AccountMenu::settingsWanted, this,
            [this] { openPage(PageId::Settings); });
    connect(m_accountMenu, &AccountMenu::profileWanted, this, [this](const QString &name) {
        QUrl profile = m_app.hub().endpoint();
        profile.setPath(profile.path() + u'/' + name);
        QDesktopServices::openUrl(profile);
    });
}

void MainWindow::connectNews()
{
    m_news = new TransferNews(m_app.transfers(), m_app.uploads(), *m_sidebar, *m_status, *m_toast,
                              this);
    connect(m_news, &TransferNews::openRequested, this,
            [this](const RepoId &repo) { open({.repo = repo}, false); });
    connect(m_news, &TransferNews::showRequested, m_pages, &Pages::showInFileManager);
    connect(m_news, &TransferNews::transfersWanted, this, [this] { openPage(PageId::Transfers); });
}

void MainWindow::connectTabs()
{
    connect(m_sidebar, &Sidebar::pageClicked, this, &MainWindow::openPage);
    connect(m_strip, &TabStrip::selected, this, [this](int index) {
        m_tabs.select(index);
        sync();
    });
    connect(m_strip, &TabStrip::filesDropped, this, [this](int index, const QStringList &files) {
        m_tabs.select(index);
        sync();
        m_pages->upload(m_tabs.at(index).id, diskNames(files));
    });
    connect(m_strip, &TabStrip::moved, this, [this](int from, int to) {
        m_tabs.move(from, to);
        sync();
    });
    connect(m_strip, &TabStrip::closeWanted, this, &MainWindow::closeTab);
    connect(m_strip, &TabStrip::newTabWanted, m_actions->newTab, &QAction::trigger);
    connect(m_strip, &TabStrip::menuWanted, this, &MainWindow::showTabMenu);
    connect(m_pages, &Pages::openRequested, this, &MainWindow::open);
    connect(m_pages, &Pages::linkFollowed, this, [this](const HubAddress &address) {
        m_tabs.open(address, false);
        sync();
    });
    connect(m_pages, &Pages::pageWanted, this, &MainWindow::openPage);
    connect(m_pages, &Pages::said, this, &MainWindow::say);
    connect(m_pages, &Pages::fetchOffered, this,
            [this](const QString &sentence, const DownloadRequest &request) {
                m_toast->say(
                    u"download"_s, &Tokens::secondary, {sentence, {}},
                    {tr("What is downloaded can be dragged out."), {}},
                    {{tr("Download"), [this, request] { m_app.transfers().download(request); }}});
            });
    connect(m_pages, &Pages::historyRemoved, this, [this](int entries) {
        m_toast->say(u"trash"_s, &Tokens::secondary,
                     {Format::plural(entries, tr("1 entry is removed from the history"),
                                     tr("%1 entries are removed from the history")),
                      {}},
                     {tr("What was downloaded stays where it is."), {}},
                     {{tr("Undo"), [this] { m_app.transfers().history().takeBack(); }}});
    });
    connect(m_pages, &Pages::committed, this, &MainWindow::showCommit);
    connect(m_pages, &Pages::demoWanted, this, &MainWindow::demoWanted);
    connect(m_pages, &Pages::visibilityKnown, this, [this](int tab, bool isPublic) {
        m_tabs.setPublic(tab, isPublic);
        m_saveTimer.start();
    });
    connect(m_pages, &Pages::moved, this, [this](int tab, const HubAddress &address) {
        m_tabs.visit(tab, address);
        sync();
    });
}

void MainWindow::showCommit(const CommitNews &news)
{
    QList<Toast::Offer> offers;
    if (news.undo)
        offers << Toast::Offer{news.failed ? tr("Try again") : tr("Undo"),
                               [this, undo = *news.undo] { m_pages->undo(undo); }};
    if (news.pullRequest > 0)
        offers << Toast::Offer{tr("Open"), [this, news] {
                                   open({.repo = news.repo,
                                         .section = HubAddress::Section::Community,
                                         .discussion = news.pullRequest},
                                        false);
                               }};
    m_toast->say(news.failed ? u"error"_s : u"commit"_s,
                 news.failed ? &Tokens::danger : &Tokens::secondary, {news.sentence, {}},
                 {news.detail, {}}, offers);
}

void MainWindow::connectApp()
{
    const auto showConnection = [this] {
        m_actions->offline->setChecked(m_app.hub().isOffline());
        const QString source = m_app.offlineSource();
        m_actions->offline->setEnabled(source.isEmpty());
        m_actions->offline->setToolTip(source.isEmpty() ? QString()
                                                        : tr("Decided by %1").arg(source));
    };
    connect(&m_app, &AppContext::connectionChanged, this, showConnection);
    showConnection();
    connect(&m_app.settings(), &Settings::changed, this, [this](Settings::Key key) {
        if (key == Settings::Key::Theme)
            m_actions->setTheme(m_app.settings().theme());
    });
    m_actions->setTheme(m_app.settings().theme());
    connect(&m_app.session(), &Session::changed, this,
            [this] { m_topBar->showSession(m_app.session()); });
    m_topBar->showSession(m_app.session());
    connect(&m_app, &AppContext::cacheRootChanged, this, &MainWindow::askAnew);
    connect(&m_app.cacheScanner(), &CacheScanner::finished, this, [this] {
        if (SidebarEntry *entry = m_sidebar->entry(PageId::Cache))
            entry->setNote(m_app.cacheScanner().current().repos.isEmpty()
                               ? QString()
                               : Format::size(m_app.cacheScanner().current().ledger.total()));
    });
    connect(&m_app, &AppContext::accountChanged, this, &MainWindow::onAccountChanged);
}
