#include "ui/transfers/repocell.h"

#include "app/text/safetext.h"
#include "ui/theme/icon.h"
#include "ui/theme/type.h"
#include "ui/transfers/transferlook.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/elidedlabel.h"

#include <QPainter>

namespace {

constexpr int kInset = 6; // as the header's
constexpr int kCellIcon = 16;
constexpr int kCellTile = 32;
constexpr int kStateGap = 26; // from the icon's left edge to its word

} // namespace

void paintRepoCell(QPainter &painter, const QStyleOptionViewItem &option, const RepoId &repo,
                   const QString &below)
{
    const Tokens &t = Tokens::of(option.palette);
    QRect room = option.rect.adjusted(4, 0, -metrics::kColumnGap, 0);
    paintIconTile(painter,
                  QRect(room.left(), room.center().y() - kCellTile / 2, kCellTile, kCellTile),
                  kindIcon(repo.kind()), kindTone(repo.kind()), option.palette);
    room.setLeft(room.left() + kCellTile + metrics::kGap);
    const int middle = room.center().y();
    const QRect first(room.left(), middle - 20, room.width(), 20);
    const QRect second(room.left(), middle + 1, room.width(), 18);
    painter.setFont(type::medium(option.font));
    painter.setPen(t.text);
    painter.drawText(first, Qt::AlignVCenter | Qt::AlignLeft,
                     elidedName(painter.fontMetrics(),
                                SafeText::repoName(repo.owner(), repo.name()),
                                SafeText::isolated(SafeText::line(repo.name())), first.width()));
    painter.setFont(type::font(type::Scale::Secondary));
    painter.setPen(t.secondary);
    painter.drawText(second, Qt::AlignVCenter | Qt::AlignLeft,
                     painter.fontMetrics().elidedText(below, Qt::ElideRight, second.width()));
}

void paintPathCell(QPainter &painter, const QStyleOptionViewItem &option, const QString &path)
{
    const QRect room = option.rect.adjusted(4, 0, -metrics::kColumnGap, 0);
    painter.setFont(option.font);
    painter.setPen(Tokens::of(option.palette).text);
    painter.drawText(room, Qt::AlignVCenter | Qt::AlignLeft,
                     elidedName(painter.fontMetrics(), SafeText::path(path),
                                SafeText::line(path.section(u'/', -1)), room.width()));
}

void paintStateCell(QPainter &painter, const QStyleOptionViewItem &option, TransferState state,
                    const QString &text, qsizetype word, bool isGroup)
{
    const TransferLook look = TransferLook::of(state);
    const Tokens &t = Tokens::of(option.palette);
    QRect room = option.rect;
    QRect square(0, 0, kCellIcon, kCellIcon);
    square.moveCenter(QRect(room.left(), room.top(), 20, room.height()).center());
    paintIcon(painter, square, look.icon, look.text == &Tokens::text ? look.bar : look.text,
              option.palette);
    room.setLeft(room.left() + kStateGap);
    room.setRight(room.right() - metrics::kColumnGap);
    painter.setPen(t.*look.text);
    painter.setFont(isGroup || word < text.size() ? type::medium(option.font) : option.font);
    const QString first = painter.fontMetrics().elidedText(text.first(qMin(word, text.size())),
                                                           Qt::ElideRight, room.width());
    painter.drawText(room, Qt::AlignVCenter | Qt::AlignLeft, first);
    room.setLeft(room.left() + painter.fontMetrics().horizontalAdvance(first));
    painter.setFont(option.font);
    const QString rest = text.sliced(qMin(word, text.size()));
    if (painter.fontMetrics().horizontalAdvance(u'…') < room.width())
        painter.drawText(room, Qt::AlignVCenter | Qt::AlignLeft,
                         painter.fontMetrics().elidedText(rest, Qt::ElideRight, room.width()));
}

void paintFigureCell(QPainter &painter, const QStyleOptionViewItem &option, const QString &text,
                     bool isGroup)
{
    const Tokens &t = Tokens::of(option.palette);
    painter.setFont(type::tabular(option.font));
    painter.setPen(isGroup ? t.text : t.secondary);
    painter.drawText(option.rect.adjusted(kInset, 0, -kInset, 0), int(option.displayAlignment),
                     text);
}

int figureCellWidth(const QFont &font, const QString &text)
{
    return QFontMetrics(type::tabular(font)).horizontalAdvance(text) + 2 * kInset + 1;
}
