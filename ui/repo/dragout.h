#pragma once

#include "app/disk/dragshelf.h"

#include <QObject>

#include <functional>

class QWidget;

// Cached files on their way into another program: dragged with the pointer, or by the clipboard.
// Only copies are offered: the cache keeps what it has.
class DragOut final : public QObject
{
    Q_OBJECT

public:
    DragOut(QWidget *source, QString shelfFolder);

    // How they lie on the shelf: every chosen file by its name, every chosen folder with what is
    // below it. chosen: paths in the repository; files: all of them and below them.
    static QList<DragShelf::Item> itemsOf(const QStringList &chosen, const QStringList &files,
                                          const std::function<QString(const QString &)> &localPath);

    void drag(const QList<DragShelf::Item> &items); // while a mouse button is held
    void copy(const QList<DragShelf::Item> &items);

signals:
    void copied(qsizetype entries); // they are on the clipboard
    void failed(const HubError &error);

private:
    void shelve(const QList<DragShelf::Item> &items,
                const std::function<void(const QStringList &)> &then);

    QWidget *m_source;
    QString m_shelfFolder;
    bool m_isDragging = false;
};
