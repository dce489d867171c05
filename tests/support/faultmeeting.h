#pragma once

#include "app/localhub/faults.h"
#include "app/localhub/localhub.h"
#include "app/net/hubclient.h"
#include "app/transfer/transfers.h"

#include <QNetworkAccessManager>
#include <QTemporaryDir>

#include <array>
#include <optional>

// A local Hub that misbehaves at one place, and what our clients make of it: a search, a part of a
// small and of a large file, and a download of both, all at once.
class FaultMeeting final
{
public:
    enum class Place {
        Api, // the search and the download's listing
        Link, // where a file's address is asked for
        Content, // where its bytes come from: the Hub for the small file, the cdn for the large one
    };

    explicit FaultMeeting(Place place);

    void begin(const FaultKind &kind);
    QStringList pending() const; // what has neither its answer nor said why it waits
    // Says what is wrong with the answers. mayLie: bytes may be others without anybody noticing.
    QStringList wrongs(bool mayLie) const;
    QStringList tokensElsewhere() const; // requests of the other origins that show our token
    bool wasProvoked() const; // the faulty place was asked

    // The fault is gone: a download that only waited goes on by itself, one that gave up is tried
    // again. Once nothing is pending, all of it has to be there.
    void lift();
    QStringList unhealed() const;
    void cancel(); // the download; then nothing is pending
    // The same clients ask again. anew: downloads begin with nothing, for what they were told
    // before has to be believed.
    void beginPlain(bool anew);
    QStringList plainWrongs() const; // once nothing is pending

    // Only these may still wait when the others are answered: the server keeps silent, or it asks
    // us to wait.
    static bool mayWait(const FaultKind &kind);
    // Of these, what goes on soon after the fault is gone.
    static bool heals(const FaultKind &kind);

private:
    struct Read
    {
        RequestHandle handle;
        std::optional<Result<Body>> body;
        QString path;
        qint64 offset = 0;
        qint64 length = 0;
    };

    void startTransfers();
    void ask();
    QByteArray contentOf(const QString &path) const;
    const TransferGroup group() const;
    QList<TransferFile> files() const { return m_transfers->snapshot().files; }
    bool waitsWithReason() const;
    QStringList filesWrong() const;

    const Place m_place;
    QTemporaryDir m_hubFolder;
    LocalHub m_hub;
    QHash<QString, QByteArray> m_contents;
    QByteArray m_commit;

    std::optional<QTemporaryDir> m_cache;
    std::unique_ptr<QNetworkAccessManager> m_nam;
    std::unique_ptr<HubClient> m_client;
    std::unique_ptr<Transfers> m_transfers;
    RequestHandle m_search;
    std::optional<Result<RepoPage>> m_page;
    std::array<Read, 2> m_reads;
    QByteArray m_name;
    qint64 m_group = 0;
    bool m_groupEnded = false;
    bool m_complete = false;
    bool m_saidWhy = false; // it waits
    bool m_mayWait = false;
    bool m_heals = false;
    bool m_triesAgain = false; // once
};
