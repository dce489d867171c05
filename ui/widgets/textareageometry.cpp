// Rows, scroll bars and which byte is where.
#include "app/preview/textsource.h"
#include "ui/widgets/textarea.h"

#include <QScrollBar>

void TextArea::moveTop(qint64 rows)
{
    const qint64 lines = lineCount();
    while (rows > 0 && m_top.line < lines) {
        const qint64 left = rowCount(m_top.line) - m_top.row - 1;
        if (rows <= left || m_top.line == lines - 1) {
            m_top.row += qMin(rows, qMax(qint64(0), left));
            break;
        }
        rows -= left + 1;
        m_top = {m_top.line + 1, 0};
    }
    while (rows < 0) {
        if (-rows <= m_top.row || m_top.line == 0) {
            m_top.row = qMax(qint64(0), m_top.row + rows);
            break;
        }
        rows += m_top.row + 1;
        --m_top.line;
        m_top.row = rowCount(m_top.line) - 1;
    }
    const Place last = lastTop();
    if (m_top.line > last.line || (m_top.line == last.line && m_top.row > last.row))
        m_top = last;
    syncScrollBar();
    viewport()->update();
}

qint64 TextArea::offsetOf(Place place) const
{
    const qint64 start = lineOffset(place.line);
    if (place.row == 0 || !m_wrap)
        return start;
    if (isLong(place.line))
        return start + place.row * pieceBytes();
    const Piece *line = piece(place.line, 0);
    const int row = int(qMin(place.row, qint64(line->layout.lineCount()) - 1));
    return start + line->shown.bytes[line->layout.lineAt(row).textStart()];
}

// The highest place whose page ends with the last row.
TextArea::Place TextArea::lastTop() const
{
    Place place{qMax(qint64(0), lineCount() - 1), 0};
    qint64 left = qMax(1, viewport()->height() / m_rowHeight);
    if (!m_wrap)
        return {qMax(qint64(0), lineCount() - left), 0};
    for (; lineCount() > 0; --place.line) {
        const qint64 rows = rowCount(place.line);
        if (rows >= left || place.line == 0) {
            place.row = qMax(qint64(0), rows - left);
            break;
        }
        left -= rows;
    }
    return place;
}

// Without wrapping the bar counts lines. With it nobody knows how many rows there are without
// laying out everything: the bar then counts bytes, in units that fit an int.
void TextArea::updateScrollBars()
{
    m_syncing = true;
    const Place last = lastTop();
    if (m_top.line > last.line || (m_top.line == last.line && m_top.row > last.row))
        m_top = last;
    m_unit = m_source ? m_source->size() / 1000000000 + 1 : 1;
    const qint64 range = m_wrap ? (offsetOf(last) + m_unit - 1) / m_unit : last.line;
    const int page = qMax(1, viewport()->height() / m_rowHeight);
    verticalScrollBar()->setRange(0, int(qMin(range, qint64(2000000000))));
    verticalScrollBar()->setPageStep(m_wrap ? page * 40 : page);
    verticalScrollBar()->setSingleStep(m_wrap ? 40 : 1);
    updateSideways();
    m_syncing = false;
    syncScrollBar();
}

// As wide as the longest line has bytes, or as wide as a line with wide signs was found to be.
void TextArea::updateSideways()
{
    const double bytes = m_source ? double(m_source->lines().longestLine()) * m_charWidth : 0;
    const double over = m_wrap ? 0 : qMax(0.0, qMax(bytes, m_widest) + 24 - textWidth());
    horizontalScrollBar()->setRange(0, int(qMin(over, 2e9)));
    horizontalScrollBar()->setPageStep(int(textWidth()));
    horizontalScrollBar()->setSingleStep(int(m_charWidth * 4));
}

void TextArea::syncScrollBar()
{
    m_syncing = true;
    const qint64 at = m_wrap ? offsetOf(m_top) / m_unit : m_top.line;
    verticalScrollBar()->setValue(int(qMin(at, qint64(2000000000))));
    m_syncing = false;
}

void TextArea::scrollContentsBy(int, int)
{
    if (!m_syncing && m_source) {
        m_caretExpected = false;
        const qint64 value = verticalScrollBar()->value();
        const bool atEnd = value == verticalScrollBar()->maximum();
        m_top = atEnd ? lastTop() : m_wrap ? placeOf(value * m_unit) : Place{value, 0};
    }
    viewport()->update();
}

TextArea::Place TextArea::placeOf(qint64 offset) const
{
    if (lineCount() == 0)
        return {};
    Place place{m_source->lines().lineAt(offset), 0};
    const qint64 inside = offset - lineOffset(place.line);
    if (m_wrap && isLong(place.line))
        place.row = inside / pieceBytes();
    else if (m_wrap) {
        const Piece *line = piece(place.line, 0);
        place.row = line->layout.lineForTextPosition(line->shown.unitAt(int(inside))).lineNumber();
    }
    return place;
}

QPointF TextArea::pointOf(qint64 offset) const
{
    if (lineCount() == 0)
        return {textLeft(), 0};
    const Place place = placeOf(offset);
    qint64 rows = 0;
    const int inView = viewport()->height() / m_rowHeight + 2;
    for (qint64 line = m_top.line; line < place.line && rows <= inView + m_top.row; ++line)
        rows += rowCount(line);
    rows += place.row - m_top.row - (place.line < m_top.line ? inView : 0);
    const bool longLine = isLong(place.line);
    const qint64 index = longLine ? (offset - lineOffset(place.line)) / pieceBytes() : 0;
    const Piece *at = piece(place.line, index);
    const int unit = at->shown.unitAt(int(offset - at->offset));
    const QTextLine row = at->layout.lineForTextPosition(unit);
    double x
        = textLeft() + (row.isValid() ? row.cursorToX(unit) : 0) - horizontalScrollBar()->value();
    if (longLine && !m_wrap)
        x += double(index * pieceBytes()) * m_charWidth;
    return {x, double(rows * m_rowHeight)};
}

QRect TextArea::caretRect() const
{
    return {pointOf(m_caret).toPoint(), QSize(1, m_rowHeight)};
}

qint64 TextArea::offsetAt(const QPointF &point) const
{
    if (lineCount() == 0)
        return 0;
    Place place = m_top;
    qint64 rows = qint64(std::floor(point.y() / m_rowHeight)) + m_top.row;
    if (rows < 0)
        return lineOffset(m_top.line);
    for (qint64 here = rowCount(place.line); rows >= here && place.line < lineCount() - 1;
         here = rowCount(place.line)) {
        rows -= here;
        ++place.line;
    }
    const bool longLine = isLong(place.line);
    double x = point.x() - textLeft() + horizontalScrollBar()->value();
    qint64 index = 0;
    if (longLine) {
        const qint64 most = (lineBytes(place.line) - 1) / pieceBytes();
        index = qBound(qint64(0), m_wrap ? rows : qint64(x / (m_charWidth * double(pieceBytes()))),
                       most);
        x -= m_wrap ? 0 : double(index * pieceBytes()) * m_charWidth;
    }
    const Piece *at = piece(place.line, index);
    const int row = longLine ? 0 : int(qMin(rows, qint64(at->layout.lineCount()) - 1));
    if (row < 0 || at->layout.lineCount() == 0)
        return at->offset;
    return at->offset + at->shown.bytes[at->layout.lineAt(row).xToCursor(x)];
}

void TextArea::showOffset(qint64 offset)
{
    if (lineCount() == 0)
        return;
    const Place place = placeOf(offset);
    const qint64 page = qMax(1, viewport()->height() / m_rowHeight);
    const double y = pointOf(offset).y();
    const bool above
        = place.line < m_top.line || (place.line == m_top.line && place.row < m_top.row);
    if (above || y > double((page - 1) * m_rowHeight)) {
        const bool near
            = above ? m_top.line - place.line <= 2 : y < double((page + 3) * m_rowHeight);
        m_top = place;
        moveTop(near && above ? 0 : near ? -(page - 1) : -page / 3);
    }
    const double x = pointOf(offset).x();
    if (!m_wrap && (x < textLeft() || x > viewport()->width() - m_charWidth * 2)) {
        const double absolute = x - textLeft() + horizontalScrollBar()->value();
        updateSideways();
        horizontalScrollBar()->setValue(int(qMax(0.0, absolute - textWidth() / 3)));
    }
    viewport()->update();
}

qint64 TextArea::caretLine() const
{
    return lineCount() ? m_source->lines().lineAt(m_caret) : 0;
}

int TextArea::caretColumn() const
{
    if (lineCount() == 0)
        return 0;
    const qint64 line = caretLine();
    const qint64 inside = m_caret - lineOffset(line);
    // Where the line is not in memory it is not fetched for this: the caret may be far from what is
    // read, and one would push out the other.
    if (isLong(line) || inside == 0 || !m_source->isLoaded(lineOffset(line), inside))
        return int(qMin(inside, qint64(INT_MAX)));
    return piece(line, 0)->shown.unitAt(int(inside));
}

void TextArea::goToLine(qint64 line)
{
    if (lineCount() == 0)
        return;
    const qint64 offset = lineOffset(qBound(qint64(0), line, lineCount() - 1));
    select(offset, offset);
}

void TextArea::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    const qint64 top = m_wrap && m_source ? offsetOf(m_top) : 0;
    m_pieces.clear();
    if (m_wrap && m_source)
        m_top = placeOf(top);
    updateScrollBars();
}
