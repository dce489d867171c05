#pragma once

#include "app/upload/commitsend.h"
#include "app/upload/objectsend.h"
#include "app/upload/repochange.h"

#include <QTemporaryDir>

// Makes the commit of a change: looks up and fetches what it takes from elsewhere, asks how its
// contents are kept, stores what git does not keep, commits. On a branch that has moved it goes on
// when nothing that it touches is another there; else it is refused. On a thread of its own.
class RepoCommitJob final : public QObject
{
    Q_OBJECT

public:
    RepoCommitJob(const HubAccess &access, RepoChange change);
    ~RepoCommitJob() override;

    void start();
    void stop();

signals:
    void waits(const QString &reason);
    void held(Pacing::Bucket bucket, std::chrono::milliseconds pause);
    void ended(const RepoChanged &end); // once

private:
    struct Item
    {
        CommitPart::File file;
        std::optional<RepoPath> from; // of the change's source; none: it is written
        QByteArray xetHash = {}; // of what is large
    };
    using Answered = void (RepoCommitJob::*)(const Body &body);

    QUrl apiUrl(const QString &rest, const QString &query = {}) const;
    void ask(PatientRequest::Want want, Answered answered);
    void askPaths(const RepoId &repo, const QByteArray &commit, const QStringList &paths,
                  Answered answered);
    void lookUp();
    void takeSources(const Body &body);
    void share();
    void takeShared(const Body &body);
    void fetch();
    void takeContent(qsizetype item, const PatientRequest::End &end);
    void askChoices();
    void takeChoices(const Body &body);
    void store();
    void askStoring();
    void takeStoring(const Body &body);
    void endStoring();
    void commit();
    void endCommit();
    void takeHead(const Body &body);
    void compare();
    void takeBefore(const Body &body);
    void takeNow(const Body &body);
    void fail(const HubError &error);
    void failStopped();
    void end(const RepoChanged &end);

    TransferContext m_context;
    const HubAccess m_access;
    const RepoChange m_change;
    const QStringList m_touched;
    std::optional<RepoSent> m_sent; // that may be made
    QByteArray m_triedOn; // head that it is not on top of
    QByteArray m_parent; // that it is made on top of now
    QList<Item> m_items;
    qsizetype m_next = 0; // item of the step under way
    QList<qsizetype> m_asked; // items of the request under way
    qint64 m_inside = 0; // bytes of content that go with the commit
    std::unique_ptr<PatientRequest> m_request;
    std::map<qsizetype, std::unique_ptr<PatientRequest>> m_fetches; // by item
    QList<qsizetype> m_toStore; // items
    std::unique_ptr<QTemporaryDir> m_folder; // of what is stored
    std::unique_ptr<ObjectSend> m_object;
    std::unique_ptr<CommitSend> m_commit;
    HubError m_conflict;
    QByteArray m_newer; // what the branch is at
    QList<TreeEntry> m_before;
    QStringList m_moved;
    int m_rounds = 0; // on top of what others committed
    bool m_isStopped = false;
    bool m_isOver = false;
};
