#pragma once

#include "app/disk/filelock.h"
#include "app/transfer/sqlitefile.h"

// What is to be done, kept in SQLite across starts of the program. One program at a time: a second
// one that finds the file taken keeps nothing. On the thread that made it.
class SoleFile final
{
public:
    SoleFile(const QString &path, int version, const SqliteFile::Upgrade &upgrade); // open()

    SqliteFile &file() { return m_file; }
    const SqliteFile &file() const { return m_file; }
    const QString &trouble() const { return m_trouble; } // a sentence, when it is not open

private:
    FileLock m_lock;
    SqliteFile m_file;
    QString m_trouble;
};
