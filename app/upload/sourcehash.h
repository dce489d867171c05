#pragma once

#include "app/disk/directory.h"
#include "app/upload/secrets.h"
#include "app/upload/uploadfile.h"

#include <functional>

// Larger files are never git's own on the Hub: it takes 10 MB at most. Their gitOid stays empty.
constexpr qint64 kMostGitContent = qint64(100) << 20; // bytes

// What reading a local file told.
struct SourceHash
{
    UploadFile file; // with its hashes, and the facts of what was read
    QList<Secrets::Found> secrets;

    // Reads it once, from the beginning to the end, through the buffer. read is told how many more
    // bytes were, and says whether to go on. Fails with EAGAIN when the file changed meanwhile,
    // with ECANCELED when told to end. Blocks.
    static DiskResult<SourceHash> of(UploadFile file, QByteArray &buffer,
                                     const std::function<bool(qint64 bytes)> &read);
    static DiskResult<SourceHash>
    of(const UploadFile &file); // the same, for one that is waited for
    static constexpr qint64 kBuffer = 1 << 20; // bytes; larger ones leave the second-level cache
};
