#pragma once

#include <QImage>
#include <QStringList>

class QWidget;

// What is wrong with a window as it is laid out and painted now: each as one line that names the
// widget; empty when all is well.
namespace Looks {

// Labels and buttons that are narrower or lower than their words, and widgets that stick out of
// what holds them.
QStringList cutWidgets(const QWidget &window);
// Labels that may take foreign text for markup.
QStringList richLabels(const QWidget &window);
// Nearly one colour, as a whole or in the middle where panes are; or dark when it should be light.
QStringList blanks(const QImage &picture, bool dark);

} // namespace Looks
