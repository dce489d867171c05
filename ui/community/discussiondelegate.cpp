#include "ui/community/discussiondelegate.h"

#include "app/text/format.h"
#include "app/text/safetext.h"
#include "models/discussionlistmodel.h"
#include "ui/community/discussionlook.h"
#include "ui/theme/icon.h"
#include "ui/theme/style.h"
#include "ui/theme/type.h"

#include <QApplication>
#include <QPainter>

using namespace Qt::StringLiterals;

QSize DiscussionDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {200, metrics::kTallRow};
}

void DiscussionDelegate::paint(QPainter *painter, const QStyleOptionViewItem &given,
                               const QModelIndex &index) const
{
    QStyleOptionViewItem option = given;
    initStyleOption(&option, index);
    const QStyle *style = option.widget ? option.widget->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &option, painter, option.widget);
    const auto *discussion
        = index.data(DiscussionListModel::DiscussionRole).value<const Discussion *>();
    const DiscussionLook look = DiscussionLook::of(*discussion);
    const Tokens &tokens = Tokens::of(option.palette);
    const QRect cell = option.rect.adjusted(16, 0, -16, -1);
    const auto visual
        = [&](const QRect &box) { return QStyle::visualRect(option.direction, cell, box); };
    const int leading = static_cast<int>(QStyle::visualAlignment(option.direction, Qt::AlignLeft))
        | Qt::AlignVCenter | Qt::TextSingleLine;
    const int trailing = static_cast<int>(QStyle::visualAlignment(option.direction, Qt::AlignRight))
        | Qt::AlignVCenter | Qt::TextSingleLine;

    painter->save();
    paintIcon(*painter, visual({cell.left(), cell.top() + 9, 16, 16}),
              discussion->pinned ? u"pin"_s : look.icon, look.tone, option.palette);
    const QFont small = type::font(type::Scale::Secondary);
    const QFontMetrics smallFace(small);
    const int left = cell.left() + 28;
    const QString age = Format::ago(discussion->createdAt);
    const int ageWidth = smallFace.horizontalAdvance(age) + 1;
    painter->setFont(small);
    painter->setPen(tokens.secondary);
    painter->drawText(visual({cell.right() - ageWidth, cell.top() + 7, ageWidth, 20}), trailing,
                      age);

    const QString comments = QString::number(discussion->comments);
    const int commentsWidth = smallFace.horizontalAdvance(comments) + 1;
    painter->drawText(visual({cell.right() - commentsWidth, cell.top() + 28, commentsWidth, 18}),
                      trailing, comments);
    paintIcon(*painter, visual({cell.right() - commentsWidth - 19, cell.top() + 30, 14, 14}),
              u"comment"_s, &Tokens::secondary, option.palette);
    const QString below
        = u"#%1 · %2 · %3"_s.arg(QString::number(discussion->number),
                                 SafeText::isolated(shownAuthor(discussion->author)), look.word);
    const QRect second(left, cell.top() + 28, cell.right() - commentsWidth - 28 - left, 18);
    painter->drawText(visual(second), leading,
                      smallFace.elidedText(below, Qt::ElideRight, second.width()));

    const QFont titleFont
        = option.state & QStyle::State_Selected ? type::medium(option.font) : option.font;
    const QRect title(left, cell.top() + 7, cell.right() - ageWidth - 10 - left, 20);
    painter->setFont(titleFont);
    painter->setPen(tokens.text);
    painter->drawText(visual(title), leading,
                      QFontMetrics(titleFont).elidedText(SafeText::line(discussion->title),
                                                         Qt::ElideRight, title.width()));
    painter->restore();
    drawRowFocus(*painter, option);
}
