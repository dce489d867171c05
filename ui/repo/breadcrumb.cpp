#include "ui/repo/breadcrumb.h"

#include "ui/theme/tokens.h"
#include "ui/widgets/plaintip.h"

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
    setPlainTip(this, parts.join(u'/'));
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

// Where there is no room for all: the repository, what is in between as an ellipsis, and as much of
// the file's name as fits.
QStringList Breadcrumb::shownParts() const
{
    const QFontMetrics face = fontMetrics();
    const int separator = face.horizontalAdvance(kCrumbSeparator);
    const auto widthOf = [&](const QStringList &parts) {
        int sum = int(parts.size() - 1) * separator;
        for (const QString &part : parts)
            sum += face.horizontalAdvance(part) + 1;
        return sum;
    };
    if (m_parts.size() < 2 || widthOf(m_parts) <= width())
        return m_parts;
    QStringList shown{m_parts.first(), m_parts.last()};
    if (m_parts.size() > 2)
        shown.insert(1, u"…"_s);
    const int most = width() * 2 / 5; // the name of the file matters more
    shown.first() = face.elidedText(shown.first(), Qt::ElideMiddle, most);
    const int rest = widthOf(shown.first(shown.size() - 1)) + separator;
    shown.last() = face.elidedText(shown.last(), Qt::ElideMiddle, width() - rest - 1);
    return shown;
}

void Breadcrumb::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &tokens = Tokens::of(palette());
    const QFontMetrics face = fontMetrics();
    int x = 0;
    const auto draw = [&](const QString &text, const QColor &colour) {
        const QString shown = face.elidedText(text, Qt::ElideMiddle, width() - x);
        const QRect box(x, 0, face.horizontalAdvance(shown) + 1, height());
        painter.setPen(colour);
        painter.drawText(QStyle::visualRect(layoutDirection(), rect(), box),
                         Qt::AlignCenter | Qt::TextSingleLine, shown);
        x += box.width();
    };
    const QStringList parts = shownParts();
    for (qsizetype i = 0; i < parts.size(); ++i) {
        if (i > 0)
            draw(kCrumbSeparator, tokens.secondary);
        draw(parts[i], i + 1 == parts.size() ? tokens.text : tokens.secondary);
    }
}
