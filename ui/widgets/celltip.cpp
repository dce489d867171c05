#include "ui/widgets/celltip.h"

#include "ui/widgets/plaintip.h"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QToolTip>

bool showCellTip(const QHelpEvent *event, QAbstractItemView *view, const QString &text)
{
    if (event->type() != QEvent::ToolTip || text.isEmpty())
        return false;
    QToolTip::showText(event->globalPos(), plainTip(text), view);
    return true;
}
