#pragma once

#include "ui/theme/tokens.h"

#include <QList>

class QPainter;

// Size of a speed graph and how many samples it spans; source: the mock-ups.
constexpr int kSparklineWidth = 84;
constexpr int kSparklineHeight = 28;
constexpr int kSparklineSamples = 40;

// samples: oldest first, at most kSparklineSamples; the newest is at the right edge. Scaled to the
// greatest sample; without samples only the base line is drawn.
void paintSparkline(QPainter &painter, const QRect &rect, const QList<float> &samples, Tone tone,
                    const QPalette &palette);
