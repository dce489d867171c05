#pragma once

#include <QStringList>
#include <QWidget>

// A few exclusive choices side by side ("Text | Tree"). Left and Right move.
class SegmentedControl final : public QWidget
{
    Q_OBJECT

public:
    explicit SegmentedControl(const QStringList &choices, QWidget *parent = nullptr);

    int count() const { return static_cast<int>(m_choices.size()); }
    int current() const { return m_current; }
    void setCurrent(int index); // emits when it changes
    void setChoices(const QStringList &choices); // keeps the current one when it still exists

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

signals:
    void currentChanged(int index);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    QRect segment(int index) const;
    int segmentAt(QPoint position) const;
    void describe();

    QStringList m_choices;
    int m_current = 0;
    int m_hovered = -1;
};
