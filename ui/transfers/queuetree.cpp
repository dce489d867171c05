#include "ui/transfers/queuetree.h"

#include "app/text/format.h"
#include "models/transfermodel.h"
#include "ui/theme/style.h"
#include "ui/transfers/repocell.h"

#include <QAccessible>
#include <QHeaderView>

using namespace std::chrono_literals;

namespace {

constexpr int kNarrowQueue = 1080; // below it the names would have no room beside all columns
constexpr int kTightQueue = 885; // as in a window of 1024 px

// Of the longest texts: no digit is wider than another, and MB is the widest of the units.
int timeWidth(const QFont &font)
{
    return figureCellWidth(font, Format::duration(23h + 59min));
}

int sizeWidth(const QFont &font)
{
    return figureCellWidth(font, Format::sizeOf(499'000'000, 888'000'000'000));
}

} // namespace

QueueTree::QueueTree(QWidget *parent)
    : QTreeView(parent)
{
    setAccessibleName(tr("Transfers"));
    setSelectionMode(ExtendedSelection);
    setAllColumnsShowFocus(true);
    setVerticalScrollMode(ScrollPerPixel);
    setFrameShape(NoFrame);
    setDragEnabled(true);
    setAcceptDrops(true);
    setDropIndicatorShown(true);
    setDragDropMode(InternalMove);
    setRowLines(this);
    QHeaderView *columns = header();
    columns->setStretchLastSection(false);
    columns->setSectionsMovable(false);
}

// The graph goes first, then the time left, which the page says of all. Why something waits is said
// in whole.
void QueueTree::fitColumns()
{
    QHeaderView *columns = header();
    if (columns->count() != TransferModel::kColumns)
        return;
    const bool narrow = width() < kNarrowQueue;
    const bool tight = width() < kTightQueue;
    columns->setSectionResizeMode(QHeaderView::Fixed);
    columns->setSectionResizeMode(TransferModel::NameColumn, QHeaderView::Stretch);
    columns->setSectionHidden(TransferModel::GraphColumn, narrow);
    columns->setSectionHidden(TransferModel::LeftColumn, tight);
    const std::pair<int, int> widths[]
        = {{TransferModel::StateColumn,
            tight        ? 206
                : narrow ? 190
                         : 240},
           {TransferModel::ProgressColumn,
            tight        ? 84
                : narrow ? 110
                         : 150},
           {TransferModel::SizeColumn, qMax(narrow ? 112 : 120, sizeWidth(font()))},
           {TransferModel::GraphColumn, 96},
           {TransferModel::SpeedColumn, narrow ? 76 : 84},
           {TransferModel::LeftColumn, qMax(64, timeWidth(font()))},
           {TransferModel::ActionsColumn, 92}};
    for (const auto &[section, size] : widths)
        columns->resizeSection(section, size);
}

void QueueTree::dataChanged(const QModelIndex &topLeft, const QModelIndex &bottomRight,
                            const QList<int> &roles)
{
    if (QAccessible::isActive())
        return QTreeView::dataChanged(topLeft, bottomRight, roles);
    viewport()->update();
}

void QueueTree::resizeEvent(QResizeEvent *event)
{
    QTreeView::resizeEvent(event);
    fitColumns();
}
