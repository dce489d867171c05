#pragma once

#include "app/disk/destination.h"
#include "app/transfer/contentcheck.h"
#include "app/transfer/contentfetch.h"
#include "app/transfer/filemeta.h"
#include "app/transfer/hubaccess.h"
#include "app/transfer/secondcopy.h"
#include "app/transfer/transfercontext.h"
#include "app/transfer/transferstatus.h"

// One file from the Hub to its final name: look, lock, fetch, hash, publish. On the transfer
// thread; the disk and the hash on the pool. Destroying it cancels, and leaves no partial file
// unless the context is leaving: stop() is the way to go on later.
class FileJob final : public QObject
{
    Q_OBJECT

public:
    FileJob(TransferContext &context, const HubAccess &access,
            std::shared_ptr<const Destination> destination, FileSpec spec, Revision revision,
            std::shared_ptr<KeptPart> kept = {}, QObject *parent = nullptr);
    ~FileJob() override;

    void setLimits(const Throttle::Limits &limits) { m_limits = limits; } // before the start
    void start();
    void goOn(); // while waiting or stalled: at once
    void goPastLock(); // while it waits for another program's

    // Ends as soon as the disk lets it: finished() with state Paused, or Done or Failed when it was
    // as good as there. Nothing is asked of the Hub any more.
    void stop();
    bool isStopping() const { return m_stopping; }
    // What is there of it now, for another job; none when nothing of use is. Destroy it then.
    std::shared_ptr<KeptPart> giveUp();
    // All bytes are there: the Hub is not needed any more.
    bool isComplete() const { return m_state == TransferState::Verifying && !m_work; }
    // What a next try can go on with; none when nothing of use is there. Once, when finished.
    std::shared_ptr<KeptPart> takeKept() { return std::move(m_kept); }

    TransferState state() const { return m_state; }
    const FileSpec &spec() const { return m_spec; }
    qint64 done() const; // bytes; what was found on the disk counts once it is checked
    qint64 checked() const; // bytes, by their hash
    qint64 fetched() const { return m_fetched; } // bytes that came; does not go back
    const QString &reason() const { return m_reason.isEmpty() ? m_note : m_reason; }
    const TransferPatience &patience() const { return m_patience; }
    const QString &note() const { return m_note; } // what was fetched again, and why; or empty
    const std::optional<HubError> &error() const { return m_error; }
    const QString &localPath() const { return m_localPath; }
    bool wasCached() const { return m_wasCached; }
    const QString &source() const { return m_source; } // host that sent it last
    bool isWaiting() const { return m_state == TransferState::Waiting; }
    // Waits for another program, with nothing open.
    bool isWaitingForLock() const { return isWaiting() && m_lockHolder; }
    // Waits until somebody makes room on the disk that it writes to.
    bool isWaitingForRoom() const { return waitsFor(WaitCause::Disk); }
    // The same, or until that disk is there.
    bool isWaitingForDisk() const { return isWaitingForRoom() || waitsFor(WaitCause::DiskAway); }
    bool isCutOff() const { return m_probes > 0; } // the last try met no network
    bool isWaitingForNetwork() const { return isWaiting() && isCutOff(); }

signals:
    void changed();
    void finished(); // Done, Failed or Paused; delete later

private:
    static constexpr int kMostDiskTroubles = 3;

    bool isWithPool() const { return m_noting || m_onDisk; } // the part is
    bool isLockOurs() const { return m_lockHolder == QCoreApplication::applicationPid(); }
    bool waitsFor(WaitCause cause) const { return isWaiting() && m_patience.cause == cause; }
    void askHead();
    void takeHead(const Exchange &exchange);
    void prepare();
    void takePrepared(Result<Prepared> prepared);
    void showWork(); // of the look at the disk
    void fetch();
    void takeGrowth(qint64 bytes);
    void stall(bool reconnects);
    void reconnect();
    void takeEnd(const ContentFetch::End &end);
    void judge(const HttpFailure &failure);
    void noteProgress(); // on the disk, for a next start of the program
    struct Note;
    void takeNote(const Note &note);
    void sayWhatWasFound();
    bool readsAgain(); // writes were lost: what is there is looked at anew
    DiskResult<void> put(QByteArrayView bytes, qint64 at);
    void checkMore();
    void takeChanged(ByteRange range, int error); // on the disk
    void fetchSecondCopy(const HubError &error); // once; then error is final
    void lookAtRest();
    void takeRest();
    void verify();
    void publish();

    bool isPausedByHub(void (FileJob::*next)());
    void tryAgain(const HttpFailure &failure, void (FileJob::*next)());
    void takeRefusal(const HubError &error); // of an answer; what is there stays
    void startOver(bool &before, const HubError &error); // once; then error is final
    void fetchInstead(); // of what was found, which is damaged
    void waitForSpace();
    bool takesMore() const;
    void waitForDisk(const HubError &error);
    void lookForDisk();
    void takeDiskFailure(const HubError &error, void (FileJob::*again)());
    void restartContent(const HashMarks &known = {});
    void dropPart();
    void leavePart(); // on a disk that does not answer
    void keepPart();
    void endStopped();
    void wait(WaitCause cause, std::chrono::milliseconds delay, const QString &reason,
              void (FileJob::*next)());
    void enter(TransferState state);
    void succeed(const QString &path, bool cached);
    void fail(const HubError &error);
    void endFailed();

    TransferContext &m_context;
    const HubAccess &m_access;
    std::shared_ptr<const Destination> m_destination;
    FileSpec m_spec;
    Revision m_revision;
    QTimer m_timer;
    QTimer m_noteTimer;
    QTimer m_workTimer;
    std::shared_ptr<DiskWork> m_work; // of the look at the disk that is under way
    std::unique_ptr<Exchange> m_head;
    std::unique_ptr<ContentFetch> m_fetch;
    std::shared_ptr<PartFile> m_part;
    std::unique_ptr<ContentCheck> m_check;
    std::unique_ptr<ContentCheck> m_rest; // is what is there already right with the second copy?
    std::optional<SecondCopy> m_second; // the first one's hash was wrong
    std::shared_ptr<KeptPart> m_kept; // of an earlier try, or for a later one
    SegmentMap m_map; // what is written
    bool m_noting = false;
    qint64 m_noted = 0; // bytes that the disk knows of
    qint64 m_durableAt = 0; // ms of the context's clock
    qint64 m_best = 0; // bytes that were there when tries were last forgiven, or a little less
    int m_tries = 0; // failures in a row without progress
    int m_probes = 0; // tries in a row that met no network
    int m_shortEnds = 0; // answers in a row that ended well but too early, without progress
    int m_refusals = 0; // answers in a row that were not of this file, without progress
    int m_diskTroubles = 0; // lost writes and bytes that could not be read
    bool m_refusedBefore = false; // and all of it was begun anew; as for the next two
    bool m_lostBefore = false; // after it was complete
    bool m_damagedBefore = false;
    bool m_distrusts = false; // what was found under the content's name is damaged
    bool m_stopping = false;
    bool m_onDisk = false; // a look at the disk or a publication is under way
    std::optional<qint64> m_lockHolder; // process id or 0, while it waits for its lock
    bool m_lockIgnored = false;
    int m_diskError = 0; // errno that ended the last fetch

    TransferState m_state = TransferState::Queued;
    QString m_reason;
    TransferPatience m_patience;
    Throttle::Limits m_limits;
    qint64 m_fetched = 0;
    qint64 m_lastByteMs = 0; // of the context's clock
    QString m_note;
    std::optional<HubError> m_error;
    QString m_localPath;
    QString m_source;
    bool m_wasCached = false;
};
