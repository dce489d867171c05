#pragma once

#include "app/net/huberror.h"
#include "app/transfer/exchange.h"
#include "app/upload/uploadfile.h"

#include <optional>

// One of the commits of an upload.
struct CommitPart
{
    struct File
    {
        qsizetype item = 0; // in the upload
        UploadFile file;
        bool large = false;
        std::optional<QByteArray> content = {}; // of what is not read from the disk

        qint64 inside() const { return large ? 0 : file.size; } // bytes that go with the commit
    };

    QList<File> files;
    QList<RepoPath> deletedFiles;
    QList<QByteArray> deletedFolders;
};

// A commit's lines but the first. Content goes in only if it has the hash that was asked about.
struct CommitLines
{
    QByteArray bytes;
    QList<qsizetype> changed; // items: not what was hashed any more
    QList<std::pair<qsizetype, HubError>> failed; // items that cannot be read

    static CommitLines of(const CommitPart &part); // reads the disk; any thread
    // With the first line. Shares the rest.
    static Exchange::Sent sent(const QByteArray &header, const QByteArray &lines);
};
