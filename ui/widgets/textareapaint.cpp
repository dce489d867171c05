// What a TextArea draws.
#include "app/preview/textsource.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/textarea.h"
#include "ui/widgets/texthighlighter.h"

#include <QPaintEvent>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>

namespace {

enum RangeKind { SelectedRange, MatchRange, CurrentMatchRange };

} // namespace

void TextArea::paintEvent(QPaintEvent *)
{
    const Tokens &tokens = Tokens::of(palette());
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), tokens.surface);
    const int gutter = gutterWidth();
    painter.fillRect(gutter - 1, 0, 1, viewport()->height(), tokens.border);
    if (lineCount() == 0)
        return;
    const double bottom = viewport()->height();
    const qint64 current = caretLine();
    m_highlighter->want(m_top.line, m_top.line + viewport()->height() / m_rowHeight);
    m_shownFrom = m_source->size();
    m_shownTo = 0;
    double y = 0;
    qint64 line = m_top.line;
    for (qint64 row = m_top.row; line < lineCount() && y < bottom; ++line, row = 0) {
        if (row == 0)
            paintNumber(painter, line, y, current);
        painter.save();
        painter.setClipRect(QRectF(gutter, 0, viewport()->width() - gutter, bottom));
        y += double(paintLine(painter, line, row, y, bottom) * m_rowHeight);
        painter.restore();
    }
    m_source->hold(m_shownFrom, m_shownTo - m_shownFrom);
    if (!m_wrap && m_widest > horizontalScrollBar()->maximum() + textWidth())
        QMetaObject::invokeMethod(this, &TextArea::updateSideways, Qt::QueuedConnection);
    if (line >= lineCount() && !m_source->isComplete() && !m_source->isReading())
        m_source->more();
}

void TextArea::paintNumber(QPainter &painter, qint64 line, double y, qint64 caretLine) const
{
    const Tokens &tokens = Tokens::of(palette());
    painter.setPen(line == caretLine && hasFocus() ? tokens.text : tokens.secondary);
    painter.setFont(viewport()->font());
    painter.drawText(QRectF(0, y, gutterWidth() - 12, m_rowHeight),
                     Qt::AlignRight | Qt::AlignVCenter, QString::number(line + 1));
}

// Rows that were drawn or passed below the bottom.
qint64 TextArea::paintLine(QPainter &painter, qint64 line, qint64 firstRow, double y, double bottom)
{
    if (!isLong(line)) {
        Piece *whole = piece(line, 0);
        paintPiece(
            painter, *whole,
            {textLeft() - horizontalScrollBar()->value(), y - double(firstRow * m_rowHeight)},
            firstRow);
        return rowCount(line) - firstRow;
    }
    const qint64 pieces = (lineBytes(line) + pieceBytes() - 1) / pieceBytes();
    if (m_wrap) {
        qint64 row = firstRow;
        for (; row < pieces && y < bottom; ++row, y += m_rowHeight)
            paintPiece(painter, *piece(line, row), {textLeft(), y}, 0);
        return row - firstRow;
    }
    const double width = double(pieceBytes()) * m_charWidth;
    const double left = horizontalScrollBar()->value();
    for (qint64 index = qint64(left / width);
         index < pieces && double(index) * width < left + viewport()->width(); ++index)
        paintPiece(painter, *piece(line, index), {textLeft() - left + double(index) * width, y}, 0);
    return 1;
}

void TextArea::paintPiece(QPainter &painter, Piece &piece, QPointF at, qint64 firstRow)
{
    paintMarks(painter, piece, at);
    const Tokens &tokens = Tokens::of(palette());
    painter.setPen(piece.loaded ? tokens.text : tokens.secondary);
    const QRectF clip(0, at.y() + double(firstRow * m_rowHeight), viewport()->width(),
                      viewport()->height() + m_rowHeight);
    piece.layout.draw(&painter, at, {}, clip);
    const qint64 end = piece.offset + piece.shown.bytes.last();
    m_shownFrom = qMin(m_shownFrom, piece.offset);
    m_shownTo = qMax(m_shownTo, end);
    if (hasFocus() && m_caret >= piece.offset && m_caret <= end) {
        painter.setPen(tokens.text);
        const int unit = piece.shown.unitAt(int(m_caret - piece.offset));
        // A piece's end is the next one's start, where there is a next one.
        if (m_caret < end || lineOffset(caretLine()) + lineBytes(caretLine()) == end)
            piece.layout.drawCursor(&painter, at, unit, 1);
    }
}

void TextArea::paintMarks(QPainter &painter, const Piece &piece, QPointF at) const
{
    const qint64 from = piece.offset;
    const qint64 to = from + piece.shown.bytes.last();
    const auto units = [&piece, from, to](qint64 start, qint64 end) {
        return std::pair(piece.shown.unitAt(int(qBound(from, start, to) - from)),
                         piece.shown.unitAt(int(qBound(from, end, to) - from)));
    };
    const qint64 selectedFrom = qMin(m_anchor, m_caret);
    const qint64 selectedTo = qMax(m_anchor, m_caret);
    if (selectedFrom < selectedTo && selectedTo > from && selectedFrom <= to) {
        const auto [first, last] = units(selectedFrom, selectedTo);
        paintRange(painter, piece, at, first, last, SelectedRange);
    }
    auto match = std::lower_bound(
        m_matches.cbegin(), m_matches.cend(), from,
        [](const TextMatch &m, qint64 offset) { return m.offset + m.length <= offset; });
    for (; match != m_matches.cend() && match->offset < to; ++match) {
        const auto [first, last] = units(match->offset, match->offset + match->length);
        paintRange(painter, piece, at, first, last,
                   match - m_matches.cbegin() == m_match ? CurrentMatchRange : MatchRange);
    }
}

void TextArea::paintRange(QPainter &painter, const Piece &piece, QPointF at, int from, int to,
                          int kind) const
{
    const Tokens &tokens = Tokens::of(palette());
    painter.setRenderHint(QPainter::Antialiasing);
    for (int row = 0; row < piece.layout.lineCount(); ++row) {
        const QTextLine line = piece.layout.lineAt(row);
        const int first = qMax(from, line.textStart());
        const int last = qMin(to, line.textStart() + line.textLength());
        if (first >= last)
            continue;
        const double x = line.cursorToX(first);
        const QRectF box(at.x() + x, at.y() + row * double(m_rowHeight), line.cursorToX(last) - x,
                         m_rowHeight);
        if (kind == SelectedRange) {
            QColor selected = tokens.accent; // the tint alone is too faint for single characters
            selected.setAlphaF(0.25f);
            painter.fillRect(box, selected);
            continue;
        }
        painter.setBrush(kind == CurrentMatchRange ? tokens.tint : tokens.sunken);
        painter.setPen(QPen(kind == CurrentMatchRange ? tokens.accent : tokens.strongBorder,
                            kind == CurrentMatchRange ? 2 : 1));
        painter.drawRoundedRect(box.adjusted(-0.5, 1.5, 0.5, -1.5), 3, 3);
    }
}
