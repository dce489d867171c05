#pragma once

#include <QIODevice>

// The body of a write, readable once. Qt Network sends a request again by itself when the server
// closes the connection before it answers; it cannot do so with a body that cannot be rewound, and
// so a commit or a comment is never made twice.
class OneShotBody final : public QIODevice
{
public:
    explicit OneShotBody(QByteArray bytes)
        : m_bytes(std::move(bytes))
    {
        open(QIODevice::ReadOnly);
    }

    bool isSequential() const override { return true; }
    qint64 bytesAvailable() const override
    {
        return m_bytes.size() - m_read + QIODevice::bytesAvailable();
    }
    bool reset() override { return false; }

protected:
    qint64 readData(char *data, qint64 max) override
    {
        if (m_read == m_bytes.size())
            return -1;
        const qint64 n = qMin(max, m_bytes.size() - m_read);
        memcpy(data, m_bytes.constData() + m_read, static_cast<size_t>(n));
        m_read += n;
        return n;
    }
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    QByteArray m_bytes;
    qint64 m_read = 0;
};
