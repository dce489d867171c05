#pragma once

#include "models/filetreemodel.h"

#include <QTimer>
#include <QTreeView>

// The tree of a repository's files. Gives up columns when it is narrow, and asks the model for what
// its waiting rows stand for as soon as one of them can be seen.
class FileTreeView final : public QTreeView
{
    Q_OBJECT

public:
    explicit FileTreeView(FileTreeModel &model, QWidget *parent = nullptr);

    QStringList selectedPaths() const; // files and folders
    void select(const QString &path); // makes it current and visible, opening folders

signals:
    void retryClicked(const QString &folder);
    void fileActivated(const QString &path);
    void selectionEdited();
    void dragWanted(); // of the selection, out of the window
    void fileDropped(const QString &path, const QString &localFile); // on a file's row

protected:
    void resizeEvent(QResizeEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void selectionChanged(const QItemSelection &selected,
                          const QItemSelection &deselected) override;
    void keyPressEvent(QKeyEvent *event) override;
    void startDrag(Qt::DropActions actions) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragMoveEvent(QDragMoveEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void fitColumns();
    QModelIndexList visibleRows() const;
    void wantRows();
    void wantDetails();
    void activate(const QModelIndex &index);
    QString fileUnder(const QPoint &at) const; // its path; empty: none

    FileTreeModel &m_model;
    QTimer m_settled;
    bool m_asking = false;
};
