// What is dropped on the tree from outside.
#include "app/text/safetext.h"
#include "ui/repo/filetreeview.h"
#include "ui/theme/style.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/localfiles.h"

#include <QDragEnterEvent>

QString FileTreeView::fileUnder(const QPoint &at) const
{
    const QModelIndex row = indexAt(at).siblingAtColumn(FileTreeModel::NameColumn);
    return row.isValid() && m_model.kindOf(row) == FileTreeModel::Kind::File
        ? row.data(FileTreeModel::PathRole).toString()
        : QString();
}

QModelIndex FileTreeView::folderUnder(const QPoint &at) const
{
    const QModelIndex row = indexAt(at).siblingAtColumn(FileTreeModel::NameColumn);
    return row.isValid() && m_model.kindOf(row) == FileTreeModel::Kind::Folder ? row : row.parent();
}

QString FileTreeView::dropNote() const
{
    return m_dropNote->isHidden() ? QString() : m_dropNote->text();
}

void FileTreeView::showDrop(const QString &note, const QModelIndex &target)
{
    m_dropTarget = target;
    m_dropNote->setText(note);
    m_dropNote->setVisible(!note.isEmpty());
    const int height = metrics::kRow;
    m_dropNote->setGeometry(0, viewport()->height() - height, viewport()->width(), height);
    viewport()->update();
}

void FileTreeView::drawRow(QPainter *painter, const QStyleOptionViewItem &option,
                           const QModelIndex &index) const
{
    QTreeView::drawRow(painter, option, index);
    if (m_dropTarget.isValid() && m_dropTarget == index.siblingAtColumn(0))
        drawRowFocus(*painter, option);
}

void FileTreeView::dragEnterEvent(QDragEnterEvent *event)
{
    event->setDropAction(Qt::CopyAction);
    event->setAccepted(event->source() != this && !localFilesIn(event->mimeData()).isEmpty());
}

void FileTreeView::dragMoveEvent(QDragMoveEvent *event)
{
    event->setDropAction(Qt::CopyAction); // what is dragged stays where it is
    const QPoint at = event->position().toPoint();
    const QStringList local = localFilesIn(event->mimeData());
    if (event->source() == this || local.isEmpty()) {
        event->ignore();
        return showDrop({});
    }
    if (const QString file = fileUnder(at); local.size() == 1 && !file.isEmpty()) {
        event->accept();
        return showDrop(tr("Use it for %1").arg(SafeText::path(file)),
                        indexAt(at).siblingAtColumn(FileTreeModel::NameColumn));
    }
    const bool isTaken = m_uploadRefusal && m_uploadRefusal().isEmpty();
    event->setAccepted(isTaken);
    if (!isTaken)
        return showDrop(m_uploadRefusal ? m_uploadRefusal() : QString());
    const QModelIndex folder = folderUnder(at);
    const QString path = folder.data(FileTreeModel::PathRole).toString();
    showDrop(path.isEmpty() ? tr("Upload to the repository")
                            : tr("Upload into %1").arg(SafeText::path(path)),
             folder);
}

void FileTreeView::dragLeaveEvent(QDragLeaveEvent *event)
{
    event->accept();
    showDrop({});
}

void FileTreeView::dropEvent(QDropEvent *event)
{
    const QPoint at = event->position().toPoint();
    const QStringList local = localFilesIn(event->mimeData());
    const QString file = fileUnder(at);
    showDrop({});
    event->setDropAction(Qt::CopyAction);
    event->setAccepted(false);
    if (local.isEmpty())
        return;
    if (local.size() == 1 && !file.isEmpty()) {
        event->accept();
        return emit fileDropped(file, local.first());
    }
    if (!m_uploadRefusal || !m_uploadRefusal().isEmpty())
        return;
    event->accept();
    emit uploadDropped(folderUnder(at).data(FileTreeModel::PathRole).toString(), diskNames(local));
}
