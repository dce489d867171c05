#include "ui/tour/tourstep.h"

#include "app/localhub/localhub.h"
#include "ui/community/diffview.h"
#include "ui/community/threadview.h"
#include "ui/mainwindow.h"
#include "ui/repo/downloadbutton.h"
#include "ui/repo/downloadplan.h"
#include "ui/repo/repotrouble.h"
#include "ui/repo/runtimesection.h"
#include "ui/widgets/markdownview.h"
#include "ui/widgets/notice.h"
#include "ui/widgets/skeleton.h"

#include <QListView>
#include <QPlainTextEdit>

using namespace Qt::StringLiterals;
using Section = HubAddress::Section;

namespace {

bool cardShown(TourStage &stage)
{
    const auto *card = stage.visible<MarkdownView>();
    return card && !card->document()->isEmpty();
}

TourStep cardStep(const QString &name, const QString &what, RepoKind kind, const QString &id)
{
    return {.name = name,
            .what = what,
            .prepare = [kind, id](TourStage &stage) { stage.open(kind, id); },
            .ready = cardShown};
}

TourScene cardScene()
{
    using enum RepoKind;
    return {
        .steps
        = {cardStep(u"card"_s, u"Card of a model with tables, code and pictures"_s, Model,
                    u"openfjord/skald-13b"_s),
           cardStep(u"card-code"_s, u"Card of a model with a long list of files"_s, Model,
                    u"northwind/compass-7b-instruct"_s),
           cardStep(u"card-arabic"_s, u"Card in Arabic"_s, Model, u"مختبر-اللغة/نص-عربي-7b"_s),
           cardStep(u"card-chinese"_s, u"Card in Chinese"_s, Model, u"青空研究所/aozora-7b-chat"_s),
           cardStep(u"card-emoji"_s, u"Card with emoji"_s, Model, u"kestrel/hover-8b-code"_s),
           cardStep(u"card-html"_s, u"Card with HTML and a picture"_s, Model,
                    u"driftwood/tide-4b-long-context-instruct-256k-preview"_s),
           cardStep(u"card-dataset"_s, u"Card of a dataset"_s, Dataset,
                    u"openfjord/nordic-dialogues"_s),
           cardStep(u"card-long"_s, u"Card of 200 kB"_s, Model, u"archive/field-notes-1b"_s),
           cardStep(u"card-private"_s, u"Card of a private model"_s, Model,
                    u"ada/compass-7b-support-lora"_s)}};
}

TourStep threadStep(const QString &name, const QString &what, int number, bool changes)
{
    return {.name = name,
            .what = what,
            .prepare =
                [number](TourStage &stage) {
                    stage.open(RepoKind::Model, u"openfjord/skald-13b"_s, Section::Community, {},
                               number);
                },
            .ready =
                [changes](TourStage &stage) {
                    auto *thread = stage.visible<ThreadView>();
                    if (!thread || !stage.rowsShown("QListView"))
                        return false;
                    const auto *diff = stage.visible<DiffView>();
                    if (changes && !diff)
                        thread->showChanges();
                    return !changes || (diff && diff->model()->rowCount() > 0);
                }};
}

TourScene communityScene()
{
    return {.steps
            = {{.name = u"community"_s,
                .what = u"Discussions of a model"_s,
                .prepare =
                    [](TourStage &stage) {
                        stage.open(RepoKind::Model, u"openfjord/skald-13b"_s, Section::Community);
                    },
                .ready = [](TourStage &stage) { return stage.rowsShown("QListView"); }},
               threadStep(u"community-thread"_s, u"A discussion"_s, 5, false),
               threadStep(u"community-pull-request"_s, u"A pull request"_s, 2, false),
               threadStep(u"community-changes"_s, u"What a pull request changes"_s, 3, true),
               {.name = u"community-empty"_s,
                .what = u"A model without discussions"_s,
                .prepare =
                    [](TourStage &stage) {
                        stage.open(RepoKind::Model, u"orchard/pippin-2b"_s, Section::Community);
                    },
                .ready = [](TourStage &stage) { return stage.visible<Notice>(); }},
               {.name = u"history"_s,
                .what = u"History of a model"_s,
                .prepare =
                    [](TourStage &stage) {
                        stage.open(RepoKind::Model, u"openfjord/skald-13b"_s, Section::History);
                    },
                .ready = [](TourStage &stage) { return stage.rowsShown("QListView"); }}}};
}

TourStep runtimeStep(const QString &name, const QString &what, const QString &id)
{
    return {.name = name,
            .what = what,
            .prepare
            = [id](TourStage &stage) { stage.open(RepoKind::Space, id, Section::Settings); },
            .ready =
                [](TourStage &stage) {
                    return stage.visible<RuntimeSection>() && !stage.visible<Skeleton>();
                }};
}

TourScene runtimeScene()
{
    return {
        .steps
        = {runtimeStep(u"runtime-running"_s, u"A Space that runs"_s, u"driftwood/tide-chat-demo"_s),
           runtimeStep(u"runtime-paused"_s, u"A Space that is paused"_s, u"ada/harbour-reader"_s),
           runtimeStep(u"runtime-building"_s, u"A Space that is being built"_s,
                       u"kestrel/hover-playground"_s),
           runtimeStep(u"runtime-error"_s, u"A Space that stopped with an error"_s,
                       u"abacus/step-by-step"_s),
           runtimeStep(u"runtime-no-app"_s, u"A Space without an app"_s, u"tabula/sign-finder"_s),
           runtimeStep(u"runtime-sleeping"_s, u"A Space that sleeps"_s,
                       u"lumen-ai/one-breath-demo"_s),
           cardStep(u"card-space"_s, u"Card of a Space"_s, RepoKind::Space,
                    u"northwind/compass-playground"_s)}};
}

// The plan of a repository, opened once its files are there; then what a person would do in it.
TourStep planStep(const QString &name, const QString &what, const QString &id,
                  const std::function<void(DownloadPlan &)> &act)
{
    return {.name = name,
            .what = what,
            .prepare =
                [id](TourStage &stage) {
                    for (auto *plan : stage.window().findChildren<DownloadPlan *>())
                        delete plan;
                    stage.open(RepoKind::Model, id, Section::Files);
                },
            .ready =
                [act](TourStage &stage) {
                    auto *plan = stage.window().findChild<DownloadPlan *>();
                    if (!plan && stage.rowsShown("FileTreeView"))
                        emit stage.visible<DownloadButton>()->planClicked();
                    if (!plan || !plan->isVisible() || !plan->maker().isUpToDate())
                        return false;
                    if (plan->property("acted").toBool())
                        return true;
                    plan->setProperty("acted", true);
                    act(*plan);
                    return false;
                }};
}

TourScene planScene()
{
    const auto choose = [](DownloadPlan &plan, int row) {
        auto *list = plan.findChild<QListView *>();
        list->setCurrentIndex(list->model()->index(row, 0));
    };
    return {
        .steps
        = {planStep(u"download-plan"_s, u"What a download would take"_s, u"openfjord/skald-13b"_s,
                    [choose](DownloadPlan &plan) { choose(plan, 1); }),
           planStep(u"download-plan-patterns"_s, u"A plan by own patterns and ticks"_s,
                    u"openfjord/skald-13b"_s, [](DownloadPlan &plan) {
                        plan.findChild<QPlainTextEdit *>()->setPlainText(u"*.safetensors\n*.jsn"_s);
                    })}};
}

TourStep refusedStep(const QString &name, const QString &what, const QString &id)
{
    return {.name = name,
            .what = what,
            .prepare = [id](TourStage &stage) { stage.open(RepoKind::Model, id, Section::Files); },
            .ready = [](TourStage &stage) { return stage.visible<RepoTrouble>(); }};
}

} // namespace

QList<TourScene> repoScenes()
{
    const TourStep gated{
        .name = u"repo-gated-card"_s,
        .what = u"Card of a gated model without access"_s,
        .prepare = [](TourStage &stage) { stage.open(RepoKind::Model, u"meridian/atlas-12b"_s); },
        .ready = [](TourStage &stage) { return stage.visible<RepoTrouble>(); }};
    return {cardScene(),
            communityScene(),
            runtimeScene(),
            planScene(),
            {.steps = {refusedStep(u"repo-missing"_s, u"A model that does not exist"_s,
                                   u"nobody/has-this-one"_s)}},
            {.start = TourStage::Start::SignedOut,
             .steps
             = {gated,
                refusedStep(u"repo-private-signed-out"_s, u"Somebody's private model, signed out"_s,
                            u"ada/compass-7b-support-lora"_s)}},
            {.steps = {{.name = u"repo-loading"_s,
                        .what = u"A repository that waits for the Hub"_s,
                        .prepare =
                            [](TourStage &stage) {
                                stage.hub().setFault("silent-reply", "/api/models/openfjord");
                                stage.open(RepoKind::Model, u"openfjord/skald-13b-base"_s,
                                           Section::Files);
                            },
                        .ready = [](TourStage &stage) { return stage.visible<Skeleton>(); }}}}};
}
