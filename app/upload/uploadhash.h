#pragma once

#include "app/upload/hashmemory.h"
#include "app/upload/sourcehash.h"

#include <QFuture>
#include <QHash>
#include <QObject>
#include <QThreadPool>
#include <QTimer>

#include <chrono>
#include <memory>

// Reads files that are to be uploaded: their hashes, their samples and what looks like a secret in
// them. On threads of its own, as many as there are processors, each with a buffer of one MiB. What
// is remembered is not read. The GUI thread's face.
class UploadHash final : public QObject
{
    Q_OBJECT

public:
    struct Progress
    {
        qint64 bytes = 0; // read, or known before
        qint64 total = 0;
        qsizetype files = 0; // done, or failed
        qsizetype of = 0;
    };
    // With a file that changes while it is read: it is read from the beginning after all others,
    // once two looks in a row find the same.
    struct Patience
    {
        std::chrono::milliseconds between{500};
        int looks = 10;
    };

    // memory: a file of HashMemory; empty: nothing is remembered.
    explicit UploadHash(const QString &memory, QObject *parent = nullptr);
    ~UploadHash() override; // waits for no disk but the memory's
    void setPatience(const Patience &patience) { m_patience = patience; }

    void start(const QList<UploadFile> &files); // what runs is stopped before
    void stop(); // what was found stays
    bool isRunning() const { return m_run != nullptr; }

    const Progress &progress() const { return m_progress; }
    const QList<UploadFile> &files() const { return m_files; } // in order; as far as known
    const QHash<qsizetype, QList<Secrets::Found>> &secrets() const { return m_secrets; } // by file
    // By file, errno: EAGAIN for one that does not stop changing.
    const QHash<qsizetype, int> &failures() const { return m_failures; }

signals:
    void changed(); // at most ten a second
    void finished(bool complete); // once for each start; complete: not stopped

private:
    struct Run;
    struct Read
    {
        qsizetype file = 0;
        DiskResult<SourceHash> result;
    };

    void begin(const std::shared_ptr<Run> &run, const QList<UploadFile> &known);
    void look();
    void gather();
    void end(bool complete);

    const QString m_memory;
    Patience m_patience;
    std::shared_ptr<Run> m_run; // null: none
    QFuture<Read> m_read;
    qsizetype m_gathered = 0; // of them
    Progress m_progress;
    QList<UploadFile> m_files;
    QHash<qsizetype, QList<Secrets::Found>> m_secrets;
    QHash<qsizetype, int> m_failures;
    QTimer m_looks;
    std::unique_ptr<HashMemory> m_store; // on the pool's thread only
    QThreadPool m_pool; // one thread, for the memory; the last member: it is waited for first
};
