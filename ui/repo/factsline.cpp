#include "ui/repo/factsline.h"

#include "ui/theme/icon.h"
#include "ui/theme/type.h"
#include "ui/widgets/plaintip.h"

#include <QEvent>
#include <QPainter>
#include <QStyle>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

constexpr int kFactChipPadding = 9;
constexpr int kFactChipIcon = 13;
constexpr int kFactChipGap = 6;
constexpr int kWidestFactChip = 220;
constexpr int kFactLineGap = 6;
constexpr int kSentenceGap = 12;

} // namespace

FactsLine::FactsLine(QWidget *parent)
    : QWidget(parent)
{
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void FactsLine::setFacts(const QList<Chip> &chips, const QString &sentence)
{
    m_chips = chips;
    m_sentence = sentence;
    QStringList all;
    for (const Chip &chip : chips)
        all << chip.text;
    all << sentence;
    setAccessibleName(all.join(u", "_s));
    setPlainTip(this, all.join(u'\n'));
    updateGeometry();
    update();
}

int FactsLine::chipWidth(const Chip &chip) const
{
    const QFontMetrics face(type::font(type::Scale::Secondary));
    const int icon = chip.icon.isEmpty() ? 0 : kFactChipIcon + 5;
    return std::min(face.horizontalAdvance(chip.text) + icon + 2 * kFactChipPadding,
                    kWidestFactChip);
}

int FactsLine::chipsWidth() const
{
    int width = 0;
    for (const Chip &chip : m_chips)
        width += chipWidth(chip) + kFactChipGap;
    return width;
}

bool FactsLine::needsTwoLines(int width) const
{
    const QFontMetrics face(type::font(type::Scale::Secondary));
    return !m_chips.isEmpty()
        && chipsWidth() + kSentenceGap + face.horizontalAdvance(m_sentence) > width;
}

QSize FactsLine::sizeHint() const
{
    return {600, heightForWidth(width())};
}

QSize FactsLine::minimumSizeHint() const
{
    return {200, metrics::kChip};
}

int FactsLine::heightForWidth(int width) const
{
    return needsTwoLines(width) ? 2 * metrics::kChip + kFactLineGap : metrics::kChip;
}

void FactsLine::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::FontChange || event->type() == QEvent::PaletteChange)
        updateGeometry();
    QWidget::changeEvent(event);
}

// The layout remembers the height of the former width, which cut the second line off.
void FactsLine::resizeEvent(QResizeEvent *event)
{
    if (heightForWidth(width()) != height())
        updateGeometry();
    QWidget::resizeEvent(event);
}

void FactsLine::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Tokens &tokens = Tokens::of(palette());
    const QFont font = type::font(type::Scale::Secondary);
    const QFontMetrics face(font);
    painter.setFont(font);
    const auto visual
        = [this](const QRect &box) { return QStyle::visualRect(layoutDirection(), rect(), box); };
    int x = 0;
    for (const Chip &chip : std::as_const(m_chips)) {
        const int width = chipWidth(chip);
        if (x + width > this->width())
            break;
        const QRect box(x, 0, width, metrics::kChip);
        painter.setPen(Qt::NoPen);
        painter.setBrush(tokens.sunken);
        painter.drawRoundedRect(visual(box), metrics::kChip / 2.0, metrics::kChip / 2.0);
        QRect inside = box.adjusted(kFactChipPadding, 0, -kFactChipPadding, 0);
        if (!chip.icon.isEmpty()) {
            const QRect spot(inside.left(), (metrics::kChip - kFactChipIcon) / 2, kFactChipIcon,
                             kFactChipIcon);
            paintIcon(painter, visual(spot), chip.icon, chip.tone, palette());
            inside.setLeft(spot.right() + 6);
        }
        painter.setPen(tokens.*chip.tone);
        painter.drawText(visual(inside), Qt::AlignCenter | Qt::TextSingleLine,
                         face.elidedText(chip.text, Qt::ElideMiddle, inside.width() + 1));
        x += width + kFactChipGap;
    }
    const bool below = needsTwoLines(width());
    const QRect rest(below || m_chips.isEmpty() ? 0 : x + kSentenceGap - kFactChipGap,
                     below ? metrics::kChip + kFactLineGap : 0, 0, metrics::kChip);
    const QRect line(rest.topLeft(), QSize(width() - rest.left(), metrics::kChip));
    painter.setPen(tokens.secondary);
    painter.drawText(
        visual(line),
        int(QStyle::visualAlignment(layoutDirection(), Qt::AlignLeft) | Qt::AlignVCenter)
            | Qt::TextSingleLine,
        face.elidedText(m_sentence, Qt::ElideRight, line.width()));
}
