#pragma once

#include "app/net/hubclient.h"
#include "ui/repo/repoplace.h"
#include "ui/viewstate.h"

#include <QObject>
#include <QTimer>

#include <optional>

// The state of one Space and what its hardware costs. While the Space is on its way to another
// state, and only while somebody looks, it asks again every few seconds.
class RuntimeController final : public QObject
{
    Q_OBJECT

public:
    explicit RuntimeController(HubClient &hub, QObject *parent = nullptr);

    void open(const RepoPlace &place);
    void refresh();
    void setWatched(bool watched);
    const SpaceRuntime &runtime() const { return m_runtime; }
    // Null when the Hub's price list does not name it.
    const Hardware *hardware(const QString &name) const;

    static bool isTransitional(const QString &stage); // hub-api 14.1

signals:
    void stateChanged(const ViewState &state);
    void runtimeChanged();

private:
    HubClient &m_hub;
    std::optional<RepoPlace> m_place;
    SpaceRuntime m_runtime;
    QList<Hardware> m_hardware;
    RequestHandle m_pending;
    RequestHandle m_prices;
    QTimer m_again;
    bool m_watched = false;
};
