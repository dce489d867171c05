#include "ui/tour/tourstep.h"

#include "app/localhub/localhub.h"
#include "ui/mainwindow.h"
#include "ui/search/searchcontroller.h"
#include "ui/search/searchpane.h"
#include "ui/widgets/markdownview.h"
#include "ui/widgets/notice.h"
#include "ui/widgets/skeleton.h"

#include <QToolButton>

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kLongPause = 250; // s, what a Hub that limits the rate asks for

void searchOn(TourStage &stage, const SearchChoice &choice)
{
    stage.window().openPage(searchPage(choice.kind));
    if (auto *pane = stage.visible<SearchPane>())
        pane->findChild<SearchController *>()->setChoice(choice);
}

bool resultsShown(TourStage &stage)
{
    return stage.rowsShown("ResultView");
}

bool quickLookShown(TourStage &stage)
{
    const auto *card = stage.visible<MarkdownView>();
    return resultsShown(stage) && card && !card->document()->isEmpty();
}

bool noticeShown(TourStage &stage)
{
    return stage.visible<Notice>();
}

TourStep plainSearch(const QString &name, const QString &what, PageId page)
{
    return {.name = name,
            .what = what,
            .prepare = [page](TourStage &stage) { stage.window().openPage(page); },
            .ready = quickLookShown};
}

TourStep emptyStep(const QString &name, const QString &what, RepoKind kind)
{
    SearchChoice choice;
    choice.kind = kind;
    choice.text = u"nothing has this name"_s;
    return {.name = name,
            .what = what,
            .prepare = [choice](TourStage &stage) { searchOn(stage, choice); },
            .ready = noticeShown};
}

TourScene foundScene()
{
    using enum RepoKind;
    SearchChoice chosen;
    chosen.facets = {{u"text-generation"_s, u"Text Generation"_s, u"pipeline_tag"_s},
                     {u"license:apache-2.0"_s, u"Apache 2.0"_s, u"license"_s}};
    chosen.fewest = 1;
    chosen.most = 6;
    return {.steps
            = {plainSearch(u"search-models"_s, u"Search for models with the quick look"_s,
                           PageId::Models),
               plainSearch(u"search-datasets"_s, u"Search for datasets"_s, PageId::Datasets),
               plainSearch(u"search-spaces"_s, u"Search for Spaces"_s, PageId::Spaces),
               {.name = u"search-facets"_s,
                .what = u"Search with facets chosen"_s,
                .prepare = [chosen](TourStage &stage) { searchOn(stage, chosen); },
                .ready = quickLookShown},
               emptyStep(u"search-empty"_s, u"Search that finds nothing"_s, Model),
               emptyStep(u"search-datasets-empty"_s, u"Search that finds no datasets"_s, Dataset),
               emptyStep(u"search-spaces-empty"_s, u"Search that finds no Spaces"_s, Space)}};
}

// A search that meets a fault of the Hub at its first request.
TourScene faultScene(const QString &name, const QString &what, const QByteArray &fault,
                     qint64 parameter, std::function<bool(TourStage &)> ready)
{
    return {.steps = {{.name = name,
                       .what = what,
                       .prepare =
                           [fault, parameter](TourStage &stage) {
                               stage.hub().setFault(fault, "/api/models", -1, "hub", parameter);
                               stage.window().openPage(PageId::Models);
                           },
                       .ready = std::move(ready)}}};
}

bool skeletonShown(TourStage &stage)
{
    return stage.visible<Skeleton>();
}

// The quick look beside results that are there.
TourScene quickLookScene(const QString &name, const QString &what, const QByteArray &fault,
                         std::function<bool(TourStage &)> ready)
{
    TourScene scene = faultScene(name, what, fault, 0, std::move(ready));
    scene.steps.first().prepare = [fault](TourStage &stage) {
        stage.hub().setFault(fault, "/api/models/");
        stage.window().openPage(PageId::Models);
    };
    return scene;
}

bool quickLookWaits(TourStage &stage)
{
    return resultsShown(stage) && skeletonShown(stage);
}

bool quickLookFailed(TourStage &stage)
{
    auto *pane = stage.visible<SearchPane>();
    const auto &look = pane->findChild<SearchController *>()->quickLook().current();
    return resultsShown(stage) && look && look->error;
}

} // namespace

QList<TourScene> searchScenes()
{
    const auto openModels = [](TourStage &stage) { stage.window().openPage(PageId::Models); };
    return {foundScene(),
            faultScene(u"search-loading"_s, u"Search that waits for the Hub"_s, "silent-reply", 0,
                       skeletonShown),
            faultScene(u"search-failed"_s, u"Search that got a page of a captive portal"_s,
                       "captive-portal", 0, noticeShown),
            quickLookScene(u"quicklook-loading"_s, u"Quick look that waits for the Hub"_s,
                           "silent-reply", quickLookWaits),
            quickLookScene(u"quicklook-failed"_s, u"Quick look that got no sense from the Hub"_s,
                           "captive-portal", quickLookFailed),
            faultScene(u"search-limited"_s, u"Search while the Hub asks for a pause"_s, "too-many",
                       kLongPause, skeletonShown),
            {.start = TourStage::Start::Offline,
             .steps = {{.name = u"search-offline"_s,
                        .what = u"Search in offline mode"_s,
                        .prepare = openModels,
                        .ready = noticeShown}}},
            {.start = TourStage::Start::NoNetwork,
             .steps = {{.name = u"search-no-network"_s,
                        .what = u"Search without a network"_s,
                        .prepare = openModels,
                        .ready = [](TourStage &stage) {
                            return stage.visible<Notice>() || stage.visible<Skeleton>();
                        }}}}};
}
