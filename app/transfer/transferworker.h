#pragma once

#include "app/disk/cleanable.h"
#include "app/transfer/groupjob.h"
#include "app/transfer/historyentry.h"
#include "app/transfer/queuestore.h"
#include "app/transfer/speedmeter.h"
#include "app/transfer/transfers.h"

#include <map>
#include <set>
#include <vector>

// Lives on the transfer thread: keeps the groups and their files, starts as many at once as
// allowed, and reports to the window at most ten times a second.
class TransferWorker final : public QObject
{
    Q_OBJECT

public:
    TransferWorker();
    ~TransferWorker() override;

    void setConfig(const Transfers::Config &config);
    void download(qint64 group, const DownloadRequest &request);
    void restore(const QString &file);
    void cancel(const QList<qint64> &files);
    void retry(const QList<qint64> &files);
    void goPastLocks(const QList<qint64> &groups, const QList<qint64> &files);
    void pause(const QList<qint64> &files);
    void resume(const QList<qint64> &files);
    void pauseGroup(qint64 group);
    void resumeGroup(qint64 group) { resumeGroups({group}); }
    void resumeGroups(const QList<qint64> &groups);
    void cancelGroup(qint64 group);
    void retryGroup(qint64 group);
    void move(const QList<qint64> &groups, const QList<qint64> &files, QueueMove move);
    void moveBefore(const QList<qint64> &groups, qint64 before);
    void setPriority(const QList<qint64> &groups, const QList<qint64> &files,
                     TransferPriority priority);
    void startNow(const QList<qint64> &groups, const QList<qint64> &files);
    QList<Manifest::Set> manifestOf(const QList<qint64> &groups) const;
    void forget(qint64 group);
    void leaveAccount();
    void forgetHidden();
    void reviveKept();
    void clearFinished();
    void setGate(const TransferGate &gate);
    void limitGroup(qint64 group, qint64 bytesPerSecond);
    void limitFiles(const QList<qint64> &files, qint64 bytesPerSecond);
    // The window has what was reported last. Until then no more is, but for ends: the snapshots of
    // a large queue would heap up before a busy window.
    void shown() { m_isShown = true; }
    void hold(Pacing::Bucket bucket, std::chrono::milliseconds pause)
    {
        m_context.hold(bucket, pause);
    }
    void networkIsBack(); // perhaps: who waits for it looks at once

signals:
    void snapshotReady(const TransferSnapshot &snapshot);
    // One that had ended, or that an earlier start of the program left.
    void wentOn(qint64 group, const DownloadRequest &request);
    void fileDone(const RepoId &repo, const QString &commit, const QString &path);
    void groupDone(qint64 group, bool complete);
    void ended(const HistoryEntry &entry, const QList<Receipt> &receipts);
    void accountLeft(); // after what ended for it
    void notKept(const QString &why);
    void held(Pacing::Bucket bucket, std::chrono::milliseconds pause); // by an answer of the Hub

private:
    struct File;
    struct Group;
    struct Queue // files that wait for a place
    {
        std::set<Turn> large;
        std::set<Turn> small;
    };
    struct Load
    {
        int running = 0; // files that keep a place
        bool small = false; // a small one is among them
    };

    Group &add(std::unique_ptr<Group> group);
    std::shared_ptr<RootFolder> rootFor(const Group &group) const;
    void plan(Group &group); // when its turn comes; again, if need be
    void planSome();
    void startPlan(Group &group);
    void planChanged(Group &group);
    void planned(Group &group);
    static void stopPlanning(Group &group);
    void begin(Group &group, const GroupJob::Plan &plan);
    QString lackOfRoom(const Group &group, const GroupJob::Plan &plan) const; // empty: none
    void waitForRoom(Group &group, const GroupJob::Plan &plan, const QString &why);
    void lookForRoom();
    void takeRoom(qint64 group, const Result<DiskRoom> &room);
    void lookForCleanable(); // now and then
    void addFile(Group &group, const GroupJob::File &planned, bool offline);
    static Manifest::Set manifestSet(const Group &group);
    File *find(qint64 file) const; // null: not there any more
    void startSome();
    Load loadFor(quint64 disk) const;
    File *takeNext(); // null: nothing may start now
    bool isStartable(qint64 file) const;
    static bool isSmall(const File &file); // known to be
    void enqueue(File &file);
    static Turn turnOf(const File &file);
    static Turn turnOf(const Group &group); // to be planned
    void takeTurn(File &file, bool anyway); // its place or urgency changed; anyway: has none yet
    void takePlaces(); // as m_order says
    void takePlaces(Group &group);
    void giveWay(); // to what is to start now
    std::vector<Group *> groupsOf(const QList<qint64> &ids) const;
    void hold(File &file, TransferState state);
    bool isShutOut(bool wantedNow) const; // by the gate
    void shutGate();
    void setLimit(SpeedLimit &limit, qint64 &shown, qint64 bytesPerSecond);
    void sayWhy(QString &reason, TransferPatience &patience) const; // something is held
    void goOffline();
    QString offlineReason() const;
    void goOnline();
    void startFile(File &file);
    void fileChanged(File &file);
    void fileFinished(File &file);
    void fileStopped(File &file);
    void cancelFile(File &file);
    void erase(qint64 group);
    void record(const Group &group);
    static bool isOver(const Group &group); // nothing of it goes on
    void dropFiles(const Group &group);
    void dropLeft(const Group &group);
    void dropLeft(const std::shared_ptr<const Destination> &destination,
                  const QueueStore::Row &row);
    void pauseFile(File &file);
    void settle(Group &group); // when its last file ended
    void remember(Group &group, TransferState end);
    void stopRemembering(Group &group);
    void rememberLater(Group &group, TransferState end, WaitCause cause, const QString &reason);
    void tellEnd(qint64 group, bool complete);
    void revive(qint64 id, const QueueStore::Row &row);
    static QueueStore::Row rowOf(const Group &group);
    QList<QueueStore::Row> hiddenRows() const; // of the list, that are no groups
    bool isOurs(const QueueStore::Row &row) const; // of this Hub
    void save(Group &group, QueueStore::Writes writes = QueueStore::Writes::AtOnce);
    void saveProgress(Group &group); // now and then
    void saveAgain();
    void removeRow(qint64 row);
    void passOn(File &file); // what is there of it, to another entry that wants it
    bool isWantedElsewhere(const Destination &place, const QueueStore::Row &row) const;
    void tellIfNotKept();
    void askVisibility(Group &group);
    void takeVisibility(Group &group, const Exchange &exchange);
    void takePublic(Group &group);
    void saveAll(const QList<qint64> &files); // the groups of these
    void tick();
    void report();
    void measure();
    void countFetched(File &file, qint64 nowMs); // what came since
    void measureFile(File &file, qint64 nowMs);
    void chooseCounted(); // for the sums
    TransferGroup summary(const Group &group, TransferSnapshot &all, qint64 &toComeOfAll) const;
    bool goesOn() const;
    TransferSnapshot snapshot() const;
    bool isBusy() const;
    bool showsSpeed() const;
    bool maySleep() const;
    void touch();

    TransferContext m_context;
    Transfers::Config m_config;
    TransferGate m_gate;
    std::unique_ptr<QueueStore> m_store; // null: nothing is kept for the next start
    std::map<qint64, std::unique_ptr<Group>> m_groups; // by id
    std::vector<qint64> m_order; // their ids as they stand in the queue
    std::map<qint64, File *> m_files;
    std::map<quint64, Queue> m_queues; // by disk
    std::set<File *> m_started; // files with a job
    QTimer m_tick;
    QTimer m_roomLooks;
    Cleanable m_cleanable; // as of the last look
    qint64 m_cleanableMs = -1; // ms of the context's clock, of that look
    QList<float> m_samples; // speed of everything, every three seconds
    qint64 m_sampledMs = -1;
    SpeedMeter m_speed; // of everything
    double m_steady = 0; // bytes/s to tell the time left by; 0: none
    qint64 m_lastFile = 0;
    qint64 m_lastRevived = 0;
    QString m_storeFailure; // that was told
    std::set<qint64> m_unsaved; // groups whose row could not be written
    std::set<qint64> m_unremoved; // rows that could not be removed
    QTimer m_saveAgain;
    bool m_changed = false;
    bool m_isShown = true;
    bool m_sleepTold = false; // that the computer may
};
