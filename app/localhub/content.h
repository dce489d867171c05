#pragma once

#include <QByteArray>
#include <QString>

// The bytes of one file on the local Hub: given bytes, a file on disk, or a pure function of seed
// and offset, so that a file of 100 GB needs no disk and every byte of it can be checked.
class Content final
{
public:
    Content() = default; // no bytes
    static Content bytes(QByteArray bytes);
    static Content file(QString path, qint64 size, QByteArray sha256);
    // sha256 (64 hex): said instead of computed; needed for sizes above kHashedSyntheticSize.
    // head: given bytes that the made-up ones follow, such as the header of a weight file.
    static Content synthetic(qint64 size, quint64 seed, QByteArray sha256 = {},
                             QByteArray head = {});

    // Above this many bytes a synthetic file gets an invented SHA-256 unless one is given: hashing
    // it would take longer than a test may. 512 MiB take about a second.
    static constexpr qint64 kHashedSyntheticSize = qint64(512) << 20;

    qint64 size() const { return m_size; }
    bool isSynthetic() const { return m_kind == Kind::Synthetic; }
    quint64 seed() const { return m_seed; }
    QByteArray head() const { return isSynthetic() ? m_bytes : QByteArray(); }
    bool hasInventedHash() const;
    static QByteArray
    hashed(const Content &content); // SHA-256 in hex of the bytes, whatever was said

    // length bytes from offset, fewer at the end; empty outside the file or when it cannot be read.
    QByteArray read(qint64 offset, qint64 length) const;
    QByteArray all() const { return read(0, m_size); }

    QByteArray sha256() const; // hex; reads everything unless said or invented
    QByteArray gitOid() const; // hex SHA-1 of "blob N\0" and the bytes

private:
    enum class Kind { Bytes, File, Synthetic };

    Kind m_kind = Kind::Bytes;
    qint64 m_size = 0;
    quint64 m_seed = 0;
    QByteArray m_bytes;
    QByteArray m_sha256;
    QString m_path;
};

// The text that git stores in place of a large file. Source: git-lfs specification, "The Pointer".
QByteArray lfsPointer(const QByteArray &sha256, qint64 size);
QByteArray gitBlobOid(const QByteArray &bytes);
