#pragma once

#include "app/hub/types.h"

#include <QAbstractListModel>
#include <QHash>

// One group of facets as a side panel shows it: the chosen ones first, then those that match the
// group's filter text, the popular before the rare ones (the Hub sends no numbers: what its results
// have counts), cut after a few until the whole list is asked for.
class FacetModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role {
        IdRole = Qt::UserRole, // QString, what a query takes
        ChosenRole, // bool
    };

    // few: how many unchosen rows are shown before "show all".
    explicit FacetModel(int few, QObject *parent = nullptr);

    void setFacets(const QList<Facet> &facets); // in the Hub's order
    // How many repositories of a list have each tag, by id; what ties stays in the Hub's order.
    void setPopularity(const QHash<QString, int> &counts);
    void setChosen(const QStringList &ids); // of any group; foreign ids are ignored
    void setFilter(const QString &text); // part of the label or id, in any case
    void setExpanded(bool expanded);

    bool isExpanded() const { return m_expanded; }
    int total() const { return static_cast<int>(m_facets.size()); }
    int hidden() const { return m_hidden; } // rows that match but are cut off
    int few() const { return m_few; }
    const Facet &at(int row) const { return m_facets.at(m_rows.at(row)); }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    void arrange();
    void rebuild();

    QList<Facet> m_given; // in the Hub's order
    QList<Facet> m_facets; // the popular first
    QHash<QString, int> m_popularity;
    QStringList m_chosen;
    QList<int> m_rows; // indexes in m_facets
    int m_chosenRows = 0; // the first so many rows are chosen
    QString m_filter;
    bool m_expanded = false;
    int m_few;
    int m_hidden = 0;
};
