#include "ui/widgets/progressline.h"

#include "ui/theme/stylepaint.h"

#include <QLocale>
#include <QPainter>

void paintProgress(QPainter &painter, const QRect &room, double share, Tone tone,
                   const QPalette &palette)
{
    const Tokens &tokens = Tokens::of(palette);
    QRectF bar(room.x(), room.y() + (room.height() - metrics::kProgress) / 2.0, room.width(),
               metrics::kProgress);
    const double radius = metrics::kProgress / 2.0;
    stylepaint::panel(painter, bar, tokens.border, {}, radius);
    const double filled = share < 0 ? 1.0 / 3 : std::clamp(share, 0.0, 1.0);
    if (filled <= 0)
        return;
    bar.setWidth(
        std::max(double(metrics::kProgress), bar.width() * filled)); // never less than a dot
    stylepaint::panel(painter, bar, tokens.*tone, {}, radius);
}

ProgressLine::ProgressLine(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void ProgressLine::setShare(double share, Tone tone)
{
    if (share == m_share && tone == m_tone)
        return;
    m_share = share;
    m_tone = tone;
    setAccessibleDescription(share < 0 ? tr("in progress")
                                       : tr("%1 %").arg(QLocale().toString(int(share * 100))));
    update();
}

void ProgressLine::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintProgress(painter, rect(), m_share, m_tone, palette());
}
