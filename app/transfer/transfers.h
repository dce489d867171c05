#pragma once

#include "app/hub/revision.h"
#include "app/transfer/transferstatus.h"

#include <QObject>
#include <QStringList>
#include <QUrl>

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
        QString cacheRoot; // absolute path of the hub cache
        int filesAtOnce = 4; // 1 to 32
        bool offline = false;
        bool useSymlinks = true; // false: HF_HUB_DISABLE_SYMLINKS
    };

    explicit Transfers(Config config, QObject *parent = nullptr);
    ~Transfers() override; // stops the thread within two seconds; what is on disk stays valid

    void setConfig(Config config); // for requests from now on

    qint64 download(const DownloadRequest &request); // returns the group's id
    void cancel(const QList<qint64> &files);
    void retry(const QList<qint64> &files); // failed and cancelled ones
    void cancelGroup(qint64 group);
    void retryGroup(qint64 group);
    void clearFinished(); // forgets groups that are done or cancelled

    const TransferSnapshot &snapshot() const { return m_snapshot; }

signals:
    void changed(const TransferSnapshot &snapshot); // at most ten a second
    void fileDone(const RepoId &repo, const QString &commit, const QString &path);
    void groupDone(qint64 group, bool complete); // once each; complete: nothing failed or was cancelled

private:
    class Thread;

    std::unique_ptr<Thread> m_thread;
    TransferSnapshot m_snapshot;
    qint64 m_lastId = 0;
};
