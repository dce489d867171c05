#include "ui/widgets/skeleton.h"

#include "ui/theme/stylepaint.h"

#include <QPainter>
#include <QTimerEvent>

#include <array>
#include <chrono>

using namespace std::chrono_literals;

namespace {

constexpr auto kSkeletonDelay = 100ms;
// Widths of the shapes in rows, in percent of half the width, so that they look like text.
constexpr std::array kSkeletonWidths{72, 56, 82, 66, 50, 76, 60, 88};

} // namespace

Skeleton::Skeleton(QWidget *parent)
    : QWidget(parent)
    , m_rowHeight(metrics::kTallRow)
{
    setAccessibleName(tr("Loading"));
}

void Skeleton::setRowHeight(int pixels)
{
    m_rowHeight = std::max(metrics::kRow, pixels);
    update();
}

void Skeleton::start()
{
    m_visible = false;
    if (m_timer)
        killTimer(m_timer);
    m_timer = startTimer(kSkeletonDelay);
    update();
}

void Skeleton::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_timer)
        return QWidget::timerEvent(event);
    killTimer(m_timer);
    m_timer = 0;
    m_visible = true;
    update();
}

void Skeleton::paintEvent(QPaintEvent *)
{
    if (!m_visible)
        return;
    QPainter painter(this);
    const Tokens &tokens = Tokens::of(palette());
    const bool tall = m_rowHeight >= metrics::kTallRow - 4;
    const int left = metrics::kPagePadding;
    const auto shape = [&](int x, int y, int width, int height) {
        const QRect rect
            = style()->visualRect(layoutDirection(), this->rect(), QRect(x, y, width, height));
        stylepaint::panel(painter, rect, tokens.border, {}, 4);
    };
    size_t row = 0;
    for (int y = 0; y < height(); y += m_rowHeight, ++row) {
        const int text = width() / 2 * kSkeletonWidths[row % kSkeletonWidths.size()] / 100;
        const int middle = y + m_rowHeight / 2;
        if (tall) {
            shape(left, middle - 17, 34, 34);
            shape(left + 46, middle - 14, text, 10);
            shape(left + 46, middle + 5, text * 3 / 5, 9);
        } else {
            shape(left, middle - 6, 14, 12);
            shape(left + 26, middle - 5, text, 10);
        }
        shape(width() - left - 46, middle - 5, 46, 10);
        painter.fillRect(0, y + m_rowHeight - 1, width(), 1, tokens.border);
    }
}
