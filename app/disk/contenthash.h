#pragma once

#include "app/disk/directory.h"

#include <QByteArrayView>

#include <memory>

// Computes the name a blob must have: SHA-256 of LFS files, git's SHA-1 ("blob <size>\0" first)
// of the others. Which one follows from the expected name's length: 64 or 40 hex digits.
class ContentHash final
{
public:
    ContentHash(const QByteArray &expected, qint64 size); // size: of the whole content, bytes
    ~ContentHash();

    void add(QByteArrayView bytes);
    // Reads [from, to) of the file; EIO when it ends before.
    DiskResult<void> addRange(const FileDescriptor &file, qint64 from, qint64 to);
    QByteArray result(); // lower-case hex; once
    std::unique_ptr<ContentHash> copy() const; // that goes on from here

    static QByteArray ofGit(QByteArrayView content); // all of it
    static DiskResult<QByteArray> ofFile(const FileDescriptor &file, const QByteArray &expected,
                                         qint64 size);

private:
    struct Context;
    ContentHash();
    std::unique_ptr<Context> d;
};
