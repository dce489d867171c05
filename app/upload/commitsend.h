#pragma once

#include "app/hub/types.h"
#include "app/upload/commitbody.h"
#include "app/upload/patientrequest.h"
#include "app/upload/uploadwire.h"

#include <QSet>

#include <functional>

// One commit, sent until it is known whether it was made. When the answer is lost, the branch is
// looked at before it is sent again, and then on top of what was seen there only: so a branch never
// has it twice. A pull request that the Hub opens after it was looked for in vain is there beside
// the one that is opened then. On the upload's thread; letting go of it stops it.
class CommitSend final : public QObject
{
    Q_OBJECT

public:
    struct Want
    {
        RepoId repo;
        Revision revision;
        bool opensPullRequest = false; // with this commit as its first
        QString title;
        QString description;
        QByteArray parent; // commit that the branch must still be at; empty: whatever it is at
        QByteArray head; // commit that it is at, as far as is known
        CommitPart part;
        std::optional<CommitPart> larger = {}; // that was sent before, and may be made meanwhile
        bool splits = false; // it is not sent again as it is
        QByteArray lines; // of part
        QStringList pulls; // that were there before an earlier start sent it; for lookFor()
        QByteArray triedOn; // head that lookFor() did not find the same on top of; empty: none
        // Writes down what will be sent, each time; false: it cannot, so it is not. Null: no
        // matter.
        std::function<bool()> noted = {};
    };
    struct Made
    {
        UploadWire::CommitMade commit;
        Revision revision; // that it is the head of
        std::chrono::milliseconds time{}; // that the Hub took; the most when nobody heard of it
    };
    struct NotMade // as far as was seen, and it is not sent again
    {
        QByteArray head; // of the branch
        bool isSplit = false; // it is to be sent as several ones
    };

    CommitSend(TransferContext &context, const HubAccess &access, Want want);

    void start();
    void lookFor(); // instead: an earlier start sent it, and did not hear what became of it
    void goOn(); // while it waits: at once
    void sendNoMore(); // what was sent is still looked for
    const CommitPart &part() const { return m_want.part; } // or, once it is made, the larger one
    const std::optional<Result<Made>> &result() const { return m_result; }
    const std::optional<NotMade> &notMade() const { return m_notMade; } // instead of a result
    bool isUnknown() const { return m_isUnknown; } // after an error: it may be made
    const QSet<QString> &pullsBefore() const { return m_pulls; }
    const PatientRequest *waiting() const
    {
        return m_request && m_request->isWaiting() ? m_request.get() : nullptr;
    }
    // Nothing is lost by letting go of it: it never was sent, or an earlier start did.
    bool isIdle() const;
    static HubError notKept(); // what is noted
    static QUrl pageOf(const HubAccess &access, const RepoId &repo, const Revision &pullRequest);
    // The same content is there as in this commit, as far as these entries say.
    static bool hasMade(const CommitPart &part, const QList<TreeEntry> &entries);

signals:
    void changed();
    void finished(); // delete later

private:
    using Answered = void (CommitSend::*)(const PatientRequest::End &end);
    struct Candidate
    {
        QByteArray commit;
        Revision revision;
    };

    void ask(PatientRequest::Want want, Answered answered, std::chrono::milliseconds delay = {});
    QUrl apiUrl(const QString &rest, const QString &query = {}) const;
    void takePullsBefore(const PatientRequest::End &end);
    void send();
    void takeAnswer(const PatientRequest::End &end);
    void lookUp(const HubError &error, std::chrono::seconds asked);
    void takeHistory(const PatientRequest::End &end);
    void takePulls(const PatientRequest::End &end);
    void tryNext();
    void takeEntries(const PatientRequest::End &end);
    void repeat();
    void end(Result<Made> result);

    TransferContext &m_context;
    const HubAccess &m_access;
    Want m_want;
    std::unique_ptr<PatientRequest> m_request;
    QByteArray m_parent; // that is demanded now
    QByteArray m_headNow; // of the branch, as it was looked up
    QSet<QString> m_pulls; // refs that were there before
    QList<Candidate> m_candidates; // commits that may be this one, the next one last
    bool m_onlyLooks = false; // for what an earlier start sent
    bool m_isStopped = false;
    bool m_posts = false; // the request is the commit
    bool m_repeats = false; // it was sent before
    int m_lookUps = 0;
    bool m_isUnknown = false;
    HubError m_lost; // why the answer is not known
    std::optional<Result<Made>> m_result;
    std::optional<NotMade> m_notMade;
};
