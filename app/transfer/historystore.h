#pragma once

#include "app/transfer/historyentry.h"

#include <QSqlDatabase>

#include <optional>

// What has ended, in SQLite. The newest 10,000 entries are kept; what is older goes when something
// is added. On the thread that made it; several programs may have it open.
class HistoryStore final
{
public:
    static constexpr int kMostEntries = 10'000;

    // Absolute path, or ":memory:". A file that is none is put aside; a newer version's is left as
    // it is, and nothing is kept.
    explicit HistoryStore(const QString &path);
    ~HistoryStore();
    Q_DISABLE_COPY_MOVE(HistoryStore)

    bool isOpen() const { return m_database.isOpen(); }
    const QString &trouble() const { return m_trouble; }
    int count() const;
    // In place of an earlier one with its key.
    void put(const HistoryEntry &entry, const QList<Receipt> &receipts);
    // The newest first: all, or those with the text in repository, path or error, or with a hash or
    // commit that begins with it.
    QList<HistoryEntry> find(const QString &text) const;
    std::optional<HistoryEntry> entry(qint64 id) const;
    QList<Receipt> receipts(qint64 entry) const; // in the order they were put
    void remove(const QList<qint64> &entries);
    // What is not known to be public and was not asked for by this account. Empty: by nobody.
    void removeOthers(const QString &account);

private:
    bool open(const QString &path);
    bool makeTables();
    QList<HistoryEntry> read(class QSqlQuery &query) const;
    void trim();

    QSqlDatabase m_database;
    QString m_trouble;
};
