#include "ui/widgets/chip.h"

#include "ui/theme/icon.h"
#include "ui/theme/stylepaint.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/plaintip.h"

#include <QEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QStyleOption>

using namespace Qt::StringLiterals;

namespace {

constexpr int kWidestChip = 240;
constexpr int kRemoveMark = 16; // column of the cross

} // namespace

Chip::Chip(const QString &text, Kind kind, QWidget *parent)
    : QAbstractButton(parent)
    , m_kind(kind)
{
    setText(text);
    setCheckable(kind == Kind::Toggle);
    setFocusPolicy(kind == Kind::Mark ? Qt::NoFocus : Qt::StrongFocus);
    setAttribute(Qt::WA_Hover, kind != Kind::Mark);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    setAccessibleName(kind == Kind::Removable ? tr("Remove %1").arg(text) : text);
    if (kind == Kind::Removable)
        connect(this, &QAbstractButton::clicked, this, &Chip::removeClicked);
}

void Chip::setTone(Tone tone)
{
    m_tone = tone;
    update();
}

void Chip::setMark(const QString &icon)
{
    m_mark = icon;
    updateGeometry();
    update();
}

Badge Chip::badge() const
{
    const bool active = m_kind == Kind::Removable || isChecked();
    const Tone tone = !isEnabled() ? &Tokens::disabled : active ? &Tokens::accent : m_tone;
    return {.text = text(),
            .tone = tone,
            .icon = m_mark,
            .ground = active ? &Tokens::tint : &Tokens::sunken};
}

QSize Chip::sizeHint() const
{
    const int extra = m_kind == Kind::Removable ? kRemoveMark - 4 : 0;
    Badge widest = badge();
    if (m_kind == Kind::Toggle) // the others do not move when it gets its mark
        widest.icon = u"check"_s;
    return QSize(std::min(kWidestChip, chipWidth(widest) + extra), metrics::kChip);
}

QSize Chip::minimumSizeHint() const
{
    return QSize(std::min(60, sizeHint().width()), metrics::kChip);
}

void Chip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    QStyleOption option;
    option.initFrom(this);
    const Tokens &tokens = Tokens::of(option.palette);
    Badge mark = badge();
    const bool hovered
        = m_kind != Kind::Mark && option.state & QStyle::State_MouseOver && isEnabled();
    if (hovered && mark.ground == &Tokens::sunken) {
        mark.ground = &Tokens::border;
        mark.tone = &Tokens::text;
    }
    paintWideChip(painter, rect(), m_kind == Kind::Removable ? kRemoveMark - 4 : 0, mark,
                  option.palette);
    if (m_kind == Kind::Removable) {
        const QRect cross(width() - kRemoveMark - 3, (height() - 12) / 2, 12, 12);
        paintIcon(painter, style()->visualRect(layoutDirection(), rect(), cross), u"close"_s,
                  hovered ? &Tokens::text : mark.tone, option.palette);
    }
    if (stylepaint::hasKeyboardFocus(option))
        stylepaint::focusRing(painter, rect(), tokens, metrics::kChip / 2.0);
}

void Chip::keyPressEvent(QKeyEvent *event)
{
    const bool away = event->key() == Qt::Key_Delete || event->key() == Qt::Key_Backspace;
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if ((away && m_kind == Kind::Removable) || (enter && m_kind != Kind::Mark))
        click();
    else
        QAbstractButton::keyPressEvent(event);
}

void Chip::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::FontChange || event->type() == QEvent::EnabledChange)
        update();
    QAbstractButton::changeEvent(event);
}

ChipRow::ChipRow(Chip::Kind kind, QWidget *parent)
    : QWidget(parent)
    , m_kind(kind)
{
    new FlowLayout(this, metrics::kGap, 6);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Minimum);
}

void ChipRow::setEntries(const QList<Entry> &entries, int limit)
{
    if (entries == m_entries)
        return;
    m_entries = entries;
    while (QLayoutItem *item = layout()->takeAt(0)) {
        item->widget()->deleteLater(); // one of them may be emitting
        item->widget()->hide();
        delete item;
    }
    const qsizetype shown = limit > 0 ? std::min<qsizetype>(limit, entries.size()) : entries.size();
    for (const Entry &entry : entries.first(shown)) {
        auto *chip = new Chip(entry.text, m_kind);
        chip->setTone(entry.tone);
        chip->setMark(entry.icon);
        if (chip->sizeHint().width() >= kWidestChip)
            setPlainTip(chip, entry.text);
        connect(chip, &Chip::removeClicked, this,
                [this, key = entry.key] { emit removeClicked(key); });
        connect(chip, &Chip::clicked, this, [this, key = entry.key] { emit clicked(key); });
        layout()->addWidget(chip);
    }
    if (shown < entries.size())
        layout()->addWidget(new Chip(tr("%1 more").arg(entries.size() - shown), Chip::Kind::Mark));
    updateGeometry();
}
