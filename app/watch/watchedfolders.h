#pragma once

#include "app/upload/uploads.h"
#include "app/watch/watchround.h"
#include "app/watch/watchstore.h"

#include <QSet>
#include <QTimer>

#include <map>

// A watched folder as it is now.
struct WatchStatus
{
    enum class Phase { Idle, Looking, Reading, Sending };

    WatchedFolder folder;
    Phase phase = Phase::Idle;
    QDateTime next; // when the next round is; UTC
    // Why there is none: a person has paused it, nobody is signed in, ...; empty: there will be.
    QString whyNot;
    UploadHash::Progress reading;
    std::optional<qint64> upload; // of Uploads, that sends what was found
};

// Folders of this computer whose changes are committed every so many minutes of the wall clock, for
// the account that wanted it only. They outlive the program. A round that finds nothing makes no
// commit; what it finds is sent by Uploads, and nothing of that folder is looked at before that is
// over, however often the program ends meanwhile. GUI thread, no I/O there.
class WatchedFolders final : public QObject
{
    Q_OBJECT

public:
    struct Setup
    {
        QString file; // of WatchStore
        WatchRound::Setup round{};
        std::function<QDateTime()> now = QDateTime::currentDateTimeUtc;
        std::chrono::milliseconds look{10'000}; // how often the clock is looked at
    };

    WatchedFolders(HubClient &hub, Uploads &uploads, const Setup &setup, QObject *parent = nullptr);
    ~WatchedFolders() override;

    // Who is signed in. Rounds begin once Uploads has loaded what that account left.
    void setOwner(const WatchOwner &owner);
    void leaveOwner(); // before Uploads does; nobody is known until setOwner()
    const WatchOwner &owner() const { return m_owner; }

    // A sentence when this cannot be watched; empty: it is, from now on.
    QString add(const WatchWish &wish);
    QString edit(const QString &id, const WatchWish &wish);
    void remove(const QString &id); // what is being sent goes on
    void setPaused(const QString &id, bool paused); // what is being sent goes on
    void runNow(const QString &id); // once, when it is paused
    QString whyNotNow(const QString &id) const; // runNow() does nothing, a sentence

    bool isRead() const { return m_isRead; } // what is kept is known
    const QString &trouble() const { return m_trouble; } // a sentence, when none is watched here
    const QString &aside() const { return m_aside; } // file with what could not be read
    bool isKept() const { return m_unkept.isEmpty(); } // the next start has what is here
    QList<WatchStatus> all() const; // in the order in which they were made

signals:
    void changed(const QString &id);
    void listChanged(); // all() has others
    void keptChanged();

private:
    struct Entry
    {
        WatchedFolder folder;
        QDateTime next = {};
        WatchRound::Seen seen = {};
        std::unique_ptr<WatchRound> round = {}; // null: none is under way
        std::optional<qint64> upload = {};
        qint64 deletes = 0; // files, by the upload
        QByteArray rules = {}; // .gitignore that the upload is for
        bool isResumed = false; // the upload
        bool isLookedFor = false; // the commit of the upload, and nothing else
        bool isByHand = false;
    };

    // watchedfolders.cpp
    Entry *find(const QString &id) const;
    void take(const WatchStore::Found &found);
    QString whyRefused(const WatchWish &wish, const QString &besides) const;
    WatchStatus statusOf(const Entry &entry) const;
    QString whyNot(const Entry &entry) const; // not even by hand
    // Of another folder that is on its way to the same branch: the two would meet there.
    bool isTaken(const Entry &entry) const;
    void adopt(); // what is this account's
    void look();
    void plan(Entry &entry); // when its next round is
    void begin(Entry &entry);
    void endRound(const QString &id);
    void note(Entry &entry, WatchResult result);
    void keep(const Entry &entry);
    void remember(const QString &id, const WatchMemory &memory, bool isAll);
    void drop(const QString &id); // of the disk
    void heed(QFuture<bool> kept, const QString &id, const QString &what); // what it was told

    // watchedfolders_upload.cpp
    void attach(); // to uploads of an earlier start
    bool mayHaveOpened(const Entry &entry) const; // a pull request that is not known
    void dropOutdated(Entry &entry); // an order that failed, for what was wanted before
    bool goesOn(Entry &entry); // with an upload that may have committed
    void send(Entry &entry, const WatchRound::End &end);
    void onUploaded(qint64 upload);
    void takeUpload(Entry &entry, const UploadProgress &progress);

    HubClient &m_hub;
    Uploads &m_uploads;
    const Setup m_setup;
    WatchStore m_store;
    WatchOwner m_owner;
    bool m_isRead = false;
    bool m_isLoaded = false; // what Uploads has of the owner
    QString m_trouble;
    QString m_aside;
    QSet<QString> m_unkept; // what the disk did not take, with the ids of folders
    std::vector<std::unique_ptr<Entry>> m_entries;
    QTimer m_looks;
};
