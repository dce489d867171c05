#include "ui/window/tablist.h"

#include <algorithm>

namespace {

constexpr qsizetype kMostClosedTabs = 20; // that can be opened again

} // namespace

TabList::TabList(PageId first)
    : m_tabs{{.id = 0, .history = TabHistory(first)}}
{ }

int TabList::indexOf(int id) const
{
    for (int i = 0; i < count(); ++i) {
        if (m_tabs.at(i).id == id)
            return i;
    }
    return -1;
}

int TabList::indexOf(const RepoId &repo) const
{
    for (int i = 1; i < count(); ++i) {
        if (*repoAt(i) == repo)
            return i;
    }
    return -1;
}

const RepoId *TabList::repoAt(int index) const
{
    const auto *address = std::get_if<HubAddress>(&m_tabs.at(index).history.current());
    return address ? &address->repo : nullptr;
}

void TabList::openPage(PageId page)
{
    m_tabs.first().history.visit(page);
    m_current = 0;
}

int TabList::open(const HubAddress &address, bool background)
{
    int index = indexOf(address.repo);
    if (index < 0) {
        m_tabs.append({.id = ++m_lastId, .history = TabHistory(address)});
        index = count() - 1;
    } else {
        m_tabs[index].history.visit(address);
    }
    if (!background)
        m_current = index;
    return index;
}

int TabList::goTo(const HubAddress &address, bool background)
{
    const int index = indexOf(address.repo);
    const bool within = address.section != HubAddress::Section::Card || !address.path.isEmpty()
        || address.discussion > 0;
    if (index < 0 || within)
        return open(address, background);
    auto place = std::get<HubAddress>(m_tabs.at(index).history.current());
    if (address.revision != Revision())
        place.revision = address.revision;
    return open(place, background);
}

void TabList::setPublic(int id, bool isPublic)
{
    if (const int index = indexOf(id); index > 0)
        m_tabs[index].isPublic = isPublic;
}

void TabList::visit(int id, const Place &place)
{
    if (const int index = indexOf(id); index >= 0)
        m_tabs[index].history.visit(place);
}

void TabList::back()
{
    m_tabs[m_current].history.back();
}

void TabList::forward()
{
    m_tabs[m_current].history.forward();
}

bool TabList::close(int index)
{
    if (index <= 0 || index >= count())
        return false;
    m_closed.append({index, m_tabs.takeAt(index)});
    if (m_closed.size() > kMostClosedTabs)
        m_closed.removeFirst();
    if (m_current > index || m_current >= count())
        --m_current;
    return true;
}

void TabList::closePrivate()
{
    for (int i = count() - 1; i > 0; --i)
        if (!m_tabs.at(i).isPublic)
            close(i);
    m_closed.clear();
}

int TabList::reopen()
{
    if (m_closed.isEmpty())
        return -1;
    const Closed last = m_closed.takeLast();
    const auto &address = std::get<HubAddress>(last.tab.history.current());
    if (const int open = indexOf(address.repo); open >= 0) {
        m_current = open; // opened anew meanwhile
        return open;
    }
    const int index = std::clamp(last.index, 1, count());
    m_tabs.insert(index, last.tab);
    m_current = index;
    return index;
}

void TabList::select(int index)
{
    if (index >= 0 && index < count())
        m_current = index;
}

void TabList::selectNext(int step)
{
    m_current = ((m_current + step) % count() + count()) % count();
}

void TabList::move(int from, int to)
{
    if (from <= 0 || to <= 0 || from >= count() || to >= count())
        return;
    const int id = currentTab().id;
    m_tabs.move(from, to);
    m_current = indexOf(id);
}
