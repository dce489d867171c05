#include "ui/search/facetdelegate.h"

#include "models/facetmodel.h"
#include "ui/theme/icon.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/plaintip.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

using namespace Qt::StringLiterals;

namespace {

constexpr int kFacetCross = 12; // side of the cross in a chip
constexpr int kFacetCrossRoom = kFacetCross + 6; // and the padding behind it

void drawFacetChip(QPainter *painter, const QRect &row, const QString &label,
                   const QStyleOptionViewItem &option)
{
    const Badge badge{.text = label, .tone = &Tokens::accent, .ground = &Tokens::tint};
    const QSize size(qMin(row.width(), chipWidth(badge) + kFacetCrossRoom - 4), metrics::kChip);
    const QRect chip
        = QStyle::alignedRect(option.direction, Qt::AlignLeading | Qt::AlignVCenter, size, row);
    paintWideChip(*painter, chip, kFacetCrossRoom - 4, badge, option.palette);
    const QRect inside = chip.adjusted(6, 0, -6, 0);
    const QSize cross(kFacetCross, kFacetCross);
    paintIcon(
        *painter,
        QStyle::alignedRect(option.direction, Qt::AlignTrailing | Qt::AlignVCenter, cross, inside),
        u"close"_s, &Tokens::accent, option.palette);
}

} // namespace

void FacetDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                          const QModelIndex &index) const
{
    const Tokens &tokens = Tokens::of(option.palette);
    const QString label = index.data().toString();
    const bool focused = option.state.testFlag(QStyle::State_HasFocus);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setFont(option.font);
    const QRect row = option.rect.adjusted(metrics::kFocusRing, 0, -metrics::kFocusRing, 0);
    if (index.data(FacetModel::ChosenRole).toBool()) {
        drawFacetChip(painter, row, label, option);
    } else {
        const bool hovered = option.state.testFlag(QStyle::State_MouseOver);
        painter->setPen(hovered || focused ? tokens.text : tokens.secondary);
        painter->drawText(row, Qt::AlignVCenter | Qt::AlignLeading,
                          option.fontMetrics.elidedText(label, Qt::ElideMiddle, row.width()));
    }
    painter->restore();
    if (focused) {
        QStyleOptionFocusRect ring;
        ring.QStyleOption::operator=(option);
        const QStyle *style = option.widget ? option.widget->style() : QApplication::style();
        style->drawPrimitive(QStyle::PE_FrameFocusRect, &ring, painter, option.widget);
    }
}

QSize FacetDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {0, kRowHeight};
}

bool FacetDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view,
                              const QStyleOptionViewItem &option, const QModelIndex &index)
{
    if (event->type() != QEvent::ToolTip || !index.isValid())
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    const QString label = index.data().toString();
    const QString id = index.data(FacetModel::IdRole).toString();
    const QString text = label == id ? id : label + u'\n' + id;
    QToolTip::showText(event->globalPos(), plainTip(text), view);
    return true;
}
