#pragma once

#include "app/upload/uploadjob.h"
#include "app/upload/uploads.h"
#include "app/upload/uploadstore.h"

#include <map>
#include <vector>

// What the upload thread tells of one upload.
struct UploadNews
{
    int round = 0; // accounts that were left before
    UploadStatus status; // its progress without rows
    QList<UploadRow> rows; // all, the first time; else empty
    UploadRowChanges changes;
    bool isFirst = false;
    bool isOver = false;
};

// What lives on the upload thread: the jobs, and what is kept of them. One that is paused is a job
// that has not been started, made from what is kept, as after a start of the program.
class UploadWorker final : public QObject
{
    Q_OBJECT

public:
    UploadWorker();
    ~UploadWorker() override;

    void open(const QString &file); // first
    void shown() { --m_unseen; } // one piece of news

    // As those of Uploads.
    void setConfig(const Uploads::Config &config);
    void leaveAccount();
    void begin(qint64 id, const UploadOrder &order);
    void pause(qint64 id);
    void resume(qint64 id);
    void lookFor(qint64 id);
    void cancel(qint64 id);
    void forget(qint64 id);
    void networkIsBack();
    void hold(Pacing::Bucket bucket, std::chrono::milliseconds pause);
    void setGate(const TransferGate &gate);
    void startNow(qint64 id);

signals:
    void told(const UploadNews &news);
    void held(Pacing::Bucket bucket, std::chrono::milliseconds pause);
    void notKept(const QString &why);
    void loaded();

private:
    enum class Wish { Run, Pause, Cancel };
    struct Entry
    {
        UploadStatus status; // its progress without rows
        UploadStore *store = nullptr; // m_memory when the disk does not take it
        qint64 row = 0; // of the store; 0: it is not kept any more
        std::vector<UploadKept::Change> unkept = {}; // not written down yet, in order
        Wish wish = Wish::Run;
        std::unique_ptr<UploadJob> job; // null: over
        bool isStarted = false;
        bool isUrgent = false; // it starts though the gate is shut
        bool isTold = false;
        bool hasToldRows = false;
        bool isUntold = false;
    };

    Entry *find(qint64 id);
    void load(UploadStore &store);
    void make(Entry &entry, UploadKept kept); // a job
    bool makeAsKept(Entry &entry); // false: that cannot be read, and it has failed
    bool keep(qint64 id, const UploadKept::Change &change);
    static bool write(Entry &entry); // what is not; false: the disk refused
    bool isHeld(const Entry &entry) const;
    void heed(Entry &entry); // what holds it, or does not any more
    void run(Entry &entry);
    void settle(qint64 id);
    void failAs(Entry &entry, const QString &message);
    void drop(Entry &entry); // of it nothing is kept any more
    void sayWhatHolds(UploadProgress &progress) const;
    void touch(Entry &entry);
    void tellAll();
    void tell(Entry &entry, bool isOver = false);

    TransferContext m_context;
    Uploads::Config m_config;
    TransferGate m_gate;
    UploadStore::Owner m_owner;
    bool m_hasOwner = false;
    std::unique_ptr<UploadStore> m_store;
    std::unique_ptr<UploadStore> m_memory; // for what the disk does not take
    std::map<qint64, Entry> m_entries;
    qint64 m_lastRestored = 0;
    int m_round = 0; // accounts that were left
    int m_unseen = 0; // news
    QTimer m_tick;
};
