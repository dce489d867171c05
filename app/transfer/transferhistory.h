#pragma once

#include "app/net/huberror.h"
#include "app/transfer/historyentry.h"
#include "app/transfer/manifest.h"

#include <QFuture>
#include <QObject>

#include <memory>

template<typename Worker>
class WorkerThread;

// The window's face of what has ended. SQLite lives on a thread of its own: questions are answered
// by futures, which never are when this is gone first. Until open() the history is in memory only.
class TransferHistory final : public QObject
{
    Q_OBJECT

public:
    enum class Format { Json, Sha256Sums };

    explicit TransferHistory(QObject *parent = nullptr);
    ~TransferHistory() override; // what was added is written, for two seconds at most

    // Absolute path. What another account asked for is not shown unless it is public. Once.
    void open(const QString &file, const QString &account);
    void add(const HistoryEntry &entry, const QList<Receipt> &receipts);
    void renameAccount(const QString &from, const QString &to); // the same person's new token
    void leaveAccount(); // forgets what is not known to be public
    void remove(const QList<qint64> &entries);
    void takeBack(); // what was removed last, unless the account has changed since
    QFuture<QList<HistoryEntry>> find(const QString &text); // HistoryStore::find
    QFuture<QList<Receipt>> receipts(qint64 entry);
    QFuture<QList<Manifest::Set>> manifestOf(const QList<qint64> &entries);
    // Writes a file, whole or not at all.
    QFuture<Result<void>> exportTo(const QString &file, const QList<qint64> &entries,
                                   Format format);

    int count() const { return m_count; }
    const QString &trouble() const { return m_trouble; } // a sentence when nothing is kept

signals:
    void changed(); // something was added or went: count() is new

private:
    class Worker;
    void report();

    std::unique_ptr<WorkerThread<Worker>> m_thread;
    int m_count = 0;
    QString m_trouble;
};
