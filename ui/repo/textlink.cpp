#include "ui/repo/textlink.h"

#include "ui/theme/stylepaint.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/plaintip.h"

#include <QPainter>
#include <QStyleOption>

TextLink::TextLink(const QString &text, QWidget *parent)
    : QAbstractButton(parent)
{
    setText(text);
    setAccessibleName(text);
    setPlainTip(this, text);
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

QSize TextLink::sizeHint() const
{
    return {fontMetrics().horizontalAdvance(text()) + 2, fontMetrics().height() + 6};
}

QSize TextLink::minimumSizeHint() const
{
    return {40, sizeHint().height()};
}

void TextLink::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    QStyleOption option;
    option.initFrom(this);
    const Tokens &tokens = Tokens::of(palette());
    QFont face = font();
    face.setUnderline(option.state & QStyle::State_MouseOver);
    painter.setFont(face);
    painter.setPen(isEnabled() ? tokens.accent : tokens.disabled);
    const auto leading = QStyle::visualAlignment(layoutDirection(), Qt::AlignLeft);
    painter.drawText(rect(), static_cast<int>(leading) | Qt::AlignVCenter | Qt::TextSingleLine,
                     fontMetrics().elidedText(text(), Qt::ElideMiddle, width()));
    if (stylepaint::hasKeyboardFocus(option))
        stylepaint::focusRing(painter, rect(), tokens, 4);
}
