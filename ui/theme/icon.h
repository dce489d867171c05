#pragma once

#include "app/hub/repoid.h"
#include "ui/theme/tokens.h"

#include <QIcon>

// An icon of our own set (resources/icons/NAME.svg, 24x24, one stroke) in a token's colour. It is
// drawn from the vector at every size and follows the application's palette by itself; disabled it
// takes the disabled colour, and checked (QIcon::On) the accent.
QIcon icon(const QString &name, Tone tone = &Tokens::secondary);

// Paints it into rect at once, in the colours that palette was made from; for delegates.
void paintIcon(QPainter &painter, const QRect &rect, const QString &name, Tone tone,
               const QPalette &palette);

QStringList iconNames(); // of the whole set, sorted

// How the kinds of repository look everywhere.
QString kindIcon(RepoKind kind);
Tone kindTone(RepoKind kind);
