#pragma once

#include "app/hub/repoid.h"
#include "app/hub/revision.h"
#include "app/hub/types.h"

#include <QHash>
#include <QStringList>

// What a manifest says of a file's content.
struct ExpectedContent
{
    QByteArray blob; // 40 hex: its name in git; 64 hex: its SHA-256
    qint64 size = -1; // bytes; -1: not said

    bool operator==(const ExpectedContent &) const = default;
};

// What to fetch. With paths: exactly these files. Without: the whole snapshot, as the patterns
// (hub-api 30, Python's fnmatch) allow and ignore.
struct DownloadRequest
{
    RepoId repo;
    Revision revision;
    QStringList paths;
    QStringList allow; // empty: everything
    QStringList ignore;
    QString folder; // absolute; empty: into the cache
    bool isPublic = false; // known to be: goes on when the account that asked is left
    QHash<QString, ExpectedContent> expected; // by path; a file with another blob fails
    bool checks = false; // what is in the cache is read and compared, and replaced when damaged
    bool isUpdate = false; // what the cache calls the revision is known to be an older commit

    // Of one file by the revision's list: the queue tells by it how much is to come before the file
    // is asked for. What several are, one question to the Hub tells.
    void learnSize(const QList<RepoFile> &files);
};
