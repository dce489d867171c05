#pragma once

#include "app/hub/types.h"

#include <QList>

// The groups of the facet panel of one kind of repository: which tag lists of the Hub, under which
// words. Groups with fixed choices need no request. Source: hub-api 4.5.
struct FacetGroupInfo
{
    QString type; // of tags-by-type
    QString title; // translated, as all texts here
    QString filterHint; // placeholder and accessible name of its filter box
    int few = 4; // rows before "show all"
    bool open = false; // unfolded at first, and so loaded at first
    QList<Facet> fixed; // not empty: these are all
};

QList<FacetGroupInfo> facetGroups(RepoKind kind);
