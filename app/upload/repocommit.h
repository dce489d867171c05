#pragma once

#include "app/net/pacing.h"
#include "app/transfer/hubaccess.h"
#include "app/upload/repochange.h"

#include <QObject>

#include <memory>

template<typename Worker>
class WorkerThread;
class RepoCommitJob;

// The window's face of one small commit, which has a thread of its own. Lives on the GUI thread.
class RepoCommit final : public QObject
{
    Q_OBJECT

public:
    RepoCommit(const HubAccess &access, const RepoChange &change, QObject *parent = nullptr);
    // Stops the thread and waits for it, 1.9 s at most; a commit under way may be made or not.
    ~RepoCommit() override;

    void stop(); // at once, but a commit that is on its way is waited for
    const std::optional<RepoChanged> &end() const { return m_end; }

signals:
    void waits(const QString &reason); // empty: not any more
    void finished(); // once; end() is there
    void held(Pacing::Bucket bucket, std::chrono::milliseconds pause); // by an answer of the Hub

private:
    std::optional<RepoChanged> m_end;
    std::unique_ptr<WorkerThread<RepoCommitJob>> m_thread;
};
