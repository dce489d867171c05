#include "ui/window/tabhistory.h"

namespace {

constexpr qsizetype kLongestHistory = 100; // places a tab remembers

} // namespace

TabHistory::TabHistory(const Place &first)
    : m_places{first}
{ }

void TabHistory::visit(const Place &place)
{
    if (place == current())
        return;
    m_places.resize(m_index + 1, place); // drops what lay ahead
    m_places.append(place);
    if (m_places.size() > kLongestHistory)
        m_places.removeFirst();
    m_index = m_places.size() - 1;
}

void TabHistory::back()
{
    if (canGoBack())
        --m_index;
}

void TabHistory::forward()
{
    if (canGoForward())
        ++m_index;
}
