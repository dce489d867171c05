// Folders of this computer that are watched, or compared with a repository.
#include "app/appcontext.h"
#include "ui/compare/comparedialog.h"
#include "ui/repo/linkopener.h"
#include "ui/repo/repopane.h"
#include "ui/transfers/transferspane.h"
#include "ui/upload/uploaddialog.h"
#include "ui/watch/watchdialog.h"
#include "ui/watch/watchlist.h"
#include "ui/widgets/filequestion.h"
#include "ui/window/pages.h"

#include <QDesktopServices>
#include <QFile>

void Pages::addWatched(TransfersPane &pane)
{
    auto *list = new WatchList(m_app.watched(), m_app.uploads());
    pane.addWatched(list);
    connect(list, &WatchList::pageWanted, this,
            [](const QUrl &page) { QDesktopServices::openUrl(page); });
    connect(list, &WatchList::reviewWanted, this, [this, list](const WatchWish &wish) {
        openPlan({.repo = wish.repo, .revision = wish.revision, .folder = wish.folder}, wish.local,
                 {.allow = wish.allow, .ignore = wish.ignore}, list);
    });
}

// The plan of an upload of all that is in a folder: there a person decides file by file.
void Pages::openPlan(const UploadTarget &target, const QByteArray &local, const UploadStart &start,
                     QWidget *parent)
{
    const UploadSource all{.local = local, .folder = target.folder.toUtf8(), .name = {}};
    auto *dialog = new UploadDialog(m_app.hub(), m_app.uploads(), target, {all},
                                    {.memory = m_app.hashFile(),
                                     .endpoint = m_app.hub().endpoint(),
                                     .start = start,
                                     .isFixed = true},
                                    parent);
    connect(&m_app, &AppContext::connectionChanged, dialog, &UploadDialog::showConnection);
    connect(&m_app, &AppContext::accountChanged, dialog, &UploadDialog::showConnection);
    connect(dialog, &UploadDialog::browserWanted, this,
            [](const QUrl &page) { QDesktopServices::openUrl(page); });
    dialog->open();
}

void Pages::watch(const UploadTarget &target, RepoPane &pane)
{
    const WatchWish wish{
        .local = {}, .repo = target.repo, .revision = target.revision, .folder = target.folder};
    auto *dialog = openWatchDialog(m_app.watched(), wish, {}, &pane);
    connect(dialog, &QDialog::accepted, this, [this] {
        emit pageWanted(PageId::Transfers);
        static_cast<TransfersPane *>(page(PageId::Transfers))->showWatched();
    });
}

void Pages::askToCompare(const UploadTarget &target, RepoPane &pane)
{
    askForFolder(&pane, tr("Compare with a folder"), [this, target, &pane](const QString &folder) {
        compare(target, QFile::encodeName(folder), pane);
    });
}

void Pages::compare(const UploadTarget &target, const QByteArray &local, RepoPane &pane)
{
    auto *dialog = new CompareDialog(
        m_app.hub(), {.repo = target.repo, .revision = target.revision, .local = local},
        m_app.hashFile(), {}, &pane);
    connect(&m_app, &AppContext::connectionChanged, dialog, &CompareDialog::showConnection);
    connect(&m_app, &AppContext::accountChanged, dialog, &CompareDialog::showConnection);
    connect(dialog, &CompareDialog::fetchWanted, this, [this, &pane](DownloadRequest request) {
        request.isPublic = pane.isPublic();
        m_app.transfers().download(request);
    });
    connect(dialog, &CompareDialog::uploadWanted, this,
            [this, target, &pane](const QByteArray &folder, const CompareChoice &choice) {
                openPlan(target, folder, {.leftOut = choice.leftOut, .gone = choice.removed},
                         &pane);
            });
    dialog->open();
}
