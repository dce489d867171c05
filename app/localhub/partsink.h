#pragma once

#include "app/disk/contenthash.h"

#include <QJsonArray>
#include <QString>

#include <map>

// The parts of one large file that come in and are not kept: hashed in their order, or counted.
// Those that are before their turn wait on the disk.
class PartSink final
{
public:
    explicit PartSink(QString waiting); // what the names of files that wait begin with

    // Both return the part's ETag. One that came already changes nothing.
    QByteArray take(int part, const QString &file, const QByteArray &sha256); // removes the file
    QByteArray count(int part, qint64 size);

    // Whether these are all parts, by their ETags, of so many bytes.
    bool isWhole(const QJsonArray &parts, qint64 size) const;
    QByteArray sha256(); // of all of it, once; empty: not all of it was hashed

private:
    struct Part
    {
        qint64 size = 0;
        QByteArray etag;
    };

    QString fileOf(int part) const;
    void hashNext();

    const QString m_waiting;
    std::map<int, Part> m_parts; // that came, from 1
    ContentHash m_hash;
    int m_next = 1; // to be hashed
};
