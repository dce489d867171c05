#pragma once

#include "app/cache/cachescan.h"

#include <QHash>
#include <QSet>

// What would go, what stays and why, when the ticked things are removed: computed from a scan,
// never from the disk. Bytes are those that really come free: a content goes with its last user,
// and an inode with its last name. Source of the order: hub-api 26.2, reliability S09.
struct DeletePlan
{
    struct VanishingRef
    {
        QByteArray repo;
        QByteArray ref;
        QByteArray commit;

        bool operator==(const VanishingRef &) const = default;
    };

    struct Kept
    {
        enum class Reason : quint8 {
            UsedByRevision, // by: its commit
            UsedByRepo, // by: the folder of a repository that shares the content
            LinkedElsewhere, // the inode has more names than those that go
            NoNote, // the shared store does not say who uses it
            StoreReadOnly, // the shared store is of a version that we do not know
            Outside, // a snapshot's link leads to a file that is not the cache's
            Pinned, // by: the pin
            NotARepo, // nothing that a client of the Hub made
            FolderIsLink, // by: the folder that lies elsewhere
        };

        CacheItem item; // ticked; or the revision or repository that it is a part of
        QByteArray blob; // empty: all of the item
        qint64 bytes = 0;
        Reason reason = Reason::UsedByRevision;
        QByteArray by;

        bool operator==(const Kept &) const = default;
    };

    struct Step
    {
        // In the order in which they are done, so that at any time every entry has its content and
        // every ref its snapshot.
        enum class Kind : quint8 { Repo, Entry, Ref, Snapshot, Blob, Note, Shared };

        Kind kind = Kind::Blob;
        QByteArray repo; // its folder; empty for Shared
        QByteArray path; // below that; of Shared the hash
        // Of an entry the blob that it leads to, of a ref the commit, of Shared who else needs it.
        QByteArray expected;
        qint64 bytes = 0; // that come free with this step
        quint64 device = 0; // of the content, when the step is about one
        quint64 inode = 0;

        bool operator==(const Step &) const = default;
    };

    QString root; // of the scan
    qint64 frees = 0; // bytes on the disk
    qint64 stays = 0; // of what was ticked
    qsizetype repos = 0; // that go as a whole
    qsizetype revisions = 0;
    qsizetype files = 0; // entries of snapshots
    qsizetype contents = 0;
    QList<VanishingRef> refs;
    QList<Kept> kept;
    QList<Step> steps;
    QList<CacheRepoPtr> seen; // the repositories of the steps as they were looked at

    bool isEmpty() const { return steps.isEmpty(); }

    // pins: a repository's folder, or "folder/commit". Nothing of them goes.
    static DeletePlan of(const CacheScan &scan, const QSet<CacheItem> &ticked,
                         const QSet<QByteArray> &pins = {});
};

// What comes free when one thing goes alone. Built once from a scan, then asked for each row.
class CacheUses final
{
public:
    CacheUses() = default;
    explicit CacheUses(const CacheScan &scan);

    // By position in the scan. revision -1: the repository; file -1: the revision.
    qint64 frees(qsizetype repo, qsizetype revision = -1, qsizetype file = -1) const;
    qint64 freesBlob(qsizetype repo, qsizetype blob) const;
    qint64 freesAlone(const CacheItem &item) const; // 0 when the scan does not have it

private:
    struct Inode
    {
        quint64 device = 0;
        quint64 number = 0;

        bool operator==(const Inode &) const = default;
        friend size_t qHash(const Inode &i, size_t seed = 0)
        {
            return qHashMulti(seed, i.device, i.number);
        }
    };
    friend class DeletePlanner;

    struct Repo
    {
        QList<qint32> revision; // of each blob: the only one that uses it; -1 none, -2 several
        QList<quint32> entries; // of each blob: that lead to it
        QHash<QByteArray, qint32> loose; // blobs that nothing leads to, by name
        bool isOne = false; // nothing but one revision: they go together
    };
    struct Store
    {
        qint32 index = -1; // in CacheScan::shared
        QList<std::pair<qint32, qint32>> links; // repository and blob that lead to it
    };

    static Inode inodeOf(const CacheBlob &blob) { return {blob.device, blob.inode}; }
    // Bytes of the contents of one repository's blobs that isGone says.
    template<typename IsGone>
    qint64 freed(qsizetype repo, IsGone isGone) const;

    // Of its content of the store, when so many links to that go.
    qint64 freesShared(const CacheBlob &blob, qsizetype links) const;

    QList<CacheRepoPtr> m_repos;
    QList<SharedBlob> m_shared;
    bool m_hasStore = false;
    QList<Repo> m_uses;
    QHash<Inode, Store> m_store;
    QHash<QByteArray, qsizetype> m_index; // by folder
};
