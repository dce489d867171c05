#include "ui/preview/tensordelegate.h"

#include "models/tensormodel.h"
#include "ui/preview/typebar.h"
#include "ui/theme/type.h"

void TensorDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    const Tokens &tokens = Tokens::of(option->palette);
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
