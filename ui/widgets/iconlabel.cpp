#include "ui/widgets/iconlabel.h"

#include "ui/theme/icon.h"
#include "ui/widgets/badge.h"

#include <QPainter>

IconLabel::IconLabel(const QString &name, Tone tone, int side, QWidget *parent)
    : QWidget(parent)
    , m_name(name)
    , m_tone(tone)
    , m_side(side)
{
    setFixedSize(side, side);
}

void IconLabel::setIcon(const QString &name, Tone tone)
{
    m_name = name;
    m_tone = tone;
    update();
}

void IconLabel::paintEvent(QPaintEvent *)
{
    if (m_name.isEmpty())
        return;
    QPainter painter(this);
    if (m_tile)
        paintIconTile(painter, rect(), m_name, m_tone, palette());
    else
        paintIcon(painter, rect(), m_name, isEnabled() ? m_tone : &Tokens::disabled, palette());
}
