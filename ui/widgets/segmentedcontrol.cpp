#include "ui/widgets/segmentedcontrol.h"

#include "ui/theme/stylepaint.h"
#include "ui/theme/type.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

namespace {

constexpr int kSegmentPadding = 12;
constexpr int kSegmentHeight = 28;

} // namespace

SegmentedControl::SegmentedControl(const QStringList &choices, QWidget *parent)
    : QWidget(parent)
    , m_choices(choices)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setFont(type::font(type::Scale::Secondary));
    describe();
}

void SegmentedControl::setCurrent(int index)
{
    if (index < 0 || index >= m_choices.size() || index == m_current)
        return;
    m_current = index;
    describe();
    update();
    emit currentChanged(index);
}

void SegmentedControl::setChoices(const QStringList &choices)
{
    if (choices == m_choices)
        return;
    const QString kept = m_choices.value(m_current);
    m_choices = choices;
    m_current = int(std::max<qsizetype>(0, choices.indexOf(kept)));
    describe();
    updateGeometry();
    update();
}

void SegmentedControl::describe()
{
    setAccessibleDescription(tr("%1, %2 of %3")
                                 .arg(m_choices.value(m_current))
                                 .arg(m_current + 1)
                                 .arg(m_choices.size()));
}

QSize SegmentedControl::sizeHint() const
{
    int width = 0;
    const QFontMetrics metrics(type::medium(font()));
    for (const QString &choice : m_choices)
        width += metrics.horizontalAdvance(choice) + 2 * kSegmentPadding;
    return QSize(width, kSegmentHeight);
}

QRect SegmentedControl::segment(int index) const
{
    const QFontMetrics metrics(type::medium(font()));
    int x = 0;
    for (int i = 0; i < m_choices.size(); ++i) {
        const int width = metrics.horizontalAdvance(m_choices.at(i)) + 2 * kSegmentPadding;
        if (i == index)
            return style()->visualRect(layoutDirection(), QRect(0, 0, sizeHint().width(), height()),
                                       QRect(x, 0, width, height()));
        x += width;
    }
    return {};
}

int SegmentedControl::segmentAt(QPoint position) const
{
    for (int i = 0; i < m_choices.size(); ++i) {
        if (segment(i).contains(position))
            return i;
    }
    return -1;
}

void SegmentedControl::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    QStyleOption option;
    option.initFrom(this);
    const Tokens &tokens = Tokens::of(option.palette);
    const QRect whole(0, 0, sizeHint().width(), height());
    stylepaint::panel(painter, whole, tokens.sunken, tokens.border);
    for (int i = 0; i < m_choices.size(); ++i) {
        const bool current = i == m_current;
        const QRect rect = segment(i);
        if (current)
            stylepaint::panel(painter, rect, tokens.surface, tokens.strongBorder);
        painter.setFont(current ? type::medium(font()) : font());
        painter.setPen(!isEnabled()                    ? tokens.disabled
                           : current || i == m_hovered ? tokens.text
                                                       : tokens.secondary);
        painter.drawText(rect, Qt::AlignCenter, m_choices.at(i));
    }
    if (stylepaint::hasKeyboardFocus(option))
        stylepaint::focusRing(painter, segment(m_current), tokens);
}

void SegmentedControl::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        setCurrent(segmentAt(event->position().toPoint()));
}

void SegmentedControl::mouseMoveEvent(QMouseEvent *event)
{
    m_hovered = segmentAt(event->position().toPoint());
    update();
}

void SegmentedControl::leaveEvent(QEvent *event)
{
    m_hovered = -1;
    update();
    QWidget::leaveEvent(event);
}

void SegmentedControl::keyPressEvent(QKeyEvent *event)
{
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    switch (event->key()) {
    case Qt::Key_Left: setCurrent(m_current + (mirrored ? 1 : -1)); break;
    case Qt::Key_Right: setCurrent(m_current + (mirrored ? -1 : 1)); break;
    case Qt::Key_Home: setCurrent(0); break;
    case Qt::Key_End: setCurrent(int(m_choices.size()) - 1); break;
    default: QWidget::keyPressEvent(event);
    }
}
