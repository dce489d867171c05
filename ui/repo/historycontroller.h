#pragma once

#include "app/hub/pagetrail.h"
#include "app/net/hubclient.h"
#include "models/commitlistmodel.h"
#include "ui/repo/repoplace.h"
#include "ui/viewstate.h"

#include <QObject>

// The commits up to a place, page after page.
class HistoryController final : public QObject
{
    Q_OBJECT

public:
    explicit HistoryController(HubClient &hub, QObject *parent = nullptr);

    CommitListModel *model() { return &m_model; }
    void open(const RepoPlace &place);

signals:
    void stateChanged(const ViewState &state);

private:
    void loadMore();
    void takeMore(Result<CommitPage> page);

    HubClient &m_hub;
    CommitListModel m_model;
    PageTrail m_pages;
    RequestHandle m_pending;
};
