#include "app/localhub/content.h"

#include "app/disk/contenthash.h"

#include <QCryptographicHash>
#include <QFile>
#include <QtEndian>

namespace {

constexpr qint64 kContentBlock = 1 << 20; // bytes read at once while hashing

// splitmix64: each word depends on its number only, so any range can be made without the rest.
quint64 syntheticWord(quint64 seed, quint64 index)
{
    quint64 z = seed * 0xD1342543DE82EF95ULL + (index + 1) * 0x9E3779B97F4A7C15ULL;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
}

QByteArray syntheticBytes(quint64 seed, qint64 offset, qint64 length)
{
    const qint64 first = offset / 8;
    const qint64 last = (offset + length + 7) / 8;
    QByteArray words((last - first) * 8, Qt::Uninitialized);
    char *out = words.data();
    for (qint64 i = first; i < last; ++i, out += 8)
        qToLittleEndian(syntheticWord(seed, quint64(i)), out);
    return words.mid(offset % 8, length);
}

// digits: 64 for SHA-256, 40 for git's SHA-1.
QByteArray hashOfContent(const Content &content, int digits)
{
    ContentHash hash(QByteArray(digits, '0'), content.size());
    for (qint64 at = 0; at < content.size(); at += kContentBlock)
        hash.add(content.read(at, kContentBlock));
    return hash.result();
}

} // namespace

Content Content::bytes(QByteArray bytes)
{
    Content c;
    c.m_size = bytes.size();
    c.m_bytes = std::move(bytes);
    return c;
}

Content Content::file(QString path, qint64 size, QByteArray sha256)
{
    Content c;
    c.m_kind = Kind::File;
    c.m_size = size;
    c.m_path = std::move(path);
    c.m_sha256 = std::move(sha256);
    return c;
}

Content Content::synthetic(qint64 size, quint64 seed, QByteArray sha256, QByteArray head)
{
    Content c;
    c.m_kind = Kind::Synthetic;
    c.m_size = size;
    c.m_seed = seed;
    c.m_bytes = std::move(head);
    c.m_sha256 = std::move(sha256);
    return c;
}

bool Content::hasInventedHash() const
{
    return isSynthetic() && m_size > kHashedSyntheticSize && m_sha256.isEmpty();
}

QByteArray Content::read(qint64 offset, qint64 length) const
{
    if (offset < 0 || length <= 0 || offset >= m_size)
        return {};
    length = qMin(length, m_size - offset);
    switch (m_kind) {
    case Kind::Bytes: return m_bytes.mid(offset, length);
    case Kind::Synthetic: {
        if (offset >= m_bytes.size())
            return syntheticBytes(m_seed, offset, length);
        const QByteArray head = m_bytes.mid(offset, length);
        return head.size() == length
            ? head
            : head + syntheticBytes(m_seed, m_bytes.size(), length - head.size());
    }
    case Kind::File: {
        QFile f(m_path);
        if (!f.open(QIODevice::ReadOnly) || !f.seek(offset))
            return {};
        return f.read(length);
    }
    }
    return {};
}

QByteArray Content::hashed(const Content &content)
{
    return hashOfContent(content, 64);
}

QByteArray Content::sha256() const
{
    if (!m_sha256.isEmpty())
        return m_sha256;
    if (!hasInventedHash())
        return hashOfContent(*this, 64);
    return QCryptographicHash::hash("invented " + QByteArray::number(m_size) + ' '
                                        + QByteArray::number(m_seed),
                                    QCryptographicHash::Sha256)
        .toHex();
}

QByteArray Content::gitOid() const
{
    return hashOfContent(*this, 40);
}

QByteArray lfsPointer(const QByteArray &sha256, qint64 size)
{
    return "version https://git-lfs.github.com/spec/v1\noid sha256:" + sha256 + "\nsize "
        + QByteArray::number(size) + '\n';
}

QByteArray gitBlobOid(const QByteArray &bytes)
{
    return Content::bytes(bytes).gitOid();
}
