#include "ui/repo/dragout.h"

#include "app/disk/background.h"

#include <QApplication>
#include <QClipboard>
#include <QDrag>
#include <QMimeData>
#include <QSet>
#include <QUrl>
#include <QWidget>

using namespace Qt::StringLiterals;

namespace {

QMimeData *mimeDataOf(const QStringList &files)
{
    QList<QUrl> urls;
    for (const QString &file : files)
        urls << QUrl::fromLocalFile(file);
    auto *data = new QMimeData; // goes to the drag or the clipboard
    data->setUrls(urls);
    return data;
}

} // namespace

DragOut::DragOut(QWidget *source, QString shelfFolder)
    : QObject(source)
    , m_source(source)
    , m_shelfFolder(std::move(shelfFolder))
{ }

QList<DragShelf::Item> DragOut::itemsOf(const QStringList &chosen, const QStringList &files,
                                        const std::function<QString(const QString &)> &localPath)
{
    const QSet<QString> roots(chosen.cbegin(), chosen.cend());
    QList<DragShelf::Item> items;
    QHash<QString, QString> takenBy; // top name on the shelf -> root
    for (const QString &file : files) {
        QString root = file; // the highest that was chosen
        for (qsizetype slash = file.indexOf(u'/'); slash > 0; slash = file.indexOf(u'/', slash + 1))
            if (roots.contains(file.first(slash))) {
                root = file.first(slash);
                break;
            }
        const auto parent = root.lastIndexOf(u'/') + 1;
        const QString name = root.sliced(parent);
        // Two of one name from different folders keep these.
        const bool alone = takenBy.value(name, root) == root;
        if (alone)
            takenBy.insert(name, root);
        items << DragShelf::Item{.path = alone ? file.sliced(parent) : file,
                                 .file = localPath(file)};
    }
    return items;
}

void DragOut::shelve(const QList<DragShelf::Item> &items,
                     const std::function<void(const QStringList &)> &then)
{
    inBackground(
        *QThreadPool::globalInstance(), this,
        [folder = m_shelfFolder, items] { return DragShelf::put(folder, items); },
        [this, then](const Result<QStringList> &files) {
            m_isDragging = false;
            if (files)
                then(*files);
            else
                emit failed(files.error());
        });
}

void DragOut::drag(const QList<DragShelf::Item> &items)
{
    if (m_isDragging)
        return;
    m_isDragging = true;
    shelve(items, [this](const QStringList &files) {
        if (QApplication::mouseButtons() == Qt::NoButton)
            return; // let go of in the meantime
        auto *drag = new QDrag(m_source); // deletes itself
        drag->setMimeData(mimeDataOf(files));
        drag->exec(Qt::CopyAction, Qt::CopyAction);
    });
}

void DragOut::copy(const QList<DragShelf::Item> &items)
{
    shelve(items, [this](const QStringList &files) {
        QApplication::clipboard()->setMimeData(mimeDataOf(files));
        emit copied(files.size());
    });
}
