#include "ui/search/rangeslider.h"

#include "ui/theme/tokens.h"

#include <QAccessible>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

namespace {

constexpr int kHandleRadius = 7;
constexpr int kSliderMargin = kHandleRadius + metrics::kFocusRing;

} // namespace

RangeSlider::RangeSlider(int last, std::function<QString(int, int)> words, QWidget *parent)
    : QWidget(parent)
    , m_last(last)
    , m_high(last)
    , m_words(std::move(words))
{
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    describe();
}

void RangeSlider::setRange(int low, int high)
{
    m_low = qBound(0, low, m_last);
    m_high = qBound(m_low, high, m_last);
    describe();
    update();
}

QSize RangeSlider::sizeHint() const
{
    return {120, 2 * kSliderMargin + 4};
}

int RangeSlider::xOf(int stop) const
{
    const int x = kSliderMargin + (width() - 2 * kSliderMargin) * stop / m_last;
    return isRightToLeft() ? width() - x : x;
}

int RangeSlider::stopAt(int x) const
{
    const int along = (isRightToLeft() ? width() - x : x) - kSliderMargin;
    const int span = qMax(1, width() - 2 * kSliderMargin);
    return qBound(0, (along * m_last + span / 2) / span, m_last);
}

void RangeSlider::move(Handle handle, int stop)
{
    if (handle == Handle::Low)
        setRange(qMin(stop, m_high), m_high);
    else
        setRange(m_low, qMax(stop, m_low));
}

void RangeSlider::describe()
{
    const QString words = m_words(m_low, m_high);
    setAccessibleDescription(words);
    QAccessibleEvent event(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&event);
}

void RangeSlider::paintEvent(QPaintEvent *)
{
    const Tokens &tokens = Tokens::of(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const qreal middle = height() / 2.0;
    const auto bar = [&](int from, int to, const QColor &colour) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(colour);
        painter.drawRoundedRect(QRectF(qMin(from, to), middle - metrics::kProgress / 2.0,
                                       qAbs(to - from), metrics::kProgress),
                                metrics::kProgress / 2.0, metrics::kProgress / 2.0);
    };
    const bool all = m_low == 0 && m_high == m_last;
    bar(xOf(0), xOf(m_last), tokens.border);
    bar(xOf(m_low), xOf(m_high), all ? tokens.secondary : tokens.accent);
    for (const Handle handle : {Handle::Low, Handle::High}) {
        const QPointF centre(xOf(handle == Handle::Low ? m_low : m_high), middle);
        if (hasFocus() && handle == m_active) {
            painter.setPen(QPen(tokens.accent, metrics::kFocusRing));
            painter.setBrush(tokens.surface);
            painter.drawEllipse(centre, kHandleRadius + 1.0, kHandleRadius + 1.0);
        }
        painter.setPen(QPen(all ? tokens.secondary : tokens.accent, 2));
        painter.setBrush(tokens.surface);
        painter.drawEllipse(centre, kHandleRadius - 1.5, kHandleRadius - 1.5);
    }
}

void RangeSlider::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    const int x = event->position().toPoint().x();
    const int stop = stopAt(x);
    // The nearer handle; where both stand on one stop, the one that can go that way.
    const int toLow = qAbs(x - xOf(m_low));
    const int toHigh = qAbs(x - xOf(m_high));
    m_active = toLow < toHigh || (toLow == toHigh && (stop < m_low || m_low == m_last))
        ? Handle::Low
        : Handle::High;
    m_dragging = true;
    move(m_active, stop);
    emit moved();
}

void RangeSlider::mouseMoveEvent(QMouseEvent *event)
{
    if (!m_dragging)
        return;
    move(m_active, stopAt(event->position().toPoint().x()));
    emit moved();
}

void RangeSlider::mouseReleaseEvent(QMouseEvent *)
{
    if (std::exchange(m_dragging, false))
        emit rangeChosen(m_low, m_high);
}

void RangeSlider::keyPressEvent(QKeyEvent *event)
{
    const int forward = isRightToLeft() ? -1 : 1;
    int stop = m_active == Handle::Low ? m_low : m_high;
    switch (event->key()) {
    case Qt::Key_Right: stop += forward; break;
    case Qt::Key_Left: stop -= forward; break;
    case Qt::Key_Up: ++stop; break;
    case Qt::Key_Down: --stop; break;
    case Qt::Key_Home: stop = 0; break;
    case Qt::Key_End: stop = m_last; break;
    default: QWidget::keyPressEvent(event); return;
    }
    move(m_active, stop);
    emit moved();
    emit rangeChosen(m_low, m_high);
}

void RangeSlider::focusInEvent(QFocusEvent *event)
{
    if (event->reason() == Qt::TabFocusReason)
        m_active = Handle::Low;
    else if (event->reason() == Qt::BacktabFocusReason)
        m_active = Handle::High;
    QWidget::focusInEvent(event);
    update();
}

bool RangeSlider::focusNextPrevChild(bool next)
{
    if (next == (m_active == Handle::Low) && hasFocus()) {
        m_active = next ? Handle::High : Handle::Low;
        update();
        return true;
    }
    return QWidget::focusNextPrevChild(next);
}
