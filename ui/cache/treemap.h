#pragma once

#include "ui/cache/treemaplayout.h"
#include "ui/theme/tokens.h"

#include <QPixmap>
#include <QWidget>

#include <functional>

// The cache as areas: what is large is large. Laid out on the pool; shows what is ticked and where
// the current row is, and goes into what is double clicked. The table beside it tells the same.
class Treemap final : public QWidget
{
    Q_OBJECT

public:
    using TickOf = std::function<Qt::CheckState(const CacheItem &)>;

    explicit Treemap(TickOf tickOf, QWidget *parent = nullptr);

    void setContent(const QList<CacheRepoPtr> &repos, const QList<TreemapTile> &areas);
    void setCurrent(const CacheItem &item);
    void showTicks(); // they changed
    void zoomTo(const CacheItem &item); // empty: everything
    void zoomOut();
    const CacheItem &inside() const { return m_inside; }
    const QList<TreemapTile> &tiles() const { return m_tiles; }

    QSize minimumSizeHint() const override { return {160, 120}; }

signals:
    void chosen(const CacheItem &item);
    void tickWanted(const CacheItem &item);
    void zoomed();
    void hovered(const QString &what); // empty: nothing
    void laidOut();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool event(QEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void layOut();
    void draw();
    void paintTile(QPainter &painter, const TreemapTile &tile) const;
    void paintLabel(QPainter &painter, const TreemapTile &tile) const;
    int tileAt(QPointF position) const; // the innermost; -1: none
    int tileOf(const CacheItem &item) const; // or of what it is in
    int neighbour(int tile, int key) const;
    int currentTile() const;
    void sayCurrent(); // to screen readers
    bool canEnter(const TreemapTile &tile) const;
    void choose(int tile);
    QString tip(const TreemapTile &tile) const;

    TickOf m_tickOf;
    TreemapQuestion m_question;
    CacheItem m_inside;
    CacheItem m_current;
    int m_area = -1; // the current tile where it is no row
    QList<TreemapTile> m_tiles;
    QPixmap m_picture; // null: to be drawn
    int m_hovered = -1;
    bool m_laying = false;
    bool m_again = false;
};
