#include "ui/repo/frontmatterview.h"

#include "app/text/safetext.h"
#include "ui/repo/hairline.h"
#include "ui/repo/textlink.h"
#include "ui/theme/theme.h"
#include "ui/theme/type.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/plaintip.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace {

constexpr int kMatterKeyWidth = 112;
constexpr int kMatterLine = 24; // pixels
constexpr qsizetype kMatterRows = 40;
constexpr int kMatterChips = 3;
constexpr qsizetype kMatterLinks = 4;

} // namespace

FrontMatterView::FrontMatterView(QWidget *parent)
    : QFrame(parent)
    , m_rows(new QVBoxLayout(this))
{
    m_rows->setContentsMargins(1, 1, 1, 1);
    m_rows->setSpacing(0);
    setAccessibleName(tr("Front matter"));
}

void FrontMatterView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Tokens &tokens = Tokens::of(palette());
    painter.setPen(tokens.border);
    painter.setBrush(tokens.surface);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), metrics::kPanelRadius,
                            metrics::kPanelRadius);
}

void FrontMatterView::setFrontMatter(const FrontMatter &matter)
{
    while (QLayoutItem *item = m_rows->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    setVisible(matter.state != FrontMatter::State::Absent);
    if (matter.state == FrontMatter::State::Absent)
        return;
    addHead(matter);
    for (const FrontMatterEntry &entry :
         matter.entries.first(std::min(matter.entries.size(), kMatterRows)))
        addRow(entry);
    if (const auto rest = matter.entries.size() - kMatterRows; rest > 0)
        addRow({.key = tr("and %1 more").arg(rest)});
}

void FrontMatterView::addHead(const FrontMatter &matter)
{
    auto *row = new QWidget;
    auto *title = new QLabel(tr("Front matter"));
    title->setFont(type::semibold(font()));
    auto *mark = plainLabel();
    mark->setFont(type::font(type::Scale::Secondary));
    const bool valid = matter.state == FrontMatter::State::Valid;
    mark->setText(valid ? tr("✓ valid") : tr("has a problem"));
    setPlainTip(mark, SafeText::line(matter.problem));
    setTone(mark, valid ? &Tokens::good : &Tokens::warning);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(16, 9, 16, 9);
    layout->addWidget(title, 1);
    layout->addWidget(mark);
    m_rows->addWidget(row);
    if (!valid) {
        auto *problem = plainLabel(SafeText::line(matter.problem));
        problem->setWordWrap(true);
        problem->setContentsMargins(16, 0, 16, 9);
        setTone(problem, &Tokens::warning);
        m_rows->addWidget(problem);
    }
}

void FrontMatterView::addRow(const FrontMatterEntry &entry)
{
    auto *row = new QWidget;
    row->setMinimumHeight(metrics::kRow);
    auto *key = new ElidedLabel(SafeText::line(entry.key));
    key->setTone(&Tokens::secondary);
    key->setFont(type::font(type::Scale::Secondary));
    key->setFixedSize(kMatterKeyWidth, kMatterLine);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(16, 3, 12, 3);
    layout->setSpacing(0);
    layout->addWidget(key, 0, Qt::AlignTop);
    QWidget *const value = valueOf(entry);
    value->setMinimumHeight(kMatterLine);
    layout->addWidget(value, 1);
    m_rows->addWidget(hairline());
    m_rows->addWidget(row);
}

QWidget *FrontMatterView::valueOf(const FrontMatterEntry &entry)
{
    if (entry.key == "base_model"_L1 || entry.key == "models"_L1)
        return linksOf(entry, {});
    if (entry.key == "datasets"_L1)
        return linksOf(entry, u"datasets/"_s);
    if (entry.values.isEmpty())
        return new ElidedLabel(entry.nested > 0 ? tr("nested: %1 inside").arg(entry.nested)
                                                : QString());
    if (entry.values.size() == 1)
        return new ElidedLabel(SafeText::line(entry.values.first()));
    QList<ChipRow::Entry> chips;
    for (const QString &value : entry.values)
        chips << ChipRow::Entry{.key = value, .text = SafeText::line(value), .icon = {}};
    auto *row = new ChipRow(Chip::Kind::Mark);
    row->setEntries(chips, kMatterChips);
    return row;
}

QWidget *FrontMatterView::linksOf(const FrontMatterEntry &entry, const QString &prefix)
{
    auto *box = new QWidget;
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    for (const QString &value : entry.values.first(std::min(entry.values.size(), kMatterLinks))) {
        auto *link = new TextLink(SafeText::line(value));
        connect(link, &TextLink::clicked, this,
                [this, prefix, value] { emit linkActivated(prefix + value); });
        layout->addWidget(link);
    }
    if (const auto rest = entry.values.size() - kMatterLinks; rest > 0)
        layout->addWidget(new ElidedLabel(tr("and %1 more").arg(rest)));
    return box;
}
