#include "ui/tour/tourstep.h"

#include "app/localhub/localhub.h"
#include "ui/mainwindow.h"
#include "ui/settings/settingspane.h"
#include "ui/settings/transfersettings.h"
#include "ui/transfers/manifestactions.h"
#include "ui/transfers/transferspane.h"
#include "ui/widgets/notice.h"

#include <QTabBar>
#include <QTreeView>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kEnough = 24 << 20; // bytes that come before a transfer of the tour stands still
constexpr qint64 kTourSpeed = 16'000'000; // bytes per second of each file
constexpr qint64 kTransferPause = 600; // seconds; the tour is over before

void openTransfers(TourStage &stage)
{
    stage.window().openPage(PageId::Transfers);
}

bool anyGroup(TourStage &stage, TransferState state)
{
    return std::ranges::any_of(
        stage.app().transfers().snapshot().groups,
        [state](const TransferGroup &group) { return group.state == state; });
}

TourStep runningStep()
{
    return {.name = u"transfers-running"_s,
            .what = u"Transfers: one done, one running, one failed"_s,
            .prepare =
                [](TourStage &stage) {
                    stage.hub().setFault("forbidden", "/orchard/pippin-2b/resolve");
                    stage.hub().setFault("slow", "/", -1, "cdn", kTourSpeed);
                    stage.fetch(RepoKind::Space, u"driftwood/tide-chat-demo"_s, {});
                    stage.fetch(RepoKind::Model, u"northwind/compass-7b-instruct-GGUF"_s,
                                {u"compass-7b-instruct.Q4_K_M.gguf"_s,
                                 u"compass-7b-instruct.Q5_K_M.gguf"_s});
                    stage.fetch(RepoKind::Model, u"orchard/pippin-2b"_s, {u"config.json"_s});
                    stage.window().openPage(PageId::Transfers);
                },
            .ready =
                [](TourStage &stage) {
                    if (auto *tree = stage.visible<QTreeView>())
                        tree->expandAll();
                    const TransferSnapshot &now = stage.app().transfers().snapshot();
                    return anyGroup(stage, TransferState::Done)
                        && anyGroup(stage, TransferState::Failed) && now.done > kEnough
                        && now.secondsLeft > 0;
                },
            .moves = true};
}

TourScene transferScene()
{
    return {.steps = {{.name = u"transfers-empty"_s,
                       .what = u"Transfers, none yet"_s,
                       .prepare = openTransfers,
                       .ready = [](TourStage &stage) { return stage.visible<Notice>(); }},
                      runningStep()}};
}

TourScene doneScene()
{
    return {.steps = {{.name = u"transfers-done"_s,
                       .what = u"Transfers, all done"_s,
                       .prepare =
                           [](TourStage &stage) {
                               stage.fetch(RepoKind::Space, u"driftwood/tide-chat-demo"_s, {});
                               stage.fetch(RepoKind::Model, u"orchard/pippin-2b"_s,
                                           {u"README.md"_s, u"config.json"_s, u"tokenizer.json"_s});
                               stage.window().openPage(PageId::Transfers);
                           },
                       .ready =
                           [](TourStage &stage) {
                               const TransferSnapshot &now = stage.app().transfers().snapshot();
                               return now.groups.size() == 2
                                   && std::ranges::all_of(now.groups, [](const auto &group) {
                                          return group.state == TransferState::Done;
                                      });
                           }},
                      {.name = u"files-cached"_s,
                       .what = u"Files that are in the cache"_s,
                       .prepare =
                           [](TourStage &stage) {
                               stage.open(RepoKind::Model, u"orchard/pippin-2b"_s,
                                          HubAddress::Section::Files);
                           },
                       .ready = [](TourStage &stage) { return stage.rowsShown("FileTreeView"); }}}};
}

// Some bytes have come when something happens to the download; then it is in that state.
TourStep heldStep(const QString &name, const QString &what, TransferState state,
                  std::function<void(TourStage &)> hold)
{
    return {.name = name,
            .what = what,
            .prepare =
                [](TourStage &stage) {
                    stage.hub().setFault("stall", "/", 2, "cdn", kEnough); // one for each file
                    stage.hub().setFault("silent-reply", "/", -1, "cdn");
                    stage.fetch(RepoKind::Model, u"northwind/compass-7b-instruct-GGUF"_s,
                                {u"compass-7b-instruct.Q4_K_M.gguf"_s,
                                 u"compass-7b-instruct.Q5_K_M.gguf"_s});
                    openTransfers(stage);
                },
            .ready =
                [state, hold = std::move(hold)](TourStage &stage) {
                    if (auto *tree = stage.visible<QTreeView>())
                        tree->expandAll();
                    if (anyGroup(stage, state))
                        return true;
                    if (stage.app().transfers().snapshot().done >= kEnough)
                        hold(stage);
                    return false;
                },
            .moves = true};
}

TourScene closingScene()
{
    return {.steps = {{.name = u"transfers-closing"_s,
                       .what = u"The question before the window closes on transfers"_s,
                       .prepare =
                           [](TourStage &stage) {
                               stage.hub().setFault("stall", "/", -1, "cdn", kEnough);
                               stage.fetch(RepoKind::Model, u"northwind/compass-7b-instruct-GGUF"_s,
                                           {u"compass-7b-instruct.Q4_K_M.gguf"_s});
                               openTransfers(stage);
                           },
                       .ready =
                           [](TourStage &stage) {
                               if (stage.overlayShown())
                                   return true;
                               if (stage.app().transfers().snapshot().done >= kEnough)
                                   stage.window().close();
                               return false;
                           },
                       .moves = true}}};
}

TourScene waitingScene()
{
    return {.steps = {{.name = u"transfers-waiting"_s,
                       .what = u"Transfers while the Hub asks for a pause"_s,
                       .prepare =
                           [](TourStage &stage) {
                               stage.hub().setFault("too-many", "/orchard/pippin-2b/resolve", -1,
                                                    "hub", kTransferPause);
                               stage.fetch(RepoKind::Model, u"orchard/pippin-2b"_s,
                                           {u"README.md"_s, u"config.json"_s});
                               openTransfers(stage);
                           },
                       .ready =
                           [](TourStage &stage) {
                               if (auto *tree = stage.visible<QTreeView>())
                                   tree->expandAll();
                               return anyGroup(stage, TransferState::Waiting);
                           },
                       .moves = true}}};
}

// Hours that begin in two hours and last one.
Timetable laterHours()
{
    const int begin = (QTime::currentTime().hour() + 2) % 24 * 60;
    return {.on = true, .from = begin, .to = (begin + 60) % Timetable::kDay};
}

TourScene timetableSettingsScene()
{
    return {.steps = {{.name = u"settings-transfers"_s,
                       .what = u"Settings of transfers: limits and the timetable"_s,
                       .prepare =
                           [](TourStage &stage) {
                               Timetable table = laterHours();
                               table.outside = Timetable::Outside::Limit;
                               stage.app().settings().setTimetable(table);
                               stage.app().settings().setDownloadLimit(25'000'000);
                               stage.window().openPage(PageId::Settings);
                           },
                       .ready =
                           [](TourStage &stage) {
                               auto *panel = stage.visible<TransferSettings>();
                               auto *page = stage.visible<SettingsPane>();
                               if (panel && page)
                                   page->ensureWidgetVisible(panel);
                               return panel && page;
                           }}}};
}

void openHistory(TourStage &stage)
{
    openTransfers(stage);
    if (auto *pane = stage.visible<TransfersPane>())
        pane->findChild<QTabBar *>()->setCurrentIndex(1);
}

// What is done, what was there already and what failed, with the receipts of the newest.
TourScene historyScene()
{
    return {.steps = {{.name = u"transfers-history-empty"_s,
                       .what = u"The history of transfers, empty"_s,
                       .prepare = openHistory,
                       .ready = [](TourStage &stage) { return stage.visible<Notice>(); }},
                      {.name = u"transfers-history"_s,
                       .what = u"The history of transfers, with receipts"_s,
                       .prepare =
                           [](TourStage &stage) {
                               const QStringList files{u"README.md"_s, u"config.json"_s,
                                                       u"tokenizer.json"_s};
                               stage.hub().setFault("forbidden", "/openfjord/skald-13b/resolve");
                               stage.fetch(RepoKind::Space, u"driftwood/tide-chat-demo"_s, {});
                               stage.fetch(RepoKind::Model, u"openfjord/skald-13b"_s,
                                           {u"config.json"_s});
                               stage.fetch(RepoKind::Model, u"orchard/pippin-2b"_s, files);
                           },
                       .ready =
                           [](TourStage &stage) {
                               auto *tree = stage.visible<QTreeView>();
                               if (!tree || tree->model()->rowCount() < 3)
                                   return false;
                               const QModelIndex newest = tree->model()->index(0, 0);
                               tree->expand(newest);
                               return tree->model()->rowCount(newest) > 0;
                           }}}};
}

TourScene manifestScene()
{
    return {.steps
            = {{.name = u"transfers-manifest-error"_s,
                .what = u"A manifest that cannot be used"_s,
                .prepare =
                    [](TourStage &stage) {
                        openTransfers(stage);
                        stage.visible<TransfersPane>()->findChild<ManifestActions *>()->importText(
                            R"({"format": "hubnaut-manifest", "version": 1,
                                     "sets": [{"type": "model", "repo": "orchard/pippin-2b"}]})");
                    },
                .ready = [](TourStage &stage) { return stage.overlayShown(); }}}};
}

} // namespace

QList<TourScene> transferScenes()
{
    const auto pauseAll = [](TourStage &stage) {
        for (const TransferGroup &group : stage.app().transfers().snapshot().groups)
            stage.app().transfers().pauseGroup(group.id);
    };
    const auto goOffline = [](TourStage &stage) { stage.app().settings().setOffline(true); };
    const auto waitForHours = [](TourStage &stage) {
        stage.app().settings().setDownloadLimit(5'000'000);
        stage.app().settings().setTimetable(laterHours());
    };
    return {
        transferScene(),
        {.steps = {heldStep(u"transfers-stalled"_s, u"Transfers whose server says nothing more"_s,
                            TransferState::Stalled, [](TourStage &) { })}},
        {.steps = {heldStep(u"transfers-timetable"_s,
                            u"Transfers that wait for their hours, with a limit"_s,
                            TransferState::Waiting, waitForHours)}},
        timetableSettingsScene(),
        doneScene(),
        historyScene(),
        manifestScene(),
        {.steps = {heldStep(u"transfers-paused"_s, u"Transfers, paused by the user"_s,
                            TransferState::Paused, pauseAll)}},
        waitingScene(),
        closingScene(),
        {.steps = {heldStep(u"transfers-offline"_s, u"Transfers in offline mode"_s,
                            TransferState::Waiting, goOffline)}}};
}
