#include "ui/upload/uploadview.h"

#include "app/text/safetext.h"
#include "ui/theme/style.h"
#include "ui/theme/tokens.h"
#include "ui/upload/uploaddelegate.h"

#include <QContextMenuEvent>
#include <QHeaderView>
#include <QMenu>
#include <QScrollBar>

#include <array>

using namespace Qt::StringLiterals;

namespace {

struct UploadColumn
{
    UploadModel::Column column;
    int width;
    int sending; // its width once the upload is on its way
    bool mayHide; // where there is no room
};
constexpr std::array kUploadColumns{
    UploadColumn{UploadModel::ChangeColumn, 124, 190, false},
    UploadColumn{UploadModel::StoreColumn, 62, 62, false},
    UploadColumn{UploadModel::SizeColumn, 78, 78, false},
    UploadColumn{UploadModel::SendColumn, 78, 78, true},
    UploadColumn{UploadModel::NoteColumn, 190, 230, false},
};
constexpr int kLeastUploadName = 220;
constexpr int kLeastUploadNote = 130;
constexpr qsizetype kOpenAtOnce = 300; // files: all folders are open then

} // namespace

UploadView::UploadView(UploadModel &model, QWidget *parent)
    : QTreeView(parent)
    , m_model(model)
    , m_delegate(new UploadDelegate(this))
{
    setModel(&model);
    setItemDelegate(m_delegate);
    setAccessibleName(tr("Files of the upload"));
    setUniformRowHeights(true);
    setAllColumnsShowFocus(true);
    setIndentation(20);
    setRowLines(this);
    setSortingEnabled(true);
    setEditTriggers(EditKeyPressed);
    sortByColumn(UploadModel::NameColumn, Qt::AscendingOrder);
    header()->setStretchLastSection(false);
    header()->setSectionsMovable(false);
    header()->setFixedHeight(metrics::kTableHeader);
    header()->setSectionResizeMode(QHeaderView::Fixed);
    header()->setSectionResizeMode(UploadModel::NameColumn, QHeaderView::Stretch);
    const auto fold = [this](const QModelIndex &folder, bool isOpen) {
        if (!m_isRestoring)
            m_chosen.insert(folder.data(UploadModel::PathRole).toString(), isOpen);
    };
    connect(this, &QTreeView::collapsed, this, [fold](const auto &index) { fold(index, false); });
    connect(this, &QTreeView::expanded, this, [fold](const auto &index) { fold(index, true); });
    connect(&model, &QAbstractItemModel::modelAboutToBeReset, this, &UploadView::keep);
    connect(&model, &QAbstractItemModel::modelReset, this, &UploadView::restore);
    fitColumns();
    restore();
}

void UploadView::setSending(bool isSending)
{
    m_isSending = isSending;
    m_delegate->setSending(isSending);
    fitColumns();
}

// The note gives way first, then how much of each file is sent.
void UploadView::fitColumns()
{
    int room = viewport()->width() - kLeastUploadName;
    for (const UploadColumn &column : kUploadColumns) {
        const int width = m_isSending ? column.sending : column.width;
        header()->resizeSection(column.column, width);
        room -= width;
    }
    const int note = header()->sectionSize(UploadModel::NoteColumn);
    const int least = std::min(note, kLeastUploadNote);
    header()->resizeSection(UploadModel::NoteColumn, std::clamp(note + room, least, note));
    setColumnHidden(UploadModel::SendColumn, m_isSending || room + note < least);
}

void UploadView::resizeEvent(QResizeEvent *event)
{
    fitColumns();
    QTreeView::resizeEvent(event);
}

void UploadView::keep()
{
    if (m_model.fileCount() == 0) // it begins anew
        return;
    if (const QString path = currentIndex().data(UploadModel::PathRole).toString(); !path.isEmpty())
        m_current = path;
    if (m_current == m_follow.first)
        m_current = std::exchange(m_follow, {}).second;
    m_scrolled = verticalScrollBar()->value();
}

void UploadView::restore()
{
    m_isRestoring = true;
    openBelow({});
    m_isRestoring = false;
    const QModelIndex current = m_current.isEmpty() ? QModelIndex() : m_model.indexOf(m_current);
    if (current.isValid() && isOpen(current.parent()))
        setCurrentIndex(current);
    doItemsLayout();
    verticalScrollBar()->setValue(m_scrolled);
}

bool UploadView::isOpen(const QModelIndex &folder) const
{
    for (QModelIndex above = folder; above.isValid(); above = above.parent())
        if (!isExpanded(above))
            return false;
    return true;
}

// Folders in which nothing happens stay folded, and all of a long list.
void UploadView::openBelow(const QModelIndex &folder)
{
    using Group = UploadPlanRow::Group;
    const bool isShort = m_model.shownFiles() <= kOpenAtOnce;
    for (int row = 0; row < m_model.rowCount(folder); ++row) {
        const QModelIndex index = m_model.index(row, UploadModel::NameColumn, folder);
        if (!index.data(UploadModel::FolderRole).toBool())
            break; // folders come first
        const QVariant group = index.data(UploadModel::GroupRole);
        const bool isIdle = group.isValid() && !m_model.isFiltered()
            && (Group(group.toInt()) == Group::Unchanged || Group(group.toInt()) == Group::LeftOut);
        const bool opens
            = m_chosen.value(index.data(UploadModel::PathRole).toString(), isShort && !isIdle);
        setExpanded(index, opens);
        if (opens)
            openBelow(index);
    }
}

void UploadView::follow(const QString &path, const QString &renamed)
{
    m_follow = {path, renamed};
}

// Enter belongs to the list: it must not reach the dialog's button. Keys are for a row, whichever
// of its cells was clicked.
void UploadView::keyPressEvent(QKeyEvent *event)
{
    const QModelIndex row = currentIndex().siblingAtColumn(UploadModel::NameColumn);
    if (row.isValid() && row != currentIndex())
        setCurrentIndex(row);
    if (event->key() != Qt::Key_Return && event->key() != Qt::Key_Enter)
        return QTreeView::keyPressEvent(event);
    if (state() != EditingState && row.data(UploadModel::FolderRole).toBool())
        setExpanded(row, !isExpanded(row));
    event->accept();
}

// A plan that comes while somebody types would take the field away.
bool UploadView::edit(const QModelIndex &index, EditTrigger trigger, QEvent *event)
{
    const bool isHandled = QTreeView::edit(index, trigger, event);
    if (state() == EditingState)
        m_model.hold(true);
    return isHandled;
}

void UploadView::closeEditor(QWidget *editor, QAbstractItemDelegate::EndEditHint hint)
{
    QTreeView::closeEditor(editor, hint);
    m_model.hold(false);
}

void UploadView::contextMenuEvent(QContextMenuEvent *event)
{
    const QModelIndex at
        = event->reason() == QContextMenuEvent::Mouse ? indexAt(event->pos()) : currentIndex();
    const QModelIndex row = at.siblingAtColumn(UploadModel::NameColumn);
    const Qt::ItemFlags flags = m_model.flags(row);
    if (!flags.testAnyFlags(Qt::ItemIsEditable | Qt::ItemIsUserCheckable))
        return;
    setCurrentIndex(row);
    const QPersistentModelIndex chosen(row);
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (flags.testFlag(Qt::ItemIsEditable))
        menu->addAction(tr("Call it something else…\tF2"), this, [this, chosen] { edit(chosen); });
    if (const QString there = row.data(UploadModel::InTheWayRole).toString(); !there.isEmpty()) {
        const QString name = SafeText::path(there).replace(u'&', "&&"_L1);
        menu->addAction(there.endsWith(u'/') ? tr("Delete the folder %1 on the Hub").arg(name)
                                             : tr("Delete the file %1 on the Hub").arg(name),
                        this, [this, there] { emit removalWanted(there); });
    }
    if (flags.testFlag(Qt::ItemIsUserCheckable)) {
        const bool isIn = row.data(Qt::CheckStateRole).toInt() == Qt::Checked;
        const QVariant group = row.data(UploadModel::GroupRole);
        const bool isThere = group == int(UploadPlanRow::Group::ToDelete);
        const QString out = isThere ? tr("Keep it on the Hub\tSpace") : tr("Leave it out\tSpace");
        const QString in = isThere ? tr("Delete it on the Hub\tSpace") : tr("Upload it\tSpace");
        menu->addAction(isIn ? out : in, this, [this, chosen, isIn] {
            m_model.setData(chosen, isIn ? Qt::Unchecked : Qt::Checked, Qt::CheckStateRole);
        });
    }
    menu->popup(event->globalPos());
}

void UploadView::point(const QString &path)
{
    const QModelIndex index = m_model.indexOf(path);
    if (!index.isValid())
        return;
    for (QModelIndex above = index.parent(); above.isValid(); above = above.parent())
        expand(above);
    setCurrentIndex(index);
    scrollTo(index);
}
