#pragma once

#include "app/watch/watchedfolder.h"

#include <QFuture>
#include <QThreadPool>

#include <memory>

class SoleFile;
class SqliteFile;

// The watched folders, kept in SQLite across starts of the program; without a file in memory. One
// program at a time: where another one has the file, nothing is found, and nothing is to be
// watched. GUI thread; what touches the disk has a thread of its own, in the order of the calls,
// which the destructor waits for.
class WatchStore final
{
public:
    struct Found
    {
        QList<WatchedFolder> folders; // in the order in which they were made
        QString trouble; // a sentence, when they cannot be watched here
    };

    explicit WatchStore(QString path); // absolute; its folder is made; empty: nothing is kept
    ~WatchStore();

    QFuture<Found> open(); // once, first
    void keep(const WatchedFolder &folder); // instead of what was kept by this id
    void forget(const QString &id);

    QFuture<WatchMemory> memory(const QString &id) const;
    void keepMemory(const QString &id, const WatchMemory &memory); // instead of all before
    void addMemory(const QString &id, const WatchMemory &more);

private:
    struct Files;

    const QString m_path;
    std::shared_ptr<Files> m_files; // on the thread
    mutable QThreadPool m_disk; // one thread; the last member: it is waited for first
};
