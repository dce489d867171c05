#pragma once

#include "app/hub/repoid.h"

#include <QByteArray>
#include <QHashFunctions>
#include <QList>

#include <algorithm>
#include <array>
#include <memory>
#include <numeric>
#include <optional>

// What a look at the cache found: values without a way back to the disk. Names are bytes as the
// disk has them; sizes are bytes, times nanoseconds since 1970. Source of the layout: hub-api 24.

// A content: what a repository has in blobs/, or what a snapshot has that is no link into it.
struct CacheBlob
{
    enum class Kind : quint8 {
        Content, // a file
        Shared, // a link to a content of the store that repositories share
        Lost, // such a link, and the store does not have it
        Unfinished, // what a client has fetched so far of one
        InSnapshot, // a file of a snapshot: a cache without links
        Elsewhere, // a file outside blobs/ that a snapshot's link leads to: never ours to remove
        Other, // neither a file nor such a link: never opened
    };

    Kind kind = Kind::Content;
    quint32 link = 0; // bytes on the disk of the link or folder that stands in its place
    QByteArray name; // below blobs/; below the repository for InSnapshot; a path for Elsewhere
    // Where a link ends: "blobs/ab/ab..." below the root for Shared and Lost, else an absolute
    // path.
    QByteArray target;
    qint64 size = 0; // of the content
    qint64 allocated = 0; // on the disk
    qint64 accessedNs = 0;
    qint64 modifiedNs = 0;
    quint64 device = 0; // of the content, also when it lies in the shared store
    quint64 inode = 0;
    quint32 names = 1; // hard links to it
    quint32 uses = 0; // entries of snapshots that lead to it

    bool operator==(const CacheBlob &) const = default;
};

// A file of a snapshot.
struct CacheEntry
{
    QByteArray path; // below the snapshot
    // In the repository's blobs, also when that is Lost; -1: what it leads to is not there.
    qint32 blob = -1;
    quint32 link = 0; // bytes on the disk of the link

    bool operator==(const CacheEntry &) const = default;
};

struct CacheRevision
{
    QByteArray commit; // the folder's name; mostly 40 hex
    QList<QByteArray> refs; // "main", "refs/pr/3"; none: detached
    QList<CacheEntry> files; // sorted by path
    qint64 modifiedNs = 0; // of the folder
    qint64 notes = 0; // bytes on the disk of what goes with it: folders, links, refs, listings

    bool operator==(const CacheRevision &) const = default;
};

// Something that is not as it should be, and where.
struct CacheProblem
{
    enum class Kind : quint8 {
        // The eight for which the Python client leaves out the repository, in its order.
        NotAFolder,
        NotARepo, // no "--" in the name
        UnknownType,
        NoSnapshots,
        RefsIsFile,
        FileAmongSnapshots,
        MissingBlob,
        DanglingRef,
        // What it does not look for.
        LeadsElsewhere, // a snapshot's link to a place outside its repository's blobs/
        FolderIsLink, // a repository, or a folder of it
        Unreadable, // a folder or a ref that cannot be read
        NotAFile, // a pipe, a socket, a device
    };

    Kind kind = Kind::NotAFolder;
    QByteArray path; // below the cache's root
    // Where it leads, which commit is missing (as the ref says it: perhaps a commit that is there,
    // and a newline); may be empty.
    QByteArray detail;

    bool operator==(const CacheProblem &) const = default;
};

struct CacheRepo
{
    QByteArray folder; // its name in the root: "models--owner--name"
    std::optional<RepoId> id; // none: not a repository's name
    QList<CacheBlob> blobs;
    QList<CacheRevision> revisions;
    QList<CacheProblem> problems;
    qint64 accessedNs = 0; // of the folder
    qint64 modifiedNs = 0;
    qint64 notes = 0; // bytes on the disk of folders, refs, links, listings, .no_exist
    quint64 device = 0; // of the folder, where a link leads
    quint64 inode = 0;
    bool isLink = false; // the folder lies elsewhere

    // What is used by nothing, as far as could be seen, may be used by what could not be read.
    bool isReadWhole() const
    {
        return std::ranges::none_of(problems, [](const CacheProblem &problem) {
            return problem.kind == CacheProblem::Kind::Unreadable;
        });
    }
    bool operator==(const CacheRepo &) const = default;
};

using CacheRepoPtr = std::shared_ptr<const CacheRepo>;

// A content of the store that repositories share.
struct SharedBlob
{
    QByteArray hash; // 64 hex; its file is blobs/<first two>/<hash>
    QList<QByteArray> users; // "models--a--b/blobs/<etag>", as its note says
    bool hasNote = false; // without one nobody may remove it
    quint32 note = 0; // bytes on the disk of that
    qint64 size = 0;
    qint64 allocated = 0;
    qint64 accessedNs = 0;
    qint64 modifiedNs = 0;
    quint64 device = 0;
    quint64 inode = 0;
    quint32 names = 1;

    bool operator==(const SharedBlob &) const = default;
};

// Bytes on the disk by what they are for; each file counts once, whatever its names.
struct CacheLedger
{
    enum class Place : quint8 {
        Models,
        Datasets,
        Spaces,
        SharedStore, // contents that no repository of the cache uses
        Xet, // chunks, shards, staging, logs
        DatasetsLibrary, // Arrow files, downloads, extracted
        Assets,
        Modules,
        Unfinished, // partial downloads of any client
        Locks,
        Tokens, // never to be removed
        Other,
    };
    static constexpr int kPlaces = int(Place::Other) + 1;

    std::array<qint64, kPlaces> bytes{};
    qint64 free = 0; // of the disk that the cache is on
    qint64 disk = 0; // its size

    qint64 total() const { return std::accumulate(bytes.begin(), bytes.end(), qint64(0)); }
    qint64 of(Place place) const { return bytes[size_t(place)]; }
    qint64 contents() const // of the hub cache itself
    {
        return of(Place::Models) + of(Place::Datasets) + of(Place::Spaces) + of(Place::SharedStore)
            + of(Place::Unfinished);
    }
    bool operator==(const CacheLedger &) const = default;
};

// Models that another program keeps for itself: only looked at.
struct OtherStore
{
    enum class Program : quint8 { LmStudio, Ollama, LlamaCpp };

    Program program = Program::LmStudio;
    QString folder; // absolute
    qint64 bytes = 0; // on the disk
    qint64 files = 0;

    bool operator==(const OtherStore &) const = default;
};

struct CacheScan
{
    QString root; // absolute
    QList<CacheRepoPtr> repos; // sorted by folder
    QList<SharedBlob> shared;
    bool hasStore = false; // of our version: contents may be shared and removed by its protocol
    CacheLedger ledger;
    QList<OtherStore> otherStores; // that are there
    qint64 takenAtMs = 0; // since 1970
};

// What can be ticked: a repository, a revision of it, a file of that, or a content of its blobs/
// that no file leads to.
struct CacheItem
{
    QByteArray repo; // CacheRepo::folder
    QByteArray commit; // empty: the repository, or blob says
    QByteArray path; // empty: the revision
    QByteArray blob; // CacheBlob::name; with commit and path empty

    bool operator==(const CacheItem &) const = default;
    friend size_t qHash(const CacheItem &i, size_t seed = 0)
    {
        return qHashMulti(seed, i.repo, i.commit, i.path, i.blob);
    }
};
