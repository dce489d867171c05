#include "ui/search/facetloader.h"

#include "app/text/licence.h"

using namespace Qt::StringLiterals;

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
        QList<Facet> list = facets->value(type);
        if (type == "license"_L1)
            for (Facet &facet : list)
                facet.label = licenceName(facet.label == facet.id ? facet.id.section(u':', -1)
                                                                  : facet.label);
        m_known.insert(type, list);
        emit loaded(type);
    });
}

const QList<Facet> *FacetLoader::known(const QString &type) const
{
    const auto it = m_known.constFind(type);
    return it == m_known.cend() ? nullptr : &*it;
}
