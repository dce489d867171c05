#pragma once

#include <QStringList>

#include <functional>

class QWidget;

// Asks for files of this computer and returns at once; taken hears absolute paths, unless none is
// chosen.
void askForFiles(QWidget *parent, const QString &title,
                 const std::function<void(const QStringList &files)> &taken);

// Asks for a folder of this computer and returns at once; taken hears the absolute path, unless
// none is chosen. Both go with their parent. start: absolute, shown first; empty: where the user
// last was.
void askForFolder(QWidget *parent, const QString &title,
                  const std::function<void(const QString &folder)> &taken,
                  const QString &start = {});
