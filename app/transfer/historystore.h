#pragma once

#include "app/transfer/historyentry.h"
#include "app/transfer/sqlitefile.h"

#include <optional>

// What has ended, in SQLite. The newest 10,000 entries are kept; what is older goes when something
// is added. On the thread that made it; several programs may have it open.
class HistoryStore final
{
public:
    static constexpr int kMostEntries = 10'000;

    explicit HistoryStore(const QString &path); // as SqliteFile::open()

    bool isOpen() const { return m_file.isOpen(); }
    const QString &trouble() const { return m_trouble; }
    int count() const;
    // In place of an earlier one with its key.
    void put(const HistoryEntry &entry, const QList<Receipt> &receipts);
    // The newest first: all, or those with the text in repository, path or error, or with a hash or
    // commit that begins with it.
    QList<HistoryEntry> find(const QString &text) const;
    std::optional<HistoryEntry> entry(qint64 id) const;
    bool hasKey(const QString &key) const; // HistoryEntry::key
    QList<Receipt> receipts(qint64 entry) const; // in the order they were put
    void remove(const QList<qint64> &entries);
    // Shows no more of what is there now what another account asked for, unless it is known to be
    // public. Empty: nobody's. It is counted and found again when its own account opens the file.
    void hideOthers(const QString &account);
    void renameAccount(const QString &from, const QString &to); // the same person by another token
    void removePrivate(); // what is not known to be public

private:
    QList<HistoryEntry> read(QSqlQuery &query) const;
    bool trim(QSqlQuery &query) const;
    QString shown() const; // condition

    SqliteFile m_file;
    QString m_trouble;
    QString m_account; // whose entries are shown
    qint64 m_others = 0; // entries up to this id may be of others
};
