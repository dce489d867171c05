#pragma once

#include "app/hub/hubaddress.h"
#include "app/transfer/transfers.h"
#include "ui/window/place.h"

#include <QHash>
#include <QObject>

struct CommitNews;
struct PlaceTask;
struct RepoChange;
struct RepoPlace;
struct UploadStart;
struct UploadTarget;
class AppContext;
class PreviewPane;
class RepoPane;
class SettingsPane;
class StartPage;
class TransfersPane;
struct WatchWish;

// Makes the panes with their controllers when they are first shown, and passes on what they ask
// for. The only file of the window that knows which panes exist.
class Pages final : public QObject
{
    Q_OBJECT

public:
    explicit Pages(AppContext &app, QObject *parent = nullptr);

    static bool exists(PageId page); // whether there is such a page in this program
    // The widget lives as long as its parent, which the caller gives it.
    QWidget *page(PageId page);
    QWidget *repo(int tab,
                  const HubAddress &address); // made for the tab, else moved to the address
    void dropRepo(int tab);
    bool isUnsaved(int tab) const; // something was typed in it
    void askToLeave(int tab, const std::function<void()> &then); // and it is not wanted any more
    QList<int> repoTabs() const { return m_repos.keys(); }

    // A file's folder, never the file: opening what was downloaded is not ours to do.
    static void showInFileManager(const QString &path);

    void undo(const RepoChange &change); // committed tells how it went
    void search(RepoKind kind, const QString &text);
    void focusSignIn(); // on the settings page
    void reloadPage(PageId page);
    void reloadRepo(int tab);
    void findOnPage(PageId page);
    void findInRepo(int tab);
    void upload(int tab, const QList<QByteArray> &local); // absolute paths
    // To the main branch of the tab's repository, however far it is loaded.
    void upload(int tab, const RepoId &repo, const QList<QByteArray> &local);

signals:
    void openRequested(const HubAddress &address, bool background);
    void linkFollowed(const HubAddress &address); // in a text: leads to just that place
    void moved(int tab, const HubAddress &address); // the user, within the repository of a tab
    void visibilityKnown(int tab, bool isPublic); // of its repository
    void pageWanted(PageId page);
    void addressWanted();
    void signInWanted();
    void demoWanted();
    void said(const QString &sentence); // for the status line
    void committed(const CommitNews &news);
    void historyRemoved(int entries); // see HistoryView::removed()
    // A sentence about files that are not here, and what fetches them.
    void fetchOffered(const QString &sentence, const DownloadRequest &request);

private:
    void onSessionChanged();
    void onConnectionChanged();
    void onUploaded(qint64 upload);
    void onAccountChanged(bool leftOne);
    QWidget *makePage(PageId page);
    QWidget *makeSearch(RepoKind kind);
    QWidget *makeStart();
    void watchReach(StartPage &start);
    QWidget *makeSettings();
    QWidget *makeTransfers();
    QWidget *makeUpdates();
    QWidget *makeCache();
    void connectPreview(PreviewPane &preview);
    void placeFile(const PlaceTask &task, QWidget *parent);
    void connectCommits(RepoPane &pane);
    void tellCommit(const CommitNews &news);
    void openUpload(const UploadTarget &target, const QList<QByteArray> &local, RepoPane &pane);
    void chooseFiles(const RepoPlace &place, QWidget *parent); // pages_plan.cpp
    // pages_watch.cpp
    void addWatched(TransfersPane &pane);
    void review(const WatchWish &wish, QWidget *parent);
    void watch(const UploadTarget &target, RepoPane &pane);
    void openPlan(const UploadTarget &target, const QByteArray &local, const UploadStart &start,
                  QWidget *parent);
    void askToCompare(const UploadTarget &target, RepoPane &pane); // with which folder

public:
    // Used by the tour and tests, which choose the folder themselves.
    void compare(const UploadTarget &target, const QByteArray &local, RepoPane &pane);

private:
    AppContext &m_app;
    QHash<PageId, QWidget *> m_pages;
    SettingsPane *m_settings = nullptr;
    QHash<int, RepoPane *> m_repos;
};
