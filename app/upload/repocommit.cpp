#include "app/upload/repocommit.h"

#include "app/transfer/workerthread.h"
#include "app/upload/repocommitjob.h"

using namespace Qt::StringLiterals;

RepoCommit::RepoCommit(const HubAccess &access, const RepoChange &change, QObject *parent)
    : QObject(parent)
    , m_thread(std::make_unique<WorkerThread<RepoCommitJob>>(
          u"commit"_s, std::make_unique<RepoCommitJob>(access, change)))
{
    connect(m_thread->worker(), &RepoCommitJob::waits, this, &RepoCommit::waits);
    connect(m_thread->worker(), &RepoCommitJob::held, this, &RepoCommit::held);
    connect(m_thread->worker(), &RepoCommitJob::ended, this, [this](const RepoChanged &end) {
        m_end = end;
        emit finished();
    });
    m_thread->post([](RepoCommitJob &job) { job.start(); });
}

RepoCommit::~RepoCommit()
{
    m_thread->worker()->disconnect(this);
}

void RepoCommit::stop()
{
    m_thread->post([](RepoCommitJob &job) { job.stop(); });
}
