#pragma once

#include "ui/repo/historycontroller.h"
#include "ui/repo/reposection.h"

class FindBar;
class PageFind;
class QListView;
class StateView;

// The commits of the revision shown; one that is activated becomes the revision.
class HistorySection final : public RepoSection
{
    Q_OBJECT

public:
    explicit HistorySection(HubClient &hub, QWidget *parent = nullptr);

    void openFind() override;

signals:
    void commitActivated(const Revision &commit);

protected:
    void load(const RepoPlace &place) override;
    QWidget *keyTarget() const override;

private:
    void openMenu(const QPoint &at);

    HistoryController m_controller;
    QListView *m_list;
    StateView *m_states;
    FindBar *m_findBar;
    PageFind *m_find;
};
