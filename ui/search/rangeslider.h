#pragma once

#include <QWidget>

#include <functional>

// A slider with two handles over numbered stops. Tab goes from the lower handle to the upper one;
// arrow keys, Home and End move the handle that has the focus.
class RangeSlider final : public QWidget
{
    Q_OBJECT

public:
    // Stops are 0 to last. words: how a range is said, for screen readers and the tooltip.
    RangeSlider(int last, std::function<QString(int, int)> words, QWidget *parent = nullptr);

    void setRange(int low, int high); // clamped; emits nothing
    int low() const { return m_low; }
    int high() const { return m_high; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

signals:
    void moved(); // while a handle is dragged
    void rangeChosen(int low, int high); // after a drag, and for each key

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    bool focusNextPrevChild(bool next) override;

private:
    enum class Handle { Low, High };

    int xOf(int stop) const;
    int stopAt(int x) const;
    void move(Handle handle, int stop);
    void describe();

    int m_last;
    int m_low = 0;
    int m_high;
    Handle m_active = Handle::Low;
    bool m_dragging = false;
    std::function<QString(int, int)> m_words;
};
