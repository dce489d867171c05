#include "ui/cache/treemap.h"

#include "app/disk/background.h"
#include "app/text/format.h"
#include "ui/theme/stylepaint.h"
#include "ui/theme/type.h"
#include "ui/widgets/plaintip.h"

#include <QHelpEvent>
#include <QPainter>
#include <QPainterPath>
#include <QStyleOption>
#include <QToolTip>
#include <QtMath>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

constexpr float kTileFill = 0.2F; // of the kind's colour; source: the mock-ups
constexpr float kTickedFill = 0.5F;
constexpr qreal kTileRadius = 4;
constexpr qreal kHatchStep = 8;
constexpr int kLabelInset = 8;
constexpr QSizeF kLeastLabel(40, 22);
constexpr int kLeastLetters = 7;

Tone tileTone(const TreemapTile &tile)
{
    switch (tile.kind) {
    case TreemapTile::Kind::Model: return &Tokens::model;
    case TreemapTile::Kind::Dataset: return &Tokens::dataset;
    case TreemapTile::Kind::Space: return &Tokens::space;
    case TreemapTile::Kind::Area: return &Tokens::good;
    case TreemapTile::Kind::Quarantine: return &Tokens::info;
    case TreemapTile::Kind::Other: break;
    }
    return &Tokens::secondary;
}

void hatch(QPainter &painter, const QRectF &rect, const QColor &colour)
{
    painter.save();
    painter.setClipRect(rect);
    painter.setPen(QPen(colour, 2));
    const int lines = qCeil((rect.width() + rect.height()) / kHatchStep);
    for (int i = 0; i < lines; ++i) {
        const qreal x = rect.left() - rect.height() + i * kHatchStep;
        painter.drawLine(QPointF(x, rect.top()), QPointF(x + rect.height(), rect.bottom()));
    }
    painter.restore();
}

} // namespace

Treemap::Treemap(TickOf tickOf, QWidget *parent)
    : QWidget(parent)
    , m_tickOf(std::move(tickOf))
{
    setObjectName(u"cacheMap"_s);
    setAccessibleName(tr("Map of the cache"));
    sayCurrent();
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
}

void Treemap::setContent(const QList<CacheRepoPtr> &repos, const QList<TreemapTile> &areas)
{
    m_question.repos = repos;
    m_question.areas = areas;
    const auto repo = std::ranges::find(repos, m_inside.repo,
                                        [](const CacheRepoPtr &each) { return each->folder; });
    const bool gone = !m_inside.repo.isEmpty() && repo == repos.end();
    if (gone
        || (!m_inside.commit.isEmpty()
            && !std::ranges::contains((*repo)->revisions, m_inside.commit, &CacheRevision::commit)))
        zoomTo({.repo = gone ? QByteArray() : m_inside.repo});
    else
        layOut();
}

void Treemap::setCurrent(const CacheItem &item)
{
    m_current = item;
    m_area = -1;
    sayCurrent();
    update();
}

int Treemap::currentTile() const
{
    return m_area >= 0 ? m_area : tileOf(m_current);
}

void Treemap::sayCurrent()
{
    const int tile = currentTile();
    setAccessibleDescription(tile < 0 ? tr("Arrow keys choose a field; Enter shows what is in it.")
                                      : tip(m_tiles.at(tile)));
}

void Treemap::showTicks()
{
    m_picture = {};
    update();
}

void Treemap::zoomTo(const CacheItem &item)
{
    m_inside = {.repo = item.repo, .commit = item.commit};
    layOut();
    emit zoomed();
}

void Treemap::zoomOut()
{
    if (!m_inside.repo.isEmpty())
        zoomTo(m_inside.commit.isEmpty() ? CacheItem() : CacheItem{.repo = m_inside.repo});
}

void Treemap::layOut()
{
    if (std::exchange(m_laying, true)) {
        m_again = true;
        return;
    }
    m_again = false;
    TreemapQuestion question = m_question;
    question.inside = m_inside;
    question.room = size();
    inBackground(
        *QThreadPool::globalInstance(), this, [question] { return TreemapLayout::of(question); },
        [this](const QList<TreemapTile> &tiles) {
            m_laying = false;
            if (m_again)
                return layOut();
            m_tiles = tiles;
            m_hovered = -1;
            m_area = -1;
            m_picture = {};
            sayCurrent();
            update();
            emit laidOut();
        });
}

void Treemap::paintTile(QPainter &painter, const TreemapTile &tile) const
{
    const Tokens &tokens = Tokens::of(palette());
    QColor colour = tokens.*tileTone(tile);
    const Qt::CheckState tick = tile.item.repo.isEmpty() ? Qt::Unchecked : m_tickOf(tile.item);
    colour.setAlphaF(tick == Qt::Checked ? kTickedFill : kTileFill);
    const qreal radius = std::min(kTileRadius, std::min(tile.rect.width(), tile.rect.height()) / 3);
    stylepaint::panel(painter, tile.rect, colour, {}, radius);
    QColor line = tokens.*tileTone(tile);
    line.setAlphaF(kTickedFill);
    if (tick == Qt::Checked)
        hatch(painter, tile.rect, line);
    else if (tick == Qt::PartiallyChecked) // a part that is too small to be seen by itself
        hatch(painter, tile.rect.adjusted(0, tile.rect.height() * 3 / 4, 0, 0), line);
}

void Treemap::paintLabel(QPainter &painter, const TreemapTile &tile) const
{
    const QRectF room = tile.rect.adjusted(kLabelInset, 5, -kLabelInset, -4);
    if (room.width() < kLeastLabel.width() || room.height() < kLeastLabel.height() - 9)
        return;
    const Tokens &tokens = Tokens::of(palette());
    const QFont font = type::medium(type::font(type::Scale::Secondary));
    const QFontMetrics face(font);
    const QString name
        = tile.more > 0 ? tr("%1 more").arg(Format::exactCount(tile.more)) : tile.name;
    const QString shown = face.elidedText(name, Qt::ElideMiddle, int(room.width()));
    if (shown != name && shown.size() < kLeastLetters)
        return;
    painter.setFont(font);
    painter.setPen(tokens.text);
    painter.drawText(room, Qt::AlignLeft | Qt::AlignTop | Qt::TextSingleLine, shown);
    if (!tile.whole && !m_inside.repo.isEmpty())
        return; // the heading has one line
    const QString size = Format::size(tile.bytes);
    const QRectF second = room.adjusted(0, face.height() + 1, 0, 0);
    painter.setFont(type::font(type::Scale::Secondary));
    if (second.height() >= face.height() && face.horizontalAdvance(size) <= second.width())
        painter.drawText(second, Qt::AlignLeft | Qt::AlignTop | Qt::TextSingleLine, size);
}

void Treemap::draw()
{
    m_picture = QPixmap(size() * devicePixelRatio());
    m_picture.setDevicePixelRatio(devicePixelRatio());
    m_picture.fill(Qt::transparent);
    QPainter painter(&m_picture);
    painter.setRenderHint(QPainter::Antialiasing);
    for (const TreemapTile &tile : std::as_const(m_tiles))
        if (tile.whole)
            paintTile(painter, tile);
    const Tokens &tokens = Tokens::of(palette());
    const QFont font = type::font(type::Scale::Secondary);
    for (const TreemapTile &tile : std::as_const(m_tiles)) {
        if (tile.parent < 0 || !m_inside.repo.isEmpty()) {
            paintLabel(painter, tile);
        } else if (m_tickOf(tile.item) == Qt::Checked) { // how much of it
            const QString text = Format::size(tile.bytes);
            const QFontMetrics face(font);
            const QSizeF pill(face.horizontalAdvance(text) + 16, 20);
            const QRectF spot(tile.rect.left() + 6, tile.rect.bottom() - pill.height() - 6,
                              pill.width(), pill.height());
            if (!tile.rect.adjusted(4, 36, -4, 0).contains(spot))
                continue;
            stylepaint::panel(painter, spot, tokens.surface, {}, kTileRadius);
            painter.setFont(font);
            painter.setPen(tokens.text);
            painter.drawText(spot, Qt::AlignCenter, text);
        }
    }
}

void Treemap::paintEvent(QPaintEvent *)
{
    if (m_picture.isNull())
        draw();
    QPainter painter(this);
    painter.drawPixmap(0, 0, m_picture);
    painter.setRenderHint(QPainter::Antialiasing);
    const Tokens &tokens = Tokens::of(palette());
    if (m_hovered >= 0)
        stylepaint::panel(painter, m_tiles.at(m_hovered).rect, {}, tokens.text, kTileRadius, 1.5);
    if (const int current = currentTile(); current >= 0)
        stylepaint::panel(painter, m_tiles.at(current).rect, {}, tokens.accent, kTileRadius, 2);
    QStyleOption option;
    option.initFrom(this);
    if (stylepaint::hasKeyboardFocus(option))
        stylepaint::focusRing(painter, rect(), tokens);
}

void Treemap::resizeEvent(QResizeEvent *)
{
    layOut();
}

void Treemap::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        showTicks();
    QWidget::changeEvent(event);
}

int Treemap::tileAt(QPointF position) const
{
    for (qsizetype n = m_tiles.size() - 1; n >= 0; --n) // what is inside comes later
        if (m_tiles.at(n).rect.contains(position))
            return int(n);
    return -1;
}

int Treemap::tileOf(const CacheItem &item) const
{
    if (item.repo.isEmpty())
        return -1;
    for (const CacheItem &wanted : {item, CacheItem{.repo = item.repo, .commit = item.commit},
                                    CacheItem{.repo = item.repo}}) {
        const auto it = std::ranges::find(m_tiles, wanted, &TreemapTile::item);
        if (it != m_tiles.end())
            return int(it - m_tiles.begin());
    }
    return -1;
}

QString Treemap::tip(const TreemapTile &tile) const
{
    if (tile.more > 0)
        return tr("%1 more, too small to be drawn: %2")
            .arg(Format::exactCount(tile.more), Format::size(tile.bytes));
    const TreemapTile *top = tile.parent < 0 ? nullptr : &m_tiles.at(tile.parent);
    return tr("%1: %2").arg(top ? tr("%1 · %2").arg(top->name, tile.name) : tile.name,
                            Format::size(tile.bytes));
}

bool Treemap::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const int tile = tileAt(help->pos());
        if (tile >= 0)
            QToolTip::showText(help->globalPos(), plainTip(tip(m_tiles.at(tile))), this,
                               m_tiles.at(tile).rect.toRect());
        return true;
    }
    return QWidget::event(event);
}
