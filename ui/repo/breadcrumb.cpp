#include "ui/repo/breadcrumb.h"

#include "ui/theme/tokens.h"

#include <QPainter>
#include <QStyle>

using namespace Qt::StringLiterals;

namespace {

const QString kCrumbSeparator = u"  ›  "_s;

} // namespace

Breadcrumb::Breadcrumb(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
}

void Breadcrumb::setParts(const QStringList &parts)
{
    m_parts = parts;
    setAccessibleName(parts.join(u" / "_s));
    setToolTip(parts.join(u'/').toHtmlEscaped());
    update();
}

QSize Breadcrumb::sizeHint() const
{
    return {240, fontMetrics().height() + 4};
}

QSize Breadcrumb::minimumSizeHint() const
{
    return {60, sizeHint().height()};
}

void Breadcrumb::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &tokens = Tokens::of(palette());
    const QFontMetrics face = fontMetrics();
    const int separator = face.horizontalAdvance(kCrumbSeparator);
    qsizetype first = 0;
    const auto widthFrom = [&](qsizetype from) {
        int width = 0;
        for (qsizetype i = from; i < m_parts.size(); ++i)
            width += face.horizontalAdvance(m_parts[i]) + (i > from ? separator : 0);
        return width;
    };
    while (first + 1 < m_parts.size() && widthFrom(first) > width())
        ++first;
    int x = 0;
    const auto draw = [&](const QString &text, const QColor &colour) {
        const QString shown = face.elidedText(text, Qt::ElideMiddle, width() - x);
        const QRect box(x, 0, face.horizontalAdvance(shown) + 1, height());
        painter.setPen(colour);
        painter.drawText(QStyle::visualRect(layoutDirection(), rect(), box),
                         Qt::AlignCenter | Qt::TextSingleLine, shown);
        x += box.width();
    };
    for (qsizetype i = first; i < m_parts.size(); ++i) {
        if (i > first)
            draw(kCrumbSeparator, tokens.secondary);
        draw(m_parts[i], i + 1 == m_parts.size() ? tokens.text : tokens.secondary);
    }
}
