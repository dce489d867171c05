#pragma once

#include "app/net/pacing.h"
#include "app/transfer/hubaccess.h"
#include "app/transfer/transfergate.h"
#include "app/upload/commitfill.h"
#include "app/upload/uploadprogress.h"

#include <QObject>

#include <map>
#include <memory>

template<typename Worker>
class WorkerThread;
class UploadWorker;
struct UploadNews;

// The window's face of all uploads of an account, which share a thread: orders in, what changed
// out. They outlive the program: another start goes on with them where they were. Lives on the GUI
// thread, does no I/O there.
class Uploads final : public QObject
{
    Q_OBJECT

public:
    struct Config
    {
        HubAccess access;
        QString account; // whose token it is, FirstPages::accountName(); empty: nobody's
        qsizetype commitFiles
            = CommitPace::kBegin; // of the first commit, of what begins from now on
    };

    explicit Uploads(const QString &file, QObject *parent = nullptr); // of UploadStore
    // Stops the thread and waits for it, 1.9 s at most; a commit under way is looked for by the
    // next start.
    ~Uploads() override;

    // Goes on with what this account has left, but what is paused or has failed. Uploads that are
    // listed become its own. Offline, nothing goes on.
    void setConfig(const Config &config);
    void leaveAccount(); // stops all; they wait until setConfig() names their account again
    qint64 begin(const UploadOrder &order);
    void pause(qint64 upload); // a commit under way is waited for
    void resume(qint64 upload); // also one that has failed
    // One that has failed: whether its commit in doubt was made, and then it is stopped.
    void lookFor(qint64 upload);
    // For good: what is committed stays, a commit under way is waited for. Should the program end
    // before that, the next start has it, paused.
    void cancel(qint64 upload);
    void forget(qint64 upload); // one that has ended; cancels it when it was just resumed
    void networkIsBack(); // what waits tries at once
    void hold(Pacing::Bucket bucket, std::chrono::milliseconds pause); // somebody else was told to
    // In force at once, the limit for all together. What is shut out waits, as when offline.
    void setGate(const TransferGate &gate);
    void startNow(qint64 upload); // though the gate is shut, but not while the computer sleeps
    bool isRunning() const; // any; those that are held are not

    const std::map<qint64, UploadStatus> &all() const { return m_all; } // by id
    const UploadProgress &progress(qint64 upload) const; // not listed: as of one that was stopped
    // A sentence when nothing is kept for the next start; else empty.
    const QString &trouble() const { return m_trouble; }

signals:
    void changed(qint64 upload, const QList<qsizetype> &rows); // at most ten a second
    void ended(qint64 upload); // its progress is final, unless it failed and is resumed
    void listChanged(); // all() has others
    void loaded(); // what setConfig() found is listed
    void troubleChanged();
    void held(Pacing::Bucket bucket, std::chrono::milliseconds pause); // by an answer of the Hub

private:
    void take(const UploadNews &news);

    static constexpr qint64 kRestoredIds = 1'000'000'000; // up to here they are of earlier starts

    std::map<qint64, UploadStatus> m_all;
    QString m_trouble;
    qint64 m_lastId = kRestoredIds;
    int m_round = 0; // accounts that were left
    std::unique_ptr<WorkerThread<UploadWorker>> m_thread;
};
