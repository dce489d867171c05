#pragma once

#include "app/hub/repoid.h"

#include <QTimer>
#include <QWidget>

class QHBoxLayout;
class QPushButton;
class QTreeView;
class SearchBox;
class Settings;
class StateView;
class TransferActions;
class TransferHeader;
class TransferModel;
class Transfers;
struct TransferSnapshot;

// The queue: totals above, a tree of downloads and their files, and what can be done with each by
// mouse, keyboard and menu. Draws snapshots; every change is asked of Transfers.
class TransfersPane final : public QWidget
{
    Q_OBJECT

public:
    TransfersPane(Transfers &transfers, Settings &settings, QWidget *parent = nullptr);

    void focusFilter();

signals:
    void openRequested(const RepoId &repo);
    void searchWanted(); // from the empty state
    void showRequested(const QString &path); // in the file manager

protected:
    void focusInEvent(QFocusEvent *event) override; // the list gets it
    void resizeEvent(QResizeEvent *event) override;

private:
    QHBoxLayout *makeBar();
    void fitColumns();
    void makeTree();
    void connectTree();
    void render(const TransferSnapshot &snapshot);
    void pauseAll();
    void resumeAll();

    Transfers &m_transfers;
    TransferModel *m_model;
    TransferHeader *m_header;
    SearchBox *m_filter;
    QTreeView *m_tree;
    StateView *m_state;
    QPushButton *m_clear;
    QTimer m_seconds; // for what counts them
    TransferActions *m_actions = nullptr; // made with the tree
};
