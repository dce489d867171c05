#include "ui/preview/hexview.h"

#include "app/preview/textsource.h"
#include "ui/theme/tokens.h"
#include "ui/theme/type.h"

#include <QKeyEvent>
#include <QPainter>
#include <QScopedValueRollback>
#include <QScrollBar>
#include <QWheelEvent>

#include <chrono>

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kBarSteps = 1 << 30; // more rows than this share a step of the bar
constexpr std::chrono::milliseconds kHexPause{80}; // of scrolling, before bytes are fetched
constexpr int kHexMargin = 16;
constexpr int kHexTop = 8;

int barScale(qint64 rows)
{
    return static_cast<int>(rows / kBarSteps + 1);
}

} // namespace

HexView::HexView(QWidget *parent)
    : QAbstractScrollArea(parent)
{
    setFrameShape(QFrame::NoFrame);
    setFont(type::font(type::Scale::Mono));
    setAccessibleName(tr("Bytes of the file"));
    setFocusPolicy(Qt::StrongFocus);
}

void HexView::setSource(TextSource *source)
{
    if (m_source)
        m_source->disconnect(this);
    m_source = source;
    m_top = 0;
    if (m_source) {
        connect(m_source, &TextSource::loaded, viewport(), qOverload<>(&QWidget::update));
        m_digits = m_source->size() > 0xFFFFFFFFLL ? 12 : 8;
    }
    updateBars();
    wantVisible();
    viewport()->update();
}

qint64 HexView::rows() const
{
    return m_source ? (m_source->size() + kRowBytes - 1) / kRowBytes : 0;
}

int HexView::rowHeight() const
{
    return qMax(metrics::kCodeLine, fontMetrics().height());
}

int HexView::visibleRows() const
{
    return qMax(1, (viewport()->height() - kHexTop) / rowHeight());
}

void HexView::showOffset(qint64 offset)
{
    scrollTo(offset / kRowBytes);
}

void HexView::scrollTo(qint64 row)
{
    m_top = qBound(qint64(0), row, qMax(qint64(0), rows() - visibleRows()));
    const QScopedValueRollback guard(m_followingBar, true);
    verticalScrollBar()->setValue(static_cast<int>(m_top / barScale(rows())));
    viewport()->update();
    if (m_timer == 0)
        m_timer = startTimer(kHexPause);
}

void HexView::updateBars()
{
    const int scale = barScale(rows());
    const QScopedValueRollback guard(m_followingBar, true);
    verticalScrollBar()->setPageStep(qMax(1, visibleRows() / scale));
    verticalScrollBar()->setRange(
        0, static_cast<int>(qMax(qint64(0), rows() - visibleRows()) / scale));
    const int width
        = fontMetrics().horizontalAdvance(u'0') * (m_digits + 2 + kRowBytes * 3 + 1 + 2 + kRowBytes)
        + 2 * kHexMargin;
    horizontalScrollBar()->setPageStep(viewport()->width());
    horizontalScrollBar()->setRange(0, qMax(0, width - viewport()->width()));
}

void HexView::scrollContentsBy(int, int dy)
{
    if (dy != 0 && !m_followingBar) {
        const int scale = barScale(rows());
        const bool end = verticalScrollBar()->value() == verticalScrollBar()->maximum();
        m_top = end ? qMax(qint64(0), rows() - visibleRows())
                    : qint64(verticalScrollBar()->value()) * scale;
        if (m_timer == 0)
            m_timer = startTimer(kHexPause);
    }
    viewport()->update();
}

void HexView::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_timer)
        return;
    killTimer(std::exchange(m_timer, 0));
    wantVisible();
}

void HexView::wantVisible()
{
    if (m_source && m_source->size() > 0)
        m_source->want(topOffset(), qint64(visibleRows() + 1) * kRowBytes);
}

void HexView::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), Tokens::of(palette()).surface);
    if (!m_source)
        return;
    painter.setFont(font());
    painter.translate(kHexMargin - horizontalScrollBar()->value(), kHexTop);
    for (int i = 0; i <= visibleRows() && m_top + i < rows(); ++i)
        paintRow(painter, m_top + i, i * rowHeight());
}

void HexView::paintRow(QPainter &painter, qint64 row, int y) const
{
    const Tokens &tokens = Tokens::of(palette());
    const QByteArray bytes = m_source->bytes(row * kRowBytes, kRowBytes);
    const int cell = fontMetrics().horizontalAdvance(u'0');
    const int line = y + (rowHeight() - fontMetrics().height()) / 2 + fontMetrics().ascent();
    painter.setPen(tokens.secondary);
    painter.drawText(0, line,
                     QString::number(row * kRowBytes, 16).toUpper().rightJustified(m_digits, u'0'));
    const qint64 there = qMin(qint64(kRowBytes), m_source->size() - row * kRowBytes);
    for (int i = 0; i < there; ++i) {
        const bool here = i < bytes.size();
        const auto byte = here ? static_cast<uchar>(bytes.at(i)) : uchar(0);
        const bool printable = byte >= 0x20 && byte < 0x7F;
        const int x = cell * (m_digits + 2 + i * 3 + (i >= kRowBytes / 2 ? 1 : 0));
        painter.setPen(!here ? tokens.disabled : byte == 0 ? tokens.disabled : tokens.text);
        painter.drawText(
            x, line, here ? QString::number(byte, 16).toUpper().rightJustified(2, u'0') : u"··"_s);
        painter.setPen(printable ? tokens.string : tokens.disabled);
        painter.drawText(cell * (m_digits + 2 + kRowBytes * 3 + 3 + i), line,
                         here && printable ? QString(QLatin1Char(static_cast<char>(byte)))
                                           : u"·"_s);
    }
}

void HexView::resizeEvent(QResizeEvent *)
{
    updateBars();
    scrollTo(m_top);
}

void HexView::wheelEvent(QWheelEvent *event)
{
    if (event->angleDelta().y() == 0) {
        QAbstractScrollArea::wheelEvent(event);
        return;
    }
    scrollTo(m_top - qint64(event->angleDelta().y()) * 3 / 120);
    event->accept();
}

void HexView::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Up: scrollTo(m_top - 1); break;
    case Qt::Key_Down: scrollTo(m_top + 1); break;
    case Qt::Key_PageUp: scrollTo(m_top - visibleRows()); break;
    case Qt::Key_PageDown: scrollTo(m_top + visibleRows()); break;
    case Qt::Key_Home: scrollTo(0); break;
    case Qt::Key_End: scrollTo(rows()); break;
    default: QAbstractScrollArea::keyPressEvent(event);
    }
}

void HexView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::FontChange)
        updateBars();
    QAbstractScrollArea::changeEvent(event);
}
