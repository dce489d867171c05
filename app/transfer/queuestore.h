#pragma once

#include "app/disk/filelock.h"
#include "app/transfer/transfers.h"

#include <QSqlDatabase>

// What was asked for and has not ended, kept in SQLite across starts of the program. One program at
// a time: a second one that finds the file taken keeps nothing. On the thread that made it. A
// write that fails costs the next start, never a transfer.
class QueueStore final
{
public:
    struct Row
    {
        qint64 id = 0; // ascending in the order of asking; 0: not kept yet
        DownloadRequest request;
        QUrl endpoint; // of the Hub that was asked
        QString account; // that asked; FirstPages::accountName()
        QString cacheRoot; // absolute
        QString commit; // 40 hex; empty: not known yet
        QStringList paused; // paths, by the user
        QStringList cancelled; // paths
        bool allPaused = false; // before its files were known
        QString error; // why it failed: one sentence; empty: it goes on
    };

    // Absolute path; its folder is made. A file that cannot be read is kept aside as
    // path.bad-<time>, and an empty one takes its place.
    explicit QueueStore(const QString &path);
    ~QueueStore();
    Q_DISABLE_COPY_MOVE(QueueStore)

    bool isOpen() const { return m_database.isOpen(); }
    QList<Row> rows() const; // in the order of asking; without those that make no sense
    void put(Row &row); // gives it an id when it has none
    void remove(qint64 id);

private:
    bool open(const QString &path);

    FileLock m_lock;
    QSqlDatabase m_database;
};
