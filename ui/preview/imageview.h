#pragma once

#include <QAbstractScrollArea>
#include <QImage>

// A picture, fitted into the window (never enlarged by that) or at a chosen zoom. Ctrl+wheel and
// + - 0 1 zoom, dragging moves.
class ImageView final : public QAbstractScrollArea
{
    Q_OBJECT

public:
    explicit ImageView(QWidget *parent = nullptr);

    void setImage(const QImage &image);
    double zoom() const; // pixels of the screen to one of the picture
    bool isFitted() const { return m_zoom == 0; }

    void fit();
    void setZoom(double zoom);
    void zoomIn() { setZoom(zoom() * 1.25); }
    void zoomOut() { setZoom(zoom() / 1.25); }

signals:
    void zoomChanged();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;

private:
    QSizeF shownSize() const;
    void updateBars();

    QImage m_image;
    double m_zoom = 0; // 0: fitted
    QPoint m_dragFrom;
};
