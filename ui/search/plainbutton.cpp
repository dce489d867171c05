#include "ui/search/plainbutton.h"

#include "ui/theme/icon.h"
#include "ui/theme/type.h"

#include <QKeyEvent>
#include <QPainter>
#include <QStyleOption>

using namespace Qt::StringLiterals;

namespace {

constexpr int kPlainButton = 24; // height
constexpr int kFoldMark = 16; // side of the chevron
constexpr int kPlainInset = 2; // where the rows of a facet list begin

} // namespace

PlainButton::PlainButton(const QString &text, Kind kind, QWidget *parent)
    : QAbstractButton(parent)
    , m_kind(kind)
{
    setText(text);
    setAccessibleName(text);
    setCheckable(kind == Kind::Heading);
    setFont(kind == Kind::Heading ? type::semibold(font()) : font());
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(kind == Kind::Heading ? QSizePolicy::Expanding : QSizePolicy::Maximum,
                  QSizePolicy::Fixed);
}

QSize PlainButton::sizeHint() const
{
    const int mark = m_kind == Kind::Heading ? kFoldMark + metrics::kGap : 0;
    return {fontMetrics().size(Qt::TextSingleLine, text()).width() + 2 * kPlainInset + 1 + mark,
            kPlainButton};
}

void PlainButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    QStyleOptionFocusRect option;
    option.initFrom(this);
    const Tokens &tokens = Tokens::of(palette());
    const bool hovered = option.state.testFlag(QStyle::State_MouseOver);
    painter.setPen(m_kind == Kind::Heading || hovered ? tokens.text : tokens.accent);
    const QRect room = rect().adjusted(kPlainInset, 0, -kPlainInset, 0);
    painter.drawText(room, Qt::AlignVCenter | Qt::AlignLeading | Qt::TextSingleLine, text());
    if (m_kind == Kind::Heading) {
        const QRect mark
            = QStyle::alignedRect(layoutDirection(), Qt::AlignTrailing | Qt::AlignVCenter,
                                  QSize(kFoldMark, kFoldMark), room);
        const QString folded = isRightToLeft() ? u"chevron-left"_s : u"chevron-right"_s;
        paintIcon(painter, mark, isChecked() ? u"chevron-down"_s : folded,
                  hovered ? &Tokens::text : &Tokens::secondary, palette());
    }
    if (hasFocus())
        style()->drawPrimitive(QStyle::PE_FrameFocusRect, &option, &painter, this);
}

void PlainButton::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        click();
    else
        QAbstractButton::keyPressEvent(event);
}
