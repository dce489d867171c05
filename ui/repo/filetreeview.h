#pragma once

#include "models/filetreemodel.h"

#include <QPersistentModelIndex>
#include <QTimer>
#include <QTreeView>

#include <functional>

class ElidedLabel;

// The tree of a repository's files. Gives up columns when it is narrow, and asks the model for what
// its waiting rows stand for as soon as one of them can be seen.
class FileTreeView final : public QTreeView
{
    Q_OBJECT

public:
    explicit FileTreeView(FileTreeModel &model, QWidget *parent = nullptr);

    QStringList selectedPaths() const; // files and folders
    void select(const QString &path); // makes it current and visible, opening folders
    // refusal: why nothing can be uploaded by dropping it now, a sentence; empty: it can.
    void setUploads(const std::function<QString()> &refusal) { m_uploadRefusal = refusal; }
    QString dropNote() const; // what a drop here would do, while something is dragged

signals:
    void retryClicked(const QString &folder);
    void fileActivated(const QString &path);
    void selectionEdited();
    void dragWanted(); // of the selection, out of the window
    void fileDropped(const QString &path, const QString &localFile); // on a file's row
    // Anything else from outside. folder: under the pointer; empty: the root. local: absolute.
    void uploadDropped(const QString &folder, const QList<QByteArray> &local);

protected:
    void drawRow(QPainter *painter, const QStyleOptionViewItem &option,
                 const QModelIndex &index) const override;
    void resizeEvent(QResizeEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void selectionChanged(const QItemSelection &selected,
                          const QItemSelection &deselected) override;
    void keyPressEvent(QKeyEvent *event) override;
    void startDrag(Qt::DropActions actions) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragMoveEvent(QDragMoveEvent *event) override;
    void dragLeaveEvent(QDragLeaveEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void fitColumns();
    QModelIndexList visibleRows() const;
    void wantRows();
    void wantDetails();
    void activate(const QModelIndex &index);
    QString fileUnder(const QPoint &at) const; // its path; empty: none
    QModelIndex folderUnder(const QPoint &at) const; // or the one that the row is in
    void showDrop(const QString &note, const QModelIndex &target = {});

    FileTreeModel &m_model;
    QTimer m_settled;
    bool m_asking = false;
    ElidedLabel *m_dropNote;
    QPersistentModelIndex m_dropTarget; // marked; invalid: none, or the root
    std::function<QString()> m_uploadRefusal; // none: nothing is uploaded here
};
