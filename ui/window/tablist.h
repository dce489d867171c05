#pragma once

#include "ui/window/tabhistory.h"

#include <QList>

// The tabs of a window as values. Tab 0 shows the sidebar's pages and cannot be closed; every other
// one is a repository, each repository at most once. Ids stay with a tab wherever it moves.
class TabList final
{
public:
    struct Tab
    {
        int id;
        TabHistory history;
        bool isPublic = false; // the Hub has said that everybody sees the repository

        bool operator==(const Tab &) const = default;
    };

    explicit TabList(PageId first = PageId::Models);

    int count() const { return int(m_tabs.size()); }
    int current() const { return m_current; }
    const Tab &at(int index) const { return m_tabs.at(index); }
    const Tab &currentTab() const { return m_tabs.at(m_current); }
    int indexOf(int id) const; // -1: none
    int indexOf(const RepoId &repo) const;
    const RepoId *repoAt(int index) const; // null for tab 0

    // Shows a page in tab 0 and selects it.
    void openPage(PageId page);
    // The tab of that repository, a new one at the end if there is none; goes to the address.
    // background: keeps the selection.
    int open(const HubAddress &address, bool background);
    // The same for an address that somebody typed or picked: one that names nothing within the
    // repository keeps the section, the file and, unless it names another, the revision of a tab.
    int goTo(const HubAddress &address, bool background);
    void setPublic(int id, bool isPublic);
    void visit(int id, const Place &place); // the tab's user moved; the tab need not be current
    void back();
    void forward();

    bool close(int index); // false for tab 0
    bool canReopen() const { return !m_closed.isEmpty(); }
    void closePrivate(); // all that are not known to be public, for good; and the closed ones
    int reopen(); // the tab closed last, where it was; -1: none
    void select(int index);
    void selectNext(int step); // wraps around
    void move(int from, int to); // never past tab 0

private:
    struct Closed
    {
        int index;
        Tab tab;
    };

    QList<Tab> m_tabs;
    QList<Closed> m_closed;
    int m_current = 0;
    int m_lastId = 0;
};
