#pragma once

#include "app/net/huberror.h"
#include "app/preview/lineindex.h"

#include <QByteArrayList>
#include <QMap>
#include <QObject>

#include <memory>

class ByteSource;

// A text of any size, of which only the parts that were wanted are in memory. The lines of the part
// that was read without a gap from the beginning are known; that part grows as its end is wanted.
// GUI thread; nothing here blocks. Typical use: draw from bytes(), want() what is not loaded, draw
// again when loaded() says so, and want more() when the last known line comes into view.
class TextSource final : public QObject
{
    Q_OBJECT

public:
    static constexpr qint64 kPiece = qint64(256) << 10; // bytes; some 5,000 lines, one round trip

    explicit TextSource(const QByteArray &utf8, QObject *parent = nullptr); // all of it is here
    explicit TextSource(std::unique_ptr<ByteSource> source, QObject *parent = nullptr);
    // The same text once more: what other has read is not read again.
    TextSource(std::unique_ptr<ByteSource> source, const TextSource &other,
               QObject *parent = nullptr);
    ~TextSource() override;

    qint64 size() const { return m_size; } // bytes of the whole text
    const LineIndex &lines() const { return m_lines; } // of the first lines().bytes() bytes
    bool isComplete() const { return m_lines.bytes() >= m_size; } // every line is known
    bool isReading() const { return m_reading >= 0; }
    qint64 loadedBytes() const { return m_loaded; }

    // [offset, offset + length), cut at the end of the text, or fewer bytes (perhaps none) when the
    // rest is not in memory.
    QByteArray bytes(qint64 offset, qint64 length) const;
    // The same in order, not joined: whole pieces are shared with this object, so that a worker can
    // be given many MiB while at most the two at the ends are copied here.
    QByteArrayList parts(qint64 offset, qint64 length) const;
    bool isLoaded(qint64 offset, qint64 length) const;
    // What is in memory, by number: kPiece bytes each but for the last of the text.
    const QMap<qint64, QByteArray> &pieces() const { return m_pieces; }
    // Asks for these bytes; loaded() follows for each piece that was missing. The newest wish is
    // served first and older ones are forgotten: what has scrolled away is not read.
    void want(qint64 offset, qint64 length);
    // Asks for what comes after the last known line, at least a piece.
    void more(qint64 length = 1) { want(m_lines.bytes(), length); }
    // These bytes are looked at: of them at most 16 MiB are not dropped for others. The newest call
    // counts.
    void hold(qint64 offset, qint64 length);

signals:
    void loaded(qint64 offset, qint64 length);
    void linesChanged(); // lines() grew
    void failed(const HubError &error); // reading stopped; want() tries again

private:
    void readNext();
    void onBytes(qint64 offset, const QByteArray &bytes);
    void indexPieces();
    void forgetFarthest();
    bool isHeld(qint64 piece) const { return piece >= m_heldFirst && piece <= m_heldLast; }

    std::unique_ptr<ByteSource> m_source;
    QMap<qint64, QByteArray> m_pieces;
    LineIndex m_lines;
    qint64 m_size = 0;
    qint64 m_loaded = 0;
    qint64 m_wantedFrom = 0; // bytes
    qint64 m_wantedTo = 0;
    qint64 m_heldFirst = 0; // numbers of pieces
    qint64 m_heldLast = -1;
    qint64 m_reading = -1; // number of the first piece being read; -1: none
};
