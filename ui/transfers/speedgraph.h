#pragma once

#include <QList>
#include <QWidget>

// The speed of all transfers over the last two minutes.
class SpeedGraph final : public QWidget
{
    Q_OBJECT

public:
    explicit SpeedGraph(QWidget *parent = nullptr);

    void setSamples(const QList<float> &samples); // bytes per second, oldest first

    QSize sizeHint() const override { return {204, 36}; }
    QSize minimumSizeHint() const override { return {120, 36}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QList<float> m_samples;
};
