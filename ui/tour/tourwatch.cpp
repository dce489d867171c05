#include "ui/tour/tourstep.h"

#include "app/localhub/localhub.h"
#include "app/localhub/localstore.h"
#include "ui/compare/comparedialog.h"
#include "ui/mainwindow.h"
#include "ui/repo/filessection.h"
#include "ui/transfers/transferspane.h"
#include "ui/watch/watchdialog.h"
#include "ui/watch/watchline.h"
#include "ui/watch/watchlist.h"
#include "ui/widgets/segmentedcontrol.h"

#include <QDir>
#include <QFile>
#include <QMessageBox>
#include <QPushButton>

#include <algorithm>
#include <memory>

using namespace Qt::StringLiterals;

namespace {

const QString &watchedRepo()
{
    static const QString id = u"ada/compass-7b-support-lora"_s;
    return id;
}

// Folders that somebody works in.
class WatchFolders final
{
public:
    QString path(const QString &name) const { return m_folder.filePath(name); }
    void put(const QString &file, const QByteArray &content) const
    {
        const QString name = path(file);
        QDir().mkpath(name.left(name.lastIndexOf(u'/')));
        QFile out(name);
        if (out.open(QIODevice::WriteOnly))
            out.write(content);
    }
    WatchWish wish(const QString &name, const QString &place) const
    {
        return {.local = QFile::encodeName(path(name)),
                .repo = *RepoId::parse(RepoKind::Model, watchedRepo()),
                .revision = {},
                .folder = place};
    }

private:
    QTemporaryDir m_folder;
};

using Folders = std::shared_ptr<WatchFolders>;

void showWatchedPage(TourStage &stage)
{
    stage.window().openPage(PageId::Transfers);
    if (auto *pane = stage.visible<TransfersPane>())
        pane->showWatched();
}

void watchSome(TourStage &stage, const WatchFolders &folders)
{
    folders.put(u"checkpoints/step-1200/trainer_state.json"_s, "{\"step\": 1200}\n");
    folders.put(u"checkpoints/step-1200/adapter.bin"_s, QByteArray(60'000, '\1'));
    folders.put(u"scripts/train.py"_s, "import os\n");
    folders.put(u"scripts/.env"_s, "MODE=test\n");
    folders.put(u"notes/today.md"_s, "# Today\n");
    WatchedFolders &watched = stage.app().watched();
    WatchWish often = folders.wish(u"checkpoints"_s, u"checkpoints"_s);
    often.minutes = 5;
    watched.add(often);
    watched.add(folders.wish(u"scripts"_s, u"scripts"_s));
    watched.add(folders.wish(u"usb-disk/exports"_s, u"exports"_s));
    WatchWish reviewed = folders.wish(u"notes"_s, u"notes"_s);
    reviewed.pullRequest = true;
    reviewed.minutes = 720;
    watched.add(reviewed);
}

// Files that have just been made wait for a round that finds them left alone.
bool areRowsThere(TourStage &stage)
{
    WatchedFolders &watched = stage.app().watched();
    const QList<WatchStatus> all = watched.all();
    for (const WatchStatus &status : all)
        if (status.folder.last.young > 0)
            watched.runNow(status.folder.id);
    const auto count = [&all](WatchResult::Kind kind) {
        return std::ranges::count_if(
            all, [kind](const auto &status) { return status.folder.last.kind == kind; });
    };
    if (all.size() < 4 || count(WatchResult::Kind::Sent) < 3
        || count(WatchResult::Kind::Waits) + count(WatchResult::Kind::Failed) < 1)
        return false;
    watched.setPaused(all.constLast().folder.id, true);
    return stage.visible<WatchLine>() != nullptr;
}

TourScene watchScene()
{
    const auto folders = std::make_shared<WatchFolders>();
    return {.steps
            = {{.name = u"watched-empty"_s,
                .what = u"Watched folders, none"_s,
                .prepare = showWatchedPage,
                .ready = [](TourStage &stage) { return stage.visible<WatchList>() != nullptr; }},
               {.name = u"watched-dialog"_s,
                .what = u"What a watched folder is asked for"_s,
                .prepare =
                    [folders](TourStage &stage) {
                        showWatchedPage(stage);
                        if (auto *list = stage.visible<WatchList>())
                            openWatchDialog(stage.app().watched(),
                                            folders->wish(u"checkpoints"_s, u"checkpoints"_s), {},
                                            list);
                    },
                .ready = [](TourStage &stage) { return stage.visible<WatchDialog>() != nullptr; }},
               {.name = u"watched-folders"_s,
                .what = u"Watched folders: one that was committed, one that waits for a person, "
                        "one that is gone, one that is paused"_s,
                .prepare =
                    [folders](TourStage &stage) {
                        if (auto *dialog = stage.visible<WatchDialog>())
                            dialog->reject();
                        watchSome(stage, *folders);
                    },
                .ready = areRowsThere,
                .moves = true}}};
}

void fillForComparison(TourStage &stage, const WatchFolders &folders)
{
    const RepoId repo = *RepoId::parse(RepoKind::Model, watchedRepo());
    if (const auto same = stage.hub().store().file(repo, u"adapter_config.json"_s, u"main"_s))
        folders.put(u"lora/adapter_config.json"_s, same->content.all());
    folders.put(u"lora/README.md"_s, "---\nlicense: apache-2.0\n---\n# Second version\n");
    folders.put(u"lora/scripts/prepare_data.py"_s, "import json\n");
    folders.put(u"lora/evaluation/results.json"_s, "{\"score\": 0.71}\n");
    folders.put(u"lora/.git/config"_s, "[core]\n");
    stage.open(RepoKind::Model, watchedRepo(), HubAddress::Section::Files);
}

// Opened as soon as the tree is there, with way chosen.
TourStep compareStep(const QString &name, const QString &what, const Folders &folders, int way,
                     bool asks)
{
    const auto open = [folders, way](TourStage &stage) {
        auto *section = stage.visible<FilesSection>();
        if (!section || !stage.rowsShown("FileTreeView"))
            return;
        auto *dialog = new CompareDialog(stage.app().hub(),
                                         {.repo = *RepoId::parse(RepoKind::Model, watchedRepo()),
                                          .revision = {},
                                          .local = QFile::encodeName(folders->path(u"lora"_s))},
                                         {}, {}, section);
        dialog->findChild<SegmentedControl *>()->setCurrent(way);
        dialog->open();
    };
    const auto ready = [open, asks](TourStage &stage) {
        auto *dialog = stage.visible<CompareDialog>();
        if (!dialog)
            open(stage);
        if (!dialog || dialog->controller().phase() != CompareController::Phase::Compared)
            return false;
        if (asks && !stage.visible<QMessageBox>())
            for (auto *button : dialog->findChildren<QPushButton *>())
                if (button->isDefault())
                    button->click();
        return !asks || stage.visible<QMessageBox>();
    };
    return {.name = name,
            .what = what,
            .prepare = [folders](TourStage &stage) { fillForComparison(stage, *folders); },
            .ready = ready};
}

TourScene compareScene()
{
    const auto folders = std::make_shared<WatchFolders>();
    return {.steps
            = {compareStep(u"compare-to-hub"_s,
                           u"A folder beside a repository, the Hub to be made like it"_s, folders,
                           0, false),
               compareStep(u"compare-to-folder"_s,
                           u"The same, the folder to be made like the Hub"_s, folders, 1, false),
               compareStep(u"compare-question"_s, u"What is asked before a folder is changed"_s,
                           folders, 1, true)}};
}

} // namespace

QList<TourScene> watchScenes()
{
    return {watchScene(), compareScene()};
}
