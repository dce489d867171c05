#pragma once

#include "app/disk/filedescriptor.h"

#include <QByteArrayList>
#include <QSocketNotifier>

#include <memory>

// Tells that something changed in some folders: a name came or went, a file was written and closed.
// Who wants to know what looks.
class FolderWatch final : public QObject
{
    Q_OBJECT

public:
    struct Watching
    {
        std::shared_ptr<FileDescriptor> queue; // null: the system has no room for one
        bool isAll = false; // no folder was left out
    };

    // As many of the folders as the system's room for that allows, the first ones first. Takes as
    // long as the disk does.
    static Watching watch(const QByteArrayList &folders);

    explicit FolderWatch(const Watching &watching);
    ~FolderWatch() override;

signals:
    void changed();

private:
    void drain();

    std::shared_ptr<FileDescriptor> m_queue;
    QSocketNotifier m_notifier;
};
