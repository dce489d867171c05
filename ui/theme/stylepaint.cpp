#include "ui/theme/stylepaint.h"

#include "ui/theme/icon.h"

#include <QPainter>
#include <QPainterPath>

using namespace Qt::StringLiterals;

namespace {

constexpr int kIndicator = 16; // side of a check box
constexpr int kIndicatorRadius = 4;
constexpr int kChevron = 16;

QRectF centredSquare(const QRect &rect, int side)
{
    // Whole pixels, so that lines stay sharp.
    return {QRect(rect.x() + (rect.width() - side) / 2, rect.y() + (rect.height() - side) / 2, side,
                  side)};
}

} // namespace

void stylepaint::panel(QPainter &painter, const QRectF &rect, const QColor &fill,
                       const QColor &border, qreal radius, qreal width)
{
    const qreal inset = border.isValid() ? width / 2 : 0;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(border.isValid() ? QPen(border, width) : QPen(Qt::NoPen));
    painter.setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius - inset,
                            radius - inset);
    painter.restore();
}

void stylepaint::focusRing(QPainter &painter, const QRectF &rect, const Tokens &tokens,
                           qreal radius)
{
    panel(painter, rect, {}, tokens.accent, radius, metrics::kFocusRing);
}

QColor stylepaint::hoverFill(const QStyleOption &option, const Tokens &tokens)
{
    if (!(option.state & QStyle::State_Enabled))
        return {};
    if (option.state & QStyle::State_Sunken)
        return tokens.border;
    return option.state & QStyle::State_MouseOver ? tokens.sunken : QColor();
}

bool stylepaint::hasKeyboardFocus(const QStyleOption &option)
{
    return (option.state & QStyle::State_HasFocus)
        && (option.state & QStyle::State_KeyboardFocusChange);
}

void stylepaint::chevron(QPainter &painter, const QRect &rect, Qt::ArrowType direction, Tone tone,
                         const QPalette &palette)
{
    QString name;
    switch (direction) {
    case Qt::UpArrow: name = u"chevron-up"_s; break;
    case Qt::DownArrow: name = u"chevron-down"_s; break;
    case Qt::LeftArrow: name = u"chevron-left"_s; break;
    case Qt::RightArrow: name = u"chevron-right"_s; break;
    case Qt::NoArrow: return;
    }
    const int side = std::min({kChevron, rect.width(), rect.height()});
    paintIcon(painter, centredSquare(rect, side).toRect(), name, tone, palette);
}

void stylepaint::checkBox(QPainter &painter, const QRect &rect, QStyle::State state,
                          const Tokens &tokens)
{
    const QRectF box = centredSquare(rect, kIndicator);
    const bool enabled = state & QStyle::State_Enabled;
    const bool marked = state & (QStyle::State_On | QStyle::State_NoChange);
    const QColor mark = enabled ? tokens.accent : tokens.disabled;
    if (!marked) {
        panel(painter, box, tokens.surface, enabled ? tokens.secondary : tokens.disabled,
              kIndicatorRadius, 1.25);
        return;
    }
    panel(painter, box, mark, {}, kIndicatorRadius);
    QPainterPath path;
    if (state & QStyle::State_NoChange) {
        path.moveTo(box.left() + 4.5, box.center().y());
        path.lineTo(box.right() - 4.5, box.center().y());
    } else {
        path.moveTo(box.left() + 4.25, box.top() + 8.25);
        path.lineTo(box.left() + 7, box.top() + 11);
        path.lineTo(box.left() + 11.75, box.top() + 5.5);
    }
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(enabled ? tokens.onAccent : tokens.surface, 1.6, Qt::SolidLine,
                        Qt::RoundCap, Qt::RoundJoin));
    painter.drawPath(path);
    painter.restore();
}

void stylepaint::radioButton(QPainter &painter, const QRect &rect, QStyle::State state,
                             const Tokens &tokens)
{
    const QRectF box = centredSquare(rect, kIndicator);
    const bool enabled = state & QStyle::State_Enabled;
    if (!(state & QStyle::State_On)) {
        panel(painter, box, tokens.surface, enabled ? tokens.secondary : tokens.disabled,
              kIndicator / 2.0, 1.25);
        return;
    }
    panel(painter, box, enabled ? tokens.accent : tokens.disabled, {}, kIndicator / 2.0);
    panel(painter, box.adjusted(5, 5, -5, -5), enabled ? tokens.onAccent : tokens.surface, {}, 3);
}

void stylepaint::selectionEdge(QPainter &painter, const QRect &row, Qt::LayoutDirection direction,
                               const Tokens &tokens)
{
    QRect edge = row;
    if (direction == Qt::RightToLeft)
        edge.setLeft(row.right() - metrics::kEdge + 1);
    else
        edge.setWidth(metrics::kEdge);
    painter.fillRect(edge, tokens.accent);
}
