#include "ui/repo/filetreeview.h"

#include "ui/repo/filedelegate.h"
#include "ui/theme/style.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/elidedlabel.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QSet>
#include <QTimer>

#include <array>

namespace {

constexpr int kLeastNameWidth = 320;

struct ColumnWidth
{
    FileTreeModel::Column column;
    int width;
    int keep; // columns with the smallest go first when there is no room
};
// Widths and order of leaving: mock-ups.
constexpr std::array kFileColumns{
    ColumnWidth{FileTreeModel::SizeColumn, 84, 9},
    ColumnWidth{FileTreeModel::StorageColumn, 62, 4},
    ColumnWidth{FileTreeModel::CommitColumn, 176, 1},
    ColumnWidth{FileTreeModel::AgeColumn, 84, 3},
    ColumnWidth{FileTreeModel::ScanColumn, 52, 2},
    ColumnWidth{FileTreeModel::CachedColumn, 66, 9},
};
constexpr int kLastToHide = 4;
constexpr std::chrono::milliseconds kSettleTime{
    300}; // details are slow on the server: not while scrolling

} // namespace

FileTreeView::FileTreeView(FileTreeModel &model, QWidget *parent)
    : QTreeView(parent)
    , m_model(model)
    , m_dropNote(new ElidedLabel({}, Qt::ElideMiddle, viewport()))
{
    m_dropNote->setAutoFillBackground(true);
    m_dropNote->setAlignment(Qt::AlignHCenter);
    m_dropNote->hide();
    setModel(&model);
    setItemDelegate(new FileDelegate(this));
    setAccessibleName(tr("Files"));
    setUniformRowHeights(true);
    setSelectionMode(ExtendedSelection);
    setSelectionBehavior(SelectRows);
    setEditTriggers(NoEditTriggers);
    setAllColumnsShowFocus(true);
    setExpandsOnDoubleClick(false);
    setFrameShape(NoFrame);
    setIndentation(20);
    setMouseTracking(true);
    setDragDropMode(DragDrop);
    setRowLines(this);
    setSortingEnabled(true);
    sortByColumn(FileTreeModel::NameColumn, Qt::AscendingOrder);
    setContextMenuPolicy(Qt::CustomContextMenu);
    header()->setStretchLastSection(false);
    header()->setSectionsMovable(false);
    header()->setMinimumSectionSize(40);
    header()->setFixedHeight(metrics::kTableHeader);
    header()->setSectionResizeMode(QHeaderView::Fixed);
    header()->setSectionResizeMode(FileTreeModel::NameColumn, QHeaderView::Stretch);
    for (const ColumnWidth &column : kFileColumns)
        header()->resizeSection(column.column, column.width);
    m_settled.setSingleShot(true);
    m_settled.setInterval(kSettleTime);
    connect(&m_settled, &QTimer::timeout, this, &FileTreeView::wantDetails);
    connect(this, &QTreeView::activated, this, &FileTreeView::activate);
    connect(this, &QTreeView::clicked, this, [this](const QModelIndex &index) {
        if (m_model.kindOf(index) == FileTreeModel::Kind::Failed)
            activate(index);
    });
}

QStringList FileTreeView::selectedPaths() const
{
    QStringList paths;
    for (const QModelIndex &index : selectionModel()->selectedRows())
        paths << index.data(FileTreeModel::PathRole).toString();
    return paths;
}

void FileTreeView::select(const QString &path)
{
    const QModelIndex index = m_model.indexOf(path);
    if (!index.isValid())
        return;
    for (QModelIndex above = index.parent(); above.isValid(); above = above.parent())
        expand(above);
    setCurrentIndex(index);
    scrollTo(index);
}

void FileTreeView::resizeEvent(QResizeEvent *event)
{
    fitColumns();
    QTreeView::resizeEvent(event);
}

void FileTreeView::fitColumns()
{
    for (int hideUpTo = 0; hideUpTo <= kLastToHide; ++hideUpTo) {
        int fixed = 0;
        for (const ColumnWidth &column : kFileColumns)
            if (column.keep > hideUpTo)
                fixed += column.width;
        if (viewport()->width() - fixed >= kLeastNameWidth || hideUpTo == kLastToHide) {
            for (const ColumnWidth &column : kFileColumns)
                setColumnHidden(column.column, column.keep <= hideUpTo);
            return;
        }
    }
}

// What was just painted is what the user sees; asking waits for the event loop because the answer
// may come with a change of the rows.
void FileTreeView::paintEvent(QPaintEvent *event)
{
    QTreeView::paintEvent(event);
    if (!std::exchange(m_asking, true))
        QTimer::singleShot(0, this, &FileTreeView::wantRows);
    m_settled.start();
}

QModelIndexList FileTreeView::visibleRows() const
{
    QModelIndexList rows;
    const QRect area = viewport()->rect();
    for (QModelIndex index = indexAt(area.topLeft()); index.isValid(); index = indexBelow(index)) {
        if (visualRect(index).top() > area.bottom())
            break;
        rows << index;
    }
    return rows;
}

void FileTreeView::wantRows()
{
    m_asking = false;
    QList<QPersistentModelIndex> folders;
    for (const QModelIndex &index : visibleRows())
        if (m_model.kindOf(index) == FileTreeModel::Kind::Waiting)
            folders << index.parent();
    for (const QPersistentModelIndex &folder : std::as_const(folders))
        m_model.load(folder);
}

// Last commits of folders that came with the listing of everything.
void FileTreeView::wantDetails()
{
    QSet<QString> folders;
    for (const QModelIndex &index : visibleRows())
        if (const QModelIndex parent = index.parent(); m_model.canLoad(parent))
            if (const QString path = parent.data(FileTreeModel::PathRole).toString();
                m_model.isListed(path))
                folders << path;
    for (const QString &path : std::as_const(folders))
        m_model.load(m_model.indexOf(path));
}

void FileTreeView::activate(const QModelIndex &index)
{
    const QModelIndex row = index.siblingAtColumn(FileTreeModel::NameColumn);
    const QString path = row.data(FileTreeModel::PathRole).toString();
    switch (m_model.kindOf(row)) {
    case FileTreeModel::Kind::File: emit fileActivated(path); break;
    case FileTreeModel::Kind::Folder: setExpanded(row, !isExpanded(row)); break;
    case FileTreeModel::Kind::Failed: emit retryClicked(path); break;
    case FileTreeModel::Kind::Waiting: break;
    }
}

void FileTreeView::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QTreeView::currentChanged(current, previous);
    emit selectionEdited();
}

void FileTreeView::selectionChanged(const QItemSelection &selected,
                                    const QItemSelection &deselected)
{
    QTreeView::selectionChanged(selected, deselected);
    emit selectionEdited();
}

void FileTreeView::keyPressEvent(QKeyEvent *event)
{
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (enter && event->modifiers() == Qt::NoModifier && currentIndex().isValid()) {
        activate(currentIndex());
        return;
    }
    QTreeView::keyPressEvent(event);
}

void FileTreeView::startDrag(Qt::DropActions)
{
    emit dragWanted();
}
