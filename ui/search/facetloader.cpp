#include "ui/search/facetloader.h"

FacetLoader::FacetLoader(RepoKind kind, HubClient &hub, QObject *parent)
    : QObject(parent)
    , m_kind(kind)
    , m_hub(hub)
{ }

void FacetLoader::want(const QString &type)
{
    if (m_known.contains(type)) {
        emit loaded(type);
        return;
    }
    RequestHandle &pending = m_pending[type];
    if (pending)
        return;
    pending = m_hub.tagsByType(m_kind, type, [this, type](Result<Facets> facets) {
        m_pending[type].reset();
        if (!facets) {
            emit failed(type, facets.error());
            return;
        }
        m_known.insert(type, facets->value(type));
        emit loaded(type);
    });
}

const QList<Facet> *FacetLoader::known(const QString &type) const
{
    const auto it = m_known.constFind(type);
    return it == m_known.cend() ? nullptr : &*it;
}
