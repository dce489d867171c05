#include "app/preview/textsource.h"

#include "app/preview/bytesource.h"

#include <iterator>

namespace {

constexpr qint64 kTextPiece = TextSource::kPiece;
constexpr qint64 kPiecesAtOnce = 16; // of what is wanted in one go: fewer round trips
constexpr qint64 kTextInMemory = qint64(64) << 20;
constexpr qint64 kMostHeld = qint64(16) << 20;

} // namespace

TextSource::TextSource(const QByteArray &utf8, QObject *parent)
    : QObject(parent)
    , m_size(utf8.size())
    , m_loaded(utf8.size())
{
    for (qint64 from = 0; from < m_size; from += kTextPiece)
        m_pieces.insert(from / kTextPiece, utf8.mid(from, kTextPiece));
    m_lines.append(utf8);
}

TextSource::TextSource(std::unique_ptr<ByteSource> source, QObject *parent)
    : QObject(parent)
    , m_source(std::move(source))
    , m_size(m_source->size())
{ }

TextSource::TextSource(std::unique_ptr<ByteSource> source, const TextSource &other, QObject *parent)
    : QObject(parent)
    , m_source(std::move(source))
    , m_pieces(other.m_pieces)
    , m_lines(other.m_lines)
    , m_size(other.m_size)
    , m_loaded(other.m_loaded)
{ }

TextSource::~TextSource() = default;

QByteArray TextSource::bytes(qint64 offset, qint64 length) const
{
    const QByteArrayList all = parts(offset, length);
    return all.size() == 1 ? all.first() : all.join();
}

QByteArrayList TextSource::parts(qint64 offset, qint64 length) const
{
    const qint64 end = qMin(m_size, offset + qMin(length, m_size));
    QByteArrayList out;
    for (qint64 at = qMax(qint64(0), offset); at < end;) {
        const auto piece = m_pieces.constFind(at / kTextPiece);
        const qint64 inside = at % kTextPiece;
        if (piece == m_pieces.constEnd() || inside >= piece->size())
            break;
        const qint64 n = qMin(end - at, piece->size() - inside);
        out << (n == piece->size() ? *piece : piece->sliced(inside, n));
        at += n;
    }
    return out;
}

bool TextSource::isLoaded(qint64 offset, qint64 length) const
{
    const qint64 end = qMin(m_size, offset + qMin(length, m_size));
    for (qint64 piece = offset / kTextPiece; piece * kTextPiece < end; ++piece) {
        if (!m_pieces.contains(piece))
            return false;
    }
    return true;
}

void TextSource::want(qint64 offset, qint64 length)
{
    m_wantedFrom = qBound(qint64(0), offset, m_size);
    m_wantedTo = qMin(m_size, m_wantedFrom + qBound(qint64(0), length, kTextInMemory / 2));
    if (!isReading())
        readNext();
}

void TextSource::hold(qint64 offset, qint64 length)
{
    m_heldFirst = offset / kTextPiece;
    m_heldLast = (offset + qMin(length, kMostHeld)) / kTextPiece;
}

void TextSource::readNext()
{
    if (!m_source)
        return;
    qint64 piece = m_wantedFrom / kTextPiece;
    while (piece * kTextPiece < m_wantedTo && m_pieces.contains(piece))
        ++piece;
    if (piece * kTextPiece >= m_wantedTo)
        return;
    const qint64 from = piece * kTextPiece;
    qint64 to = qMin(m_size, from + kTextPiece);
    while (to < m_wantedTo && to - from < kPiecesAtOnce * kTextPiece
           && !m_pieces.contains(to / kTextPiece))
        to = qMin(m_size, to + kTextPiece);
    m_reading = piece;
    m_source->read(from, to - from, [this, from, to](Result<QByteArray> bytes) {
        m_reading = -1;
        if (bytes && bytes->size() != to - from)
            bytes = std::unexpected(
                HubError::badReply(tr("The file became shorter while it was read.")));
        if (!bytes) {
            m_wantedTo = m_wantedFrom;
            emit failed(bytes.error());
            return;
        }
        onBytes(from, *bytes);
    });
}

void TextSource::onBytes(qint64 offset, const QByteArray &bytes)
{
    for (qint64 at = 0; at < bytes.size(); at += kTextPiece)
        m_pieces.insert((offset + at) / kTextPiece, bytes.mid(at, kTextPiece));
    m_loaded += bytes.size();
    const qint64 known = m_lines.bytes();
    indexPieces();
    forgetFarthest();
    if (m_lines.bytes() > known)
        emit linesChanged();
    emit loaded(offset, bytes.size());
    if (!isReading())
        readNext();
}

// Takes in every piece that now follows the indexed part without a gap.
void TextSource::indexPieces()
{
    while (!isComplete()) {
        const auto next = m_pieces.constFind(m_lines.bytes() / kTextPiece);
        if (next == m_pieces.constEnd())
            return;
        m_lines.append(*next);
    }
}

void TextSource::forgetFarthest()
{
    const qint64 here = m_wantedFrom / kTextPiece;
    while (m_loaded > kTextInMemory) {
        // What is held is far less than what may stay, so there is always another one.
        auto first = m_pieces.cbegin();
        while (isHeld(first.key()))
            ++first;
        auto last = std::prev(m_pieces.cend());
        while (isHeld(last.key()))
            --last;
        const auto farthest = here - first.key() >= last.key() - here ? first : last;
        m_loaded -= farthest->size();
        m_pieces.erase(farthest);
    }
}
