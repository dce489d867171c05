// Mouse, keyboard and selection of a TextArea.
#include "app/preview/textsource.h"
#include "ui/widgets/textarea.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QMenu>
#include <QScrollBar>
#include <QStringConverter>

namespace {

constexpr qint64 kMaxCopied = 64 << 20; // bytes; more is a download, not a clipping

} // namespace

QByteArray TextArea::selectedBytes() const
{
    if (!m_source)
        return {};
    const qint64 from = qMin(m_anchor, m_caret);
    return m_source->bytes(from, qMin(kMaxCopied, qMax(m_anchor, m_caret) - from));
}

void TextArea::select(qint64 anchor, qint64 caret)
{
    m_anchor = anchor;
    moveCaret(caret, true);
}

void TextArea::moveCaret(qint64 to, bool select)
{
    m_caret = qBound(qint64(0), to, m_source ? m_source->lines().bytes() : 0);
    if (!select)
        m_anchor = m_caret;
    showOffset(m_caret);
    m_caretExpected = m_source && !m_source->isLoaded(m_caret, 1);
    // The line with the caret is what a screen reader reads.
    setAccessibleDescription(lineText(caretLine()));
    QAccessibleEvent changed(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&changed);
    emit caretMoved();
}

QString TextArea::lineText(qint64 line) const
{
    return line < lineCount() ? piece(line, 0)->shown.text : QString();
}

void TextArea::copySelection()
{
    const qint64 selected = qAbs(m_anchor - m_caret);
    if (selected == 0)
        return;
    const QByteArray bytes = selectedBytes();
    if (bytes.isEmpty())
        return emit copiedPart(0, selected);
    // Not fromUtf8(): a gap may begin within a character, of which the decoder leaves no half.
    QApplication::clipboard()->setText(QStringDecoder(QStringDecoder::Utf8)(bytes));
    if (bytes.size() < selected)
        emit copiedPart(bytes.size(), selected);
}

void TextArea::selectAll()
{
    if (!m_source)
        return;
    m_anchor = 0;
    m_caret = m_source->lines().bytes();
    viewport()->update();
    emit caretMoved();
}

// One character to the left or right, over the end of the line.
qint64 TextArea::caretSteps(int direction) const
{
    const qint64 start = lineOffset(caretLine());
    const qint64 end = start + lineBytes(caretLine());
    if (direction > 0 && m_caret >= end)
        return lineOffset(caretLine() + 1);
    if (direction < 0 && m_caret <= start)
        return start == 0 ? 0 : lineOffset(caretLine() - 1) + lineBytes(caretLine() - 1);
    const qint64 from = qMax(start, m_caret - 8);
    const ShownText around = shownText(m_source->bytes(from, qMin(end, m_caret + 8) - from));
    int unit = around.unitAt(int(m_caret - from)) + direction;
    unit = qBound(0, unit, int(around.text.size()));
    if (unit < around.text.size() && around.text[unit].isLowSurrogate())
        unit = qBound(0, unit + direction, int(around.text.size()));
    return from + around.bytes[unit];
}

qint64 TextArea::caretRows(qint64 rows) const
{
    const QPointF at = pointOf(m_caret);
    return offsetAt({at.x(), at.y() + (double(rows) + 0.5) * m_rowHeight});
}

void TextArea::keyPressEvent(QKeyEvent *event)
{
    if (lineCount() == 0)
        return QAbstractScrollArea::keyPressEvent(event);
    const bool shift = event->modifiers() & Qt::ShiftModifier;
    const bool control = event->modifiers() & Qt::ControlModifier;
    const qint64 page = qMax(1, viewport()->height() / m_rowHeight - 1);
    if (event->matches(QKeySequence::Copy))
        return copySelection();
    if (event->matches(QKeySequence::SelectAll))
        return selectAll();
    if (event->matches(QKeySequence::Find))
        return emit findRequested();
    if (control && event->key() == Qt::Key_G)
        return emit goToRequested();
    const auto vertical = [&](qint64 rows) {
        showOffset(m_caret); // rows are counted from what is in view
        if (rows < 0 && pointOf(m_caret).y() + double(rows * m_rowHeight) < 0)
            moveTop(rows);
        moveCaret(caretRows(rows), shift);
    };
    const qint64 lineStart = lineOffset(caretLine());
    switch (event->key()) {
    case Qt::Key_Left: return moveCaret(caretSteps(-1), shift);
    case Qt::Key_Right: return moveCaret(caretSteps(1), shift);
    case Qt::Key_Up: return vertical(-1);
    case Qt::Key_Down: return vertical(1);
    case Qt::Key_PageUp: return vertical(-page);
    case Qt::Key_PageDown: return vertical(page);
    case Qt::Key_Home: return moveCaret(control ? 0 : lineStart, shift);
    case Qt::Key_End:
        return moveCaret(control ? m_source->lines().bytes() : lineStart + lineBytes(caretLine()),
                         shift);
    case Qt::Key_Escape: return emit escapePressed();
    default: QAbstractScrollArea::keyPressEvent(event);
    }
}

void TextArea::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    moveCaret(offsetAt(event->position()), event->modifiers() & Qt::ShiftModifier);
}

void TextArea::mouseMoveEvent(QMouseEvent *event)
{
    if (!(event->buttons() & Qt::LeftButton))
        return;
    m_dragPoint = event->position();
    if (!viewport()->rect().contains(event->position().toPoint()))
        m_dragTimer.start();
    else
        m_dragTimer.stop();
    dragTo(m_dragPoint);
}

void TextArea::dragTo(const QPointF &point)
{
    if (point.y() < 0 || point.y() > viewport()->height())
        moveTop(point.y() < 0 ? -1 : 1);
    if (!m_wrap && (point.x() < textLeft() || point.x() > viewport()->width()))
        horizontalScrollBar()->triggerAction(point.x() < textLeft()
                                                 ? QAbstractSlider::SliderSingleStepSub
                                                 : QAbstractSlider::SliderSingleStepAdd);
    const QPointF inside(point.x(), qBound(0.0, point.y(), viewport()->height() - 1.0));
    m_caret = offsetAt(inside);
    viewport()->update();
    emit caretMoved();
}

void TextArea::mouseReleaseEvent(QMouseEvent *)
{
    m_dragTimer.stop();
}

void TextArea::mouseDoubleClickEvent(QMouseEvent *event)
{
    selectWordAt(offsetAt(event->position()));
}

void TextArea::selectWordAt(qint64 offset)
{
    if (lineCount() == 0)
        return;
    const qint64 line = m_source->lines().lineAt(offset);
    const qint64 index = isLong(line) ? (offset - lineOffset(line)) / pieceBytes() : 0;
    const Piece *at = piece(line, index);
    const auto isWord = [at](int unit) {
        return unit >= 0 && unit < at->shown.text.size()
            && (at->shown.text[unit].isLetterOrNumber() || at->shown.text[unit] == u'_');
    };
    int first = at->shown.unitAt(int(offset - at->offset));
    int last = first;
    while (isWord(first - 1))
        --first;
    while (isWord(last))
        ++last;
    select(at->offset + at->shown.bytes[first], at->offset + at->shown.bytes[last]);
}

void TextArea::wheelEvent(QWheelEvent *event)
{
    const QPoint pixels = event->pixelDelta();
    const QPoint angle = event->angleDelta();
    event->accept();
    m_caretExpected = false;
    const bool sideways = event->modifiers() & Qt::ShiftModifier; // a wheel turns one way only
    const QPoint moved = pixels.isNull() ? angle : pixels;
    if (const int dx = sideways && moved.x() == 0 ? moved.y() : moved.x(); dx && !m_wrap)
        horizontalScrollBar()->setValue(horizontalScrollBar()->value() - dx);
    if (sideways)
        return;
    m_wheel += pixels.isNull() ? angle.y() * 3.0 / 120 : pixels.y() / double(m_rowHeight);
    const int rows = int(m_wheel);
    m_wheel -= rows;
    if (rows)
        moveTop(-rows);
}

void TextArea::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QAction *copy = menu->addAction(tr("Copy"), this, &TextArea::copySelection);
    copy->setShortcut(QKeySequence::Copy);
    copy->setEnabled(m_anchor != m_caret);
    menu->addAction(tr("Select all"), this, &TextArea::selectAll)
        ->setShortcut(QKeySequence::SelectAll);
    menu->addSeparator();
    menu->addAction(tr("Find…"), this, &TextArea::findRequested)->setShortcut(QKeySequence::Find);
    menu->addAction(tr("Go to line…"), this, &TextArea::goToRequested)
        ->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_G));
    if (!actions().isEmpty()) {
        menu->addSeparator();
        menu->addActions(actions());
    }
    menu->popup(event->globalPos());
}

void TextArea::setMatches(const QList<TextMatch> &matches, qsizetype current)
{
    m_matches = matches;
    m_match = current;
    viewport()->update();
}

void TextArea::setCurrentMatch(qsizetype index)
{
    m_match = index;
    if (index >= 0 && index < m_matches.size())
        select(m_matches[index].offset, m_matches[index].offset);
    viewport()->update();
}

void TextArea::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange
        || event->type() == QEvent::StyleChange) {
        forget();
        viewport()->update();
    }
}

void TextArea::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

void TextArea::focusOutEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}
