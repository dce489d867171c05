#pragma once

#include "ui/search/searchchoice.h"

#include <QScrollArea>

class FacetGroupView;
struct FacetGroupInfo;
class FacetLoader;
class QCheckBox;
class QComboBox;
class QLabel;
class QVBoxLayout;
class RangeSlider;

// The left side of a search: groups of facets, the parameter slider and the toggles. It shows one
// choice and reports the choice that a click would make of it.
class FacetPanel final : public QScrollArea
{
    Q_OBJECT

public:
    static constexpr int kWidth = 216; // column of the mock-up

    FacetPanel(RepoKind kind, FacetLoader &loader, QWidget *parent = nullptr);

    void setChoice(const SearchChoice &choice);
    void setPopularity(const QHash<QString, int> &counts); // of tags: what comes first
    void start(); // asks for the tag lists of the groups that are open

signals:
    void chosen(const SearchChoice &choice);

private:
    void addGroup(QVBoxLayout *layout, const FacetGroupInfo &info);
    QWidget *makeParameters();
    QWidget *makeAccess();
    void showParameters();

    FacetLoader &m_loader;
    SearchChoice m_choice;
    QList<FacetGroupView *> m_groups;
    QStringList m_openAtFirst;
    RangeSlider *m_slider = nullptr;
    QLabel *m_low = nullptr;
    QLabel *m_high = nullptr;
    QComboBox *m_gated = nullptr;
    QCheckBox *m_warm = nullptr;
};
