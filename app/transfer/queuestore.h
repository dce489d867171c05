#pragma once

#include "app/disk/rootfolder.h"
#include "app/transfer/queueorder.h"
#include "app/transfer/requestcolumns.h"
#include "app/transfer/solefile.h"

class QSqlQuery;

// What was asked for and has not ended, kept in SQLite across starts of the program. One program at
// a time: a second one that finds the file taken keeps nothing. On the thread that made it. A
// write that fails costs the next start, never a transfer.
class QueueStore final
{
public:
    struct Part // of a file that bytes came of
    {
        QString path;
        QByteArray blob;
        qint64 size = 0; // bytes of the whole content

        bool operator==(const Part &) const = default;
    };
    struct Row
    {
        qint64 id = 0; // 0: not kept yet
        DownloadRequest request;
        QUrl endpoint; // as of AskedFor
        QString account;
        QString cacheRoot;
        QString commit; // 40 hex; empty: not known yet
        QString known; // commit that the revision meant on the disk then; empty: none
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
        qint64 limit = 0; // bytes per second; 0: none
        QHash<QString, qint64> limits; // by path: of files with one of their own
        QList<Part> parts; // that may lie on the disk
        qint64 activeMs = 0; // something of it moved, in all starts of the program
        qint64 fetched = 0; // bytes, likewise
        double peak = 0; // bytes per second, likewise
        RootFolder::Seen root; // where its files go
    };

    enum class Writes {
        AtOnce, // they survive a failing power now
        Soon, // they survive the program now, a failing power a while later
    };

    explicit QueueStore(const QString &path); // as SqliteFile::open()

    bool isOpen() const { return m_sole.file().isOpen(); }
    const QString &trouble() const { return m_sole.trouble(); } // a sentence, when nothing is kept
    QList<Row> rows() const; // in the order of the queue; without those that make no sense
    void put(Row &row, Writes writes = Writes::AtOnce); // gives it an id when it has none
    void setPlaces(const QList<std::pair<qint64, int>> &places); // of rows, by id
    void remove(qint64 id);
    // A sentence when the last change of it was not written; else empty.
    const QString &failure() const { return m_failure; }

private:
    void setWrites(Writes writes);
    void note(const QSqlQuery &query); // how it went

    SoleFile m_sole;
    Writes m_writes = Writes::Soon;
    QString m_failure;
};
