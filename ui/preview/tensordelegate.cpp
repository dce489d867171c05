#include "ui/preview/tensordelegate.h"

#include "models/tensormodel.h"
#include "ui/preview/typebar.h"
#include "ui/theme/type.h"
#include "ui/widgets/plaintip.h"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QToolTip>

void TensorDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    const Tokens &tokens = Tokens::of(option->palette);
    if (option->displayAlignment & Qt::AlignRight)
        option->font = type::tabular(option->font);
    const auto colour = [option](const QColor &c) {
        option->palette.setColor(QPalette::Text, c);
        option->palette.setColor(QPalette::HighlightedText, c);
    };
    switch (index.column()) {
    case TensorModel::Name:
        option->font = type::font(type::Scale::Mono);
        option->fontMetrics = QFontMetrics(option->font);
        option->textElideMode = Qt::ElideMiddle;
        break;
    case TensorModel::Type: colour(tokens.*typeTone(option->text)); break;
    case TensorModel::Offset:
    case TensorModel::File:
        option->textElideMode = Qt::ElideMiddle;
        colour(tokens.secondary);
        break;
    default: break;
    }
}

// The whole row: its name may be cut, its other columns hidden.
bool TensorDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view,
                               const QStyleOptionViewItem &option, const QModelIndex &index)
{
    if (event->type() != QEvent::ToolTip || !index.isValid())
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    QStringList lines{index.siblingAtColumn(TensorModel::Name).data().toString()};
    for (const int column : {TensorModel::Type, TensorModel::Shape, TensorModel::Size,
                             TensorModel::Offset, TensorModel::File})
        if (const QModelIndex cell = index.siblingAtColumn(column);
            !cell.data().toString().isEmpty())
            lines << cell.data(Qt::AccessibleTextRole).toString();
    QToolTip::showText(event->globalPos(), plainTip(lines.join(u'\n')), view);
    return true;
}
