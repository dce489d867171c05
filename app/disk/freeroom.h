#pragma once

#include <QFuture>
#include <QObject>
#include <QString>

#include <optional>

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

// The looks of one pane, one at a time: many small files end faster than a network disk answers.
class RoomLook final : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    // Then found(); asked for during a look at the same folder, once more after it. A look at
    // another one, which may be on a disk that hangs, is not waited for and tells nothing more.
    void at(const QString &folder);

signals:
    void found(const FreeRoom &room);

private:
    std::optional<QString> m_awaited; // folder
    bool m_again = false;
};
