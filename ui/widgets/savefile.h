#pragma once

#include "app/net/huberror.h"

#include <QStringList>

#include <functional>

class QFileDialog;
class QWidget;

// Asks over a widget where to save something: its fileSelected tells. filters: of QFileDialog;
// suffix: for a name that has none, without the dot.
QFileDialog *askWhereToSave(QWidget *over, const QString &title, const QStringList &filters,
                            const QString &suffix);
// The same for text, which is made and written on the pool; says what does not go well.
void saveText(QWidget *over, const QString &title, std::function<QString()> text);
// Says over a widget what did not go well.
void tellError(QWidget *over, const QString &title, const HubError &error);
