#include "ui/search/repodelegate.h"

#include "app/text/format.h"
#include "app/text/safetext.h"
#include "models/repolistmodel.h"
#include "ui/search/reporowtext.h"
#include "ui/theme/icon.h"
#include "ui/theme/style.h"
#include "ui/theme/type.h"
#include "ui/widgets/plaintip.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

using namespace Qt::StringLiterals;

namespace {

constexpr int kRowTile = 34; // side of the tile
constexpr int kRowNumbers = 76; // a column of downloads or likes, icon included
constexpr int kRowNumberIcon = 14;
constexpr int kRowEnd = metrics::kGap; // with the scroll bar beside it the page's padding
constexpr int kLeastName = 96; // of a name, however little room there is
constexpr int kKeptRows = 600; // laid out rows; some thirty screens

QStaticText laidOut(const QString &text, const QFont &font)
{
    QStaticText laid(text);
    laid.setTextFormat(Qt::PlainText);
    QTextOption option;
    option.setWrapMode(QTextOption::NoWrap);
    option.setTextDirection(text.isRightToLeft() ? Qt::RightToLeft : Qt::LeftToRight);
    laid.setTextOption(option);
    laid.setPerformanceHint(QStaticText::AggressiveCaching);
    laid.prepare({}, font);
    return laid;
}

int widthOf(const QStaticText &text)
{
    return qCeil(text.size().width());
}

// Cut and laid out once more only where it does not fit: cutting shapes the text as well, which is
// most of what a fresh row costs.
QStaticText laidOutWithin(int width, const QString &text, const QFont &font, Qt::TextElideMode mode)
{
    const QStaticText whole = laidOut(text, font);
    return widthOf(whole) <= width
        ? whole
        : laidOut(QFontMetrics(font).elidedText(text, mode, width), font);
}

// The marks of a row, the most telling first; those that leave no room for the name are dropped.
QList<Badge> rowBadges(const RepoSummary &repo, bool cached, int room)
{
    QList<Badge> badges;
    const auto add = [&](bool wanted, const QString &text, Tone tone) {
        const Badge badge{.text = text, .tone = tone};
        const int width = metrics::kGap + badgeWidth(badge);
        if (!wanted || width > room)
            return;
        room -= width;
        badges << badge;
    };
    add(repo.gate != Gate::None, RepoDelegate::tr("gated"), &Tokens::warning);
    add(repo.isPrivate, RepoDelegate::tr("private"), &Tokens::secondary);
    add(cached, RepoDelegate::tr("files cached"), &Tokens::good);
    return badges;
}

// Likes are told apart by their last digits longer than downloads are.
QString likesText(qint64 likes)
{
    return likes < 10'000 ? Format::exactCount(likes) : Format::count(likes);
}

} // namespace

RepoDelegate::RepoDelegate(QObject *parent)
    : QStyledItemDelegate(parent)
    , m_rows(kKeptRows)
    , m_ownerFont(type::font(type::Scale::Body))
    , m_nameFont(type::medium(m_ownerFont))
    , m_numberFont(type::tabular(m_ownerFont))
    , m_metaFont(type::font(type::Scale::Secondary))
    , m_slashWidth(QFontMetrics(m_ownerFont).horizontalAdvance(u" / "_s))
{ }

QSize RepoDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {0, metrics::kTallRow};
}

RepoDelegate::Columns RepoDelegate::columns(const QStyleOptionViewItem &option,
                                            const RepoSummary &repo)
{
    Columns c;
    QRect room = option.rect.adjusted(metrics::kPagePadding, 0, -kRowEnd, 0);
    c.tile = QRect(room.left(), room.top() + (room.height() - kRowTile) / 2, kRowTile, kRowTile);
    c.likes = QRect(room.right() + 1 - kRowNumbers, room.top(), kRowNumbers, room.height());
    c.downloads = c.likes.translated(-kRowNumbers, 0);
    room.setLeft(c.tile.right() + 1 + metrics::kColumnGap);
    room.setRight((repo.id.kind() == RepoKind::Space ? c.likes : c.downloads).left()
                  - metrics::kColumnGap);
    c.text = room;
    for (QRect *rect : {&c.tile, &c.text, &c.downloads, &c.likes})
        *rect = QStyle::visualRect(option.direction, option.rect, *rect);
    return c;
}

const RepoDelegate::Row &RepoDelegate::row(const QModelIndex &index, const RepoSummary &repo,
                                           int width) const
{
    const bool cached = index.data(RepoListModel::CachedRole).toBool();
    if (const Row *known = m_rows.object(index.row());
        known && known->width == width && known->cached == cached)
        return *known;
    auto fresh = std::make_unique<Row>();
    fresh->width = width;
    fresh->cached = cached;
    int room = width;
    if (!repo.id.owner().isEmpty()) {
        fresh->owner = laidOutWithin(width / 2, repo.id.owner(), m_ownerFont, Qt::ElideMiddle);
        room -= widthOf(fresh->owner) + m_slashWidth;
    }
    fresh->name = laidOut(repo.id.name(), m_nameFont);
    const int leastName = qMin(kLeastName, widthOf(fresh->name));
    fresh->badges = rowBadges(repo, cached, room - leastName);
    for (const Badge &badge : std::as_const(fresh->badges))
        room -= metrics::kGap + badgeWidth(badge);
    room = qMax(room, leastName);
    if (widthOf(fresh->name) > room)
        fresh->name = laidOut(
            QFontMetrics(m_nameFont).elidedText(repo.id.name(), Qt::ElideMiddle, room), m_nameFont);
    fresh->meta = laidOutWithin(width, reporow::meta(repo), m_metaFont, Qt::ElideRight);
    fresh->downloads = laidOut(Format::count(repo.downloads), m_numberFont);
    fresh->likes = laidOut(likesText(repo.likes), m_numberFont);
    fresh->monogram = reporow::tile(repo);
    const Row &result = *fresh;
    m_rows.insert(index.row(), fresh.release());
    return result;
}

void RepoDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                         const QModelIndex &index) const
{
    const auto *repo = index.data(RepoListModel::SummaryRole).value<const RepoSummary *>();
    if (!repo)
        return;
    const QStyle *style = option.widget ? option.widget->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &option, painter, option.widget);
    const Columns c = columns(option, *repo);
    const Row &texts = row(index, *repo, c.text.width());
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    paintMonogram(*painter, c.tile, texts.monogram, kindTone(repo->id.kind()), option.palette);
    paintText(painter, option, c.text, *repo, texts);
    if (repo->downloads >= 0 && repo->id.kind() != RepoKind::Space)
        paintNumber(painter, option, c.downloads, texts.downloads, u"arrow-down"_s);
    if (repo->likes >= 0)
        paintNumber(painter, option, c.likes, texts.likes, u"heart-filled"_s);
    painter->restore();
    drawRowFocus(*painter, option);
}

// Owner, slash, name and badges one after the other, each laid out alone: that is what keeps a
// right-to-left owner from changing places with the name.
void RepoDelegate::paintText(QPainter *painter, const QStyleOptionViewItem &option,
                             const QRect &rect, const RepoSummary &repo, const Row &row) const
{
    const Tokens &tokens = Tokens::of(option.palette);
    const int nameHeight = qCeil(row.name.size().height());
    const int top
        = rect.top() + (rect.height() - nameHeight - 2 - qCeil(row.meta.size().height())) / 2;
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const int ownerWidth = repo.id.owner().isEmpty() ? 0 : widthOf(row.owner) + m_slashWidth;
    const bool mirrored = option.direction == Qt::RightToLeft;
    int x = mirrored ? rect.right() + 1 - ownerWidth - widthOf(row.name) : rect.left();
    painter->setClipRect(rect.adjusted(0, 0, metrics::kColumnGap, 0));
    if (ownerWidth > 0) {
        painter->setPen(tokens.secondary);
        painter->setFont(m_ownerFont);
        painter->drawStaticText(x, top, row.owner);
        painter->drawText(QRect(x + widthOf(row.owner), top, m_slashWidth, nameHeight),
                          Qt::AlignCenter, u"/"_s);
    }
    painter->setPen(tokens.text);
    painter->setFont(m_nameFont);
    painter->drawStaticText(x + ownerWidth, top, row.name);
    x = mirrored ? x : x + ownerWidth + widthOf(row.name);
    for (Badge badge : row.badges) {
        badge.ground = selected ? &Tokens::surface : &Tokens::sunken;
        const int width = badgeWidth(badge);
        x += mirrored ? -metrics::kGap - width : metrics::kGap;
        paintBadge(*painter, QRect(x, top, width, nameHeight), badge, option.palette);
        x += mirrored ? 0 : width;
    }
    painter->setPen(tokens.secondary);
    painter->setFont(m_metaFont);
    painter->drawStaticText(mirrored ? rect.right() + 1 - widthOf(row.meta) : rect.left(),
                            top + nameHeight + 2, row.meta);
    painter->setClipping(false);
}

void RepoDelegate::paintNumber(QPainter *painter, const QStyleOptionViewItem &option,
                               const QRect &rect, const QStaticText &number,
                               const QString &iconName) const
{
    const QRect mark = QStyle::alignedRect(option.direction, Qt::AlignTrailing | Qt::AlignVCenter,
                                           QSize(kRowNumberIcon, kRowNumberIcon), rect);
    paintIcon(*painter, mark, iconName, &Tokens::secondary, option.palette);
    const int x = option.direction == Qt::RightToLeft ? mark.right() + 1 + 5
                                                      : mark.left() - 5 - widthOf(number);
    painter->setPen(Tokens::of(option.palette).secondary);
    painter->setFont(m_numberFont);
    painter->drawStaticText(x, rect.top() + (rect.height() - qCeil(number.size().height())) / 2,
                            number);
}

bool RepoDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view,
                             const QStyleOptionViewItem &option, const QModelIndex &index)
{
    const auto *repo = index.data(RepoListModel::SummaryRole).value<const RepoSummary *>();
    if (event->type() != QEvent::ToolTip || !repo)
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    QStringList lines{SafeText::repoName(repo->id.owner(), repo->id.name())};
    if (repo->gate != Gate::None)
        lines << tr("Gated: its owner asks you to accept terms first");
    if (index.data(RepoListModel::CachedRole).toBool())
        lines << tr("Files of it are in the cache of this computer");
    if (repo->downloads >= 0 && repo->id.kind() != RepoKind::Space)
        lines << tr("%1 downloads in the last 30 days").arg(Format::exactCount(repo->downloads));
    QToolTip::showText(event->globalPos(), plainTip(lines.join(u'\n')), view);
    return true;
}
