#include "ui/theme/icon.h"
#include "ui/theme/style.h"
#include "ui/theme/stylepaint.h"
#include "ui/theme/styleparts.h"
#include "ui/theme/type.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QPainter>
#include <QStyleOptionViewItem>
#include <QVariant>

using namespace Qt::StringLiterals;

namespace {

const char kRowLinesProperty[] = "hubnautRowLines";
constexpr int kCellInset = 6; // of header texts, the same as the cells' own

void paintRow(QPainter &painter, const QStyleOptionViewItem &option, const Tokens &tokens,
              const QWidget *widget)
{
    const bool selected = option.state & QStyle::State_Selected;
    const bool hovered
        = (option.state & QStyle::State_MouseOver) && (option.state & QStyle::State_Enabled);
    if (option.backgroundBrush.style() != Qt::NoBrush)
        painter.fillRect(option.rect, option.backgroundBrush);
    if (selected)
        painter.fillRect(option.rect, tokens.tint);
    else if (hovered)
        painter.fillRect(option.rect, tokens.window);
    if (widget && widget->property(kRowLinesProperty).toBool())
        painter.fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1),
                         tokens.border);
    // Only the row's first pixels carry the edge: cells further right have none.
    const auto *view = qobject_cast<const QAbstractItemView *>(widget);
    const int width = view ? view->viewport()->width() : option.rect.width();
    const bool first = option.direction == Qt::RightToLeft ? option.rect.right() >= width - 1
                                                           : option.rect.left() <= 0;
    if (selected && first)
        stylepaint::selectionEdge(painter, option.rect, option.direction, tokens);
}

} // namespace

void setRowLines(QWidget *view, bool on)
{
    view->setProperty(kRowLinesProperty, on);
}

void drawRowFocus(QPainter &painter, const QStyleOptionViewItem &option)
{
    if (!option.state.testFlag(QStyle::State_HasFocus))
        return;
    const QStyle *style = option.widget ? option.widget->style() : QApplication::style();
    QStyleOptionFocusRect focus;
    focus.QStyleOption::operator=(option);
    style->drawPrimitive(QStyle::PE_FrameFocusRect, &focus, &painter, option.widget);
}

bool Style::drawViewPrimitive(PrimitiveElement element, const QStyleOption *option,
                              QPainter *painter, const QWidget *widget) const
{
    const Tokens &tokens = Tokens::of(option->palette);
    switch (element) {
    case PE_PanelItemViewItem:
    case PE_PanelItemViewRow:
        if (const auto *item = qstyleoption_cast<const QStyleOptionViewItem *>(option))
            paintRow(*painter, *item, tokens, widget);
        return true;
    case PE_IndicatorBranch:
        if (option->state & State_Children) {
            const bool open = option->state & State_Open;
            const Qt::ArrowType closed
                = option->direction == Qt::RightToLeft ? Qt::LeftArrow : Qt::RightArrow;
            stylepaint::chevron(*painter, option->rect, open ? Qt::DownArrow : closed,
                                &Tokens::secondary, option->palette);
        }
        return true;
    case PE_FrameFocusRect:
        if (option->state & State_KeyboardFocusChange)
            stylepaint::focusRing(*painter, option->rect, tokens, 4);
        return true;
    case PE_IndicatorHeaderArrow:
        if (const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option);
            header && header->sortIndicator != QStyleOptionHeader::None) {
            const bool up = header->sortIndicator == QStyleOptionHeader::SortUp;
            stylepaint::chevron(*painter, option->rect, up ? Qt::UpArrow : Qt::DownArrow,
                                &Tokens::secondary, option->palette);
        }
        return true;
    case PE_IndicatorTabClose:
        if (option->state & (State_MouseOver | State_Sunken))
            stylepaint::panel(*painter, option->rect, tokens.border, {}, 4);
        paintIcon(*painter, option->rect.adjusted(3, 3, -3, -3), u"close"_s,
                  option->state & State_Selected ? &Tokens::text : &Tokens::secondary,
                  option->palette);
        return true;
    case PE_FrameTabBarBase:
        painter->fillRect(
            QRect(option->rect.left(), option->rect.bottom(), option->rect.width(), 1),
            tokens.border);
        return true;
    default: return false;
    }
}

void Style::drawHeaderLabel(const QStyleOptionHeader &option, QPainter *painter,
                            const QWidget *widget) const
{
    const Tokens &tokens = Tokens::of(option.palette);
    QRect rect = option.rect.adjusted(kCellInset, 0, -kCellInset, 0);
    if (option.sortIndicator != QStyleOptionHeader::None)
        rect.setRight(subElementRect(SE_HeaderArrow, &option, widget).left() - 2);
    painter->save();
    painter->setPen(option.state & State_Enabled ? tokens.secondary : tokens.disabled);
    const Qt::Alignment alignment
        = visualAlignment(option.direction, option.textAlignment | Qt::AlignVCenter);
    painter->drawText(rect, int(alignment),
                      option.fontMetrics.elidedText(option.text, Qt::ElideRight, rect.width()));
    painter->restore();
}

void styleparts::headerSection(const QStyleOption &option, QPainter &painter)
{
    const Tokens &tokens = Tokens::of(option.palette);
    painter.fillRect(option.rect, tokens.surface);
    if (option.state & QStyle::State_Sunken)
        painter.fillRect(option.rect, tokens.sunken);
    painter.fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1),
                     tokens.border);
}

void styleparts::tabShape(const QStyleOptionTab &option, QPainter &painter)
{
    const Tokens &tokens = Tokens::of(option.palette);
    const QRect &rect = option.rect;
    const bool selected = option.state & QStyle::State_Selected;
    if (selected) {
        painter.fillRect(rect, tokens.surface);
        painter.fillRect(QRect(rect.left(), rect.bottom() - 1, rect.width(), 2), tokens.accent);
    } else if (option.state & QStyle::State_MouseOver && option.state & QStyle::State_Enabled) {
        painter.fillRect(rect.adjusted(0, 0, 0, -1), tokens.sunken);
    }
    if (stylepaint::hasKeyboardFocus(option))
        stylepaint::focusRing(painter, rect.adjusted(1, 1, -1, -3), tokens, 4);
}

// A tab's text may carry a count behind a tabulator character; it is drawn dimmed and smaller.
void styleparts::tabLabel(const QStyleOptionTab &option, const QRect &textRect, QPainter &painter)
{
    const Tokens &tokens = Tokens::of(option.palette);
    const bool selected = option.state & QStyle::State_Selected;
    const QString text = option.text.section(u'\t', 0, 0);
    const QString count = option.text.section(u'\t', 1, 1);
    painter.save();
    QRect rect = textRect;
    if (!option.icon.isNull()) {
        QRect square(QPoint(), option.iconSize);
        const int x = option.direction == Qt::RightToLeft
            ? rect.right() + 6
            : rect.left() - 6 - option.iconSize.width();
        square.moveTo(x, option.rect.y() + (option.rect.height() - option.iconSize.height()) / 2);
        option.icon.paint(&painter, square);
        rect.adjust(option.direction == Qt::RightToLeft ? 0 : 2, 0,
                    option.direction == Qt::RightToLeft ? -2 : 0, 0);
    }
    painter.setFont(selected ? type::medium(painter.font()) : painter.font());
    painter.setPen(!(option.state & QStyle::State_Enabled) ? tokens.disabled
                       : selected                          ? tokens.text
                                                           : tokens.secondary);
    const int flags = Qt::AlignVCenter | Qt::AlignLeft | Qt::TextHideMnemonic;
    QRect drawn;
    painter.drawText(QStyle::visualRect(option.direction, textRect, rect), flags, text, &drawn);
    if (!count.isEmpty()) {
        painter.setFont(type::font(type::Scale::Secondary));
        painter.setPen(tokens.secondary);
        painter.drawText(rect.adjusted(drawn.width() + metrics::kGap, 0, 12, 0), flags, count);
    }
    painter.restore();
}

void styleparts::scrollBar(const QStyleOptionSlider &option, const QRect &handle,
                           const QColor &ground, QPainter &painter)
{
    const Tokens &tokens = Tokens::of(option.palette);
    if (ground.isValid())
        painter.fillRect(option.rect, ground);
    if (option.maximum <= option.minimum)
        return;
    const bool active = option.state & QStyle::State_Sunken
        || option.activeSubControls & QStyle::SC_ScrollBarSlider;
    const bool horizontal = option.orientation == Qt::Horizontal;
    const QRectF bar = horizontal ? QRectF(handle).adjusted(2, 3, -2, -2)
                                  : QRectF(handle).adjusted(3, 2, -2, -2);
    stylepaint::panel(painter, bar, active ? tokens.secondary : tokens.strongBorder, {}, 3);
}

void styleparts::progressBar(const QStyleOptionProgressBar &option, QPainter &painter)
{
    const Tokens &tokens = Tokens::of(option.palette);
    QRectF groove = option.rect;
    groove.setTop(groove.center().y() - metrics::kProgress / 2.0);
    groove.setHeight(metrics::kProgress);
    stylepaint::panel(painter, groove, tokens.border, {}, metrics::kProgress / 2.0);
    const double span = double(option.maximum) - option.minimum;
    const double share = span > 0 ? (double(option.progress) - option.minimum) / span : 0.3;
    groove.setWidth(groove.width() * std::clamp(share, 0.0, 1.0));
    if (groove.width() >= 1)
        stylepaint::panel(painter, groove,
                          option.state & QStyle::State_Enabled ? tokens.accent : tokens.disabled,
                          {}, metrics::kProgress / 2.0);
}

void styleparts::slider(const QStyleOptionSlider &option, const QRect &handle, QPainter &painter)
{
    const Tokens &tokens = Tokens::of(option.palette);
    const bool horizontal = option.orientation == Qt::Horizontal;
    QRectF groove = option.rect;
    QRectF filled;
    const QPointF centre = QRectF(handle).center();
    if (horizontal) {
        groove = QRectF(option.rect.left(), centre.y() - 2, option.rect.width(), 4);
        filled = groove;
        option.upsideDown ? filled.setLeft(centre.x()) : filled.setRight(centre.x());
    } else {
        groove = QRectF(centre.x() - 2, option.rect.top(), 4, option.rect.height());
        filled = groove;
        option.upsideDown ? filled.setTop(centre.y()) : filled.setBottom(centre.y());
    }
    const QColor accent = option.state & QStyle::State_Enabled ? tokens.accent : tokens.disabled;
    stylepaint::panel(painter, groove, tokens.border, {}, 2);
    stylepaint::panel(painter, filled, accent, {}, 2);
    QRectF knob(0, 0, 14, 14);
    knob.moveCenter(centre);
    stylepaint::panel(painter, knob, tokens.surface, accent, 7, 2);
    if (stylepaint::hasKeyboardFocus(option))
        stylepaint::focusRing(painter, knob.adjusted(-2, -2, 2, 2), tokens, 9);
}

QRect styleparts::scrollBarPart(const QStyleOptionSlider &bar, QStyle::SubControl part,
                                int shortest)
{
    const QRect r = bar.rect;
    const bool horizontal = bar.orientation == Qt::Horizontal;
    const int length = horizontal ? r.width() : r.height();
    const qint64 range = qint64(bar.maximum) - bar.minimum;
    int handle = length;
    if (range > 0) {
        handle = int(qint64(bar.pageStep) * length / (range + bar.pageStep));
        handle = std::min(length, std::max(handle, shortest));
    }
    const int start = QStyle::sliderPositionFromValue(bar.minimum, bar.maximum, bar.sliderPosition,
                                                      length - handle, bar.upsideDown);
    const auto span = [&](int from, int size) {
        return QStyle::visualRect(bar.direction, r,
                                  horizontal ? QRect(from, 0, size, r.height())
                                             : QRect(0, from, r.width(), size));
    };
    switch (part) {
    case QStyle::SC_ScrollBarSlider: return span(start, handle);
    case QStyle::SC_ScrollBarSubPage: return span(0, start);
    case QStyle::SC_ScrollBarAddPage: return span(start + handle, length - start - handle);
    case QStyle::SC_ScrollBarGroove: return r;
    default: return {};
    }
}
