#include "ui/repo/plandelegate.h"

#include "models/fileplanmodel.h"
#include "ui/theme/style.h"
#include "ui/theme/type.h"
#include "ui/widgets/celltip.h"

#include <QApplication>
#include <QPainter>

QSize PlanDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    return {QStyledItemDelegate::sizeHint(option, index).width(), metrics::kRow};
}

bool PlanDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view,
                             const QStyleOptionViewItem &option, const QModelIndex &index)
{
    return showCellTip(event, view, index.data().toString())
        || QStyledItemDelegate::helpEvent(event, view, option, index);
}

void PlanDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    const Tokens &tokens = Tokens::of(option->palette);
    const bool left = index.data(FilePlanModel::LeftOutRole).toBool();
    const bool here = index.data(FilePlanModel::HereRole).toBool();
    const QColor colour = left                         ? tokens.secondary
        : index.column() == FilePlanModel::StateColumn ? (here ? tokens.good : tokens.secondary)
                                                       : tokens.text;
    for (const QPalette::ColorRole role : {QPalette::Text, QPalette::HighlightedText})
        option->palette.setColor(role, colour);
    option->textElideMode
        = index.column() == FilePlanModel::NameColumn ? Qt::ElideMiddle : Qt::ElideRight;
    if (index.column() == FilePlanModel::SizeColumn)
        option->font = type::tabular(option->font);
    if (index.column() == FilePlanModel::StateColumn)
        option->font = type::font(type::Scale::Secondary);
    option->fontMetrics = QFontMetrics(option->font);
}

QSize PresetDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {0, metrics::kRow};
}

void PresetDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                           const QModelIndex &index) const
{
    const Tokens &tokens = Tokens::of(option.palette);
    const QStyle *style = option.widget ? option.widget->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &option, painter, option.widget);
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const QString weight = index.data(kWeightRole).toString();
    const QFont small = type::tabular(type::font(type::Scale::Secondary));
    const QRect row = option.rect.adjusted(metrics::kColumnGap, 0, -metrics::kColumnGap, 0);
    const int weightWidth = QFontMetrics(small).horizontalAdvance(weight);
    QRect title = row;
    title.setRight(row.right() - weightWidth - metrics::kGap);
    const QRect end(row.right() - weightWidth + 1, row.top(), weightWidth, row.height());
    const QFont font = selected ? type::medium(option.font) : option.font;
    painter->save();
    painter->setFont(font);
    painter->setPen(tokens.text);
    painter->drawText(
        QStyle::visualRect(option.direction, option.rect, title),
        static_cast<int>(QStyle::visualAlignment(option.direction, Qt::AlignLeft))
            | Qt::AlignVCenter | Qt::TextSingleLine,
        QFontMetrics(font).elidedText(index.data().toString(), Qt::ElideMiddle, title.width()));
    painter->setFont(small);
    painter->setPen(tokens.secondary);
    painter->drawText(QStyle::visualRect(option.direction, option.rect, end),
                      Qt::AlignCenter | Qt::TextSingleLine, weight);
    painter->restore();
    if (option.state.testFlag(QStyle::State_HasFocus))
        drawRowFocus(*painter, option);
}
