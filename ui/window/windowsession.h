#pragma once

#include "ui/window/tablist.h"

#include <QByteArray>

// The tabs that a window had, as JSON with a version. What cannot be read is left out; from a
// document that is no session at all comes an empty one.
struct WindowSession
{
    PageId page = PageId::Models;
    QList<HubAddress> tabs;
    int current = 0; // 0: the page, 1: the first of tabs

    static WindowSession of(const TabList &tabs);
    static WindowSession fromJson(const QByteArray &json);
    QByteArray toJson() const;

    bool operator==(const WindowSession &) const = default;
};
