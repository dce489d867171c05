#pragma once

#include "app/net/hubclient.h"

#include <QHash>
#include <QObject>

#include <map>

// The Hub's tag lists for one kind of repository, each asked for once and kept for the session.
class FacetLoader final : public QObject
{
    Q_OBJECT

public:
    FacetLoader(RepoKind kind, HubClient &hub, QObject *parent = nullptr);

    void want(const QString &type); // then loaded or failed; nothing while it is on its way
    const QList<Facet> *known(const QString &type) const; // null before loaded

signals:
    void loaded(const QString &type);
    void failed(const QString &type, const HubError &error);

private:
    RepoKind m_kind;
    HubClient &m_hub;
    QHash<QString, QList<Facet>> m_known;
    std::map<QString, RequestHandle> m_pending; // by type
};
