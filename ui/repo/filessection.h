#pragma once

#include "app/hub/hubaddress.h"
#include "app/transfer/hubaccess.h"
#include "ui/commit/commitnews.h"
#include "ui/repo/filescontroller.h"
#include "ui/repo/reposection.h"
#include "ui/repo/treememory.h"

#include <QTimer>

class Breadcrumb;
class CommitDialog;
class DragOut;
class DraftStrip;
class Drafts;
class FileEditor;
class FileTreeView;
class PreviewPane;
class QLineEdit;
class QMenu;
class QSplitter;
class QStackedWidget;
class QToolButton;
class SelectionBar;
class StateView;
struct Draft;
struct FileChange;
struct RepoChanged;

// The files of a repository: a tree with its toolbar and what is selected in it.
class FilesSection final : public RepoSection
{
    Q_OBJECT

public:
    FilesSection(HubClient &hub, CacheIndex &cache, QWidget *parent = nullptr);

    FilesController &controller() { return m_controller; }
    FileTreeView *view() { return m_view; }
    PreviewPane *preview() { return m_preview; }
    FileListing::Sum selection() const;
    // As soon as that revision and the path's folders are here.
    void showPath(const QString &path, const Revision &revision);
    QString currentPath() const; // empty: none
    void writeCard(); // edits README.md, or begins one
    void editMetadata(); // likewise, by its form
    void upload(const QList<QByteArray> &local); // to the root; absolute paths
    void retryRefused(); // somebody else is signed in now
    // Percent of the width that the preview takes; 0: as fits best.
    void setPreviewShare(int percent);
    void setOffline(const QString &why); // HubClient::offlineReason()
    // How commits reach the Hub; without it as the client does.
    void setAccess(const std::function<HubAccess()> &access) { m_access = access; }
    using WhoAsks = std::function<std::optional<Account>()>;
    void setAccount(const WhoAsks &account) { m_account = account; }
    void setDrafts(const Drafts &drafts); // of what is typed here; they outlive it
    bool isUnsaved() const; // something was typed
    void askToLeave(const std::function<void()> &then); // what was typed is not wanted any more
    void openFind() override; // in the file that is shown; from the tree, its filter

signals:
    void downloadClicked(const QStringList &files); // into the cache
    void toFolderClicked(const QStringList &files); // that is to be asked for
    void selectionChanged(const FileListing::Sum &selection);
    void pathShown(const QString &path); // the current row; empty for none
    void browserWanted(const QString &path);
    void previewShareChosen(int percent);
    void revealWanted(const QString &file); // a file in the cache, in the file manager
    void termsWanted(); // the repository's page on the web
    void signInWanted();
    void copyWanted(const QStringList &files); // their addresses
    void linkActivated(const QString &folder, const QString &address); // in a file that lies there
    void placeWanted(const TreeEntry &entry, const QString &localFile); // to take for it
    // Of this computer, absolute; folder: of the repository, empty: its root.
    void uploadWanted(const QString &folder, const QList<QByteArray> &local);
    void watchWanted(const QString &folder); // to keep it as one of this computer is
    void compareWanted(); // with a folder of this computer
    void committed(const CommitNews &news); // the branch is at another commit
    void newerWanted(const RepoChanged &end); // that somebody else committed
    void said(const QString &sentence); // that belongs nowhere else
    // The same about files that have to be downloaded first.
    void fetchOffered(const QString &sentence, const QStringList &files);

protected:
    void load(const RepoPlace &place) override;
    QWidget *keyTarget() const override;
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *toolBar();
    QWidget *filesColumn();
    void connectView();
    void applyFilter();
    void remember();
    void clearFilter();
    void render(const ViewState &state);
    void showMatches(); // or that there are none
    void expandAll();
    void pursue();
    void giveUp();
    void split();
    void onSelectionEdited();
    void sumSelection();
    void openMenu(const QPoint &at);
    void connectPreview();
    void connectDrags();
    // Out of the window: what is cached of the selection, or a sentence why it is not to be had.
    enum class Way { Drag, Clipboard };
    void takeOut(Way way);
    void askForOwnFile(const QString &path);
    void dropOnFile(const QString &path, const QString &local);
    void useOwnFile(const QString &path, const QString &localFile);
    void connectUploads();
    void addUploads(QMenu &menu);
    void askForUpload(); // which files
    void askForFolderToUpload();
    void pasteFiles(); // uploads those of the clipboard
    QString currentFolder() const; // that things go to; empty: the root
    void connectChanges();
    QString changeRefusal() const; // a sentence; empty: it is up to the Hub
    QStringList chosen() const; // selected, without what is in a selected folder
    void addChanges(QMenu &menu);
    void askToDelete();
    void askToMove();
    void askToRestore(); // from a commit
    void askToCopy(); // to another repository
    CommitDialog *openCommit(bool deletes, const QString &title, const QString &button,
                             QWidget *body, const FileChange &change);
    void connectEditing();
    FileEditor *editor();
    bool isEditing() const;
    void edit();
    void addFile();
    void addEditing(QMenu &menu, const TreeEntry *entry);
    QString rowBeside(const QStringList &gone) const; // its path
    void offerDrafts(); // what was typed before the program ended
    void goOnWith(const Draft &draft);
    void leaveWhatIsSaved(); // the editor with nothing typed in it
    static CommitNews newsOf(const FileChange &made, const RepoChanged &end);
    void tell(const FileChange &made, const RepoChanged &end, const QString &after);
    const TreeEntry *entryAt(const QString &path) const;
    void showPreview();
    QString cachedPath(const QString &path) const; // empty: not in the cache

    FilesController m_controller;
    FileTreeView *m_view;
    TreeMemory m_memory; // of the revision before, or of the time before the filter
    StateView *m_states;
    Breadcrumb *m_crumbs;
    QLineEdit *m_filter;
    QToolButton *m_expand;
    SelectionBar *m_selection;
    PreviewPane *m_preview;
    QSplitter *m_splitter;
    QStackedWidget *m_body; // it, or the editor
    FileEditor *m_editor = nullptr; // made when it is first wanted
    HubClient &m_hub;
    CacheIndex &m_cache;
    std::function<HubAccess()> m_access;
    WhoAsks m_account;
    const Drafts *m_drafts = nullptr;
    DraftStrip *m_draftStrip;
    RequestHandle m_restoring;
    QToolButton *m_upload;
    DragOut *m_dragOut = nullptr;
    QTimer m_filterTimer;
    QTimer m_expandTimer;
    QTimer m_selectionTimer;
    QTimer m_marksTimer; // cached marks have changed
    QTimer m_previewTimer;
    QString m_wanted; // path to show once it is here
    QString m_offline;
    QString m_missing; // the wanted path that this revision has not: another may have it
    ViewState m_state; // what the tree would show without a filter
    QString m_unmatched; // the filter that the empty state names; empty: none
    bool m_expanding = false;
    bool m_unfold = false; // the wanted path, if it is a folder
    int m_previewShare = 0; // percent; 0: the user chose none
};
