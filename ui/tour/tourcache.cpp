// The cache: what it shows, what it would remove, what it did.
#include "ui/tour/tourstep.h"

#include "app/samplecache.h"
#include "ui/cache/cachecare.h"
#include "ui/cache/cachedialog.h"
#include "ui/cache/cachedialogs.h"
#include "ui/cache/cachepane.h"
#include "ui/cache/cacheview.h"
#include "ui/cache/movedialog.h"
#include "ui/cache/treemap.h"
#include "ui/cache/verifystrip.h"
#include "ui/mainwindow.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/notice.h"
#include "ui/widgets/searchbox.h"

#include <QDir>
#include <QMenu>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace {

CachePane *cachePane(TourStage &stage)
{
    return stage.window().findChild<CachePane *>();
}

CacheItem atlas(TourStage &stage, int revision = -1)
{
    const CacheItem repo{.repo = "models--meridian--atlas-15b"};
    const CacheRepoPtr known = cachePane(stage)->controller().model().repo(repo.repo);
    if (revision < 0 || !known)
        return repo;
    for (const CacheRevision &each : known->revisions)
        if (each.refs.isEmpty() == (revision > 0))
            return {.repo = repo.repo, .commit = each.commit};
    return repo;
}

void clickChip(TourStage &stage, const QString &words)
{
    for (Chip *chip : cachePane(stage)->findChildren<Chip *>())
        if (chip->text().contains(words) && !chip->isChecked())
            chip->click();
}

bool settled(TourStage &stage)
{
    CachePane *pane = cachePane(stage);
    const auto *map = stage.visible<Treemap>();
    return pane && map && !map->tiles().isEmpty() && !pane->controller().isScanning()
        && !pane->controller().digest().wishes.isEmpty() && !pane->controller().cleaner().isBusy();
}

bool planned(TourStage &stage)
{
    return settled(stage) && cachePane(stage)->controller().hasPlan();
}

bool dialogShown(TourStage &stage, const QString &name)
{
    const auto *dialog = stage.window().findChild<CacheDialog *>(name);
    return dialog && dialog->isVisible();
}

TourScene emptyScene()
{
    return {.steps = {{.name = u"cache-empty"_s,
                       .what = u"A computer without a cache"_s,
                       .prepare = [](TourStage &stage) { stage.window().openPage(PageId::Cache); },
                       .ready = [](TourStage &stage) { return stage.visible<Notice>(); }}}};
}

TourStep fullStep(const QString &name, const QString &what)
{
    return {.name = name,
            .what = what,
            .prepare =
                [](TourStage &stage) {
                    makeSampleCache(stage.app().cacheRoot(),
                                    stage.app().environment().xetCache.value);
                    stage.window().openPage(PageId::Cache);
                },
            .ready = settled};
}

TourStep tickedStep(const QString &name, const QString &what)
{
    return {.name = name,
            .what = what,
            .prepare =
                [](TourStage &stage) {
                    clickChip(stage, u"Old revisions"_s);
                    clickChip(stage, u"Unfinished"_s);
                    auto *view = stage.visible<CacheView>();
                    view->reveal(atlas(stage, 1));
                    view->expand(view->currentIndex());
                },
            .ready = planned};
}

bool reviewed(TourStage &stage)
{
    return dialogShown(stage, u"cacheReview"_s)
        && !cachePane(stage)->dialogs().refetch().isAsking();
}

// Somebody names the old revision between the plan and the cleaning.
void nameOld(TourStage &stage)
{
    QFile ref(stage.app().cacheRoot() + u"/models--meridian--atlas-15b/refs/v0.9"_s);
    if (ref.open(QIODevice::WriteOnly))
        ref.write(atlas(stage, 1).commit);
}

TourScene careScene()
{
    return {
        .steps = {
            fullStep(u"cache-whole"_s, u"The cache before anything is done with it"_s),
            {.name = u"cache-menu"_s,
             .what = u"More that can be done with the cache"_s,
             .prepare =
                 [](TourStage &stage) {
                     auto *more = stage.visible<QToolButton>(u"cacheMore"_s);
                     more->menu()->popup(
                         more->mapToGlobal(QPoint(more->width(), more->height() + 2))
                         - QPoint(more->menu()->sizeHint().width(), 0));
                 },
             .ready = [](TourStage &stage) { return stage.overlayShown(); }},
            {.name = u"cache-verified"_s,
             .what = u"All contents were compared with their names"_s,
             .prepare = [](TourStage &stage) { cachePane(stage)->care().verify(); },
             .ready =
                 [](TourStage &stage) {
                     return settled(stage)
                         && !cachePane(stage)->care().strip()->verifier().isRunning();
                 }},
            {.name = u"cache-links"_s,
             .what = u"Copies that can be turned into links"_s,
             .prepare =
                 [](TourStage &stage) {
                     cachePane(stage)->care().strip()->hide();
                     cachePane(stage)->care().offerLinks();
                 },
             .ready = [](TourStage &stage) { return stage.overlayShown(); }},
            {.name = u"cache-rules"_s,
             .what = u"What rules would remove"_s,
             .prepare =
                 [](TourStage &stage) {
                     CachePolicy policy = cachePane(stage)->controller().policy();
                     policy.mostDays = 90;
                     cachePane(stage)->controller().setPolicy(policy);
                     cachePane(stage)->dialogs().policy();
                 },
             .ready = [](TourStage &stage) { return dialogShown(stage, u"cachePolicy"_s); }},
            {.name = u"cache-move"_s,
             .what = u"Moving the cache to another disk"_s,
             .prepare = [](TourStage &stage) { cachePane(stage)->care().openMove(); },
             .ready = [](TourStage &stage) { return stage.window().findChild<MoveDialog *>(); }},
            tickedStep(u"cache-before"_s, u"What would go before somebody needs some of it"_s),
            {.name = u"cache-stayed"_s,
             .what = u"What stayed, because it changed before the cleaning"_s,
             .prepare =
                 [](TourStage &stage) {
                     nameOld(stage);
                     cachePane(stage)->controller().clean(CacheCleaner::How::Undoable);
                 },
             .ready = [](TourStage &stage) { return dialogShown(stage, u"cacheLeftOver"_s); }},
        }};
}

TourScene fullScene()
{
    return {
        .steps = {
            fullStep(u"cache"_s, u"What the cache holds"_s),
            tickedStep(u"cache-ticked"_s, u"Old revisions and unfinished downloads are ticked"_s),
            {.name = u"cache-review"_s,
             .what = u"What would go and what stays"_s,
             .prepare = [](TourStage &stage) { cachePane(stage)->dialogs().review(false); },
             .ready = reviewed},
            {.name = u"cache-for-good"_s,
             .what = u"What cannot be fetched again goes after a typed word"_s,
             .prepare = [](TourStage &stage) { cachePane(stage)->dialogs().review(true); },
             .ready = reviewed},
            {.name = u"cache-cleaned"_s,
             .what = u"After a cleaning, which can be undone"_s,
             .prepare =
                 [](TourStage &stage) {
                     cachePane(stage)->controller().clean(CacheCleaner::How::Undoable);
                 },
             .ready =
                 [](TourStage &stage) {
                     return settled(stage)
                         && !cachePane(stage)->controller().cleaner().history().isEmpty()
                         && !cachePane(stage)->controller().hasPlan();
                 }},
            {.name = u"cache-history"_s,
             .what = u"What was removed"_s,
             .prepare = [](TourStage &stage) { cachePane(stage)->dialogs().history(); },
             .ready = [](TourStage &stage) { return dialogShown(stage, u"cacheHistory"_s); }},
            {.name = u"cache-warnings"_s,
             .what = u"What is amiss in the cache"_s,
             .prepare = [](TourStage &stage) { cachePane(stage)->dialogs().warnings(); },
             .ready = [](TourStage &stage) { return dialogShown(stage, u"cacheWarnings"_s); }},
            {.name = u"cache-zoomed"_s,
             .what = u"The map of one repository"_s,
             .prepare =
                 [](TourStage &stage) {
                     stage.visible<CacheView>()->reveal(atlas(stage, 0));
                     stage.visible<Treemap>()->zoomTo(atlas(stage));
                 },
             .ready = settled},
            {.name = u"cache-found"_s,
             .what = u"Files found by a part of their name and a size"_s,
             .prepare =
                 [](TourStage &stage) {
                     stage.visible<Treemap>()->zoomTo({});
                     stage.visible<SearchBox>(u"cacheFind"_s)->setText(u"size>3MB index"_s);
                 },
             .ready =
                 [](TourStage &stage) {
                     return settled(stage) && cachePane(stage)->controller().model().isFiltered();
                 }},
        }};
}

} // namespace

QList<TourScene> cacheScenes()
{
    return {emptyScene(), fullScene(), careScene()};
}
