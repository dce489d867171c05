#pragma once

#include "ui/theme/tokens.h"

#include <QWidget>

class QPainter;

// A flat bar 6 px high; share from 0 to 1, negative: not known (a third is filled).
void paintProgress(QPainter &painter, const QRect &room, double share, Tone tone,
                   const QPalette &palette);

class ProgressLine final : public QWidget
{
    Q_OBJECT

public:
    explicit ProgressLine(QWidget *parent = nullptr);

    void setShare(double share, Tone tone = &Tokens::accent);

    QSize sizeHint() const override { return QSize(120, metrics::kProgress); }
    QSize minimumSizeHint() const override { return QSize(24, metrics::kProgress); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    double m_share = 0;
    Tone m_tone = &Tokens::accent;
};
