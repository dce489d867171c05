#pragma once

#include "app/hub/repoid.h"

#include <QFuture>
#include <QWidget>

class HistoryModel;
class QAction;
class QTreeView;
class StateView;
class Transfers;
struct HistoryEntry;

// The page of what has ended: searched as the text changes, and what can be done with an entry by
// menu and key. Asks for nothing before it is shown.
class HistoryView final : public QWidget
{
    Q_OBJECT

public:
    explicit HistoryView(Transfers &transfers, QWidget *parent = nullptr);

    void setFilter(const QString &text);

signals:
    void removed(int entries); // TransferHistory::takeBack() brings them back
    void manifestWanted(const QList<qint64> &entries);
    void openRequested(const RepoId &repo);
    void showRequested(const QString &path); // in the file manager

protected:
    void showEvent(QShowEvent *event) override;
    void focusInEvent(QFocusEvent *event) override; // the list gets it

private:
    void makeTree();
    void makeActions();
    void search();
    void take(const QList<HistoryEntry> &found);
    QList<const HistoryEntry *> chosen() const; // also those of whose files one is chosen
    QList<qint64> chosenIds() const;
    void enable();
    bool canDownload(const HistoryEntry &entry) const; // from the Hub that is asked now
    void downloadAgain();
    void removeChosen();
    void showPlace();
    void copyReceipts();
    QStringList chosenPaths() const; // of files that are there
    void copyPaths();
    void chooseFile();
    void exportTo(const QString &file);
    void showMenu(QPoint position);

    Transfers &m_transfers;
    HistoryModel *m_model;
    QTreeView *m_tree;
    StateView *m_state;
    QString m_filter;
    bool m_stale = true; // what is shown may not be what there is
    QFuture<QList<HistoryEntry>> m_found;
    int m_question = 0; // whose answer counts
    QAction *m_again = nullptr;
    QAction *m_show = nullptr;
    QAction *m_copy = nullptr;
    QAction *m_copyPath = nullptr;
    QAction *m_export = nullptr;
    QAction *m_remove = nullptr;
};
