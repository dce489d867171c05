// Files that leave the window for another program, and one's own that come in.
#include "app/cache/cacheindex.h"
#include "app/disk/background.h"
#include "app/text/format.h"
#include "app/text/safetext.h"
#include "ui/repo/dragout.h"
#include "ui/repo/filessection.h"
#include "ui/repo/filetreeview.h"

#include <QFileDialog>
#include <QFileInfo>

using namespace Qt::StringLiterals;

void FilesSection::connectDrags()
{
    m_dragOut = new DragOut(m_view, DragShelf::folderFor(m_cache.root()));
    connect(m_view, &FileTreeView::dragWanted, this, [this] { takeOut(Way::Drag); });
    connect(m_view, &FileTreeView::fileDropped, this, &FilesSection::dropOnFile);
    connect(m_dragOut, &DragOut::failed, this,
            [this](const HubError &error) { emit said(error.message); });
    connect(m_dragOut, &DragOut::copied, this, [this](qsizetype entries) {
        emit said(Format::plural(entries, tr("1 entry can be pasted into a file manager."),
                                 tr("%1 entries can be pasted into a file manager.")));
    });
}

// Another program gets files, not promises: what is not here has to be fetched first.
void FilesSection::takeOut(Way way)
{
    const FileListing::Sum sum = selection();
    if (sum.files == 0)
        return;
    if (const int missing = sum.files - sum.cachedFiles; missing > 0) {
        QStringList files = sum.paths;
        files.removeIf([this](const QString &path) { return m_controller.isCached(path); });
        const QString sentence = sum.files == 1
            ? tr("%1 is not in the cache yet.")
                  .arg(SafeText::path(sum.paths.first().section(u'/', -1)))
            : tr("%1 of the %2 files are not in the cache yet.").arg(missing).arg(sum.files);
        if (m_offline.isEmpty())
            emit fetchOffered(sentence, files);
        else
            emit said(sentence);
        return;
    }
    const auto items = DragOut::itemsOf(m_view->selectedPaths(), sum.paths,
                                        [this](const QString &path) { return cachedPath(path); });
    switch (way) {
    case Way::Drag: m_dragOut->drag(items); break;
    case Way::Clipboard: m_dragOut->copy(items); break;
    }
}

const TreeEntry *FilesSection::entryAt(const QString &path) const
{
    FileTreeModel *model = static_cast<FileTreeModel *>(m_view->model());
    const auto *entry
        = model->indexOf(path).data(FileTreeModel::EntryRole).value<const TreeEntry *>();
    return entry && entry->type == TreeEntry::Type::File ? entry : nullptr;
}

void FilesSection::askForOwnFile(const QString &path)
{
    auto *dialog = new QFileDialog(this, tr("Use a file you already have"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, path](const QString &file) { useOwnFile(path, file); });
    dialog->open();
}

// A folder is nobody's content: it can only be meant for the Hub.
void FilesSection::dropOnFile(const QString &path, const QString &local)
{
    onOwnThread([local] {
        return QFileInfo(local).isDir();
    }).then(this, [this, path, local](bool isFolder) {
        const QString folder = path.left(qMax<qsizetype>(0, path.lastIndexOf(u'/')));
        if (!isFolder)
            useOwnFile(path, local);
        else if (const QString why = changeRefusal(); !why.isEmpty())
            emit said(why);
        else
            emit uploadWanted(folder, {QFile::encodeName(local)});
    });
}

void FilesSection::useOwnFile(const QString &path, const QString &localFile)
{
    if (m_controller.isCached(path))
        emit said(tr("%1 is in the cache already.").arg(SafeText::path(path)));
    else if (const TreeEntry *entry = entryAt(path))
        emit placeWanted(*entry, localFile);
}
