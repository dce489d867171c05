#pragma once

#include "app/net/repolister.h"
#include "app/upload/uploadhash.h"
#include "app/upload/uploadscan.h"
#include "app/watch/watchplan.h"

#include <QFutureWatcher>
#include <QObject>

#include <optional>

// One round of a watched folder, up to what is to be sent: looks at the folder and at the
// repository, reads what is not known yet, and plans. Writes nothing. GUI thread.
class WatchRound final : public QObject
{
    Q_OBJECT

public:
    // What an earlier round found when nothing was to be sent: while it is so, nothing is again.
    struct Seen
    {
        QByteArray commit;
        QByteArray files; // a digest of what they were

        bool operator==(const Seen &) const = default;
    };
    struct Setup
    {
        QString hashes; // a file of HashMemory; empty: none
        std::chrono::milliseconds quiet{5'000}; // that a file is left alone before it is sent
        UploadHash::Patience patience{};
        bool beginsAnew = false; // a person says that what was there before is not to be missed
    };
    struct End
    {
        std::optional<HubError> error; // then nothing of the rest is known
        QString gone; // why it waits for the folder; then nothing but this
        bool isAsSeen = false; // then nothing but this
        WatchPlan plan;
        bool isMemoryNew = false; // that of the plan
        std::optional<UploadOrder> order; // none: there is nothing to send
        Revision pull; // that it goes to already; main: none
        Seen seen;
    };

    WatchRound(HubClient &hub, const WatchedFolder &folder, const Setup &setup,
               QObject *parent = nullptr);
    ~WatchRound() override;

    // memory: none when it cannot be read; then it fails, since all would look as never sent.
    void start(const std::optional<WatchMemory> &memory, const Seen &seen);
    const UploadHash::Progress &reading() const { return m_hash.progress(); }
    bool isReading() const { return m_hash.isRunning(); }
    const End &end() const { return m_end; } // once it is finished

signals:
    void changed();
    void finished(); // once

private:
    void scan(const QByteArray &root);
    void onScanned();
    void askForPull();
    void askForHead();
    void read();
    void plan();
    void takePlan(const WatchPlan &plan);
    UploadOrder orderOf(const WatchPlan &plan) const;
    void fail(const HubError &error);
    void finish();

    HubClient &m_hub;
    const WatchedFolder m_folder;
    const Setup m_setup;
    WatchMemory m_kept; // memory, as it was given
    WatchMemory m_memory;
    Seen m_seen;
    QByteArray m_root; // without links
    QFutureWatcher<UploadScan> m_scan;
    std::optional<UploadScan> m_found;
    QByteArray m_digest; // of it
    Revision m_revision; // that is looked at
    RequestHandle m_request;
    RepoLister m_lister;
    std::optional<RepoLister::Listing> m_listing;
    UploadHash m_hash;
    End m_end;
    bool m_isOver = false;
};
