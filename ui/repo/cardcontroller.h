#pragma once

#include "app/net/hubclient.h"
#include "ui/repo/repoplace.h"
#include "ui/viewstate.h"

#include <QObject>

// Reads the README.md of one commit.
class CardController final : public QObject
{
    Q_OBJECT

public:
    explicit CardController(HubClient &hub, QObject *parent = nullptr);

    void open(const RepoPlace &place);

signals:
    void stateChanged(const ViewState &state);
    void readmeRead(const QByteArray &readme);

private:
    HubClient &m_hub;
    RequestHandle m_pending;
};
