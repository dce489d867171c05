#include "ui/search/resultview.h"

#include "ui/theme/style.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QScrollBar>

ResultView::ResultView(QWidget *parent)
    : QListView(parent)
{
    setUniformItemSizes(true);
    setFrameShape(QFrame::NoFrame);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn); // rows end in line with the header
    setMouseTracking(true); // rows answer to hovering
    setContextMenuPolicy(Qt::CustomContextMenu);
    setRowLines(this);
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, &ResultView::checkEnd);
}

void ResultView::keyPressEvent(QKeyEvent *event)
{
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (enter && currentIndex().isValid())
        emit opened(currentIndex(), event->modifiers().testFlag(Qt::ControlModifier));
    else if (event->key() == Qt::Key_Space && event->modifiers() == Qt::NoModifier)
        emit quickLookToggled();
    else
        QListView::keyPressEvent(event);
}

void ResultView::mousePressEvent(QMouseEvent *event)
{
    const QModelIndex index = indexAt(event->position().toPoint());
    const bool background = event->button() == Qt::MiddleButton
        || (event->button() == Qt::LeftButton && event->modifiers() == Qt::ControlModifier);
    if (background && index.isValid())
        emit opened(index, true);
    else
        QListView::mousePressEvent(event);
}

void ResultView::mouseDoubleClickEvent(QMouseEvent *event)
{
    const QModelIndex index = indexAt(event->position().toPoint());
    if (event->button() == Qt::LeftButton && event->modifiers() == Qt::NoModifier
        && index.isValid())
        emit opened(index, false);
}

void ResultView::updateGeometries()
{
    QListView::updateGeometries();
    checkEnd();
}

void ResultView::checkEnd()
{
    const QScrollBar *bar = verticalScrollBar();
    if (bar->maximum() - bar->value() < 2 * bar->pageStep())
        emit nearEnd();
}
