#pragma once

#include "app/hub/revision.h"
#include "app/net/proxies.h"
#include "app/transfer/transfergate.h"
#include "app/transfer/transferstatus.h"

#include <QHash>
#include <QObject>
#include <QStringList>
#include <QUrl>

#include <chrono>
#include <memory>

// What to fetch. With paths: exactly these files. Without: the whole snapshot, as the patterns
// (hub-api 30, Python's fnmatch) allow and ignore.
struct DownloadRequest
{
    RepoId repo;
    Revision revision;
    QStringList paths;
    QStringList allow; // empty: everything
    QStringList ignore;
    QString folder; // absolute; empty: into the cache
    bool isPublic = false; // known to be: goes on when the account that asked is left
};

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
        bool useSymlinks = true; // false: HF_HUB_DISABLE_SYMLINKS
        int silenceSeconds = 20; // without data before a connection counts as lost
        int headSilenceSeconds = 20; // the same, while a file's metadata is asked for
        qint64 segment = qint64(32) << 20; // bytes; what one connection asks for at once
        std::chrono::milliseconds retryStep{1'000}; // first pause; doubles up to eight times this
    };

    explicit Transfers(Config config, QObject *parent = nullptr);
    ~Transfers() override; // stops the thread within two seconds; what is on disk stays valid

    // For what is asked of the Hub from now on, in downloads under way too. Offline mode stops
    // everything at once, until it is off again.
    void setConfig(Config config);

    // Goes on with what an earlier start of the program left undone, and keeps what is asked for
    // from now on. file: absolute path. Once, when it is known whose account is used: what another
    // one asked for is not gone on with, unless it is public.
    void restore(const QString &file);
    // Returns the group's id; for a request that is under way already, that one's, and it goes on
    // if it was paused.
    qint64 download(const DownloadRequest &request);
    void cancel(const QList<qint64> &files); // keeps nothing of what is not complete
    // Failed and cancelled ones; those that wait go on at once, past another program's lock too.
    void retry(const QList<qint64> &files);
    // What is not fetched yet waits for resume(); the bytes that are there are kept and
    // gone on with, by the next start of the program too. A file that is complete is still checked
    // and shown.
    void pause(const QList<qint64> &files);
    void resume(const QList<qint64> &files);
    void pauseGroup(qint64 group);
    void resumeGroup(qint64 group);
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
    // Forgets a group that has ended, and what a failed one has kept for another try.
    void forget(qint64 group);
    // Cancels and forgets every group whose repository is not known to be public.
    void leaveAccount();
    void clearFinished(); // forgets groups that are done or cancelled

    const TransferSnapshot &snapshot() const { return m_snapshot; }

signals:
    void changed(const TransferSnapshot &snapshot); // at most ten a second
    void fileDone(const RepoId &repo, const QString &commit, const QString &path);
    void groupDone(qint64 group,
                   bool complete); // once each; complete: nothing failed or was cancelled

private:
    class Thread;
    static constexpr qint64 kRestoredIds = 1'000'000'000; // up to here they are of earlier starts

    std::unique_ptr<Thread> m_thread;
    TransferSnapshot m_snapshot;
    QHash<qint64, DownloadRequest>
        m_active; // asked for and not done: the same again is the same one
    qint64 m_lastId = kRestoredIds;
};
