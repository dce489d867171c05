#pragma once

#include "app/disk/filelock.h"
#include "app/transfer/queueorder.h"
#include "app/transfer/requestcolumns.h"

#include <QSqlDatabase>

// What was asked for and has not ended, kept in SQLite across starts of the program. One program at
// a time: a second one that finds the file taken keeps nothing. On the thread that made it. A
// write that fails costs the next start, never a transfer.
class QueueStore final
{
public:
    struct Row
    {
        qint64 id = 0; // 0: not kept yet
        DownloadRequest request;
        QUrl endpoint; // as of AskedFor
        QString account;
        QString cacheRoot;
        QString commit; // 40 hex; empty: not known yet
        QStringList paused; // paths, by the user
        QStringList cancelled; // paths
        bool allPaused = false; // before its files were known
        QString error; // why it failed: one sentence; empty: it goes on
        int place = 0; // in the queue, ascending
        TransferPriority priority = TransferPriority::Normal;
        QHash<QString, TransferPriority> priorities; // by path: of files with one of their own
        QStringList order; // paths; empty: as planned
        qint64 pausedAt = -1; // ms since 1970, when the user last paused something of it
        QString key; // what the history calls it
        qint64 begun = -1; // ms since 1970
    };

    // Absolute path; its folder is made. A file that cannot be read is kept aside as
    // path.bad-<time>, and an empty one takes its place. A newer version's is left as it is.
    explicit QueueStore(const QString &path);
    ~QueueStore();
    Q_DISABLE_COPY_MOVE(QueueStore)

    bool isOpen() const { return m_database.isOpen(); }
    const QString &trouble() const { return m_trouble; } // a sentence, when nothing is kept
    QList<Row> rows() const; // in the order of the queue; without those that make no sense
    void put(Row &row); // gives it an id when it has none
    void setPlaces(const QList<std::pair<qint64, int>> &places); // of rows, by id
    void remove(qint64 id);

private:
    bool open(const QString &path);
    bool makeTable(int version);

    FileLock m_lock;
    QSqlDatabase m_database;
    QString m_trouble;
};
