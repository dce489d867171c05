#pragma once

#include "ui/window/place.h"

#include <QList>

// The places a tab has been at, like a browser's: going somewhere new forgets what lay ahead.
class TabHistory final
{
public:
    explicit TabHistory(const Place &first);

    const Place &current() const { return m_places.at(m_index); }
    bool canGoBack() const { return m_index > 0; }
    bool canGoForward() const { return m_index + 1 < m_places.size(); }

    void visit(const Place &place); // nothing when it is the current one
    void back(); // only when it can
    void forward();

    bool operator==(const TabHistory &) const = default;

private:
    QList<Place> m_places;
    qsizetype m_index = 0;
};
