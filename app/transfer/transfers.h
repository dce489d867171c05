#pragma once

#include "app/disk/cachestore.h"
#include "app/net/pacing.h"
#include "app/net/proxies.h"
#include "app/transfer/downloadrequest.h"
#include "app/transfer/manifest.h"
#include "app/transfer/transfergate.h"
#include "app/transfer/transferhistory.h"
#include "app/transfer/transferstatus.h"

#include <QFuture>
#include <QHash>
#include <QObject>
#include <QStringList>
#include <QTimer>
#include <QUrl>

#include <chrono>
#include <memory>

struct HubAccess;
class TransferWorker;
template<typename Worker>
class WorkerThread;

// The window's face of the transfer thread: requests in, snapshots out. Lives on the GUI thread,
// does no I/O there. Every file is complete, checked by hash and durable before its name appears.
class Transfers final : public QObject
{
    Q_OBJECT

public:
    struct Config
    {
        QUrl endpoint;
        QByteArray token;
        QString account; // whose token it is, as FirstPages::accountName() says; empty: nobody's
        QString cacheRoot; // absolute path of the hub cache
        int filesAtOnce = 4; // 1 to 32
        int connections = 16; // 1 to 32, that fetch content; one a file at least
        bool offline = false;
        QString offlineBy; // HttpFailure::offlineBy
        std::shared_ptr<const EnvironmentProxies> proxies; // null: none
        CacheStore::Links links = CacheStore::Links::Symbolic;
        int silenceSeconds = 20; // without data before a connection counts as lost
        int headSilenceSeconds = 20; // the same, while a file's metadata is asked for
        qint64 segment = qint64(32) << 20; // bytes; what one connection asks for at once
        std::chrono::milliseconds retryStep{1'000}; // first pause; doubles up to eight times this
        std::chrono::milliseconds syncStep{5'000}; // until what came is made durable again
        std::chrono::milliseconds lookStep{1'000}; // to look at connections; three are a stall
    };

    explicit Transfers(Config config, QObject *parent = nullptr);
    ~Transfers() override; // stops the thread within two seconds; what is on disk stays valid

    // For what is asked of the Hub from now on, in downloads under way too. Offline mode stops
    // everything at once, until it is off again.
    void setConfig(Config config);

    // Goes on with what an earlier start of the program left undone, and keeps what is asked for
    // from now on. file: absolute path. Once, when it is known whose account is used: what another
    // one asked for waits until that one is used again, unless it is public.
    void restore(const QString &file);
    // Returns the group's id; for a request that is under way already, that one's, and it goes on
    // if it was paused.
    qint64 download(const DownloadRequest &request);
    void cancel(const QList<qint64> &files); // keeps nothing of what is not complete
    // Failed and cancelled ones; those that wait go on at once.
    void retry(const QList<qint64> &files);
    // Those that wait for another program which downloads the same. Both then fetch it; what is
    // complete first is kept.
    void goPastLocks(const QList<qint64> &groups, const QList<qint64> &files);
    // What is not fetched yet waits for resume(); the bytes that are there are kept and
    // gone on with, by the next start of the program too. A file that is complete is still checked
    // and shown.
    void pause(const QList<qint64> &files);
    void resume(const QList<qint64> &files);
    void pauseGroup(qint64 group);
    void resumeGroup(qint64 group);
    void resumeGroups(const QList<qint64> &groups); // what is urgent begins first
    void cancelGroup(qint64 group);
    void retryGroup(qint64 group);
    // Shut, it stops everything but what is wanted now, within a moment; what is there is kept. A
    // limit is in force at once, in what is under way too.
    void setGate(const TransferGate &gate);
    // Of one's own, beside that of everything. bytesPerSecond: 0 for none.
    void limitGroup(qint64 group, qint64 bytesPerSecond);
    void limitFiles(const QList<qint64> &files, qint64 bytesPerSecond);
    // What waits for the network looks at once whether it is there; without this it does so after
    // half a minute at the latest.
    void networkIsBack();
    void hold(Pacing::Bucket bucket, std::chrono::milliseconds pause); // somebody else was told to
    // Forgets a group that has ended, and what a failed one has kept for another try.
    void forget(qint64 group);
    // The order of the queue, in which files are started. A group's files move within it.
    void move(const QList<qint64> &groups, const QList<qint64> &files, QueueMove move);
    void moveBefore(const QList<qint64> &groups, qint64 before); // 0: to the end
    // What is more urgent starts before all others. A group's counts for its files too.
    void setPriority(const QList<qint64> &groups, const QList<qint64> &files,
                     TransferPriority priority);
    // At once, also what is paused or waits: what else runs gives its places when there is none.
    void startNow(const QList<qint64> &groups, const QList<qint64> &files);
    // What the groups are, as far as it is known, to fetch the same again.
    QFuture<QList<Manifest::Set>> manifestOf(const QList<qint64> &groups);
    // Cancels and forgets every group whose repository is not known to be public.
    void leaveAccount();
    void renameAccount(const QString &from, const QString &to); // the same person's next token
    // Somebody has signed out: forgets what other accounts than the one that is used now asked this
    // Hub for in earlier starts of the program, perhaps the same person by an older token.
    void forgetHidden();
    // Goes on with what the account that is used now asked for in an earlier start of the program,
    // as restore() does.
    void goOnWithKept();
    void clearFinished(); // forgets groups that are done or cancelled

    const TransferSnapshot &snapshot() const { return m_snapshot; }
    const QUrl &endpoint() const { return m_endpoint; } // of the Hub that is asked now
    TransferHistory &history() { return m_history; } // what has ended
    // A sentence when nothing is kept for the next start; else empty.
    const QString &trouble() const { return m_trouble; }
    // What is under way goes on at the next start of the program.
    bool isKept() const { return m_isRestored && m_trouble.isEmpty(); }

signals:
    void changed(const TransferSnapshot &snapshot); // at most ten a second
    void fileDone(const RepoId &repo, const QString &commit, const QString &path);
    void troubleChanged();
    void held(Pacing::Bucket bucket, std::chrono::milliseconds pause); // by an answer of the Hub
    void askedAgain(qint64 group, const RepoId &repo); // by download(): it is under way already
    void groupDone(qint64 group,
                   bool complete); // once each; complete: nothing failed or was cancelled

private:
    void takeSnapshot(const TransferSnapshot &snapshot);
    void sayNothingComes(); // from the thread: it hangs

    static constexpr qint64 kRestoredIds = 1'000'000'000; // up to here they are of earlier starts

    TransferHistory m_history;
    std::unique_ptr<WorkerThread<TransferWorker>> m_thread;
    QUrl m_endpoint;
    QString m_account;
    QString m_trouble;
    bool m_isRestored = false;
    TransferSnapshot m_snapshot;
    QTimer m_silence;
    QHash<qint64, DownloadRequest>
        m_active; // asked for and not done: the same again is the same one
    qint64 m_lastId = kRestoredIds;
};

HubAccess accessFrom(const Transfers::Config &config);
