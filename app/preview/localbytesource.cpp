#include "app/disk/background.h"
#include "app/preview/bytesource.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

namespace {

struct LocalSourceText
{
    Q_DECLARE_TR_FUNCTIONS(ByteSource)
};

// Runs on the pool; one at a time for one file. Read by position, never mapped: a mapped file that
// somebody truncates is a crash.
Result<QByteArray> readLocal(QFile &file, qint64 offset, qint64 length, qint64 fileSize)
{
    if (!file.isOpen()) {
        // A device or a pipe could block for ever.
        if (!QFileInfo(file.fileName()).isFile()
            || !file.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
            return std::unexpected(
                HubError::disk(LocalSourceText::tr("The file cannot be opened. Check that it still "
                                                   "exists and that you may read it."),
                               file.errorString()));
    }
    if (!file.seek(offset))
        return std::unexpected(
            HubError::disk(LocalSourceText::tr("The file cannot be read."), file.errorString()));
    QByteArray bytes;
    while (bytes.size() < length) {
        const QByteArray piece = file.read(length - bytes.size());
        if (piece.isEmpty())
            break;
        bytes += piece;
    }
    if (file.error() != QFileDevice::NoError)
        return std::unexpected(
            HubError::disk(LocalSourceText::tr("The file cannot be read."), file.errorString()));
    return checkedRead(bytes, offset, length, fileSize);
}

class LocalByteSource final : public ByteSource
{
public:
    LocalByteSource(const QString &path, qint64 size)
        : m_file(std::make_shared<QFile>(path))
        , m_size(size)
    { }

    qint64 size() const override { return m_size; }

    void read(qint64 offset, qint64 length, Done done) override
    {
        if (m_size >= 0)
            length = qMin(length, m_size - offset);
        m_wish = {offset, length, std::move(done)};
        if (!m_busy)
            start();
    }

private:
    struct Wish
    {
        qint64 offset = 0;
        qint64 length = 0;
        Done done;
    };

    void start()
    {
        m_busy = true;
        m_current = std::exchange(m_wish, {});
        inBackground(
            *QThreadPool::globalInstance(), &m_context,
            [file = m_file, offset = m_current.offset, length = m_current.length, size = m_size] {
                return readLocal(*file, offset, length, size);
            },
            [this](const Result<QByteArray> &bytes) { finish(bytes); });
    }

    void finish(const Result<QByteArray> &bytes)
    {
        m_busy = false;
        if (bytes)
            count(bytes->size());
        if (m_wish.done) { // a newer read was asked for: this answer is old
            start();
            return;
        }
        const Done done = std::exchange(m_current.done, {});
        done(bytes); // may destroy this source
    }

    std::shared_ptr<QFile> m_file; // shared with the one read on the pool
    qint64 m_size;
    Wish m_wish; // the newest read, while an older one is running
    Wish m_current;
    bool m_busy = false;
    QObject m_context; // last: destroyed first, so that no answer finds half an object
};

} // namespace

std::unique_ptr<ByteSource> localByteSource(const QString &path, qint64 size)
{
    return std::make_unique<LocalByteSource>(path, size);
}
