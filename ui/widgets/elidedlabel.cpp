#include "ui/widgets/elidedlabel.h"

#include "ui/widgets/plaintip.h"

#include <QEvent>
#include <QHelpEvent>
#include <QPainter>
#include <QStyle>
#include <QToolTip>

namespace {

// A label of one line shows no line breaks.
QString onOneLine(QString text)
{
    for (QChar &c : text) {
        if (c == u'\n' || c == u'\r' || c == QChar::LineSeparator || c == QChar::ParagraphSeparator)
            c = u' ';
    }
    return text;
}

} // namespace

QString elidedName(const QFontMetrics &face, const QString &whole, const QString &last, int width)
{
    const QString &name = face.horizontalAdvance(whole) <= width ? whole : last;
    return face.elidedText(name, Qt::ElideMiddle, width);
}

ElidedLabel::ElidedLabel(const QString &text, Qt::TextElideMode mode, QWidget *parent)
    : QWidget(parent)
    , m_mode(mode)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setText(text);
}

void ElidedLabel::setText(const QString &text, const QString &name)
{
    const QString line = onOneLine(text);
    const QString part = onOneLine(name);
    if (line == m_text && part == m_name)
        return;
    m_text = line;
    m_name = part;
    nameItself();
    updateGeometry();
    update();
}

void ElidedLabel::setCaption(const QString &caption)
{
    m_caption = caption;
    nameItself();
}

void ElidedLabel::nameItself()
{
    setAccessibleName(m_caption.isEmpty() ? m_text : tr("%1: %2").arg(m_caption, m_text));
}

void ElidedLabel::setTone(Tone tone)
{
    m_tone = tone;
    update();
}

void ElidedLabel::setAlignment(Qt::Alignment alignment)
{
    m_alignment = alignment;
    update();
}

QSize ElidedLabel::sizeHint() const
{
    return QSize(fontMetrics().horizontalAdvance(m_text) + 1, fontMetrics().height());
}

QSize ElidedLabel::minimumSizeHint() const
{
    const int little = fontMetrics().averageCharWidth() * 4;
    return QSize(std::min(little, sizeHint().width()), fontMetrics().height());
}

QString ElidedLabel::shownText() const
{
    const QFontMetrics face = fontMetrics();
    QString text = m_text;
    // Once: a short name may be part of a word.
    if (const qsizetype at = m_text.indexOf(m_name); at >= 0 && !m_name.isEmpty()) {
        const int rest = face.horizontalAdvance(QString(m_text).remove(at, m_name.size()));
        text.replace(at, m_name.size(), face.elidedText(m_name, Qt::ElideMiddle, width() - rest));
    }
    return face.horizontalAdvance(m_text) <= width() ? m_text
                                                     : face.elidedText(text, m_mode, width());
}

void ElidedLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &tokens = Tokens::of(palette());
    painter.setPen(isEnabled() ? tokens.*m_tone : tokens.disabled);
    painter.drawText(rect(),
                     int(QStyle::visualAlignment(layoutDirection(), m_alignment) | Qt::AlignVCenter)
                         | Qt::TextSingleLine,
                     shownText());
}

bool ElidedLabel::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip && toolTip().isEmpty()) {
        if (fontMetrics().horizontalAdvance(m_text) > width())
            QToolTip::showText(static_cast<QHelpEvent *>(event)->globalPos(), plainTip(m_text),
                               this);
        else
            QToolTip::hideText();
        return true;
    }
    if (event->type() == QEvent::FontChange)
        updateGeometry();
    return QWidget::event(event);
}
