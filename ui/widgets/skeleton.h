#pragma once

#include <QWidget>

// Grey shapes where rows will be. Paints nothing for the first 100 ms, so that fast answers do not
// flicker.
class Skeleton final : public QWidget
{
    Q_OBJECT

public:
    explicit Skeleton(QWidget *parent = nullptr);

    void setRowHeight(int pixels);
    void start(); // of the 100 ms

protected:
    void paintEvent(QPaintEvent *event) override;
    void timerEvent(QTimerEvent *event) override;

private:
    int m_rowHeight;
    int m_timer = 0;
    bool m_visible = false;
};
