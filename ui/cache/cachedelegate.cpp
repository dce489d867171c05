#include "ui/cache/cachedelegate.h"

#include "app/text/safetext.h"
#include "models/cachetreemodel.h"
#include "ui/theme/icon.h"
#include "ui/theme/style.h"
#include "ui/theme/stylepaint.h"
#include "ui/theme/type.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/celltip.h"
#include "ui/widgets/fileicon.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QMouseEvent>
#include <QPainter>
#include <QtMath>

using namespace Qt::StringLiterals;
using CacheKind = CacheTreeModel::Kind;

namespace {

constexpr int kCacheBox = 16;
constexpr int kCacheIcon = 16;
constexpr int kCacheCell = 6; // padding

QRect boxOf(const QStyleOptionViewItem &option)
{
    const QRect box(option.rect.left() + 2, option.rect.center().y() - kCacheBox / 2, kCacheBox,
                    kCacheBox);
    return QStyle::visualRect(option.direction, option.rect, box);
}

QString rowIcon(CacheKind kind, const QModelIndex &index, Tone *tone)
{
    *tone = &Tokens::secondary;
    switch (kind) {
    case CacheKind::Group: return u"folder"_s;
    case CacheKind::Repo: {
        const QVariant repo = index.data(CacheTreeModel::RepoKindRole);
        if (!repo.isValid())
            return u"question"_s;
        *tone = kindTone(repo.value<RepoKind>());
        return kindIcon(repo.value<RepoKind>());
    }
    case CacheKind::Revision: return u"commit"_s;
    case CacheKind::Loose: return u"download"_s;
    case CacheKind::File: return fileIcon(index.data(CacheTreeModel::PathRole).toString());
    case CacheKind::Blob: return u"file"_s;
    }
    Q_UNREACHABLE_RETURN({});
}

class CacheCell
{
public:
    CacheCell(QPainter &painter, const QStyleOptionViewItem &option)
        : m_painter(painter)
        , m_option(option)
        , m_tokens(Tokens::of(option.palette))
    { }

    void name(const QModelIndex &index)
    {
        const auto kind = index.data(CacheTreeModel::KindRole).value<CacheKind>();
        QStyle::State box = QStyle::State_Enabled;
        switch (index.data(Qt::CheckStateRole).value<Qt::CheckState>()) {
        case Qt::Checked: box |= QStyle::State_On; break;
        case Qt::PartiallyChecked: box |= QStyle::State_NoChange; break;
        case Qt::Unchecked: break;
        }
        stylepaint::checkBox(m_painter, boxOf(m_option), box, m_tokens);
        QRect room = m_option.rect.adjusted(kCacheBox + 10, 0, -kCacheCell, -1);
        Tone tone = nullptr;
        const QString picture = rowIcon(kind, index, &tone);
        const QRect spot(room.left(), room.center().y() - kCacheIcon / 2 + 1, kCacheIcon,
                         kCacheIcon);
        paintIcon(m_painter, place(spot), picture, tone, m_option.palette);
        room.setLeft(spot.right() + 9);
        QFont font = kind == CacheKind::Revision || kind == CacheKind::Blob
            ? type::font(type::Scale::Mono)
            : m_option.font;
        if (m_option.state & QStyle::State_HasFocus)
            font = type::medium(font);
        if (index.data(CacheTreeModel::PinnedRole).toBool()) {
            const QRect pin(room.right() - kCacheIcon + 1, spot.top(), kCacheIcon, kCacheIcon);
            paintIcon(m_painter, place(pin), u"pin"_s, &Tokens::accent, m_option.palette);
            room.setRight(pin.left() - 6);
        }
        const QString whole = index.data().toString();
        const auto cut = kind == CacheKind::Repo ? whole.indexOf(u" / "_s) : -1;
        if (cut >= 0) { // the owner is dimmed and stays whole
            const QString owner = whole.first(cut + 3);
            const int wide = std::min(qCeil(QFontMetricsF(font).horizontalAdvance(owner)) + 1,
                                      room.width() / 2);
            text(QRect(room.left(), room.top(), wide, room.height()), owner, font,
                 m_tokens.secondary, Qt::AlignLeft, Qt::ElideRight);
            room.setLeft(room.left() + wide);
        }
        text(room, cut >= 0 ? whole.sliced(cut + 3) : whole, font, m_tokens.text, Qt::AlignLeft,
             Qt::ElideMiddle);
    }

    void figure(const QModelIndex &index)
    {
        const bool frees = index.column() == CacheTreeModel::FreesColumn;
        const bool ticked = frees
            && index.siblingAtColumn(0).data(Qt::CheckStateRole).value<Qt::CheckState>()
                == Qt::Checked;
        const bool stays = frees && index.data(CacheTreeModel::StaysRole).toBool();
        const QFont font = type::tabular(type::font(type::Scale::Secondary));
        text(m_option.rect.adjusted(kCacheCell, 0, -kCacheCell, -1), index.data().toString(),
             ticked && !stays ? type::semibold(font) : font,
             ticked && !stays ? m_tokens.text : m_tokens.secondary, Qt::AlignRight, Qt::ElideRight);
    }

    void refs(const QModelIndex &index)
    {
        QRect room = m_option.rect.adjusted(kCacheCell, 0, -kCacheCell, -1);
        const bool selected = m_option.state & QStyle::State_Selected;
        if (index.data(CacheTreeModel::ProblemsRole).toInt() > 0) {
            const QRect spot(room.left(), room.center().y() - kCacheIcon / 2 + 1, kCacheIcon,
                             kCacheIcon);
            paintIcon(m_painter, place(spot), u"warning"_s, &Tokens::warning, m_option.palette);
            room.setLeft(spot.right() + 6);
            text(room, index.data().toString(), type::font(type::Scale::Secondary),
                 m_tokens.warning, Qt::AlignLeft, Qt::ElideRight);
            return;
        }
        const QStringList refs = index.data(CacheTreeModel::RefsRole).toStringList();
        if (refs.isEmpty() || m_option.direction == Qt::RightToLeft)
            return text(room, index.data().toString(), type::font(type::Scale::Secondary),
                        m_tokens.secondary, Qt::AlignLeft, Qt::ElideRight);
        for (const QString &ref : refs) {
            const QRect drawn = paintBadge(m_painter, room,
                                           {.text = ref,
                                            .tone = &Tokens::accent,
                                            .ground = selected ? &Tokens::surface : &Tokens::tint},
                                           m_option.palette);
            room.setLeft(drawn.right() + 5);
            if (room.width() < metrics::kBadge * 2)
                return;
        }
    }

private:
    QRect place(const QRect &rect) const
    {
        return QStyle::visualRect(m_option.direction, m_option.rect, rect);
    }

    void text(const QRect &room, const QString &words, const QFont &font, const QColor &colour,
              Qt::Alignment alignment, Qt::TextElideMode elide)
    {
        m_painter.setFont(font);
        m_painter.setPen(colour);
        m_painter.drawText(place(room),
                           int(QStyle::visualAlignment(m_option.direction, alignment))
                               | Qt::AlignVCenter | Qt::TextSingleLine,
                           QFontMetrics(font).elidedText(words, elide, room.width()));
    }

    QPainter &m_painter;
    const QStyleOptionViewItem &m_option;
    const Tokens &m_tokens;
};

} // namespace

void CacheDelegate::paint(QPainter *painter, const QStyleOptionViewItem &given,
                          const QModelIndex &index) const
{
    QStyleOptionViewItem option = given;
    const QStyle *style = option.widget ? option.widget->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &option, painter, option.widget);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    CacheCell cell(*painter, option);
    if (index.column() == CacheTreeModel::NameColumn)
        cell.name(index);
    else if (index.column() == CacheTreeModel::RefsColumn)
        cell.refs(index);
    else
        cell.figure(index);
    painter->restore();
    drawRowFocus(*painter, option);
}

QSize CacheDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {80, metrics::kRow};
}

bool CacheDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view,
                              const QStyleOptionViewItem &option, const QModelIndex &index)
{
    return showCellTip(event, view, index.data(Qt::ToolTipRole).toString())
        || QStyledItemDelegate::helpEvent(event, view, option, index);
}

bool CacheDelegate::editorEvent(QEvent *event, QAbstractItemModel *model,
                                const QStyleOptionViewItem &option, const QModelIndex &index)
{
    if (index.column() != CacheTreeModel::NameColumn)
        return false;
    const auto *mouse = event->type() == QEvent::MouseButtonRelease
            || event->type() == QEvent::MouseButtonPress
            || event->type() == QEvent::MouseButtonDblClick
        ? static_cast<QMouseEvent *>(event)
        : nullptr;
    if (!mouse || mouse->button() != Qt::LeftButton
        || !boxOf(option).adjusted(-4, -6, 4, 6).contains(mouse->position().toPoint()))
        return false;
    if (event->type() == QEvent::MouseButtonRelease)
        model->setData(index,
                       static_cast<CacheTreeModel *>(model)->isTicked(index) ? Qt::Unchecked
                                                                             : Qt::Checked,
                       Qt::CheckStateRole);
    return true;
}
