#pragma once

#include <QColor>
#include <QPalette>

// Every colour that Hubnaut paints with, by meaning. The tables in tokens.cpp are the only place
// where a colour is written; palettes, style and delegates all read from here.
struct Tokens
{
    QColor window, surface, sunken;
    QColor border, strongBorder;
    QColor text, secondary, disabled;
    QColor accent, onAccent, tint;
    QColor good, warning, danger, info;
    QColor model, dataset, space;
    QColor keyword, string, number, type; // source code
    QColor added, addedWord, removed, removedWord; // diffs
    bool dark = false;

    static const Tokens &light();
    static const Tokens &darkTable();
    // The table that a palette was made from, told by its window colour.
    static const Tokens &of(const QPalette &palette);

    QPalette palette() const;
};

using Tone = QColor Tokens::*; // e.g. &Tokens::accent

// Sizes in device independent pixels. Source: the mock-ups' measures.
namespace metrics {
constexpr int kTopBar = 48;
constexpr int kTabBar = 38;
constexpr int kToolBar = 44;
constexpr int kTableHeader = 28;
constexpr int kRow = 30;
constexpr int kTallRow = 54;
constexpr int kCodeLine = 19;
constexpr int kStatusBar = 26;
constexpr int kSideBar = 212;
constexpr int kControl = 32;
constexpr int kChip = 22;
constexpr int kBadge = 18;
constexpr int kRadius = 6;
constexpr int kPanelRadius = 10;
constexpr int kPagePadding = 20;
constexpr int kGap = 8;
constexpr int kColumnGap = 12;
constexpr int kCardColumn = 780; // widest text column of a card
constexpr int kEdge = 3; // accent edge of a selected row
constexpr int kFocusRing = 2;
constexpr int kProgress = 6;
} // namespace metrics
