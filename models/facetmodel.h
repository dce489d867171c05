#pragma once

#include "app/hub/types.h"

#include <QAbstractListModel>

// One group of facets as a side panel shows it: the chosen ones first, then those that match the
// group's filter text, cut after a few until the whole list is asked for.
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

    void setFacets(const QList<Facet> &facets);
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
    void rebuild();

    QList<Facet> m_facets;
    QStringList m_chosen;
    QList<int> m_rows; // indexes in m_facets
    int m_chosenRows = 0; // the first so many rows are chosen
    QString m_filter;
    bool m_expanded = false;
    int m_few;
    int m_hidden = 0;
};
