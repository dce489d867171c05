#pragma once

#include "app/disk/contenthash.h"
#include "app/disk/destination.h"
#include "app/disk/hashmarks.h"

#include <QObject>

#include <functional>

struct TransferContext;

// Follows the bytes of one file with its hash as they get written, through the page cache, on the
// pool. Where an earlier look had left marks, bytes that changed on the disk since are found as it
// passes them. On the transfer thread; letting go of it means silence.
class ContentCheck final : public QObject
{
public:
    struct Handlers // each may delete the check
    {
        std::function<void()> followed; // as far as was wanted
        // These bytes are not what they were, or cannot be read: then with an errno. They are
        // hashed again once follow() is told that they are there.
        std::function<void(ByteRange, int error)> changed;
    };

    // known: of an earlier look at the same content.
    ContentCheck(TransferContext &context, const FileSpec &spec, std::shared_ptr<PartFile> part,
                 qint64 step, const HashMarks &known, Handlers handlers);
    // From the last mark on, whatever the other one goes on to find.
    std::unique_ptr<ContentCheck> fork(Handlers handlers) const;

    // frontier: bytes from the start that are written.
    void follow(qint64 frontier);
    qint64 hashed() const { return m_hashed; } // bytes
    bool isDone() const { return !m_hashing && m_hashed == m_size; }
    QByteArray result(); // when done
    qint64 lastMark() const { return m_markAt; } // bytes from the start
    HashMarks marks() const { return m_marks; }

private:
    struct Look // at some bytes
    {
        DiskResult<void> done;
        QByteArray digest; // up to their end, when there is a mark
        std::shared_ptr<ContentHash> then; // the hash at that mark
    };

    ContentCheck(const ContentCheck &from, Handlers handlers);
    void takeLook(qint64 upTo, const Look &look);
    bool agrees(const QByteArray &digest);

    TransferContext &m_context;
    std::shared_ptr<PartFile> m_part;
    qint64 m_size; // bytes
    Handlers m_handlers;
    std::shared_ptr<ContentHash> m_hash;
    std::shared_ptr<const ContentHash> m_markHash; // at the last mark
    HashMarks m_marks; // those ahead are of an earlier look
    qint64 m_markAt = 0; // bytes
    qint64 m_hashed = 0; // bytes, from the start
    qint64 m_frontier = 0;
    qint64 m_doubted = -1; // the mark that did not agree once
    bool m_hashing = false;
    QByteArray m_result;
};
