#pragma once

#include "ui/window/omniboxcontroller.h"
#include "ui/window/pages.h"
#include "ui/window/tablist.h"

#include <QMainWindow>

class AccountMenu;
class AppContext;
struct CommitNews;
class Omnibox;
class PasteDoor;
class QStackedWidget;
class Sidebar;
class StatusLine;
class TabStrip;
class Toast;
class TopBar;
class TransferNews;
class UploadDoor;
class WindowActions;

// The window: top bar, sidebar, tabs and status line around the panes. Every change of where the
// user is goes through the TabList; sync() then makes the widgets show it.
class MainWindow final : public QMainWindow
{
    Q_OBJECT

public:
    explicit MainWindow(AppContext &app);
    ~MainWindow() override;

    void openAddress(const HubAddress &address) { open(address, false); }
    void openPage(PageId page);
    void upload(const QStringList &files); // absolute paths; asks where they go
    void say(const QString &sentence); // in the status line
    void closeNow(); // and asks nothing, whatever runs
    const TabList &tabs() const { return m_tabs; }

signals:
    void demoWanted();

protected:
    void closeEvent(QCloseEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;

private:
    void makeLayout();
    void addPages();
    void connectActions();
    void connectTabs();
    void connectApp();
    void connectAccount();
    void connectNews();
    void restoreSession();

    void open(const HubAddress &address, bool background);
    void choose(const Suggestion &suggestion, bool background);
    void closeTab(int index);
    bool asksBeforeLeaving(int tab, const std::function<void()> &then);
    void showCommit(const CommitNews &news);
    void onAccountChanged(bool leftOne);
    void leaveAccount();
    void askAnew();
    void askForNewRepo();
    void connectUploads();
    void copyId();
    void openInBrowser();
    void showTabMenu(int index, QPoint position);
    void sync();
    void showCurrentPane();
    bool asksBeforeClosing();
    void saveSession();
    QString pageTitle(PageId page) const;

    AppContext &m_app;
    TabList m_tabs;
    OmniboxController m_suggestions;
    Pages *m_pages;
    WindowActions *m_actions;
    AccountMenu *m_accountMenu;
    Omnibox *m_omnibox;
    TopBar *m_topBar;
    Sidebar *m_sidebar;
    TabStrip *m_strip;
    QStackedWidget *m_stack;
    StatusLine *m_status;
    Toast *m_toast = nullptr; // made with the layout
    TransferNews *m_news = nullptr;
    PasteDoor *m_paste;
    UploadDoor *m_uploadDoor;
    QTimer m_saveTimer;
    QString m_restoredFrom; // the account whose tabs were restored, until it is known who asks now
    bool m_mayClose = false; // although files are on their way
};
