#include "ui/cache/selectchips.h"

#include "app/text/format.h"
#include "ui/theme/icon.h"
#include "ui/theme/style.h"
#include "ui/theme/theme.h"
#include "ui/theme/type.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/plaintip.h"

#include <QActionGroup>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>

#include <algorithm>

using namespace Qt::StringLiterals;
using WishKind = CacheWish::What;

SelectChips::SelectChips(const CacheTreeModel &model, QWidget *parent)
    : QWidget(parent)
    , m_model(model)
    , m_row(new QWidget)
    , m_daysButton(new QToolButton)
    , m_clear(new QPushButton(tr("Clear selection")))
{
    setObjectName(u"cacheChips"_s);
    auto *label = plainLabel(tr("Select"));
    label->setFont(type::font(type::Scale::Secondary));
    setTone(label, &Tokens::secondary);
    auto *flow = new FlowLayout(m_row, metrics::kGap, 6);
    for (qsizetype n = 0; n <= qsizetype(WishKind::Broken); ++n) {
        auto *chip = new Chip({}, Chip::Kind::Toggle);
        chip->hide();
        connect(chip, &Chip::clicked, this, [this, n](bool on) { click(n, on); });
        m_chips << chip;
        flow->addWidget(chip);
        if (WishKind(n) == WishKind::NotUsed)
            flow->addWidget(m_daysButton);
    }
    makeDaysMenu();
    setButtonRole(m_clear, ButtonRole::Link);
    QSizePolicy stays = m_clear->sizePolicy(); // what is clicked next moves by no tick
    stays.setRetainSizeWhenHidden(true);
    m_clear->setSizePolicy(stays);
    connect(m_clear, &QPushButton::clicked, this, &SelectChips::clearClicked);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    m_row->setSizePolicy(policy);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(metrics::kPagePadding, 9, metrics::kPagePadding, 9);
    row->setSpacing(metrics::kColumnGap);
    row->addWidget(label, 0, Qt::AlignTop);
    row->addWidget(m_row, 1);
    row->addWidget(m_clear, 0, Qt::AlignTop);
    for (QWidget *fixed : {static_cast<QWidget *>(label), static_cast<QWidget *>(m_clear)})
        fixed->setFixedHeight(metrics::kChip);
    showTicks();
}

void SelectChips::makeDaysMenu()
{
    m_daysButton->setObjectName(u"cacheDays"_s);
    m_daysButton->setAutoRaise(true);
    m_daysButton->setIcon(icon(u"chevron-down"_s));
    m_daysButton->setFixedSize(metrics::kChip, metrics::kChip);
    m_daysButton->setFocusPolicy(Qt::StrongFocus);
    m_daysButton->setPopupMode(QToolButton::InstantPopup);
    m_daysButton->setAccessibleName(tr("Not used for how long"));
    m_daysButton->setToolTip(tr("Not used for how long"));
    auto *menu = new QMenu(m_daysButton);
    auto *group = new QActionGroup(menu);
    for (const int days : {7, 30, 90, 180, 365}) {
        QAction *action = menu->addAction(Format::plural(days, tr("1 day"), tr("%1 days")));
        action->setCheckable(true);
        action->setChecked(days == m_days);
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, days] { emit daysChosen(days); });
    }
    m_daysButton->setMenu(menu);
    m_daysButton->hide();
}

QString SelectChips::text(const CacheWish &wish) const
{
    QString name;
    switch (wish.what) {
    case WishKind::OldRevisions: name = tr("Old revisions"); break;
    case WishKind::Unfinished: name = tr("Unfinished downloads"); break;
    case WishKind::NotUsed:
        name = Format::plural(m_days, tr("Not used for 1 day"), tr("Not used for %1 days"));
        break;
    case WishKind::Duplicates: name = tr("Duplicates across repos"); break;
    case WishKind::Superseded: name = tr("Superseded quants"); break;
    case WishKind::Broken:
        return tr("Broken entries · %1").arg(Format::exactCount(wish.items.size()));
    }
    return tr("%1 · %2").arg(name, Format::size(wish.frees));
}

QString SelectChips::tip(WishKind what)
{
    switch (what) {
    case WishKind::OldRevisions:
        return tr("Ticks revisions that no branch, tag or pull request points to.");
    case WishKind::Unfinished:
        return tr("Ticks what downloads left that nobody went on with for a day.");
    case WishKind::NotUsed:
        return tr("Ticks repositories of which nothing was read for that long.");
    case WishKind::Duplicates:
        return tr("Ticks copies of what another repository has, too; the one read last stays.");
    case WishKind::Superseded: return tr("Ticks all quantisations of a model but the largest.");
    case WishKind::Broken: return tr("Ticks what no program can load as it is.");
    }
    Q_UNREACHABLE_RETURN({});
}

void SelectChips::setWishes(const QList<CacheWish> &wishes, int days)
{
    const auto notUsed = qsizetype(WishKind::NotUsed);
    const bool follows = days != m_days && m_wishes.size() > notUsed && wishes.size() > notUsed
        && isOn(m_wishes.at(notUsed));
    const QSet<CacheItem> before
        = follows ? m_wishes.at(notUsed).items - wantedBeside(notUsed) : QSet<CacheItem>();
    m_wishes = wishes;
    m_days = days;
    for (qsizetype n = 0; n < m_chips.size(); ++n) {
        const bool shown = n < wishes.size()
            && (!wishes.at(n).items.isEmpty() || wishes.at(n).what == WishKind::NotUsed);
        m_chips.at(n)->setVisible(shown);
        if (!shown)
            continue;
        m_chips.at(n)->setText(text(wishes.at(n)));
        m_chips.at(n)->setAccessibleName(m_chips.at(n)->text());
        setPlainTip(m_chips.at(n), m_chips.at(n)->text() + u'\n' + tip(wishes.at(n).what));
        m_chips.at(n)->setEnabled(!wishes.at(n).items.isEmpty());
        m_chips.at(n)->updateGeometry();
    }
    m_daysButton->setVisible(!wishes.isEmpty());
    if (follows) {
        emit toggled(before, false);
        emit toggled(wishes.at(notUsed).items, true);
    }
    showTicks();
}

QSet<CacheItem> SelectChips::wantedBeside(qsizetype wish) const
{
    QSet<CacheItem> items;
    for (qsizetype n = 0; n < m_wishes.size(); ++n)
        if (n != wish && m_chips.at(n)->isChecked())
            items += m_wishes.at(n).items;
    return items;
}

bool SelectChips::isOn(const CacheWish &wish) const
{
    return !wish.items.isEmpty() && std::ranges::all_of(wish.items, [this](const CacheItem &item) {
        return m_model.tickOf(item) == Qt::Checked;
    });
}

void SelectChips::showTicks()
{
    for (qsizetype n = 0; n < m_wishes.size(); ++n) {
        const bool on = isOn(m_wishes.at(n));
        m_chips.at(n)->setChecked(on);
        m_chips.at(n)->setMark(on ? u"check"_s : QString());
    }
    m_clear->setVisible(!m_model.ticked().isEmpty());
}

// What another chip that is on stands for, too, stays ticked.
void SelectChips::click(qsizetype wish, bool on)
{
    const QSet<CacheItem> &items = m_wishes.at(wish).items;
    emit toggled(on ? items : items - wantedBeside(wish), on);
    showTicks();
}
