#include "ui/repo/filedelegate.h"

#include "models/filetreemodel.h"
#include "ui/theme/icon.h"
#include "ui/theme/type.h"
#include "ui/widgets/plaintip.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <array>

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

void paintBadge(QPainter &painter, const QRect &cell, const QString &text, Tone tone, bool selected,
                const QStyleOptionViewItem &option)
{
    const Tokens &tokens = Tokens::of(option.palette);
    const QFont font = type::font(type::Scale::Badge);
    QRect badge(cell.left(), cell.center().y() - metrics::kBadge / 2 + 1,
                QFontMetrics(font).horizontalAdvance(text) + 14, metrics::kBadge);
    badge = QStyle::visualRect(option.direction, cell, badge);
    painter.setPen(Qt::NoPen);
    painter.setBrush(selected ? tokens.surface : tokens.sunken);
    painter.drawRoundedRect(badge, metrics::kBadge / 2.0, metrics::kBadge / 2.0);
    painter.setPen(tokens.*tone);
    painter.setFont(font);
    painter.drawText(badge, Qt::AlignCenter | Qt::TextSingleLine, text);
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

QString fileIcon(const QString &path)
{
    struct Family
    {
        QString icon;
        QStringList endings;
    };
    static const std::array families{
        Family{u"tensor"_s,
               {u".safetensors"_s, u".gguf"_s, u".bin"_s, u".pt"_s, u".pth"_s, u".onnx"_s, u".h5"_s,
                u".ckpt"_s, u".npz"_s, u".npy"_s}},
        Family{u"table"_s, {u".parquet"_s, u".csv"_s, u".tsv"_s, u".jsonl"_s, u".arrow"_s}},
        Family{u"image"_s,
               {u".png"_s, u".jpg"_s, u".jpeg"_s, u".webp"_s, u".gif"_s, u".svg"_s, u".bmp"_s}},
        Family{u"audio"_s, {u".wav"_s, u".mp3"_s, u".flac"_s, u".ogg"_s}},
        Family{u"video"_s, {u".mp4"_s, u".webm"_s, u".mkv"_s}},
        Family{u"archive"_s, {u".zip"_s, u".tar"_s, u".gz"_s, u".zst"_s, u".7z"_s}},
        Family{u"notebook"_s, {u".ipynb"_s}},
    };
    for (const Family &family : families)
        for (const QString &ending : family.endings)
            if (path.endsWith(ending, Qt::CaseInsensitive))
                return family.icon;
    return u"file"_s;
}

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
    const bool selected = option.state & QStyle::State_Selected;
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
            paintBadge(*painter, cell, option.text, storageTone(entry->storage), selected, option);
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
