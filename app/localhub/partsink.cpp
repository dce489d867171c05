#include "app/localhub/partsink.h"

#include <QFile>

#include <numeric>

using namespace Qt::StringLiterals;

PartSink::PartSink(QString waiting)
    : m_waiting(std::move(waiting))
    , m_hash(QByteArray(64, '0'), 0) // SHA-256
{ }

QString PartSink::fileOf(int part) const
{
    return m_waiting + u'.' + QString::number(part);
}

QByteArray PartSink::take(int part, const QString &file, const QByteArray &sha256)
{
    const auto [it, isNew]
        = m_parts.try_emplace(part, Part{QFile(file).size(), '"' + sha256.left(32) + '"'});
    if (!isNew || !QFile::rename(file, fileOf(part)))
        QFile::remove(file);
    hashNext();
    return it->second.etag;
}

void PartSink::hashNext()
{
    for (QFile file(fileOf(m_next)); file.open(QIODevice::ReadOnly);
         file.setFileName(fileOf(++m_next))) {
        for (QByteArray block; !(block = file.read(1 << 20)).isEmpty();)
            m_hash.add(block);
        file.close();
        file.remove();
    }
}

QByteArray PartSink::count(int part, qint64 size)
{
    return m_parts.try_emplace(part, Part{size, "\"bytes-" + QByteArray::number(size) + '"'})
        .first->second.etag;
}

bool PartSink::isWhole(const QJsonArray &parts, qint64 size) const
{
    int expected = 1;
    for (const auto &item : parts) {
        const auto it = m_parts.find(expected++);
        if (it == m_parts.end() || item["partNumber"_L1].toInt() != it->first
            || item["etag"_L1].toString().toLatin1() != it->second.etag)
            return false;
    }
    const qint64 all
        = std::accumulate(m_parts.begin(), m_parts.end(), qint64(0),
                          [](qint64 sum, const auto &part) { return sum + part.second.size; });
    return parts.size() == qsizetype(m_parts.size()) && all == size;
}

QByteArray PartSink::sha256()
{
    return m_next > int(m_parts.size()) ? m_hash.result() : QByteArray();
}
