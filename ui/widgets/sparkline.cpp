#include "ui/widgets/sparkline.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

void paintSparkline(QPainter &painter, const QRect &rect, const QList<float> &samples, Tone tone,
                    const QPalette &palette)
{
    const Tokens &tokens = Tokens::of(palette);
    painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), tokens.border);
    const qsizetype count = std::min<qsizetype>(samples.size(), kSparklineSamples);
    if (count < 2)
        return;
    const QList<float> last = samples.last(count);
    float top = 0;
    for (const float sample : last)
        top = std::isfinite(sample) ? std::max(top, sample) : top;
    if (top <= 0)
        return;
    const double step = double(rect.width() - 1) / (kSparklineSamples - 1);
    const double height = rect.height() - 4; // air above the peak
    QPainterPath line;
    for (qsizetype i = 0; i < count; ++i) {
        const float value = std::isfinite(last.at(i)) ? std::max(0.F, last.at(i)) : 0;
        const QPointF point(rect.right() - step * double(count - 1 - i),
                            rect.bottom() - height * double(value / top));
        i == 0 ? line.moveTo(point) : line.lineTo(point);
    }
    QPainterPath area = line;
    area.lineTo(rect.right(), rect.bottom());
    area.lineTo(rect.right() - step * double(count - 1), rect.bottom());
    QColor fill = tokens.*tone;
    fill.setAlphaF(0.16F);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillPath(area, fill);
    painter.setPen(QPen(tokens.*tone, 1.3));
    painter.drawPath(line);
    painter.restore();
}
