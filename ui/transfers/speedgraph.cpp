#include "ui/transfers/speedgraph.h"

#include "app/text/format.h"
#include "ui/widgets/sparkline.h"

#include <QPainter>

SpeedGraph::SpeedGraph(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setAccessibleName(tr("Speed of the last two minutes"));
}

void SpeedGraph::setSamples(const QList<float> &samples)
{
    if (samples == m_samples)
        return;
    m_samples = samples;
    if (!samples.isEmpty())
        setAccessibleDescription(Format::speed(qint64(samples.constLast())));
    update();
}

void SpeedGraph::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintSparkline(painter, rect(), m_samples, &Tokens::accent, palette());
}
