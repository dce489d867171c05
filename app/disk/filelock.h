#pragma once

#include "app/disk/directory.h"

// The advisory lock that other programs of the Hub take on the same name (flock, hub-api 24.7).
// It saves double work only: nothing may depend on it, because some network file systems grant
// it to everybody. The file stays when the lock is released.
class FileLock final
{
public:
    enum class State {
        Held,
        Busy, // somebody else has it
        Unavailable, // no such locks here, or no right to the file: go on without
    };

    enum class For { Group, Everybody }; // who may take it later, when the file is made now
    static FileLock tryLock(const Directory &folder, const QByteArray &name, For whom = For::Group);

    FileLock() = default;
    State state() const { return m_state; }
    qint64 holder() const { return m_holder; } // process id when Busy; 0: not known

private:
    FileDescriptor m_fd; // closing it releases the lock
    State m_state = State::Unavailable;
    qint64 m_holder = 0;
};
