#pragma once

#include "ui/community/communitycontroller.h"
#include "ui/repo/hubimages.h"
#include "ui/repo/reposection.h"

class FindBar;
class PageFind;
class QListView;
class QSplitter;
class SegmentedControl;
class StateView;
class ThreadView;

// Discussions and pull requests, read-only: the list, and the thread that is open beside it.
class CommunitySection final : public RepoSection
{
    Q_OBJECT

public:
    explicit CommunitySection(HubClient &hub, QWidget *parent = nullptr);

    void showDiscussion(int number);
    void openFind() override;

signals:
    void countKnown(int count); // of open ones
    void discussionShown(int number);
    void linkActivated(const QString &address); // as written in a comment

protected:
    void load(const RepoPlace &place) override;
    QWidget *keyTarget() const override;

private:
    QWidget *listColumn();
    void connectList();
    void onListState(const ViewState &state);
    void markThread(); // the open one, in the list

    CommunityController m_controller;
    HubImages m_images;
    SegmentedControl *m_status;
    QListView *m_list;
    ThreadView *m_thread;
    FindBar *m_findBar;
    PageFind *m_find;
    StateView *m_listStates;
    StateView *m_threadStates;
};
