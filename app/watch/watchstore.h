#pragma once

#include "app/watch/watchedfolder.h"

#include <QFuture>
#include <QThreadPool>

#include <functional>
#include <memory>
#include <optional>

class QSqlQuery;
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
        QString aside; // file that held what could not be read; empty: it could
    };

    explicit WatchStore(QString path); // absolute; its folder is made; empty: nothing is kept
    ~WatchStore();

    QFuture<Found> open(); // once, first
    // False: the disk refused, and all is as it was before.
    QFuture<bool> keep(const WatchedFolder &folder); // instead of what was kept by this id
    QFuture<bool> forget(const QString &id);

    QFuture<std::optional<WatchMemory>> memory(const QString &id) const; // none: it is not read
    QFuture<bool> keepMemory(const QString &id, const WatchMemory &memory); // instead of all before
    QFuture<bool> addMemory(const QString &id, const WatchMemory &more);

private:
    struct Files;

    QFuture<bool> change(std::function<bool(QSqlQuery &query)> work);

    const QString m_path;
    std::shared_ptr<Files> m_files; // on the thread
    mutable QThreadPool m_disk; // one thread; the last member: it is waited for first
};
