#pragma once

#include "app/disk/directory.h"

#include <atomic>

// The folder that everything of a destination goes below, and where it was when last seen. While
// its disk is away, the folder can be missing, or be an empty one that something else is mounted
// on: made or used then, it would fill another disk. For any thread.
class RootFolder final
{
public:
    struct Seen
    {
        quint64 device = 0; // may be another one after a restart, or when plugged in again
        quint64 inode = 0; // 0: never seen
        quint64 parent = 0; // inode of the folder that it is in; 0: on another disk, or not known

        bool operator==(const Seen &) const = default;
    };

    // before: by an earlier start of the program.
    RootFolder(QString path, const Seen &before);
    explicit RootFolder(const QString &path)
        : RootFolder(path, Seen())
    { }

    const QString &path() const { return m_path; }
    Seen seen() const { return {m_device, m_inode, m_parent}; }
    void expect(const Seen &before); // unless it was seen
    // ENODEV when it was seen and its disk is not there.
    DiskResult<Directory> open();
    DiskResult<Directory> make(); // with missing parents

private:
    DiskResult<Directory> take(DiskResult<Directory> opened);
    bool isElsewhere(const Directory &folder, const EntryFacts &facts) const;
    bool isGone() const;

    QString m_path;
    std::atomic<quint64> m_device;
    std::atomic<quint64> m_inode;
    std::atomic<quint64> m_parent;
    std::atomic<bool> m_isFresh = false; // seen by this start of the program
};
