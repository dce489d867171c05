#pragma once

#include "models/facetmodel.h"
#include "ui/search/facetgroups.h"

#include <QWidget>

class PlainButton;
class QLabel;
class QLineEdit;
class QListView;

// One foldable group of facets: heading, filter box, rows, "Show all". It asks for its facets when
// it is unfolded for the first time.
class FacetGroupView final : public QWidget
{
    Q_OBJECT

public:
    explicit FacetGroupView(FacetGroupInfo info, QWidget *parent = nullptr);

    const QString &type() const { return m_info.type; }
    void setFacets(const QList<Facet> &facets);
    void setChosen(const QList<Facet> &facets); // of all groups
    void setPopularity(const QHash<QString, int> &counts) { m_model.setPopularity(counts); }
    void setFailed(const QString &message);
    void setOpen(bool open);
    bool isOpen() const;

signals:
    void wanted(const QString &type); // its facets, also after a failure
    void toggled(const Facet &facet);
    void rowReached(const QRect &rect); // by keyboard, in coordinates of this widget

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget *makeBody();
    void connectBody();
    void toggle(const QModelIndex &index);
    void takeFirst(); // of what the filter finds
    void fit();

    FacetGroupInfo m_info;
    FacetModel m_model;
    PlainButton *m_heading = nullptr;
    QWidget *m_body = nullptr;
    QLineEdit *m_filter = nullptr;
    QListView *m_list = nullptr;
    QLabel *m_notice = nullptr;
    PlainButton *m_retry = nullptr;
    PlainButton *m_all = nullptr;
    bool m_loaded = false;
};
