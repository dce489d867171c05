#include "app/preview/bytesource.h"

#include "app/net/hubclient.h"

#include <QCoreApplication>

namespace {

struct ByteSourceText
{
    Q_DECLARE_TR_FUNCTIONS(ByteSource)
};

class HubByteSource final : public ByteSource
{
public:
    HubByteSource(HubClient &hub, const RepoId &repo, const Revision &revision, const QString &path,
                  qint64 size)
        : m_hub(hub)
        , m_repo(repo)
        , m_revision(revision)
        , m_path(path)
        , m_size(size)
    { }

    qint64 size() const override { return m_size; }

    void read(qint64 offset, qint64 length, Done done) override
    {
        if (m_size >= 0)
            length = qMin(length, m_size - offset);
        // A server may answer the range of an empty file with an error: nothing is asked.
        m_handle
            = m_hub.readFile(m_repo, m_revision, m_path, offset, qMax(length, qint64(1)),
                             [this, offset, length, done = std::move(done)](Result<Body> body) {
                                 if (!body) {
                                     done(std::unexpected(body.error()));
                                     return;
                                 }
                                 count(body->bytes.size());
                                 done(checked(*body, offset, length));
                             });
    }

private:
    // 206 is the range that was asked for, which readFile has checked; a server that ignores ranges
    // answers 200 with the whole file, which only fits when the whole file was wanted.
    Result<QByteArray> checked(const Body &body, qint64 offset, qint64 length) const
    {
        if (body.status == 200 && (offset != 0 || (m_size >= 0 && body.bytes.size() != m_size)))
            return std::unexpected(HubError::badReply(
                ByteSourceText::tr("The server sent the whole file where a part was asked for.")));
        // 416 of an empty file: its text is not the file's.
        return checkedRead(body.status == 416 ? QByteArray() : body.bytes, offset, length, m_size);
    }

    HubClient &m_hub;
    RepoId m_repo;
    Revision m_revision;
    QString m_path;
    qint64 m_size;
    RequestHandle m_handle; // replaced by the next read: an old answer is never heard
};

} // namespace

Result<QByteArray> checkedRead(QByteArray bytes, qint64 offset, qint64 length, qint64 fileSize)
{
    const qint64 most = fileSize < 0 ? length : qMin(length, qMax(qint64(0), fileSize - offset));
    if (bytes.size() > most || (fileSize >= 0 && bytes.size() < most)) {
        HubError error
            = HubError::badReply(ByteSourceText::tr("%1 bytes from byte %2 were expected, %3 came.")
                                     .arg(most)
                                     .arg(offset)
                                     .arg(bytes.size()));
        error.message = ByteSourceText::tr("The file changed while it was read. Open it again.");
        return std::unexpected(error);
    }
    return bytes;
}

std::unique_ptr<ByteSource> hubByteSource(HubClient &hub, const RepoId &repo,
                                          const Revision &revision, const QString &path,
                                          qint64 size)
{
    return std::make_unique<HubByteSource>(hub, repo, revision, path, size);
}
