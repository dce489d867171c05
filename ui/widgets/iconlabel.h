#pragma once

#include "ui/theme/tokens.h"

#include <QWidget>

// An icon of the set as a widget; unlike a label's pixmap it follows the theme and the screen.
class IconLabel final : public QWidget
{
    Q_OBJECT

public:
    explicit IconLabel(const QString &name = {}, Tone tone = &Tokens::secondary, int side = 16,
                       QWidget *parent = nullptr);

    void setIcon(const QString &name, Tone tone = &Tokens::secondary);
    // On the rounded square of repository headers, half as large as the square.
    void setTile(bool on) { m_tile = on; }

    QSize sizeHint() const override { return {m_side, m_side}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_name;
    Tone m_tone;
    int m_side;
    bool m_tile = false;
};
