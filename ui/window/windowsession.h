#pragma once

#include "ui/window/tablist.h"

#include <QByteArray>

// The tabs that a window had, as JSON with a version. What cannot be read is left out; from a
// document that is no session at all comes an empty one.
struct WindowSession
{
    struct Tab
    {
        HubAddress address;
        bool isPublic = false; // as the Hub has said; others are only for the account

        bool operator==(const Tab &) const = default;
    };

    PageId page = PageId::Models;
    QList<Tab> tabs;
    int current = 0; // 0: the page, 1: the first of tabs
    QString account; // AppContext::accountName(); empty: nobody's

    static WindowSession of(const TabList &tabs);
    static WindowSession fromJson(const QByteArray &json);
    QByteArray toJson() const;

    bool operator==(const WindowSession &) const = default;
};
