#pragma once

#include "app/hub/repoid.h"

#include <QSet>
#include <QTimer>
#include <QWidget>

class ElidedLabel;
class HistoryView;
class ManifestActions;
class OrderActions;
class QHBoxLayout;
class QStackedWidget;
class QTabBar;
class QToolButton;
class QueueTree;
class SearchBox;
class Settings;
class StateView;
class TransferActions;
class TransferFooter;
class TransferHeader;
class TransferModel;
class Transfers;
class UploadList;
class WatchList;
struct TransferSnapshot;

// The queue and the history: totals above, a tree of downloads and their files, and what can be
// done with each by mouse, keyboard and menu. Draws snapshots; every change is asked of Transfers.
class TransfersPane final : public QWidget
{
    Q_OBJECT

public:
    TransfersPane(Transfers &transfers, Settings &settings, QWidget *parent = nullptr);

    void focusFilter();
    void setCacheRoot(const QString &folder); // absolute
    void addUploads(UploadList *uploads); // as a page; takes it over, once
    void addWatched(WatchList *watched); // the same, after the uploads
    void showWatched(); // that page

signals:
    void openRequested(const RepoId &repo);
    void webPageWanted(const RepoId &repo); // on the Hub, in the browser
    void searchWanted(); // from the empty state
    void showRequested(const QString &path); // in the file manager
    void historyRemoved(int entries); // see HistoryView::removed()

protected:
    void focusInEvent(QFocusEvent *event) override; // the list gets it
    void keyPressEvent(QKeyEvent *event) override; // pasted ones, too
    void dragEnterEvent(QDragEnterEvent *event) override; // of manifests
    void dropEvent(QDropEvent *event) override;

private:
    QHBoxLayout *makeBar();
    QToolButton *makeMenu();
    QWidget *makeQueue();
    void connectTree();
    void connectParts();
    void showTab(int tab);
    void nameTabs();
    void tellTrouble();
    void render(const TransferSnapshot &snapshot);
    void filter(const QString &text);
    void showState(); // of the queue's list
    void pauseAll();
    void resumeAll();

    Transfers &m_transfers;
    TransferModel *m_model;
    TransferHeader *m_header;
    SearchBox *m_filter;
    QTabBar *m_tabs;
    QStackedWidget *m_pages;
    ElidedLabel *m_trouble; // why nothing is kept
    QueueTree *m_tree;
    StateView *m_state;
    QTimer m_seconds; // for what counts them
    HistoryView *m_history;
    UploadList *m_uploads = nullptr;
    WatchList *m_watched = nullptr;
    TransferFooter *m_footer;
    ManifestActions *m_manifests;
    OrderActions *m_order = nullptr; // made with the tree, as the next
    TransferActions *m_actions = nullptr;
    qsizetype m_count = 0; // groups in the queue
    QSet<qint64> m_folded; // groups, while a filter opens all
};
