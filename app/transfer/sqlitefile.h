#pragma once

#include <QSqlDatabase>

#include <functional>

class QSqlQuery;

// One SQLite file with tables of ours: in WAL mode, and readable by its owner only, because it
// names private repositories. On the thread that opened it.
class SqliteFile final
{
public:
    // Brings tables of that version (0: there are none; or today's) to today's, inside a
    // transaction. False: they are not ours.
    using Upgrade = std::function<bool(QSqlQuery &query, int version)>;

    SqliteFile() = default;
    ~SqliteFile();
    Q_DISABLE_COPY_MOVE(SqliteFile)

    // Once. path: absolute, or ":memory:"; its folder is made. What holds something else is kept
    // aside as path.bad-<time> and an empty file takes its place; what a newer version wrote, and
    // what cannot be read now, is left as it is and not opened. Other programs are waited for, five
    // seconds at most.
    void open(const QString &path, int version, const Upgrade &upgrade);

    bool isOpen() const { return m_database.isOpen(); }
    bool isNewer() const { return m_isNewer; } // than this program, and so not open
    const QString &error() const { return m_error; } // SQLite's words on why it is not open
    const QString &aside() const { return m_aside; } // file that was kept aside; empty: none
    const QSqlDatabase &database() const { return m_database; }
    // Does all of it or none. False: it is not open, or the disk refused.
    bool change(const std::function<bool(QSqlQuery &query)> &work);

private:
    bool tryOpen(int version, const Upgrade &upgrade);

    QSqlDatabase m_database;
    bool m_isNewer = false;
    QString m_error;
    QString m_aside;
    bool m_isForeign = false; // what was found holds something else
};
