// What stands where on the page of the cache.
#include "ui/cache/cachecare.h"
#include "ui/cache/cachedialogs.h"
#include "ui/cache/cachepane.h"
#include "ui/cache/cacheview.h"
#include "ui/cache/mappanel.h"
#include "ui/cache/otherprograms.h"
#include "ui/cache/selectchips.h"
#include "ui/cache/usagebar.h"
#include "ui/repo/hairline.h"
#include "ui/theme/icon.h"
#include "ui/theme/style.h"
#include "ui/theme/type.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/searchbox.h"

#include <QActionGroup>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSplitter>
#include <QToolButton>

using namespace Qt::StringLiterals;
using CacheGrouping = CacheTreeModel::Grouping;

QWidget *CachePane::makeHeader()
{
    auto *title = plainLabel(tr("Cache"));
    title->setFont(type::font(type::Scale::Section));
    m_sums->setFont(type::font(type::Scale::Secondary));
    m_sums->setTone(&Tokens::secondary);
    m_warnings->setIcon(icon(u"warning"_s, &Tokens::warning));
    setButtonRole(m_warnings, ButtonRole::Flat);
    m_find->setObjectName(u"cacheFind"_s);
    m_find->setMinimumWidth(120);
    m_find->setAccessibleName(tr("Find in the cache"));
    m_find->setToolTip(tr("A part of a name, or such as size>1GB, accessed>30d, type=model, "
                          "refs=main"));
    m_findTrouble->setFont(type::font(type::Scale::Secondary));
    m_findTrouble->setTone(&Tokens::warning);
    m_findTrouble->hide();
    auto *again = new QPushButton;
    again->setIcon(icon(u"retry"_s));
    again->setFixedWidth(metrics::kControl);
    again->setAccessibleName(tr("Look again"));
    again->setToolTip(tr("Look again (F5)"));
    connect(again, &QPushButton::clicked, &m_controller, &CacheController::look);
    auto *row = new QHBoxLayout;
    row->setSpacing(metrics::kGap);
    row->addWidget(title);
    row->addWidget(m_sums, 1);
    row->addWidget(m_warnings);
    row->addWidget(m_find);
    row->addWidget(m_group);
    row->addWidget(m_care->verifyButton());
    row->addWidget(m_care->moveButton());
    row->addWidget(makeMoreButton());
    row->addWidget(again);
    auto *box = new QWidget;
    auto *column = new QVBoxLayout(box);
    column->setContentsMargins(metrics::kPagePadding, 12, metrics::kPagePadding, 12);
    column->setSpacing(10);
    column->addLayout(row);
    column->addWidget(m_findTrouble);
    column->addWidget(m_usage);
    return box;
}

QPushButton *CachePane::makeGroupButton()
{
    auto *button = new QPushButton;
    button->setObjectName(u"cacheGroup"_s);
    auto *menu = new QMenu(button);
    auto *group = new QActionGroup(menu);
    const std::pair<CacheGrouping, QString> all[] = {{CacheGrouping::None, tr("none")},
                                                     {CacheGrouping::Type, tr("type")},
                                                     {CacheGrouping::Owner, tr("owner")},
                                                     {CacheGrouping::Age, tr("last use")}};
    for (const auto &[grouping, word] : all) {
        QAction *action = menu->addAction(word);
        action->setCheckable(true);
        action->setChecked(grouping == CacheGrouping::None);
        group->addAction(action);
        const QString text = tr("Group: %1").arg(word);
        if (grouping == CacheGrouping::None)
            button->setText(text);
        connect(action, &QAction::triggered, this, [this, button, grouping, text] {
            button->setText(text);
            m_view->keepOpen([&] { m_controller.model().setGrouping(grouping); });
        });
    }
    button->setMenu(menu);
    return button;
}

QToolButton *CachePane::makeMoreButton()
{
    auto *button = new QToolButton;
    button->setObjectName(u"cacheMore"_s);
    button->setIcon(icon(u"more"_s));
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::StrongFocus);
    button->setAccessibleName(tr("More"));
    button->setToolTip(tr("More"));
    button->setPopupMode(QToolButton::InstantPopup);
    auto *menu = new QMenu(button);
    menu->addAction(icon(u"clock"_s), tr("Propose by rules…"), m_dialogs, &CacheDialogs::policy);
    menu->addAction(icon(u"link"_s), tr("Turn copies into links…"), m_care, &CacheCare::offerLinks);
    button->setMenu(menu);
    return button;
}

QWidget *CachePane::makeMiddle()
{
    auto *split = new QSplitter(Qt::Horizontal);
    split->setHandleWidth(1);
    split->setChildrenCollapsible(false);
    auto *left = new QWidget;
    auto *rows = new QVBoxLayout(left);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(m_view, 1);
    rows->addWidget(m_others);
    split->addWidget(left);
    split->addWidget(m_map);
    left->setMinimumWidth(380);
    m_map->setMinimumWidth(240);
    split->setStretchFactor(0, 16);
    split->setStretchFactor(1, 9);
    split->setSizes({640, 360});
    auto *middle = new QWidget;
    auto *column = new QVBoxLayout(middle);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_chips);
    column->addWidget(hairline());
    column->addWidget(split, 1);
    return middle;
}
