#pragma once

#include "ui/theme/tokens.h"

#include <QString>

class QPainter;

// Small rounded marks for delegates and for the widgets that look like them. Text is drawn as it
// is, elided at the end; icon may be empty.
struct Badge
{
    QString text;
    Tone tone = &Tokens::secondary;
    QString icon = {}; // of the icon set
    // On a selected row the surface keeps it visible; the tint says that it is active.
    Tone ground = &Tokens::sunken;
};

// 18 px high (metrics::kBadge), 22 px (metrics::kChip).
int badgeWidth(const Badge &badge);
int chipWidth(const Badge &badge);
// Draws from the left end of room (mirroring is the caller's business), centred vertically, never
// wider than room. Returns what was covered.
QRect paintBadge(QPainter &painter, const QRect &room, const Badge &badge, const QPalette &palette);
QRect paintChip(QPainter &painter, const QRect &room, const Badge &badge, const QPalette &palette);
// The same, but over the whole of room with trailing pixels kept free of text.
void paintWideChip(QPainter &painter, const QRect &room, int trailing, const Badge &badge,
                   const QPalette &palette);

// The rounded square with the first letter of an owner that stands before a repository's name.
void paintMonogram(QPainter &painter, const QRect &square, const QString &name, Tone tone,
                   const QPalette &palette);
// The same square with an icon in it.
void paintIconTile(QPainter &painter, const QRect &square, const QString &icon, Tone tone,
                   const QPalette &palette);
