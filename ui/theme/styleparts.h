#pragma once

#include <QStyle>
#include <QStyleOption>

class QPainter;

// Controls that are painted from their option alone.
namespace styleparts {

void headerSection(const QStyleOption &option, QPainter &painter);
void tabShape(const QStyleOptionTab &option, QPainter &painter);
void tabLabel(const QStyleOptionTab &option, const QRect &textRect, QPainter &painter);
void scrollBar(const QStyleOptionSlider &option, const QRect &handle, const QColor &ground,
               QPainter &painter);
// shortest: of the handle, in pixels. There are no buttons at the ends.
QRect scrollBarPart(const QStyleOptionSlider &bar, QStyle::SubControl part, int shortest);
void progressBar(const QStyleOptionProgressBar &option, QPainter &painter);
void slider(const QStyleOptionSlider &option, const QRect &handle, QPainter &painter);
void menuItem(const QStyleOptionMenuItem &option, QPainter &painter);
QSize menuItemSize(const QStyleOptionMenuItem &option, const QSize &contents);

} // namespace styleparts
