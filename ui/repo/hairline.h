#pragma once

#include <QFrame>

// A line of one pixel in the border's colour, across whatever it is laid out in.
inline QWidget *hairline()
{
    auto *line = new QFrame;
    line->setFixedHeight(1);
    line->setAutoFillBackground(true);
    line->setBackgroundRole(QPalette::Mid);
    return line;
}
