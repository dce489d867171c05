#pragma once

#include "app/hub/pagetrail.h"
#include "app/transfer/filejob.h"
#include "app/transfer/transfers.h"

#include <QSet>

// What a group's files are, before any of them is fetched: the revision becomes a commit once, the
// commit's listing is read (or was kept), patterns choose, the disk is asked what is there and how
// much room it has. On the transfer thread; the disk on the pool.
class GroupJob final : public QObject
{
    Q_OBJECT

public:
    struct File
    {
        QString path;
        std::optional<FileSpec> spec; // none: the path cannot be a local one
        QString refusal; // then why
        QString localPath; // there already
        bool hasContent = false; // nothing of it will be fetched
        std::shared_ptr<KeptPart> left; // by an earlier start of the program; not claimed yet
    };
    struct Plan
    {
        QString commit;
        QString known; // commit that the revision meant on the disk until now; empty: none
        QList<File> files; // ordered by path
        bool offline = false; // the Hub did not answer: only what is there counts
        bool isPublic = false; // the Hub said that the repository is
        bool isOfDisk = false; // the Hub was not asked what the revision means now
        DiskRoom room; // where the files go

        qint64 size() const; // bytes; -1: not known yet
    };

    GroupJob(TransferContext &context, const HubAccess &access,
             std::shared_ptr<const Destination> destination, DownloadRequest request,
             QObject *parent = nullptr);

    // What of a commit's files is asked for, by path. listed: all that is known of them, which may
    // be nothing where they are asked for by name.
    static QList<File> filesOf(const DownloadRequest &request, const QString &commit,
                               const QList<TreeEntry> &listed);

    void start();
    void goOn(); // while it waits: looks at once

    bool isWaiting() const { return m_patience.cause != WaitCause::None; }
    const QString &reason() const { return m_reason; } // while it waits
    const TransferPatience &patience() const { return m_patience; }
    bool isCutOff() const { return m_cutOff; } // the last try met no network
    bool isWaitingForDisk() const { return m_patience.cause == WaitCause::DiskAway; }
    const Plan &plan() const { return m_plan; }
    const std::optional<HubError> &error() const { return m_error; }

signals:
    void changed();
    void finished(); // with a plan or an error; delete later

private:
    using Step = void (GroupJob::*)();

    void ask(const QUrl &url,
             void (GroupJob::*answered)(const QByteArray &body, const Answer &answer), Step again,
             const QByteArray &sent = {}); // JSON; empty: fetches
    bool isPausedByHub(Step next);
    void takeFailure(const HttpFailure &failure, Step again);
    void resolve();
    void takeCommit(const QByteArray &body, const Answer &answer);
    void list();
    void askPage();
    void takePage(const QByteArray &body, const Answer &answer);
    void askNamed();
    void takeNamed(const QByteArray &body, const Answer &answer);
    void choose();
    void lookAtDisk();
    void goOffline(const HubError &error);
    void waitForNetwork();
    void lookMeanwhile();
    void waitFor(WaitCause cause, std::chrono::milliseconds delay, const QString &reason,
                 Step next);
    void stopWaiting();
    void fail(const HubError &error);

    TransferContext &m_context;
    const HubAccess &m_access;
    std::shared_ptr<const Destination> m_destination;
    DownloadRequest m_request;
    QTimer m_timer;
    std::unique_ptr<Exchange> m_exchange;
    QByteArray m_body;
    QList<TreeEntry> m_entries;
    QUrl m_nextPage;
    PageTrail m_pages;
    QSet<QString> m_pageStarts; // first paths of the pages
    qsizetype m_named = 0; // of the paths, that were asked about
    Plan m_plan;
    QString m_reason;
    TransferPatience m_patience;
    std::optional<HubError> m_error;
    int m_tries = 0;
    bool m_looked = false; // at the disk, while the Hub wants a pause
    bool m_cutOff = false; // the last try met no network
    QString m_cutOffReason;
    int m_probes = 0; // for the network
};
