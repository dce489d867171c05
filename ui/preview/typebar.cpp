#include "ui/preview/typebar.h"

#include "app/text/format.h"
#include "app/text/safetext.h"
#include "ui/theme/type.h"
#include "ui/widgets/plaintip.h"

#include <QPainter>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kNamedTypes = 3;
constexpr int kLegendHeight = 20;

} // namespace

Tone typeTone(const QString &type)
{
    if (type == "BF16"_L1 || type == "F16"_L1)
        return &Tokens::space;
    if (type == "F32"_L1 || type == "F64"_L1)
        return &Tokens::model;
    if (type.startsWith("F8"_L1) || type.startsWith("MX"_L1) || type.startsWith("NV"_L1)
        || type == "F4"_L1)
        return &Tokens::keyword;
    if (type.startsWith("Q8"_L1))
        return &Tokens::info;
    if (type.startsWith("Q5"_L1) || type.startsWith("Q6"_L1))
        return &Tokens::good;
    if (type.startsWith(u'Q') || type.startsWith("IQ"_L1) || type.startsWith("TQ"_L1))
        return &Tokens::accent;
    if (type.startsWith(u'I') || type.startsWith(u'U') || type == "BOOL"_L1)
        return &Tokens::good;
    return &Tokens::secondary;
}

TypeBar::TypeBar(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QSize TypeBar::sizeHint() const
{
    return {160, metrics::kProgress + metrics::kGap + kLegendHeight};
}

void TypeBar::setShares(const QMap<QString, qint64> &parametersByType)
{
    m_shares.clear();
    for (const auto &[name, count] : parametersByType.asKeyValueRange())
        m_shares.append({SafeText::line(name), count, typeTone(name)});
    std::ranges::stable_sort(m_shares, std::greater(), &Share::count);
    if (m_shares.size() > kNamedTypes + 1) {
        Share rest{tr("others"), 0, &Tokens::secondary};
        while (m_shares.size() > kNamedTypes)
            rest.count += m_shares.takeLast().count;
        m_shares.append(rest);
    }
    QStringList said;
    for (const Share &share : std::as_const(m_shares))
        said.append(u"%1 %2"_s.arg(share.name, Format::count(share.count)));
    setPlainTip(this, said.join(u", "_s));
    setAccessibleName(tr("Types: %1").arg(said.join(u", "_s)));
    update();
}

void TypeBar::paintEvent(QPaintEvent *)
{
    const Tokens &tokens = Tokens::of(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    double total = 0;
    for (const Share &share : m_shares)
        total += double(share.count);
    constexpr int kShareGap = 2;
    const double room = width() - kShareGap * double(qMax(qsizetype(0), m_shares.size() - 1));
    double x = 0;
    for (const Share &share : m_shares) {
        // The smallest share is still a dot.
        const double length = std::max(double(metrics::kProgress),
                                       total > 0 ? room * double(share.count) / total : room);
        painter.setBrush(tokens.*share.tone);
        const double left = std::min(x, double(width() - metrics::kProgress));
        painter.drawRoundedRect(
            QRectF(left, 0, std::min(length, width() - left), metrics::kProgress),
            metrics::kProgress / 2.0, metrics::kProgress / 2.0);
        x += length + kShareGap;
    }
    painter.setFont(type::font(type::Scale::Secondary));
    const QFontMetrics legend = painter.fontMetrics();
    int left = 0;
    for (const Share &share : m_shares) {
        const int top = metrics::kProgress + metrics::kGap;
        const QString count = Format::count(share.count);
        if (left + 14 + legend.horizontalAdvance(share.name) + 6 + legend.horizontalAdvance(count)
                > width()
            && left > 0)
            break; // the tooltip has them all
        painter.setPen(Qt::NoPen);
        painter.setBrush(tokens.*share.tone);
        painter.drawEllipse(left, top + (kLegendHeight - 8) / 2, 8, 8);
        left += 8 + 6;
        painter.setPen(tokens.text);
        painter.drawText(QRect(left, top, width(), kLegendHeight),
                         Qt::AlignVCenter | Qt::TextSingleLine, share.name);
        left += legend.horizontalAdvance(share.name) + 6;
        painter.setPen(tokens.secondary);
        painter.drawText(QRect(left, top, width(), kLegendHeight),
                         Qt::AlignVCenter | Qt::TextSingleLine, count);
        left += legend.horizontalAdvance(count) + 16;
    }
}
