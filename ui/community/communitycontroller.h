#pragma once

#include "app/net/hubclient.h"
#include "models/discussionlistmodel.h"
#include "ui/viewstate.h"

#include <QObject>

#include <optional>

// The discussions of a repository, and the one that is open. Two requests, two handles: a slow list
// cannot arrive in another thread.
class CommunityController final : public QObject
{
    Q_OBJECT

public:
    explicit CommunityController(HubClient &hub, QObject *parent = nullptr);

    DiscussionListModel *model() { return &m_model; }
    void open(const RepoId &repo);
    void setStatus(const QString &status); // all, open or closed
    void reload();
    void openThread(int number);
    void reloadThread();
    int threadNumber() const { return m_number; } // 0: none

signals:
    void listStateChanged(const ViewState &state);
    void countKnown(int count); // of the status shown
    void threadStateChanged(const ViewState &state);
    void threadRead(const DiscussionThread &thread);

private:
    void loadMore();

    HubClient &m_hub;
    DiscussionListModel m_model;
    std::optional<RepoId> m_repo;
    QString m_status = QStringLiteral("open");
    int m_number = 0;
    RequestHandle m_list;
    RequestHandle m_thread;
};
