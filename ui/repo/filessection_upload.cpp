// What goes from this computer into the repository.
#include "ui/repo/filessection.h"
#include "ui/repo/filetreeview.h"
#include "ui/theme/icon.h"
#include "ui/widgets/filequestion.h"
#include "ui/widgets/localfiles.h"

#include <QClipboard>
#include <QFile>
#include <QGuiApplication>
#include <QMenu>
#include <QMimeData>
#include <QShortcut>
#include <QToolButton>

using namespace Qt::StringLiterals;

void FilesSection::connectUploads()
{
    m_upload->setIcon(icon(u"upload"_s));
    m_upload->setAutoRaise(true);
    m_upload->setToolTip(tr("Upload files or a folder"));
    m_upload->setAccessibleName(tr("Upload"));
    connect(m_upload, &QToolButton::clicked, this, [this] {
        auto *menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->setToolTipsVisible(true);
        addUploads(*menu);
        QAction *watch = menu->addAction(icon(u"eye"_s), tr("Watch a folder…"), this,
                                         [this] { emit watchWanted(currentFolder()); });
        watch->setEnabled(changeRefusal().isEmpty());
        watch->setToolTip(changeRefusal());
        menu->addAction(icon(u"diff"_s), tr("Compare with a folder…"), this,
                        &FilesSection::compareWanted);
        addEditing(*menu, nullptr);
        menu->popup(m_upload->mapToGlobal(QPoint(0, m_upload->height())));
    });
    const auto onKeys = [this](const QKeySequence &keys, void (FilesSection::*function)()) {
        auto *shortcut = new QShortcut(keys, this);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, [this, function] {
            if (const QString why = changeRefusal(); why.isEmpty())
                (this->*function)();
            else
                emit said(why);
        });
    };
    onKeys(QKeySequence(Qt::CTRL | Qt::Key_U), &FilesSection::askForUpload);
    onKeys(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_U), &FilesSection::askForFolderToUpload);
    onKeys(QKeySequence::Paste, &FilesSection::pasteFiles);
    connect(m_view, &FileTreeView::uploadDropped, this, &FilesSection::uploadWanted);
    m_view->setUploads([this] { return changeRefusal(); });
}

void FilesSection::addUploads(QMenu &menu)
{
    const QString why = changeRefusal();
    QAction *files = menu.addAction(icon(u"upload"_s), tr("Upload files…\tCtrl+U"), this,
                                    &FilesSection::askForUpload);
    QAction *folder = menu.addAction(icon(u"folder"_s), tr("Upload a folder…\tCtrl+Shift+U"), this,
                                     &FilesSection::askForFolderToUpload);
    QAction *paste = menu.addAction(icon(u"copy"_s), tr("Paste files\tCtrl+V"), this,
                                    &FilesSection::pasteFiles);
    for (QAction *action : {files, folder, paste}) {
        action->setEnabled(why.isEmpty());
        action->setToolTip(why);
    }
    if (localFilesIn(QGuiApplication::clipboard()->mimeData()).isEmpty())
        paste->setEnabled(false);
}

QString FilesSection::currentFolder() const
{
    QModelIndex row = m_view->currentIndex().siblingAtColumn(FileTreeModel::NameColumn);
    const auto *model = static_cast<const FileTreeModel *>(m_view->model());
    if (row.isValid() && model->kindOf(row) != FileTreeModel::Kind::Folder)
        row = row.parent();
    return row.data(FileTreeModel::PathRole).toString();
}

void FilesSection::askForUpload()
{
    askForFiles(this, tr("Upload files"), [this, folder = currentFolder()](const auto &files) {
        emit uploadWanted(folder, diskNames(files));
    });
}

void FilesSection::pasteFiles()
{
    const QStringList files = localFilesIn(QGuiApplication::clipboard()->mimeData());
    if (files.isEmpty())
        emit said(tr("There are no files on the clipboard."));
    else
        emit uploadWanted(currentFolder(), diskNames(files));
}

void FilesSection::upload(const QList<QByteArray> &local)
{
    if (const QString why = changeRefusal(); why.isEmpty())
        emit uploadWanted({}, local);
    else
        emit said(why);
}

void FilesSection::askForFolderToUpload()
{
    askForFolder(this, tr("Upload a folder"),
                 [this, folder = currentFolder()](const QString &local) {
                     emit uploadWanted(folder, {QFile::encodeName(local)});
                 });
}
