#pragma once

#include <QByteArray>
#include <QList>

// Where the lines of a growing text begin. Bytes are appended in order and not kept: one or two
// bytes a line remain, so that ten million lines cost some 20 MB. A line ends with '\n', which
// belongs to it; a '\n' at the very end opens no further line. Offsets and counts are 64 bit. Any
// one thread.
class LineIndex final
{
public:
    void append(QByteArrayView bytes);

    qint64 bytes() const { return m_bytes; } // appended so far
    qint64 lineCount() const { return m_closed + (m_bytes > m_openStart ? 1 : 0); }
    // Offset of the first byte of a line; for lineCount() and above: bytes().
    qint64 lineStart(qint64 line) const;
    // The line that holds the byte at offset, clamped to the lines there are; 0 for an empty text.
    qint64 lineAt(qint64 offset) const;
    qint64 longestLine() const { return qMax(m_longest, m_bytes - m_openStart); } // bytes

private:
    struct Checkpoint // of every 64th line
    {
        qint64 start; // in the text
        qsizetype position; // in m_lengths
    };

    void close(qint64 end);

    QList<Checkpoint> m_checkpoints;
    QByteArray m_lengths; // of closed lines, seven bits a byte, the last byte of a number below 128
    qint64 m_bytes = 0;
    qint64 m_closed = 0; // lines that have their '\n'
    qint64 m_openStart = 0;
    qint64 m_longest = 0;
};
