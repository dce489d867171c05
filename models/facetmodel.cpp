#include "models/facetmodel.h"

#include <algorithm>
#include <functional>

FacetModel::FacetModel(int few, QObject *parent)
    : QAbstractListModel(parent)
    , m_few(few)
{ }

void FacetModel::setFacets(const QList<Facet> &facets)
{
    m_given = facets;
    arrange();
    rebuild();
}

void FacetModel::setPopularity(const QHash<QString, int> &counts)
{
    m_popularity = counts;
    const QList<Facet> before = m_facets;
    arrange();
    if (m_facets != before)
        rebuild();
}

void FacetModel::arrange()
{
    m_facets = m_given;
    std::ranges::stable_sort(m_facets, std::greater(),
                             [this](const Facet &facet) { return m_popularity.value(facet.id); });
}

void FacetModel::setChosen(const QStringList &ids)
{
    if (ids == m_chosen)
        return;
    m_chosen = ids;
    rebuild();
}

void FacetModel::setFilter(const QString &text)
{
    if (text == m_filter)
        return;
    m_filter = text;
    rebuild();
}

void FacetModel::setExpanded(bool expanded)
{
    if (expanded == m_expanded)
        return;
    m_expanded = expanded;
    rebuild();
}

void FacetModel::rebuild()
{
    beginResetModel();
    m_rows.clear();
    m_hidden = 0;
    for (int i = 0; i < total(); ++i)
        if (m_chosen.contains(m_facets.at(i).id))
            m_rows << i;
    m_chosenRows = static_cast<int>(m_rows.size());
    for (int i = 0; i < total(); ++i) {
        const Facet &facet = m_facets.at(i);
        if (m_chosen.contains(facet.id)
            || !(facet.label.contains(m_filter, Qt::CaseInsensitive)
                 || facet.id.contains(m_filter, Qt::CaseInsensitive)))
            continue;
        if (m_expanded || m_rows.size() < m_chosenRows + m_few)
            m_rows << i;
        else
            ++m_hidden;
    }
    endResetModel();
}

int FacetModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant FacetModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Facet &facet = at(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole: return facet.label.isEmpty() ? facet.id : facet.label;
    case IdRole: return facet.id;
    case ChosenRole: return index.row() < m_chosenRows;
    default: return {};
    }
}
