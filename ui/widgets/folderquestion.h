#pragma once

#include <QString>

#include <functional>

class QWidget;

// Asks for a folder of this computer and returns at once; taken hears the absolute path, unless
// none is chosen. Both go with their parent. start: absolute, shown first; empty: where the user
// last was.
void askForFolder(QWidget *parent, const QString &title,
                  const std::function<void(const QString &folder)> &taken,
                  const QString &start = {});
