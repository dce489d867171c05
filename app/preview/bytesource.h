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

    virtual qint64 size() const = 0; // bytes, of the whole file
    // At most length bytes from offset (fewer at the end of the file); done runs once, or never
    // when the source is destroyed or another read was started.
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

// size: what the tree says.
std::unique_ptr<ByteSource> hubByteSource(HubClient &hub, const RepoId &repo,
                                          const Revision &revision, const QString &path,
                                          qint64 size);
// path: a regular file; it is opened at the first read and held open.
std::unique_ptr<ByteSource> localByteSource(const QString &path);
