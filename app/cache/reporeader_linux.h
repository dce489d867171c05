#pragma once

#include "app/cache/cachewalk.h"
#include "app/disk/folderwalk_linux.h"

#include <QHash>

// Reads one repository of the cache, once.
class RepoReader final
{
public:
    RepoReader(const CacheWalk::Root &root, const QByteArray &name,
               const std::atomic_bool &stopped);

    std::optional<CacheWalk::Reading> read();

private:
    using Kind = CacheProblem::Kind;
    static constexpr qint32 kNotThere = -1; // instead of a blob: the end of a link is missing
    static constexpr qint32 kFolder = -2; // it is a folder

    void problem(Kind kind, const QByteArray &path, const QByteArray &detail = {});
    void note(const struct stat &facts);
    void asRead(const QByteArray &path, const struct stat &facts);
    void noteEntry(int folder, const FolderEntry &entry); // with all that is below it
    FileDescriptor openPart(int folder, const QByteArray &name, const QByteArray &path);

    void readParts(int repo);
    void readBlobs();
    qint32 readBlob(const QByteArray &name);
    qint32 readBlobLink(const QByteArray &name);
    qint32 addBlob(CacheBlob::Kind kind, const QByteArray &name, const struct stat &facts);
    void readRefs(int repo);
    void readRef(const FolderWalk &walk, const QByteArray &name, const struct stat &facts);
    void readSnapshots(int snapshots);
    void readRevision(int snapshots, const QByteArray &commit);
    quint32 noteLink(int folder, const char *name, qsizetype length);
    void readEntry(FolderWalk &walk, const FolderEntry &entry, CacheRevision &revision);
    qint32 blobOfLink(const FolderWalk &walk, const QByteArray &name, const QByteArray &target,
                      const QByteArray &commit);
    qint32 elsewhere(const FolderWalk &walk, const QByteArray &name, const QByteArray &end);
    void joinRefs();
    void readListings(int repo, const FolderEntry &entry);
    CacheRevision *revisionOf(const QByteArray &commit);

    const CacheWalk::Root &m_root;
    const std::atomic_bool &m_stopped;
    const QByteArray m_path; // absolute
    CacheRepo m_repo;
    CacheWalk::DiskUse m_notes;
    QList<CacheWalk::AsRead> m_asRead;
    QSet<FileNumber> m_manyNamed;
    FileDescriptor m_blobsFolder;
    QHash<QByteArray, qint32> m_blobs; // by name in blobs/
    QHash<QByteArray, qint32> m_elsewhere; // by path
    QHash<qsizetype, qint64> m_linkBytes; // by length of the target
    QByteArray m_entryPath; // of the entry that is read, in memory that is kept
    QSet<QByteArray> m_names; // revisions share the paths that they have in common
    struct Ref
    {
        QByteArray name;
        QByteArray content;
        qint64 bytes = 0; // on the disk
    };
    QList<Ref> m_refs;
};
