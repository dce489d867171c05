#include "app/preview/lineindex.h"

#include <algorithm>

namespace {

constexpr qint64 kLinesPerCheckpoint = 64;

qint64 takeLength(const QByteArray &lengths, qsizetype &position)
{
    qint64 value = 0;
    for (int shift = 0; position < lengths.size(); shift += 7) {
        const auto byte = static_cast<uchar>(lengths.at(position++));
        value |= qint64(byte & 0x7F) << shift;
        if (byte < 0x80)
            break;
    }
    return value;
}

} // namespace

void LineIndex::append(QByteArrayView bytes)
{
    for (qsizetype from = 0; from < bytes.size();) {
        const qsizetype end = bytes.indexOf('\n', from);
        if (end < 0)
            break;
        close(m_bytes + end + 1);
        from = end + 1;
    }
    m_bytes += bytes.size();
}

void LineIndex::close(qint64 end)
{
    if (m_closed % kLinesPerCheckpoint == 0)
        m_checkpoints.append({m_openStart, m_lengths.size()});
    const qint64 length = end - m_openStart;
    auto rest = static_cast<quint64>(length);
    for (; rest >= 0x80; rest >>= 7)
        m_lengths.append(static_cast<char>((rest & 0x7F) | 0x80));
    m_lengths.append(static_cast<char>(rest));
    m_longest = qMax(m_longest, length);
    m_openStart = end;
    ++m_closed;
}

qint64 LineIndex::lineStart(qint64 line) const
{
    if (line >= m_closed)
        return line == m_closed ? m_openStart : m_bytes;
    if (line <= 0)
        return 0;
    const Checkpoint &mark = m_checkpoints.at(line / kLinesPerCheckpoint);
    qint64 start = mark.start;
    qsizetype position = mark.position;
    for (qint64 i = line % kLinesPerCheckpoint; i > 0; --i)
        start += takeLength(m_lengths, position);
    return start;
}

qint64 LineIndex::lineAt(qint64 offset) const
{
    offset = qMax(qint64(0), offset);
    if (offset >= m_openStart)
        return qMax(qint64(0), lineCount() - 1);
    const auto after
        = std::upper_bound(m_checkpoints.begin(), m_checkpoints.end(), offset,
                           [](qint64 at, const Checkpoint &c) { return at < c.start; });
    const qsizetype mark = after - m_checkpoints.begin() - 1;
    qint64 line = mark * kLinesPerCheckpoint;
    qsizetype position = m_checkpoints.at(mark).position;
    for (qint64 end = m_checkpoints.at(mark).start; line < m_closed; ++line) {
        end += takeLength(m_lengths, position);
        if (offset < end)
            break;
    }
    return line;
}
