#pragma once

#include "app/net/hubrequest.h"

#include <QByteArray>

#include <memory>

class HubClient;
class RepoId;
class Revision;

// A file of which parts can be read: at the Hub by range requests, or on disk. The reader decides
// how little it needs; nothing here reads ahead. Lives on the GUI thread; reading does not block
// it.
class ByteSource
{
public:
    using Done = std::function<void(Result<QByteArray>)>;

    virtual ~ByteSource() = default;

    virtual qint64 size() const = 0; // bytes of the whole file; -1: not known
    // length bytes from offset, fewer only at the end of the file; both at least 0, length at most
    // 64 MiB. done runs once, later and on this thread, or never when the source is destroyed or
    // another read was started. A file of another size than size() is an error, not a short answer.
    virtual void read(qint64 offset, qint64 length, Done done) = 0;

    qint64 bytesRead() const { return m_bytesRead; }
    int reads() const { return m_reads; }

protected:
    void count(qint64 bytes)
    {
        m_bytesRead += bytes;
        ++m_reads;
    }

private:
    qint64 m_bytesRead = 0;
    int m_reads = 0;
};

// size: what the tree says, -1 when it is not known.
std::unique_ptr<ByteSource> hubByteSource(HubClient &hub, const RepoId &repo,
                                          const Revision &revision, const QString &path,
                                          qint64 size);
// path: a regular file, opened at the first read and held open, so that a replaced file keeps its
// bytes; size: what it should have.
std::unique_ptr<ByteSource> localByteSource(const QString &path, qint64 size);

// What both sources do with an answer: exactly the bytes that must be there, or an error.
Result<QByteArray> checkedRead(QByteArray bytes, qint64 offset, qint64 length, qint64 fileSize);
