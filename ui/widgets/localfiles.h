#pragma once

#include <QStringList>

class QMimeData;

// Absolute paths of what is dragged or on the clipboard, when all of it is of this computer; else
// nothing. data: null is nothing, too.
QStringList localFilesIn(const QMimeData *data);
QList<QByteArray> diskNames(const QStringList &files); // as the disk has them
