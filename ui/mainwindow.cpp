#include "ui/mainwindow.h"

#include "app/appcontext.h"
#include "app/text/safetext.h"
#include "ui/account/accountmenu.h"
#include "ui/paste/pastedoor.h"
#include "ui/theme/tokens.h"
#include "ui/upload/uploaddoor.h"
#include "ui/window/closequestion.h"
#include "ui/window/omnibox.h"
#include "ui/window/sidebar.h"
#include "ui/window/statusline.h"
#include "ui/window/tabstrip.h"
#include "ui/window/toast.h"
#include "ui/window/topbar.h"
#include "ui/window/transfernews.h"
#include "ui/window/windowactions.h"
#include "ui/window/windowsession.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QCloseEvent>
#include <QDesktopServices>
#include <QMenu>
#include <QScreen>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <chrono>
#include <utility>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto kSessionDelay = 500ms; // so that a burst of moves is one write
constexpr QSize kFirstSize(1440, 900);
constexpr QSize kLeastSize(860, 560);

} // namespace

MainWindow::MainWindow(AppContext &app)
    : m_app(app)
    , m_suggestions(app.hub())
    , m_pages(new Pages(app, this))
    , m_actions(new WindowActions(this))
    , m_accountMenu(new AccountMenu(app.session(), this))
    , m_omnibox(new Omnibox(m_suggestions))
    , m_topBar(new TopBar(m_omnibox, m_actions->back, m_actions->forward))
    , m_sidebar(new Sidebar)
    , m_strip(new TabStrip)
    , m_stack(new QStackedWidget)
    , m_status(new StatusLine(app))
    , m_paste(new PasteDoor(app, this))
    , m_uploadDoor(new UploadDoor(app, this))
{
    setMinimumSize(kLeastSize);
    makeLayout();
    addPages();
    connectActions();
    connectAccount();
    connectUploads();
    connectTabs();
    connectNews();
    connectApp();
    m_saveTimer.setSingleShot(true);
    m_saveTimer.setInterval(kSessionDelay);
    m_saveTimer.callOnTimeout(this, &MainWindow::saveSession);
    resize(kFirstSize.boundedTo(screen()->availableSize()));
    restoreGeometry(app.settings().windowGeometry());
    restoreSession();
    centralWidget()->setFocus(); // not the omnibox: its hint and the first page are to be seen
}

MainWindow::~MainWindow() = default;

void MainWindow::makeLayout()
{
    auto *right = new QVBoxLayout;
    right->setContentsMargins(0, 0, 0, 0);
    right->setSpacing(0);
    right->addWidget(m_strip);
    right->addWidget(m_stack, 1);
    auto *middle = new QHBoxLayout;
    middle->setContentsMargins(0, 0, 0, 0);
    middle->setSpacing(0);
    middle->addWidget(m_sidebar);
    middle->addLayout(right, 1);
    auto *centre = new QWidget;
    auto *layout = new QVBoxLayout(centre);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_topBar);
    layout->addLayout(middle, 1);
    layout->addWidget(m_status);
    centre->setFocusPolicy(Qt::ClickFocus);
    setCentralWidget(centre);
    m_topBar->setMenus(m_actions->menu(), m_accountMenu);
    m_actions->addAccount(m_accountMenu);
    m_toast = new Toast(centre, metrics::kStatusBar);
}

void MainWindow::addPages()
{
    struct Entry
    {
        PageId page;
        QKeySequence key;
    };
    const auto add = [this](const Entry &entry) {
        if (!Pages::exists(entry.page))
            return;
        m_sidebar->addPage(entry.page, pageIcon(entry.page), pageTitle(entry.page));
        m_actions->addPage(entry.page, pageTitle(entry.page), entry.key);
    };
    add({PageId::Models, QKeySequence(Qt::CTRL | Qt::Key_1)});
    add({PageId::Datasets, QKeySequence(Qt::CTRL | Qt::Key_2)});
    add({PageId::Spaces, QKeySequence(Qt::CTRL | Qt::Key_3)});
    const bool local = Pages::exists(PageId::Transfers) || Pages::exists(PageId::Cache)
        || Pages::exists(PageId::Settings);
    if (local)
        m_sidebar->addHeading(tr("This computer"));
    add({PageId::Transfers, QKeySequence(Qt::CTRL | Qt::Key_J)});
    add({PageId::Updates, {}});
    add({PageId::Cache, {}});
    add({PageId::Settings, QKeySequence(Qt::CTRL | Qt::Key_Comma)});
    m_actions->addPage(PageId::Start, pageTitle(PageId::Start), {});
}

QString MainWindow::pageTitle(PageId page) const
{
    switch (page) {
    case PageId::Start: return tr("Start");
    case PageId::Models: return tr("Models");
    case PageId::Datasets: return tr("Datasets");
    case PageId::Spaces: return tr("Spaces");
    case PageId::Transfers: return tr("Transfers");
    case PageId::Updates: return tr("Updates");
    case PageId::Cache: return tr("Cache");
    case PageId::Settings: return tr("Settings");
    }
    Q_UNREACHABLE_RETURN({});
}

void MainWindow::restoreSession()
{
    const QByteArray stored = m_app.settings().session();
    const WindowSession session = WindowSession::fromJson(stored);
    m_tabs = TabList(stored.isEmpty()                  ? PageId::Start
                         : Pages::exists(session.page) ? session.page
                                                       : PageId::Models);
    for (const WindowSession::Tab &tab : session.tabs) {
        const int index = m_tabs.open(tab.address, true);
        m_tabs.setPublic(m_tabs.at(index).id, tab.isPublic);
    }
    m_tabs.select(session.current);
    m_restoredFrom = session.account;
    if (m_app.accountName())
        onAccountChanged(false);
    sync();
}

void MainWindow::saveSession()
{
    WindowSession session = WindowSession::of(m_tabs);
    session.account = m_app.accountName().value_or(m_restoredFrom);
    m_app.settings().setSession(session.toJson());
}

void MainWindow::openPage(PageId page)
{
    m_tabs.openPage(page);
    sync();
}

void MainWindow::say(const QString &sentence)
{
    m_status->say(sentence);
}

void MainWindow::open(const HubAddress &address, bool background)
{
    m_tabs.goTo(address, background);
    sync();
}

void MainWindow::choose(const Suggestion &suggestion, bool background)
{
    if (suggestion.address) {
        open(*suggestion.address, background);
    } else {
        openPage(searchPage(suggestion.kind));
        m_pages->search(suggestion.kind, suggestion.text);
    }
    if (!background)
        m_stack->currentWidget()->setFocus(); // keys now belong to what was opened
}

void MainWindow::closeTab(int index)
{
    if (index < 0)
        return;
    const int tab = m_tabs.at(index).id;
    if (asksBeforeLeaving(tab, [this, tab] { closeTab(m_tabs.indexOf(tab)); }))
        return;
    if (m_tabs.close(index))
        sync();
}

// Only when something was typed in it that is nowhere else.
bool MainWindow::asksBeforeLeaving(int tab, const std::function<void()> &then)
{
    if (!m_pages->isUnsaved(tab))
        return false;
    m_tabs.select(m_tabs.indexOf(tab));
    sync();
    m_pages->askToLeave(tab, then);
    return true;
}

// An account is left, too, when its token was replaced or taken away between two starts.
void MainWindow::onAccountChanged(bool leftOne)
{
    const QString restoredFrom = std::exchange(m_restoredFrom, {});
    if (leftOne || (!restoredFrom.isEmpty() && restoredFrom != m_app.accountName()))
        leaveAccount();
    else
        m_saveTimer.start(); // with the account's name
}

// What is known to be public stays and is asked for anew, as whoever is signed in now. The rest may
// be private: a tab that was never shown, one still loading, or one whose revision failed.
void MainWindow::leaveAccount()
{
    for (const int tab : m_pages->repoTabs())
        if (m_pages->isUnsaved(tab))
            m_tabs.setPublic(tab, true); // what was typed in it stays
    m_tabs.closePrivate();
    m_toast->hide();
    m_omnibox->setText({});
    m_suggestions.forget();
    askAnew();
    saveSession(); // their names stand in it
}

// What the panes show belongs to another account, Hub or cache: the open ones are made again.
void MainWindow::askAnew()
{
    for (const int tab : m_pages->repoTabs())
        if (m_pages->isUnsaved(tab))
            m_pages->reloadRepo(tab);
        else
            m_pages->dropRepo(tab);
    sync();
}

void MainWindow::copyId()
{
    if (const RepoId *repo = m_tabs.repoAt(m_tabs.current())) {
        QGuiApplication::clipboard()->setText(repo->id());
        m_status->say(tr("Copied %1").arg(SafeText::path(repo->id())));
    }
}

void MainWindow::openInBrowser()
{
    if (const auto *address = std::get_if<HubAddress>(&m_tabs.currentTab().history.current()))
        QDesktopServices::openUrl(address->webUrl(m_app.hub().endpoint()));
}

void MainWindow::showTabMenu(int index, QPoint position)
{
    m_tabs.select(index);
    sync();
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addActions({m_actions->reload, m_actions->copyId, m_actions->openInBrowser});
    menu->addSeparator();
    menu->addActions({m_actions->closeTab, m_actions->reopenTab});
    menu->popup(position);
}

// Makes every widget show what m_tabs says.
void MainWindow::sync()
{
    const auto page = std::get<PageId>(m_tabs.at(0).history.current());
    m_strip->render(m_tabs, pageTitle(page), pageIcon(page));
    for (const int tab : m_pages->repoTabs()) {
        if (m_tabs.indexOf(tab) < 0)
            m_pages->dropRepo(tab);
    }
    showCurrentPane();

    const RepoId *repo = m_tabs.repoAt(m_tabs.current());
    m_news->setQuiet(!repo && page == PageId::Transfers);
    m_sidebar->setCurrent(repo ? searchPage(repo->kind()) : page);
    const RepoKind kind = repo ? repo->kind() : searchedKind(page).value_or(RepoKind::Model);
    m_suggestions.setSearchKind(kind);
    const TabHistory &history = m_tabs.currentTab().history;
    m_actions->back->setEnabled(history.canGoBack());
    m_actions->forward->setEnabled(history.canGoForward());
    m_actions->closeTab->setEnabled(repo);
    m_actions->reopenTab->setEnabled(m_tabs.canReopen());
    m_actions->copyId->setEnabled(repo);
    m_actions->openInBrowser->setEnabled(repo);
    m_actions->reload->setEnabled(repo || searchedKind(page)); // its keys are others' elsewhere
    const QString title = repo ? SafeText::line(repo->id()) : pageTitle(page);
    setWindowTitle(tr("%1 – Hubnaut", "window title").arg(title));
    m_saveTimer.start();
}

void MainWindow::showCurrentPane()
{
    const TabList::Tab &tab = m_tabs.currentTab();
    const Place &place = tab.history.current();
    QWidget *pane = nullptr;
    if (const auto *page = std::get_if<PageId>(&place))
        pane = m_pages->page(*page);
    else
        pane = m_pages->repo(tab.id, std::get<HubAddress>(place));
    if (m_stack->currentWidget() == pane)
        return;
    const QWidget *keys = focusWidget();
    const bool follow = keys == centralWidget() || m_stack->isAncestorOf(keys);
    if (m_stack->indexOf(pane) < 0) {
        m_stack->addWidget(pane);
        if (place == Place(PageId::Transfers))
            m_paste->watchPage(pane);
    }
    m_stack->setCurrentWidget(pane);
    if (follow)
        pane->setFocus(); // and not the next widget that happens to be there
}

bool MainWindow::asksBeforeClosing()
{
    if (!m_mayClose && !qApp->isSavingSession())
        for (const int tab : m_pages->repoTabs())
            if (asksBeforeLeaving(tab, [this] { close(); }))
                return true;
    const TransferSnapshot &now = m_app.transfers().snapshot();
    qint64 bytes = 0;
    for (const TransferFile &file : now.files)
        if (file.state != TransferState::Done && file.state != TransferState::Cancelled
            && file.state != TransferState::Failed)
            bytes += file.done;
    // The desktop's own end of a session waits for nobody.
    const bool idle = now.running + now.waiting == 0 && (now.paused == 0 || bytes == 0);
    if (m_mayClose || idle || qApp->isSavingSession())
        return false;
    if (findChild<CloseQuestion *>())
        return true;
    auto *question = new CloseQuestion(now.running + now.waiting + now.paused, bytes,
                                       m_app.transfers().isKept(), this);
    connect(question, &CloseQuestion::closeChosen, this, &MainWindow::closeNow);
    question->open();
    return true;
}

void MainWindow::closeNow()
{
    m_mayClose = true;
    close();
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (asksBeforeClosing())
        return event->ignore();
    m_saveTimer.stop();
    saveSession();
    m_app.settings().setWindowGeometry(saveGeometry());
    event->accept();
}

void MainWindow::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::BackButton)
        m_actions->back->trigger();
    else if (event->button() == Qt::ForwardButton)
        m_actions->forward->trigger();
    else
        QMainWindow::mousePressEvent(event);
}
