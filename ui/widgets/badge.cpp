#include "ui/widgets/badge.h"

#include "ui/theme/icon.h"
#include "ui/theme/stylepaint.h"
#include "ui/theme/type.h"

#include <QFontMetrics>
#include <QPainter>
#include <QTextBoundaryFinder>
#include <QtMath>

namespace {

struct BadgeShape
{
    int height;
    int padding;
    int icon; // side
    QFont font;
};

BadgeShape badgeShape()
{
    return {metrics::kBadge, 7, 12, type::font(type::Scale::Badge)};
}

BadgeShape chipShape()
{
    return {metrics::kChip, 9, 14, type::font(type::Scale::Secondary)};
}

int shapeWidth(const BadgeShape &shape, const Badge &badge)
{
    const int icon = badge.icon.isEmpty() ? 0 : shape.icon + (badge.text.isEmpty() ? 0 : 5);
    // Rounded up: a text that is a fraction wider than its room would be elided.
    return 2 * shape.padding + icon
        + qCeil(QFontMetricsF(shape.font).horizontalAdvance(badge.text));
}

void fillShape(QPainter &painter, const QRect &rect, int trailing, const BadgeShape &shape,
               const Badge &badge, const QPalette &palette)
{
    const Tokens &tokens = Tokens::of(palette);
    stylepaint::panel(painter, rect, tokens.*badge.ground, {}, shape.height / 2.0);
    QRect rest = rect.adjusted(shape.padding, 0, -shape.padding - trailing, 0);
    if (!badge.icon.isEmpty()) {
        const QRect square(rest.x(), rect.y() + (rect.height() - shape.icon) / 2, shape.icon,
                           shape.icon);
        paintIcon(painter, square, badge.icon, badge.tone, palette);
        rest.setLeft(square.right() + 6);
    }
    painter.save();
    painter.setFont(shape.font);
    painter.setPen(tokens.*badge.tone);
    const auto place = badge.icon.isEmpty() && trailing == 0 ? Qt::AlignHCenter : Qt::AlignLeft;
    painter.drawText(rest, int((Qt::AlignVCenter | place).toInt()) | Qt::TextSingleLine,
                     QFontMetrics(shape.font).elidedText(badge.text, Qt::ElideRight, rest.width()));
    painter.restore();
}

QRect paintShape(QPainter &painter, const QRect &room, const BadgeShape &shape, const Badge &badge,
                 const QPalette &palette)
{
    const QRect rect(room.x(), room.y() + (room.height() - shape.height) / 2,
                     std::min(room.width(), shapeWidth(shape, badge)), shape.height);
    fillShape(painter, rect, 0, shape, badge, palette);
    return rect;
}

QString firstLetter(const QString &text)
{
    QTextBoundaryFinder finder(QTextBoundaryFinder::Grapheme, text);
    const qsizetype end = finder.toNextBoundary();
    return end > 0 ? text.left(end).toUpper() : QString();
}

} // namespace

int badgeWidth(const Badge &badge)
{
    return shapeWidth(badgeShape(), badge);
}

int chipWidth(const Badge &badge)
{
    return shapeWidth(chipShape(), badge);
}

QRect paintBadge(QPainter &painter, const QRect &room, const Badge &badge, const QPalette &palette)
{
    return paintShape(painter, room, badgeShape(), badge, palette);
}

QRect paintChip(QPainter &painter, const QRect &room, const Badge &badge, const QPalette &palette)
{
    return paintShape(painter, room, chipShape(), badge, palette);
}

void paintWideChip(QPainter &painter, const QRect &room, int trailing, const Badge &badge,
                   const QPalette &palette)
{
    fillShape(painter, room, trailing, chipShape(), badge, palette);
}

void paintMonogram(QPainter &painter, const QRect &square, const QString &name, Tone tone,
                   const QPalette &palette)
{
    const Tokens &tokens = Tokens::of(palette);
    stylepaint::panel(painter, square, tokens.sunken, {}, metrics::kRadius);
    painter.save();
    painter.setFont(type::semibold(type::font(type::Scale::Body)));
    painter.setPen(tokens.*tone);
    painter.drawText(square, Qt::AlignCenter, firstLetter(name));
    painter.restore();
}

void paintIconTile(QPainter &painter, const QRect &square, const QString &icon, Tone tone,
                   const QPalette &palette)
{
    stylepaint::panel(painter, square, Tokens::of(palette).sunken, {}, metrics::kRadius);
    const int side = square.width() / 2;
    QRect inner(0, 0, side, side);
    inner.moveCenter(square.center());
    paintIcon(painter, inner, icon, tone, palette);
}
