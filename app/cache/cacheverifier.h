#pragma once

#include "app/cache/cachescan.h"

#include <QElapsedTimer>
#include <QFuture>
#include <QObject>
#include <QSet>
#include <QTimer>

#include <memory>

// Reads contents of the cache and compares them with their names: SHA-256 of LFS files, git's SHA-1
// of the others. On threads of its own, as many as there are processors, so that the disk is the
// limit; what several repositories share is read once. Changes nothing. The GUI thread's face.
class CacheVerifier final : public QObject
{
    Q_OBJECT

public:
    enum class Fault : quint8 { Damaged, Unreadable };

    struct Finding
    {
        QByteArray repo; // CacheRepo::folder
        QByteArray blob; // CacheBlob::name
        Fault fault = Fault::Damaged;
        int error = 0; // errno, when unreadable

        bool operator==(const Finding &) const = default;
    };

    struct Progress
    {
        qint64 bytes = 0; // read
        qint64 total = 0;
        int contents = 0; // looked at
        int of = 0;
        QList<Finding> findings; // in the order they were found
        double bytesPerSecond = 0; // since it began or went on
    };

    explicit CacheVerifier(QObject *parent = nullptr);
    ~CacheVerifier() override; // waits for nobody

    // Of the repositories named, or all of them. What is no content with a hash for a name is left
    // out. One that runs is stopped before.
    void start(const CacheScan &scan, const QSet<QByteArray> &repos = {});
    void pause();
    void resume();
    void stop(); // what was found stays
    bool isRunning() const { return m_run != nullptr; }
    bool isPaused() const { return m_isPaused; }
    const Progress &progress() const { return m_progress; }

signals:
    void changed(); // at most ten a second
    void finished(bool complete); // once for each start; complete: not stopped

private:
    struct Run;

    void look();
    void end(bool complete);

    std::shared_ptr<Run> m_run; // null: none
    QFuture<Finding> m_found;
    Progress m_progress;
    bool m_isPaused = false;
    QTimer m_looks;
    QElapsedTimer m_since;
    qint64 m_before = 0; // bytes read when m_since began
};
