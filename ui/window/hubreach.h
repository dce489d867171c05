#pragma once

#include "app/net/hubrequest.h"

#include <QObject>
#include <QTimer>

#include <optional>

class HubClient;

// Whether the Hub answers, for a page that asks it nothing itself. Asks once when told to, and then
// again by itself as long as no answer comes.
class HubReach final : public QObject
{
    Q_OBJECT

public:
    explicit HubReach(HubClient &hub, QObject *parent = nullptr);

    void ask(); // a question that is under way is dropped
    const std::optional<HubError> &error() const { return m_error; } // nothing: not known, or none

signals:
    void changed();

private:
    HubClient &m_hub;
    RequestHandle m_pending;
    std::optional<HubError> m_error;
    QTimer m_again;
};
