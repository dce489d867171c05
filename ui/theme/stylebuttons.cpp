#include "ui/theme/style.h"
#include "ui/theme/stylepaint.h"
#include "ui/theme/type.h"

#include <QAbstractButton>
#include <QPainter>
#include <QStyleOptionButton>
#include <QVariant>

namespace {

const char kRoleProperty[] = "hubnautButtonRole";
constexpr int kMenuChevron = 16;

QColor shiftedAccent(const QStyleOption &option, const Tokens &tokens)
{
    const bool down = option.state & QStyle::State_Sunken;
    if (!down && !(option.state & QStyle::State_MouseOver))
        return tokens.accent;
    const int percent = down ? 118 : 108;
    return tokens.dark ? tokens.accent.darker(percent) : tokens.accent.lighter(percent);
}

void paintButtonPanel(QPainter &painter, const QStyleOption &option, const Tokens &tokens,
                      ButtonRole role)
{
    const bool enabled = option.state & QStyle::State_Enabled;
    const bool on = option.state & QStyle::State_On;
    const QColor hover = stylepaint::hoverFill(option, tokens);
    switch (role) {
    case ButtonRole::Primary:
        stylepaint::panel(painter, option.rect,
                          enabled ? shiftedAccent(option, tokens) : tokens.border, {});
        break;
    case ButtonRole::Danger:
        stylepaint::panel(painter, option.rect, hover.isValid() ? hover : tokens.surface,
                          enabled ? tokens.danger : tokens.border);
        break;
    case ButtonRole::Normal:
        stylepaint::panel(painter, option.rect,
                          on                    ? tokens.tint
                              : hover.isValid() ? hover
                                                : tokens.surface,
                          !enabled ? tokens.border
                              : on ? tokens.accent
                                   : tokens.strongBorder);
        break;
    case ButtonRole::Flat:
        if (on || hover.isValid())
            stylepaint::panel(painter, option.rect, on ? tokens.tint : hover, {});
        break;
    case ButtonRole::Link: break;
    }
}

// Round an accent ground a ring in the accent would not be seen: the mark is a line inside it.
void paintButtonFocus(QPainter &painter, const QStyleOption &option, const Tokens &tokens,
                      ButtonRole role)
{
    if (!stylepaint::hasKeyboardFocus(option))
        return;
    stylepaint::focusRing(painter, option.rect, tokens);
    if (role == ButtonRole::Primary)
        stylepaint::panel(painter, QRectF(option.rect).marginsRemoved(QMarginsF(2, 2, 2, 2)), {},
                          tokens.onAccent, metrics::kRadius - 2, metrics::kFocusRing);
}

QColor buttonTextColour(const QStyleOption &option, const Tokens &tokens, ButtonRole role)
{
    if (!(option.state & QStyle::State_Enabled))
        return tokens.disabled;
    switch (role) {
    case ButtonRole::Primary: return tokens.onAccent;
    case ButtonRole::Danger: return tokens.danger;
    case ButtonRole::Link: return tokens.accent;
    case ButtonRole::Normal:
    case ButtonRole::Flat: return option.state & QStyle::State_On ? tokens.accent : tokens.text;
    }
    Q_UNREACHABLE_RETURN(tokens.text);
}

} // namespace

ButtonRole buttonRole(const QWidget *widget)
{
    return widget ? ButtonRole(widget->property(kRoleProperty).toInt()) : ButtonRole::Normal;
}

void setButtonRole(QAbstractButton *button, ButtonRole role)
{
    button->setProperty(kRoleProperty, int(role));
    const bool strong = role == ButtonRole::Primary;
    button->setFont(strong ? type::medium(button->font()) : button->font());
    if (role == ButtonRole::Link)
        button->setCursor(Qt::PointingHandCursor);
    button->update();
}

bool Style::drawButtonPrimitive(PrimitiveElement element, const QStyleOption *option,
                                QPainter *painter, const QWidget *widget) const
{
    const Tokens &tokens = Tokens::of(option->palette);
    switch (element) {
    case PE_PanelButtonCommand:
        paintButtonPanel(*painter, *option, tokens, buttonRole(widget));
        paintButtonFocus(*painter, *option, tokens, buttonRole(widget));
        return true;
    case PE_PanelButtonTool:
        paintButtonPanel(*painter, *option, tokens,
                         widget && widget->property(kRoleProperty).isValid() ? buttonRole(widget)
                                                                             : ButtonRole::Flat);
        if (stylepaint::hasKeyboardFocus(*option))
            stylepaint::focusRing(*painter, option->rect, tokens);
        return true;
    case PE_IndicatorCheckBox:
    case PE_IndicatorItemViewItemCheck:
        stylepaint::checkBox(*painter, option->rect, option->state, tokens);
        return true;
    case PE_IndicatorRadioButton:
        stylepaint::radioButton(*painter, option->rect, option->state, tokens);
        return true;
    case PE_IndicatorArrowDown:
    case PE_IndicatorSpinDown:
        stylepaint::chevron(*painter, option->rect, Qt::DownArrow, &Tokens::secondary,
                            option->palette);
        return true;
    case PE_IndicatorArrowUp:
    case PE_IndicatorSpinUp:
        stylepaint::chevron(*painter, option->rect, Qt::UpArrow, &Tokens::secondary,
                            option->palette);
        return true;
    case PE_IndicatorArrowLeft:
        stylepaint::chevron(*painter, option->rect, Qt::LeftArrow, &Tokens::secondary,
                            option->palette);
        return true;
    case PE_IndicatorArrowRight:
        stylepaint::chevron(*painter, option->rect, Qt::RightArrow, &Tokens::secondary,
                            option->palette);
        return true;
    default: return false;
    }
}

// Icon, text and the chevron of a menu, centred as one group.
void Style::drawButtonLabel(const QStyleOptionButton &option, QPainter *painter,
                            const QWidget *widget) const
{
    const Tokens &tokens = Tokens::of(option.palette);
    const ButtonRole role = buttonRole(widget);
    const bool hasMenu = option.features & QStyleOptionButton::HasMenu;
    const int iconWidth = option.icon.isNull() ? 0 : option.iconSize.width();
    const int gap = iconWidth && !option.text.isEmpty() ? metrics::kGap : 0;
    const int menuWidth = hasMenu ? kMenuChevron + 4 : 0;
    const int textWidth = option.fontMetrics.size(Qt::TextShowMnemonic, option.text).width();
    const int margin = role == ButtonRole::Link ? 0 : metrics::kGap;
    const int room = option.rect.width() - 2 * margin;
    const int total = std::min(room, iconWidth + gap + textWidth + menuWidth);
    const QRect group(option.rect.x() + (option.rect.width() - total) / 2, option.rect.y(), total,
                      option.rect.height());
    const auto place = [&](int x, int width) {
        return visualRect(option.direction, group,
                          QRect(group.x() + x, group.y(), width, group.height()));
    };

    if (iconWidth) {
        const QIcon::Mode mode = option.state & State_Enabled ? QIcon::Normal : QIcon::Disabled;
        option.icon.paint(painter, place(0, iconWidth), Qt::AlignCenter, mode,
                          option.state & State_On ? QIcon::On : QIcon::Off);
    }
    const int textRoom = total - iconWidth - gap - menuWidth;
    painter->save();
    painter->setPen(buttonTextColour(option, tokens, role));
    int flags = Qt::AlignVCenter | Qt::AlignLeft | Qt::TextShowMnemonic;
    if (!styleHint(SH_UnderlineShortcut, &option, widget, nullptr))
        flags = Qt::AlignVCenter | Qt::AlignLeft | Qt::TextHideMnemonic;
    const QString text = textWidth > textRoom
        ? option.fontMetrics.elidedText(option.text, Qt::ElideRight, textRoom, flags)
        : option.text;
    painter->drawText(place(iconWidth + gap, textRoom), flags, text);
    painter->restore();
    if (hasMenu) {
        const Tone tone = !(option.state & State_Enabled) ? &Tokens::disabled
            : role == ButtonRole::Primary                 ? &Tokens::onAccent
                                                          : &Tokens::secondary;
        stylepaint::chevron(*painter, place(total - kMenuChevron, kMenuChevron), Qt::DownArrow,
                            tone, option.palette);
    }
}

void Style::drawToolButton(const QStyleOptionToolButton &option, QPainter *painter,
                           const QWidget *widget) const
{
    const Tokens &tokens = Tokens::of(option.palette);
    QStyleOptionToolButton panel = option;
    if (panel.activeSubControls & SC_ToolButton && option.state & State_MouseOver)
        panel.state |= State_MouseOver;
    drawPrimitive(PE_PanelButtonTool, &panel, painter, widget);

    if (option.features & QStyleOptionToolButton::Arrow && option.arrowType != Qt::NoArrow
        && option.toolButtonStyle == Qt::ToolButtonIconOnly) {
        stylepaint::chevron(*painter, option.rect, option.arrowType, &Tokens::secondary,
                            option.palette);
        return;
    }
    const bool hasMenu = option.features
        & (QStyleOptionToolButton::HasMenu | QStyleOptionToolButton::MenuButtonPopup);
    const bool withText
        = option.toolButtonStyle != Qt::ToolButtonIconOnly && !option.text.isEmpty();
    const bool chevron = hasMenu && withText;
    const bool withIcon = option.toolButtonStyle != Qt::ToolButtonTextOnly && !option.icon.isNull();
    const QRect inner
        = withText ? option.rect.adjusted(metrics::kGap, 0, -metrics::kGap, 0) : option.rect;
    QRect rest = inner;
    if (withIcon) {
        QRect place = inner;
        if (withText) {
            place.setWidth(option.iconSize.width());
            rest.setLeft(place.right() + metrics::kGap);
        }
        const QIcon::Mode mode = option.state & State_Enabled ? QIcon::Normal : QIcon::Disabled;
        const QSize size = option.iconSize;
        QRect square(QPoint(), size);
        square.moveCenter(visualRect(option.direction, option.rect, place).center());
        option.icon.paint(painter, square, Qt::AlignCenter, mode,
                          option.state & State_On ? QIcon::On : QIcon::Off);
    }
    if (chevron) {
        const QRect arrow(rest.right() - kMenuChevron + 1, rest.y(), kMenuChevron, rest.height());
        stylepaint::chevron(*painter, visualRect(option.direction, option.rect, arrow),
                            Qt::DownArrow, &Tokens::secondary, option.palette);
        rest.setRight(arrow.left() - 4);
    }
    if (withText) {
        painter->save();
        painter->setPen(buttonTextColour(option, tokens, buttonRole(widget)));
        const int flags
            = int(Qt::AlignVCenter | (withIcon || chevron ? Qt::AlignLeft : Qt::AlignHCenter))
            | Qt::TextHideMnemonic;
        painter->drawText(
            visualRect(option.direction, option.rect, rest), flags,
            option.fontMetrics.elidedText(option.text, Qt::ElideMiddle, rest.width()));
        painter->restore();
    }
}
