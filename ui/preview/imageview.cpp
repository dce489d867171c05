#include "ui/preview/imageview.h"

#include "ui/theme/tokens.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QWheelEvent>

#include <algorithm>

namespace {

constexpr double kLeastZoom = 0.02;
constexpr double kMostZoom = 32;
constexpr int kImageMargin = 24;
constexpr int kChecker = 8; // side of the squares under transparent parts

} // namespace

ImageView::ImageView(QWidget *parent)
    : QAbstractScrollArea(parent)
{
    setFrameShape(QFrame::NoFrame);
    setAccessibleName(tr("Picture"));
    viewport()->setCursor(Qt::OpenHandCursor);
}

void ImageView::setImage(const QImage &image)
{
    m_image = image;
    fit();
}

double ImageView::zoom() const
{
    if (m_zoom > 0 || m_image.isNull())
        return qMax(m_zoom, kLeastZoom);
    const QSizeF room(qMax(1, viewport()->width() - 2 * kImageMargin),
                      qMax(1, viewport()->height() - 2 * kImageMargin));
    return std::min({1.0, room.width() / m_image.width(), room.height() / m_image.height()});
}

QSizeF ImageView::shownSize() const
{
    return QSizeF(m_image.size()) * zoom();
}

void ImageView::fit()
{
    m_zoom = 0;
    updateBars();
    viewport()->update();
    emit zoomChanged();
}

void ImageView::setZoom(double zoom)
{
    m_zoom = std::clamp(zoom, kLeastZoom, kMostZoom);
    updateBars();
    viewport()->update();
    emit zoomChanged();
}

void ImageView::updateBars()
{
    const QSizeF size = shownSize();
    const auto set = [](QScrollBar *bar, double length, int page) {
        const double centre = bar->maximum() > 0 ? double(bar->value()) / bar->maximum() : 0.5;
        bar->setPageStep(page);
        bar->setRange(0, qMax(0, int(length) - page));
        bar->setValue(int(centre * bar->maximum()));
    };
    set(horizontalScrollBar(), isFitted() ? 0 : size.width(), viewport()->width());
    set(verticalScrollBar(), isFitted() ? 0 : size.height(), viewport()->height());
}

void ImageView::paintEvent(QPaintEvent *)
{
    const Tokens &tokens = Tokens::of(palette());
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), tokens.sunken);
    if (m_image.isNull())
        return;
    const QSizeF size = shownSize();
    const double x
        = qMax((viewport()->width() - size.width()) / 2, -double(horizontalScrollBar()->value()));
    const double y
        = qMax((viewport()->height() - size.height()) / 2, -double(verticalScrollBar()->value()));
    const QRectF target(QPointF(x, y), size);
    if (m_image.hasAlphaChannel()) {
        painter.save();
        painter.setClipRect(target);
        const QRect seen = target.toAlignedRect() & viewport()->rect();
        for (int top = seen.top() / kChecker * kChecker; top <= seen.bottom(); top += kChecker) {
            for (int left = seen.left() / kChecker * kChecker; left <= seen.right();
                 left += kChecker)
                painter.fillRect(left, top, kChecker, kChecker,
                                 (left + top) / kChecker % 2 ? tokens.surface : tokens.window);
        }
        painter.restore();
    }
    painter.setRenderHint(QPainter::SmoothPixmapTransform,
                          zoom() < 4); // pixels stay pixels when enlarged
    painter.drawImage(target, m_image);
    painter.setPen(tokens.border);
    painter.drawRect(target.adjusted(-0.5, -0.5, 0.5, 0.5));
}

void ImageView::resizeEvent(QResizeEvent *)
{
    updateBars();
    if (isFitted())
        emit zoomChanged();
}

void ImageView::wheelEvent(QWheelEvent *event)
{
    if (!(event->modifiers() & Qt::ControlModifier)) {
        QAbstractScrollArea::wheelEvent(event);
        return;
    }
    event->angleDelta().y() > 0 ? zoomIn() : zoomOut();
    event->accept();
}

void ImageView::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal: zoomIn(); break;
    case Qt::Key_Minus: zoomOut(); break;
    case Qt::Key_0: fit(); break;
    case Qt::Key_1: setZoom(1); break;
    default: QAbstractScrollArea::keyPressEvent(event);
    }
}

void ImageView::mousePressEvent(QMouseEvent *event)
{
    m_dragFrom = event->position().toPoint();
    viewport()->setCursor(Qt::ClosedHandCursor);
}

void ImageView::mouseMoveEvent(QMouseEvent *event)
{
    const QPoint by = event->position().toPoint() - m_dragFrom;
    m_dragFrom = event->position().toPoint();
    horizontalScrollBar()->setValue(horizontalScrollBar()->value() - by.x());
    verticalScrollBar()->setValue(verticalScrollBar()->value() - by.y());
}

void ImageView::mouseReleaseEvent(QMouseEvent *)
{
    viewport()->setCursor(Qt::OpenHandCursor);
}
