#pragma once

#include <QPersistentModelIndex>
#include <QSet>
#include <QString>

class FileTreeModel;
class FileTreeView;

// Which folders were open and what was selected, by path: finds both again among the rows of
// another revision as they come. Folders are opened as the rows above them come; a selected file's
// folders are asked for.
class TreeMemory final
{
public:
    TreeMemory(FileTreeView &view, FileTreeModel &model)
        : m_view(view)
        , m_model(model)
    { }

    void keep(); // before the rows go
    void reopen(); // whenever rows have come
    void reselect(); // likewise; adds to what is selected
    void forgetSelection() { m_selected.clear(); } // the user chose something else

private:
    void keepOpenBelow(const QModelIndex &folder);
    bool askFor(const QString &path); // false: it is not in this revision

    FileTreeView &m_view;
    FileTreeModel &m_model;
    QSet<QString> m_open; // that are still to be found
    QSet<QString> m_selected;
};
