#include "ui/repo/treememory.h"

#include "ui/repo/filetreeview.h"

// What was not found yet stays wanted: the user may go on to a third revision at once.
void TreeMemory::keep()
{
    if (m_model.entryCount() == 0)
        return;
    keepOpenBelow({});
    m_selected.clear();
    for (const QString &path : m_view.selectedPaths())
        m_selected.insert(path);
}

void TreeMemory::keepOpenBelow(const QModelIndex &folder)
{
    for (int row = 0; row < m_model.rowCount(folder); ++row) {
        const QModelIndex index = m_model.index(row, FileTreeModel::NameColumn, folder);
        if (m_model.kindOf(index) != FileTreeModel::Kind::Folder)
            continue;
        const QString path = index.data(FileTreeModel::PathRole).toString();
        if (m_view.isExpanded(index)) {
            m_open.insert(path);
            keepOpenBelow(index);
        } else {
            m_open.remove(path);
        }
    }
}

void TreeMemory::reopen()
{
    for (auto path = m_open.begin(); path != m_open.end();) {
        const QModelIndex index = m_model.indexOf(*path);
        if (index.isValid())
            m_view.expand(index);
        path = index.isValid() ? m_open.erase(path) : std::next(path);
    }
}

void TreeMemory::reselect()
{
    QItemSelection found;
    for (auto path = m_selected.begin(); path != m_selected.end();) {
        const QModelIndex index = m_model.indexOf(*path);
        if (index.isValid())
            found.select(index, index);
        const bool done = index.isValid() || !askFor(*path);
        path = done ? m_selected.erase(path) : std::next(path);
    }
    m_view.selectionModel()->select(found, QItemSelectionModel::Select | QItemSelectionModel::Rows);
}

bool TreeMemory::askFor(const QString &path)
{
    const QString folder = m_model.deepestFolderOf(path);
    if (m_model.isListed(folder))
        return false;
    if (m_model.nextPage(folder).isEmpty()) // further pages come when they are looked at
        m_model.load(m_model.indexOf(folder));
    return true;
}
