#include "ui/tour/tourstep.h"

#include "app/localhub/localhub.h"
#include "ui/mainwindow.h"
#include "ui/preview/jsonpanel.h"
#include "ui/preview/previewpane.h"
#include "ui/repo/filetreeview.h"
#include "ui/repo/repotrouble.h"
#include "ui/widgets/findbar.h"
#include "ui/widgets/notice.h"
#include "ui/widgets/searchbox.h"
#include "ui/widgets/skeleton.h"
#include "ui/widgets/textview.h"

#include <QTreeView>

using namespace Qt::StringLiterals;
using Section = HubAddress::Section;

namespace {

bool previewShown(TourStage &stage, const QString &path)
{
    auto *pane = stage.visible<PreviewPane>();
    return pane && stage.rowsShown("FileTreeView") && pane->controller().file()
        && pane->controller().file()->entry.path == path
        && pane->controller().state().phase == ViewState::Phase::Ready
        && !stage.visible<Skeleton>();
}

TourStep fileStep(const QString &name, const QString &what, RepoKind kind, const QString &id,
                  const QString &path)
{
    return {.name = name,
            .what = what,
            .prepare
            = [kind, id, path](TourStage &stage) { stage.open(kind, id, Section::Files, path); },
            .ready = [path](TourStage &stage) { return previewShown(stage, path); }};
}

TourStep treeStep()
{
    return {.name = u"files-selection"_s,
            .what = u"Files of a model, some selected"_s,
            .prepare =
                [](TourStage &stage) {
                    stage.open(RepoKind::Model, u"openfjord/skald-13b"_s, Section::Files);
                },
            .ready =
                [](TourStage &stage) {
                    auto *tree = stage.visible<FileTreeView>();
                    if (!tree || tree->model()->rowCount() < 10)
                        return false;
                    if (tree->selectedPaths().size() < 3) {
                        for (const int row : {7, 8, 9})
                            tree->selectionModel()->select(tree->model()->index(row, 0),
                                                           QItemSelectionModel::Select
                                                               | QItemSelectionModel::Rows);
                        return false;
                    }
                    return true;
                }};
}

TourStep findStep()
{
    const QString path = u"draft/config.json"_s;
    return {.name = u"preview-find"_s,
            .what = u"A text with the find bar open"_s,
            .prepare =
                [path](TourStage &stage) {
                    stage.open(RepoKind::Model, u"openfjord/skald-13b"_s, Section::Files, path);
                },
            .ready =
                [path](TourStage &stage) {
                    auto *text = stage.visible<TextView>();
                    if (!previewShown(stage, path) || !text)
                        return false;
                    if (!stage.visible<FindBar>()) {
                        text->openFind();
                        if (auto *bar = stage.visible<FindBar>())
                            bar->findChild<SearchBox *>()->setText(u"rope"_s);
                        return false;
                    }
                    return true;
                }};
}

TourStep jsonTreeStep()
{
    const QString path = u"config.json"_s;
    return {.name = u"preview-json-tree"_s,
            .what = u"A configuration as a tree"_s,
            .prepare =
                [path](TourStage &stage) {
                    stage.open(RepoKind::Model, u"openfjord/skald-13b"_s, Section::Files, path);
                },
            .ready =
                [path](TourStage &stage) {
                    if (!previewShown(stage, path))
                        return false;
                    if (!stage.visible<JsonPanel>())
                        stage.visible<PreviewPane>()->showView(PreviewView::Tree);
                    const auto *panel = stage.visible<JsonPanel>();
                    return panel && panel->findChild<QTreeView *>()->isVisible();
                }};
}

TourScene weightsScene()
{
    const QString skald = u"openfjord/skald-13b"_s;
    const QString gguf = u"northwind/compass-7b-instruct-GGUF"_s;
    using enum RepoKind;
    return {
        .steps
        = {treeStep(),
           fileStep(u"preview-config"_s, u"A configuration"_s, Model, skald,
                    u"draft/config.json"_s),
           findStep(), jsonTreeStep(),
           fileStep(u"preview-readme"_s, u"A README among the files"_s, Model, skald,
                    u"README.md"_s),
           fileStep(u"preview-tensors"_s, u"Tensors of a safetensors file"_s, Model, skald,
                    u"model-00001-of-00006.safetensors"_s),
           fileStep(u"preview-tokenizer"_s, u"A tokenizer in one line"_s, Model, skald,
                    u"tokenizer.json"_s),
           fileStep(u"preview-index"_s, u"An index of weights"_s, Model, skald,
                    u"model.safetensors.index.json"_s),
           fileStep(u"preview-csv"_s, u"A CSV table"_s, Model, skald, u"eval/nordic_qa.csv"_s),
           fileStep(u"preview-jsonl"_s, u"A JSON Lines table"_s, Model, skald, u"eval/log.jsonl"_s),
           fileStep(u"preview-image"_s, u"A picture"_s, Model, skald, u"assets/loss.png"_s),
           fileStep(u"preview-gguf"_s, u"Tensors of a GGUF file"_s, Model, gguf,
                    u"compass-7b-instruct.Q4_K_M.gguf"_s)}};
}

TourScene otherScene()
{
    using enum RepoKind;
    return {.steps
            = {fileStep(u"preview-notebook"_s, u"A notebook"_s, Model,
                        u"ada/compass-7b-support-lora"_s, u"notebooks/train.ipynb"_s),
               fileStep(u"preview-tsv"_s, u"A TSV table"_s, Dataset, u"northwind/questions-31"_s,
                        u"questions.tsv"_s),
               fileStep(u"preview-parquet"_s, u"Bytes of a Parquet file"_s, Dataset,
                        u"openfjord/nordic-dialogues"_s, u"data/train-00000-of-00002.parquet"_s),
               fileStep(u"preview-wav"_s, u"Bytes of a sound"_s, Dataset,
                        u"harbor-speech/quiet-rooms"_s, u"clips/tone.wav"_s),
               fileStep(u"preview-python"_s, u"A program"_s, Space, u"driftwood/tide-chat-demo"_s,
                        u"app.py"_s),
               {.name = u"preview-failed"_s,
                .what = u"A file that cannot be fetched"_s,
                .prepare =
                    [](TourStage &stage) {
                        stage.hub().setFault("not-found", "/orchard/pippin-2b/resolve");
                        stage.open(RepoKind::Model, u"orchard/pippin-2b"_s, Section::Files,
                                   u"config.json"_s);
                    },
                .ready = [](TourStage &stage) { return stage.visible<Notice>(); }},
               {.name = u"files-many"_s,
                .what = u"A folder with thousands of files"_s,
                .prepare =
                    [](TourStage &stage) {
                        stage.open(RepoKind::Dataset, u"archive/ten-thousand-postcards"_s,
                                   Section::Files, u"cards/03/03007.txt"_s);
                    },
                .ready
                = [](TourStage &stage) { return previewShown(stage, u"cards/03/03007.txt"_s); }}}};
}

} // namespace

QList<TourScene> fileScenes()
{
    const TourStep gated{.name = u"preview-gated"_s,
                         .what = u"A file of a gated model without access"_s,
                         .prepare =
                             [](TourStage &stage) {
                                 stage.open(RepoKind::Model, u"meridian/atlas-12b"_s,
                                            Section::Files, u"config.json"_s);
                             },
                         .ready = [](TourStage &stage) { return stage.visible<RepoTrouble>(); }};
    return {weightsScene(), otherScene(), {.start = TourStage::Start::SignedOut, .steps = {gated}}};
}
