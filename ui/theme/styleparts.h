#pragma once

#include <QStyleOption>

class QPainter;

// Controls that are painted from their option alone.
namespace styleparts {

void headerSection(const QStyleOption &option, QPainter &painter);
void tabShape(const QStyleOptionTab &option, QPainter &painter);
void tabLabel(const QStyleOptionTab &option, const QRect &textRect, QPainter &painter);
void scrollBar(const QStyleOptionSlider &option, const QRect &handle, const QColor &ground,
               QPainter &painter);
void progressBar(const QStyleOptionProgressBar &option, QPainter &painter);
void slider(const QStyleOptionSlider &option, const QRect &handle, QPainter &painter);
void menuItem(const QStyleOptionMenuItem &option, QPainter &painter);
QSize menuItemSize(const QStyleOptionMenuItem &option, const QSize &contents);

} // namespace styleparts
