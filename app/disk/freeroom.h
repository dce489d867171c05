#pragma once

#include <QFuture>
#include <QString>

// What a person is told of the disk that a folder is on, or will be once it is made.
struct FreeRoom
{
    // Takes its time on a network disk: not on the GUI thread.
    static FreeRoom at(const QString &folder);
    // The same in its own time; the program's end does not wait for it.
    static QFuture<FreeRoom> lookAt(const QString &folder);

    QString mount;
    qint64 free = -1; // bytes, for this user; -1: not known
};
