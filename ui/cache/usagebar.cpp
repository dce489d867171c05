#include "ui/cache/usagebar.h"

#include "app/text/format.h"
#include "ui/theme/stylepaint.h"
#include "ui/theme/theme.h"
#include "ui/theme/type.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/plaintip.h"

#include <QHBoxLayout>
#include <QHelpEvent>
#include <QLabel>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace {

constexpr int kUsageHeight = 16;
constexpr int kUsageGap = 2;
constexpr int kUsageSwatch = 10;
constexpr double kLeastUsed = 0.2; // of the bar

class UsageStrip final : public QWidget
{
public:
    explicit UsageStrip(const QList<UsageBar::Part> &parts)
        : m_parts(parts)
    {
        setFixedHeight(kUsageHeight);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const Tokens &tokens = Tokens::of(palette());
        stylepaint::panel(painter, rect(), tokens.sunken, tokens.border, 3);
        QPainterPath shape;
        shape.addRoundedRect(rect(), 3, 3);
        painter.setClipPath(shape);
        for (const auto &[part, room] : places())
            if (part->tone != &Tokens::sunken)
                painter.fillRect(QStyle::visualRect(layoutDirection(), rect(), room),
                                 tokens.*part->tone);
        if (!isCut())
            return;
        painter.setPen(QPen(tokens.strongBorder, 1.5));
        for (const int x : {width() / 2 - 3, width() / 2 + 3}) // where the free space is cut
            painter.drawLine(x - 3, height(), x + 3, 0);
    }

    bool event(QEvent *event) override
    {
        if (event->type() != QEvent::ToolTip)
            return QWidget::event(event);
        const auto *help = static_cast<QHelpEvent *>(event);
        for (const auto &[part, room] : places())
            if (QStyle::visualRect(layoutDirection(), rect(), room).contains(help->pos()))
                QToolTip::showText(help->globalPos(), plainTip(part->tip), this);
        return true;
    }

private:
    // On a large disk the cache would be a hair: it then gets a part in which its kinds can be told
    // apart, and the free space is cut.
    bool isCut() const
    {
        double used = 0;
        for (const UsageBar::Part &part : m_parts)
            used += part.tone == &Tokens::sunken ? 0 : double(part.bytes);
        return !m_parts.isEmpty() && m_parts.last().tone == &Tokens::sunken
            && used < kLeastUsed * (used + double(m_parts.last().bytes));
    }

    QList<std::pair<const UsageBar::Part *, QRect>> places() const
    {
        const bool cut = isCut();
        double all = 0;
        for (const UsageBar::Part &part : m_parts)
            all += cut && part.tone == &Tokens::sunken ? 0 : double(part.bytes);
        const double scale = (cut ? kLeastUsed : 1) * width() / all;
        QList<std::pair<const UsageBar::Part *, QRect>> rooms;
        double done = 0;
        for (const UsageBar::Part &part : m_parts) {
            const int left = int(done * scale);
            done += double(part.bytes);
            const bool isFree = part.tone == &Tokens::sunken;
            const int right = isFree ? width() + kUsageGap : int(done * scale);
            rooms.emplace_back(&part,
                               QRect(left, 0, std::max(2, right - left - kUsageGap), height()));
        }
        return rooms;
    }

    const QList<UsageBar::Part> &m_parts;
};

class UsageSwatch final : public QWidget
{
public:
    explicit UsageSwatch(Tone tone)
        : m_tone(tone)
    {
        setFixedSize(kUsageSwatch, kUsageSwatch);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        const Tokens &tokens = Tokens::of(palette());
        stylepaint::panel(painter, rect(), tokens.*m_tone,
                          m_tone == &Tokens::sunken ? tokens.strongBorder : QColor(), 2);
    }

private:
    Tone m_tone;
};

QWidget *usageWords(const UsageBar::Part &part)
{
    auto *box = new QWidget;
    auto *row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(6);
    row->addWidget(new UsageSwatch(part.tone));
    for (const bool figure : {false, true}) {
        auto *label = plainLabel(figure ? Format::size(part.bytes) : part.name);
        label->setFont(type::font(type::Scale::Secondary));
        setTone(label, figure ? &Tokens::text : &Tokens::secondary);
        setPlainTip(label, part.tip);
        row->addWidget(label);
    }
    return box;
}

} // namespace

UsageBar::UsageBar(QWidget *parent)
    : QWidget(parent)
    , m_bar(new UsageStrip(m_parts))
    , m_rest(new QHBoxLayout)
{
    setObjectName(u"cacheUsage"_s);
    setAccessibleName(tr("What the cache uses"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metrics::kGap);
    column->addWidget(m_bar);
    auto *kinds = new QWidget;
    m_kinds = new FlowLayout(kinds, 18, 6);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    kinds->setSizePolicy(policy);
    auto *legend = new QHBoxLayout;
    legend->addWidget(kinds, 1);
    legend->addLayout(m_rest);
    m_rest->setAlignment(Qt::AlignTop);
    column->addLayout(legend);
}

QList<UsageBar::Part> UsageBar::partsOf(const CacheLedger &ledger, qint64 quarantined)
{
    using Ledger = CacheLedger::Place;
    const std::array names{
        std::pair{Ledger::SharedStore, tr("Shared contents without a repository")},
        std::pair{Ledger::DatasetsLibrary, tr("Prepared datasets")},
        std::pair{Ledger::Assets, tr("Assets")},
        std::pair{Ledger::Modules, tr("Modules")},
        std::pair{Ledger::Unfinished, tr("Unfinished downloads")},
        std::pair{Ledger::Locks, tr("Locks")},
        std::pair{Ledger::Tokens, tr("Tokens")},
        std::pair{Ledger::Other, tr("Other files")}};
    qint64 rest = 0;
    qint64 held = 0; // in quarantine
    QStringList what;
    for (const auto &[place, name] : names) {
        qint64 bytes = ledger.of(place);
        if (place == Ledger::Other || place == Ledger::Locks) { // where the quarantine lies
            const qint64 waiting = std::min(bytes, quarantined - held);
            held += waiting;
            bytes -= waiting;
        }
        if (bytes <= 0)
            continue;
        rest += bytes;
        what << tr("%1: %2").arg(name, Format::size(bytes));
    }
    QList<Part> parts;
    const auto add = [&parts](const QString &name, qint64 bytes, Tone tone, const QString &tip) {
        if (bytes > 0)
            parts << Part{name, bytes, tone,
                          tip.isEmpty() ? tr("%1: %2").arg(name, Format::size(bytes)) : tip};
    };
    add(tr("Models"), ledger.of(Ledger::Models), &Tokens::model, {});
    add(tr("Datasets"), ledger.of(Ledger::Datasets), &Tokens::dataset, {});
    add(tr("Spaces"), ledger.of(Ledger::Spaces), &Tokens::space, {});
    add(tr("Xet chunks"), ledger.of(Ledger::Xet), &Tokens::good, {});
    add(tr("Quarantine"), held, &Tokens::info, {});
    add(tr("Other"), rest, &Tokens::strongBorder, what.join(u'\n'));
    add(tr("Free"), ledger.free, &Tokens::sunken, {});
    return parts;
}

void UsageBar::setLedger(const CacheLedger &ledger, qint64 quarantined)
{
    const QList<Part> parts = partsOf(ledger, quarantined);
    if (parts == m_parts)
        return;
    m_parts = parts;
    for (QLayout *layout : {m_kinds, m_rest}) {
        while (QLayoutItem *item = layout->takeAt(0)) {
            delete item->widget();
            delete item;
        }
    }
    QStringList words;
    for (const Part &part : std::as_const(m_parts)) {
        (part.tone == &Tokens::sunken ? m_rest : m_kinds)->addWidget(usageWords(part));
        words << tr("%1 %2").arg(part.name, Format::size(part.bytes));
    }
    setAccessibleDescription(words.join(u", "_s));
    m_bar->update();
}
