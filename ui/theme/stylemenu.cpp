#include "ui/theme/icon.h"
#include "ui/theme/stylepaint.h"
#include "ui/theme/styleparts.h"
#include "ui/theme/type.h"

#include <QPainter>

using namespace Qt::StringLiterals;

namespace {

constexpr int kMenuInset = 4; // between the menu's frame and an item's highlight
constexpr int kMenuMarks = 28; // column of the check mark or the icon
constexpr int kMenuArrow = 20;
constexpr int kMenuSeparator = 9;

void paintMenuMark(const QStyleOptionMenuItem &option, const QRect &column, QPainter &painter,
                   const Tokens &tokens)
{
    QRect square(0, 0, 16, 16);
    square.moveCenter(column.center());
    const bool enabled = option.state & QStyle::State_Enabled;
    if (option.checkType != QStyleOptionMenuItem::NotCheckable && option.checked) {
        paintIcon(painter, square, u"check"_s, enabled ? &Tokens::accent : &Tokens::disabled,
                  option.palette);
    } else if (!option.icon.isNull()) {
        option.icon.paint(&painter, square, Qt::AlignCenter,
                          enabled ? QIcon::Normal : QIcon::Disabled);
    }
    Q_UNUSED(tokens)
}

} // namespace

void styleparts::menuItem(const QStyleOptionMenuItem &option, QPainter &painter)
{
    const Tokens &tokens = Tokens::of(option.palette);
    const QRect rect = option.rect;
    painter.save();
    painter.setFont(option.font);
    if (option.menuItemType == QStyleOptionMenuItem::Separator) {
        painter.fillRect(rect.left() + kMenuInset, rect.center().y(), rect.width() - 2 * kMenuInset,
                         1, tokens.border);
        painter.restore();
        return;
    }
    const bool enabled = option.state & QStyle::State_Enabled;
    const QRect item = rect.adjusted(kMenuInset, 1, -kMenuInset, -1);
    if (option.state & QStyle::State_Selected && enabled)
        stylepaint::panel(painter, item, tokens.tint, {}, 4);
    const auto place = [&](int left, int right) {
        return QStyle::visualRect(option.direction, item, item.adjusted(left, 0, -right, 0));
    };
    paintMenuMark(option, place(4, item.width() - kMenuMarks), painter, tokens);
    const QString text = option.text.section(u'\t', 0, 0);
    const QString shortcut = option.text.section(u'\t', 1, 1);
    const int flags = Qt::AlignVCenter | Qt::TextShowMnemonic | Qt::TextSingleLine;
    painter.setPen(enabled ? tokens.text : tokens.disabled);
    const int arrow
        = option.menuItemType == QStyleOptionMenuItem::SubMenu ? kMenuArrow : metrics::kGap;
    painter.drawText(place(kMenuMarks + 4, arrow),
                     flags | (option.direction == Qt::RightToLeft ? Qt::AlignRight : Qt::AlignLeft),
                     text);
    painter.setPen(enabled ? tokens.secondary : tokens.disabled);
    painter.setFont(type::font(type::Scale::Secondary));
    painter.drawText(place(kMenuMarks + 4, arrow + 4),
                     flags | (option.direction == Qt::RightToLeft ? Qt::AlignLeft : Qt::AlignRight),
                     shortcut);
    if (option.menuItemType == QStyleOptionMenuItem::SubMenu) {
        stylepaint::chevron(painter, place(item.width() - kMenuArrow, 2),
                            option.direction == Qt::RightToLeft ? Qt::LeftArrow : Qt::RightArrow,
                            &Tokens::secondary, option.palette);
    }
    painter.restore();
}

QSize styleparts::menuItemSize(const QStyleOptionMenuItem &option, const QSize &contents)
{
    if (option.menuItemType == QStyleOptionMenuItem::Separator)
        return QSize(contents.width(), kMenuSeparator);
    const int arrow
        = option.menuItemType == QStyleOptionMenuItem::SubMenu ? kMenuArrow : metrics::kGap;
    const int tab = option.text.contains(u'\t') ? 24 : 0;
    return QSize(contents.width() + 2 * kMenuInset + kMenuMarks + 4 + arrow + tab + 8,
                 metrics::kRow);
}
