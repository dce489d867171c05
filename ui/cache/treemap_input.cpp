// What the mouse and the keys do on the map of the cache.
#include "ui/cache/treemap.h"

#include <QKeyEvent>

#include <algorithm>
#include <cmath>
#include <limits>

namespace {

bool isTreemapRow(const TreemapTile &tile)
{
    return tile.whole && !tile.item.repo.isEmpty();
}

} // namespace

void Treemap::choose(int tile)
{
    if (tile < 0)
        return;
    if (!m_tiles.at(tile).item.repo.isEmpty())
        return emit chosen(m_tiles.at(tile).item);
    m_area = tile;
    sayCurrent();
    update();
}

bool Treemap::canEnter(const TreemapTile &tile) const
{
    return !tile.item.repo.isEmpty() && tile.item.path.isEmpty() && tile.item.blob.isEmpty()
        && tile.item != m_inside;
}

void Treemap::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        choose(tileAt(event->position()));
    else if (event->button() == Qt::BackButton)
        zoomOut();
}

void Treemap::mouseMoveEvent(QMouseEvent *event)
{
    const int tile = tileAt(event->position());
    if (std::exchange(m_hovered, tile) == tile)
        return;
    emit hovered(tile < 0 ? QString() : tip(m_tiles.at(tile)));
    update();
}

void Treemap::leaveEvent(QEvent *)
{
    m_hovered = -1;
    emit hovered({});
    update();
}

// One step at a time: into the repository first.
void Treemap::mouseDoubleClickEvent(QMouseEvent *event)
{
    int tile = tileAt(event->position());
    if (tile >= 0 && m_inside.repo.isEmpty() && m_tiles.at(tile).parent >= 0)
        tile = m_tiles.at(tile).parent;
    if (tile >= 0 && canEnter(m_tiles.at(tile)))
        zoomTo(m_tiles.at(tile).item);
}

// The nearest one whose middle lies that way; what is aside counts double.
int Treemap::neighbour(int tile, int key) const
{
    const QPointF from = m_tiles.at(tile).rect.center();
    int nearest = -1;
    double least = std::numeric_limits<double>::infinity();
    for (int n = 0; n < m_tiles.size(); ++n) {
        if (n == tile || !m_tiles.at(n).whole)
            continue;
        const QPointF way = m_tiles.at(n).rect.center() - from;
        const bool sideways = key == Qt::Key_Left || key == Qt::Key_Right;
        const double along
            = (sideways ? way.x() : way.y()) * (key == Qt::Key_Left || key == Qt::Key_Up ? -1 : 1);
        const double aside = std::abs(sideways ? way.y() : way.x());
        if (along < 1 || along + 2 * aside >= least)
            continue;
        least = along + 2 * aside;
        nearest = n;
    }
    return nearest;
}

void Treemap::keyPressEvent(QKeyEvent *event)
{
    const int current = currentTile();
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down:
        if (current >= 0)
            choose(neighbour(current, event->key()));
        else if (const auto first = std::ranges::find_if(m_tiles, isTreemapRow);
                 first != m_tiles.end())
            choose(int(first - m_tiles.begin()));
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (current >= 0 && canEnter(m_tiles.at(current)))
            zoomTo(m_inside.repo.isEmpty() ? CacheItem{.repo = m_tiles.at(current).item.repo}
                                           : m_tiles.at(current).item);
        return;
    case Qt::Key_Escape:
        if (m_inside.repo.isEmpty())
            return QWidget::keyPressEvent(event);
        return zoomOut();
    case Qt::Key_Backspace: return zoomOut();
    case Qt::Key_Space:
        if (current >= 0 && !m_tiles.at(current).item.repo.isEmpty())
            emit tickWanted(m_tiles.at(current).item);
        return;
    default: QWidget::keyPressEvent(event);
    }
}
