#include "ui/repo/filedelegate.h"

#include "models/filetreemodel.h"
#include "ui/theme/icon.h"
#include "ui/theme/type.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/fileicon.h"
#include "ui/widgets/plaintip.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

using namespace Qt::StringLiterals;

namespace {

constexpr int kFileIcon = 16;
constexpr int kFileCellPadding = 6;

struct CellMark
{
    QString icon;
    Tone tone = &Tokens::secondary;
};

// Source of the levels: hub-api 5.2.
CellMark scanMark(const QString &status)
{
    if (status.isEmpty())
        return {};
    if (status == "safe"_L1 || status == "innocuous"_L1)
        return {u"shield-check"_s, &Tokens::good};
    if (status == "queued"_L1 || status == "unscanned"_L1)
        return {u"clock"_s, &Tokens::secondary};
    if (status == "unsafe"_L1 || status == "dangerous"_L1)
        return {u"shield-warning"_s, &Tokens::danger};
    return {u"shield-warning"_s, &Tokens::warning};
}

Tone storageTone(Storage storage)
{
    switch (storage) {
    case Storage::Git: return &Tokens::secondary;
    case Storage::Lfs: return &Tokens::info;
    case Storage::Xet: return &Tokens::accent;
    }
    Q_UNREACHABLE_RETURN(&Tokens::secondary);
}

void paintStorage(QPainter &painter, const QRect &cell, const QString &text, Storage storage,
                  const QStyleOptionViewItem &option)
{
    const bool selected = option.state & QStyle::State_Selected;
    const Badge badge{.text = text,
                      .tone = storageTone(storage),
                      .ground = selected ? &Tokens::surface : &Tokens::sunken};
    const QSize size(badgeWidth(badge), metrics::kBadge);
    paintBadge(painter,
               QStyle::alignedRect(option.direction, Qt::AlignLeft | Qt::AlignVCenter, size, cell),
               badge, option.palette);
}

void paintWaiting(QPainter &painter, const QRect &cell, const QStyleOptionViewItem &option)
{
    painter.setPen(Qt::NoPen);
    painter.setBrush(Tokens::of(option.palette).border);
    const QRect bar(cell.left() + kFileIcon + 8, cell.center().y() - 4,
                    std::min(160, cell.width() - 40), 9);
    const QRect tile(cell.left(), cell.center().y() - 7, kFileIcon - 2, kFileIcon - 2);
    painter.drawRoundedRect(QStyle::visualRect(option.direction, cell, tile), 3, 3);
    painter.drawRoundedRect(QStyle::visualRect(option.direction, cell, bar), 4, 4);
}

void paintText(QPainter &painter, const QRect &cell, const QString &text, const QFont &font,
               const QColor &colour, Qt::Alignment alignment, Qt::TextElideMode elide,
               const QStyleOptionViewItem &option)
{
    painter.setFont(font);
    painter.setPen(colour);
    painter.drawText(cell,
                     static_cast<int>(QStyle::visualAlignment(option.direction, alignment))
                         | Qt::TextSingleLine,
                     QFontMetrics(font).elidedText(text, elide, cell.width()));
}

void paintName(QPainter &painter, QRect cell, const QStyleOptionViewItem &option,
               const QModelIndex &index)
{
    const auto kind = index.data(FileTreeModel::KindRole).value<FileTreeModel::Kind>();
    if (kind == FileTreeModel::Kind::Waiting)
        return paintWaiting(painter, cell, option);
    QString name = u"warning"_s;
    Tone tone = &Tokens::danger;
    if (kind != FileTreeModel::Kind::Failed) {
        name = kind == FileTreeModel::Kind::Folder
            ? u"folder"_s
            : fileIcon(index.data(FileTreeModel::PathRole).toString());
        tone = &Tokens::secondary;
    }
    const QRect spot(cell.left(), cell.center().y() - kFileIcon / 2 + 1, kFileIcon, kFileIcon);
    paintIcon(painter, QStyle::visualRect(option.direction, cell, spot), name, tone,
              option.palette);
    QRect text = cell;
    text.setLeft(spot.right() + 9);
    const bool current = option.state & QStyle::State_HasFocus;
    const QFont font = current ? type::medium(option.font) : option.font;
    paintText(painter, QStyle::visualRect(option.direction, cell, text), index.data().toString(),
              font, Tokens::of(option.palette).text, Qt::AlignLeft | Qt::AlignVCenter,
              Qt::ElideMiddle, option);
}

void paintMark(QPainter &painter, const QRect &cell, const CellMark &mark, Qt::Alignment alignment,
               const QStyleOptionViewItem &option)
{
    if (mark.icon.isEmpty())
        return;
    const QRect spot = QStyle::alignedRect(option.direction, alignment | Qt::AlignVCenter,
                                           {kFileIcon, kFileIcon}, cell);
    paintIcon(painter, spot, mark.icon, mark.tone, option.palette);
}

void paintCached(QPainter &painter, const QRect &cell, const QStyleOptionViewItem &option,
                 const QModelIndex &index)
{
    const int percent = index.data(FileTreeModel::ProgressRole).toInt();
    if (percent >= 0)
        paintText(painter, cell, index.data().toString(), type::font(type::Scale::Secondary),
                  Tokens::of(option.palette).accent, Qt::AlignRight | Qt::AlignVCenter,
                  Qt::ElideNone, option);
    else if (index.data(FileTreeModel::CachedRole).toBool())
        paintMark(painter, cell, {u"cached"_s, &Tokens::good}, Qt::AlignRight, option);
}

} // namespace

void FileDelegate::paint(QPainter *painter, const QStyleOptionViewItem &given,
                         const QModelIndex &index) const
{
    QStyleOptionViewItem option = given;
    initStyleOption(&option, index);
    const QStyle *style = option.widget ? option.widget->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &option, painter, option.widget);

    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const Tokens &tokens = Tokens::of(option.palette);
    const QRect cell
        = option.rect.adjusted(index.column() == FileTreeModel::NameColumn ? 2 : kFileCellPadding,
                               0, -kFileCellPadding, -1);
    const auto *entry = index.data(FileTreeModel::EntryRole).value<const TreeEntry *>();
    const auto plain = [&](Qt::Alignment alignment) {
        const QFont font = type::font(type::Scale::Secondary);
        paintText(*painter, cell, option.text,
                  alignment == Qt::AlignRight ? type::tabular(font) : font, tokens.secondary,
                  alignment | Qt::AlignVCenter, Qt::ElideRight, option);
    };
    switch (static_cast<FileTreeModel::Column>(index.column())) {
    case FileTreeModel::NameColumn: paintName(*painter, cell, option, index); break;
    case FileTreeModel::SizeColumn:
    case FileTreeModel::AgeColumn: plain(Qt::AlignRight); break;
    case FileTreeModel::CommitColumn: plain(Qt::AlignLeft); break;
    case FileTreeModel::StorageColumn:
        if (entry && entry->type == TreeEntry::Type::File)
            paintStorage(*painter, cell, option.text, entry->storage, option);
        break;
    case FileTreeModel::ScanColumn:
        if (entry && entry->type == TreeEntry::Type::File)
            paintMark(*painter, cell, scanMark(entry->scanStatus), Qt::AlignHCenter, option);
        break;
    case FileTreeModel::CachedColumn: paintCached(*painter, cell, option, index); break;
    case FileTreeModel::ColumnCount: break;
    }
    painter->restore();
}

QSize FileDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return {80, std::max(metrics::kRow, option.fontMetrics.height() + 8)};
}

bool FileDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view,
                             const QStyleOptionViewItem &option, const QModelIndex &index)
{
    if (event->type() != QEvent::ToolTip)
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    QToolTip::showText(event->globalPos(), plainTip(index.data(Qt::ToolTipRole).toString()), view,
                       option.rect);
    return true;
}
