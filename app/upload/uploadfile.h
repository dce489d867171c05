#pragma once

#include "app/hub/repoid.h"
#include "app/hub/revision.h"
#include "app/text/repopath.h"

#include <QByteArray>
#include <QList>

// A local file that is to become one of a repository's: what is known of it before it is sent.
struct UploadFile
{
    RepoPath path; // in the repository
    QByteArray local; // absolute, as the disk has it
    qint64 size = 0; // bytes
    qint64 modifiedNs = 0; // since 1970
    qint64 changedNs = 0; // the disk's own time of change
    quint64 device = 0;
    quint64 inode = 0;
    QByteArray sha256; // lower-case hex; empty: not hashed yet
    QByteArray gitOid; // of the content as a git blob, likewise
    QByteArray sample; // its first 512 bytes at most

    bool operator==(const UploadFile &) const = default;
};

// What is asked of the Hub at once. It may take several commits.
struct UploadOrder
{
    RepoId repo;
    Revision revision;
    // Commit that the branch must still be at, and each further part on top of the one before;
    // empty: whatever it is at.
    QByteArray parent;
    QString summary;
    QString description;
    bool pullRequest = false; // to be opened
    QList<UploadFile> files;
    QList<RepoPath> deletedFiles;
    QList<QByteArray> deletedFolders;
    QString origin = {}; // what began it, for whoever finds it again; empty: a person did

    bool operator==(const UploadOrder &) const = default;
};
