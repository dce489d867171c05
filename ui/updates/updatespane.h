#pragma once

#include "ui/updates/updatescontroller.h"

#include <QWidget>

class ElidedLabel;
class QPushButton;
class QTreeView;
class StateView;

// The page of the update radar: asks when told to, shows what moved and what it would cost, and
// fetches what is chosen.
class UpdatesPane final : public QWidget
{
    Q_OBJECT

public:
    UpdatesPane(HubClient &hub, const QString &cacheRoot, QWidget *parent = nullptr);

    UpdatesController &controller() { return m_controller; }
    void showConnection(); // online or not, as the client is now
    void setCacheRoot(const QString &root) { m_controller.setCacheRoot(root); }

signals:
    void requested(const DownloadRequest &request);
    void openRequested(const RepoId &repo);

private:
    QWidget *header();
    void makeView();
    void render(const ViewState &state);
    void showSums();
    void update(const QList<int> &rows);
    QList<int> selectedRows() const;

    HubClient &m_hub;
    UpdatesController m_controller;
    QTreeView *m_view;
    StateView *m_states;
    ElidedLabel *m_sum;
    QPushButton *m_check;
    QPushButton *m_selected;
    QPushButton *m_all;
};
