#pragma once

#include "app/upload/commitfill.h"
#include "app/upload/commitsend.h"
#include "app/upload/objectsend.h"
#include "app/upload/uploadkept.h"
#include "app/upload/uploadprogress.h"

// From a complete order to its receipt: asks how each file is to be sent, sends the large ones,
// commits, and looks at what the Hub then has. A commit is never sent a second time before it is
// known that the first was not made, and nothing that must not be done twice before what another
// start has to know is written down. On the upload's thread; hashes and reads on the pool.
class UploadJob final : public QObject
{
    Q_OBJECT

public:
    // Writes it down; false: not all of it so far is.
    using Keep = std::function<bool(const UploadKept::Change &change)>;

    UploadJob(TransferContext &context, const HubAccess &access, UploadKept kept,
              qsizetype commitFiles = CommitPace::kBegin, QObject *parent = nullptr);
    ~UploadJob() override;

    void setLimits(const Throttle::Limits &limits) { m_limits = limits; } // before the start
    void setKeep(const Keep &keep) { m_keep = keep; } // before the start
    void lookOnly() { m_looksOnly = true; } // before the start, for what is in doubt; sends nothing
    bool looksOnly() const { return m_looksOnly; }
    void start();
    void stop(); // sends nothing more; a commit under way is waited for
    bool isInDoubt() const { return m_commit != nullptr; } // once stopped: it may be made
    void goOn(); // what waits, at once

    UploadProgress progress() const; // without rows
    QList<UploadRow> rows() const; // all, as ordered
    UploadRowChanges takeChanges(); // rows that are others than when they were taken last
    bool isOver() const;

signals:
    void changed();
    void finished(); // once; delete later

private:
    struct Item
    {
        UploadFile file;
        UploadState state = UploadState::Waiting;
        bool large = false;
        bool isUntold = false; // in m_untold
        int changes = 0; // that were noticed while it was sent
        QByteArray remote;
        std::optional<HubError> error;
    };
    using Indexes = QList<qsizetype>;
    using Answered = void (UploadJob::*)(const Body &body);

    // uploadjob.cpp
    void next();
    Item &edit(qsizetype item); // its row is told
    UploadRow rowOf(const Item &item) const;
    void checkFacts();
    // refusals: statuses whose answers are taken, too.
    void ask(PatientRequest::Want want, Answered answered, const QList<int> &refusals = {});
    void hashAgain();
    void noteChange(qsizetype item);
    void failItem(qsizetype item, const HubError &error);
    void askChoices();
    void takeChoices(const Body &body);
    void choose(qsizetype item, const UploadWire::Choice &choice);
    QUrl apiUrl(const QString &rest, const QString &query = {}) const;
    bool opensPullRequest() const { return m_order.pullRequest && !m_isOpened; }
    void enter(UploadStep step);
    void fail(const HubError &error);

    // uploadjob_store.cpp
    void store();
    void askStorings();
    void takeStorings(const Body &body);
    void beginObject(const QByteArray &sha256, const UploadWire::Storing &storing);
    void endObject(const QByteArray &sha256);
    int lanes() const;

    // uploadjob_pull.cpp
    void openPullRequest();
    void takePulls(const Body &body);
    void tryPull();
    void takeAccount(const Body &body);
    void takeTriedPull(const Body &body);
    void takePullRequest(const Body &body);

    // uploadjob_commit.cpp
    bool hasToCommit() const;
    std::pair<CommitPart, int> nextPart() const; // and how many commits it takes from there on
    void prepareCommit();
    void addDeletions(CommitPart &part) const;
    void takeLines(const CommitPart &part, const CommitLines &lines);
    void lookForCommit();
    void makeCommit(const CommitPart &part, const QByteArray &lines,
                    const UploadKept::Commit &before = {});
    bool noteCommit();
    void endCommit();
    QString title() const;
    void check();
    void takeCheck(const Body &body);
    void endAll();

    TransferContext &m_context;
    const HubAccess &m_access;
    UploadOrder m_order; // without its files
    CommitPace m_pace;
    Throttle::Limits m_limits;
    Keep m_keep = [](const UploadKept::Change &) { return true; };
    QList<Item> m_items;
    Indexes m_untold; // rows
    Indexes m_unasked; // how they are to be sent
    Indexes m_changed; // to be hashed again
    Indexes m_asked; // of the request under way
    QByteArray m_ignores; // text of the .gitignore that comes with them
    std::unique_ptr<PatientRequest> m_request;
    UploadStep m_step = UploadStep::Asking;
    std::optional<HubError> m_error;
    bool m_stopping = false;
    bool m_looksOnly = false;
    bool m_onDisk = false; // work for it on the pool
    bool m_hasCheckedFacts = false;

    QHash<QByteArray, UploadKept::Object> m_left; // objects, by an earlier start
    std::deque<qsizetype> m_toStore; // items
    QHash<QByteArray, Indexes> m_waiting; // items, by the object that they wait for
    std::map<QByteArray, std::unique_ptr<ObjectSend>> m_objects; // that are sent, by sha256
    std::deque<std::pair<QByteArray, UploadWire::Storing>> m_planned; // the next ones
    QByteArrayList m_toRenew; // objects that wait for a place anew
    QList<UploadWire::LargeObject> m_batch; // of the request under way

    std::optional<UploadKept::Commit> m_doubted; // by an earlier start: made, or not
    QByteArray m_triedOn; // head that it was not on top of
    std::unique_ptr<CommitSend> m_commit; // under way
    std::optional<CommitPart> m_larger; // that was lost, and is sent as several ones
    bool m_isUnknown = false; // whether the last one was made
    QByteArray m_head; // of the branch
    int m_commits = 0; // that it will take
    QByteArrayList m_made;
    Revision m_revision;
    QUrl m_pullRequest;
    bool m_isOpened = false; // the pull request
    std::optional<QStringList> m_pullsBefore; // that an earlier start asked for one
    QStringList m_pullsThere;
    QStringList m_pullsToTry; // that may be the one, the next one last
    QString m_user; // who asks, as far as that matters
    QString m_words;
    Indexes m_toCheck;
};
