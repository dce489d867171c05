#pragma once

#include <QString>

class QWidget;

// A tooltip that says text as it is. Qt guesses from its characters whether a tooltip is markup:
// foreign text could be taken for it, and escaped text be shown escaped, so this always is markup.
// Line breaks stay, long lines wrap, empty text stays empty: no tooltip.
QString plainTip(const QString &text);

// The same on a widget. Screen readers would read out the markup and are given the text.
void setPlainTip(QWidget *widget, const QString &text);
