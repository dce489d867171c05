#pragma once

#include "app/disk/filelock.h"
#include "app/transfer/sqlitefile.h"

// What is to be done, kept in SQLite across starts of the program. One program at a time: a second
// one that finds the file taken keeps nothing. On the thread that made it.
class SoleFile final
{
public:
    enum class State {
        Open,
        Taken, // by another program
        Newer, // than this program
        Unreadable, // reason() says why
    };

    SoleFile(const QString &path, int version, const SqliteFile::Upgrade &upgrade); // open()

    SqliteFile &file() { return m_file; }
    const SqliteFile &file() const { return m_file; }
    State state() const { return m_state; }
    const QString &reason() const { return m_reason; } // of the disk or of SQLite
    const QString &trouble() const { return m_trouble; } // of transfers; a sentence when not open

private:
    State opened(const QString &path, int version, const SqliteFile::Upgrade &upgrade);

    FileLock m_lock;
    SqliteFile m_file;
    QString m_reason;
    State m_state;
    QString m_trouble;
};
