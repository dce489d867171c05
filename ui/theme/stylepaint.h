#pragma once

#include "ui/theme/tokens.h"

#include <QStyleOption>

class QPainter;

// The shapes that the style and our own widgets are put together from.
namespace stylepaint {

// A rounded rectangle; an invalid colour leaves that part out. width: of the border, in pixels.
void panel(QPainter &painter, const QRectF &rect, const QColor &fill, const QColor &border,
           qreal radius = metrics::kRadius, qreal width = 1);
// Inside rect, along its edge.
void focusRing(QPainter &painter, const QRectF &rect, const Tokens &tokens,
               qreal radius = metrics::kRadius);
// What a clickable surface looks like under the pointer or pressed; invalid when neither.
QColor hoverFill(const QStyleOption &option, const Tokens &tokens);
bool hasKeyboardFocus(const QStyleOption &option);

void chevron(QPainter &painter, const QRect &rect, Qt::ArrowType direction, Tone tone,
             const QPalette &palette);
void checkBox(QPainter &painter, const QRect &rect, QStyle::State state, const Tokens &tokens);
void radioButton(QPainter &painter, const QRect &rect, QStyle::State state, const Tokens &tokens);
void selectionEdge(QPainter &painter, const QRect &row, Qt::LayoutDirection direction,
                   const Tokens &tokens);

} // namespace stylepaint
