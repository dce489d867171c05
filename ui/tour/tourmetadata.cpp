#include "ui/tour/tourstep.h"

#include "app/localhub/localhub.h"
#include "ui/commit/fileeditor.h"
#include "ui/commit/metadataform.h"
#include "ui/commit/resultdialog.h"
#include "ui/repo/filessection.h"

#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QTableView>

#include <memory>

using namespace Qt::StringLiterals;

namespace {

// A card with all that the form shows.
QString tourCard()
{
    return u"---\n"
           "license: apache-2.0\n"
           "language:\n"
           "- en\n"
           "- \"no\"\n"
           "library_name: peft\n"
           "pipeline_tag: text-generation\n"
           "base_model: openfjord/compass-7b\n"
           "datasets:\n"
           "- ada/support-tickets\n"
           "- openfjord/dialogues-no\n"
           "tags:\n"
           "- lora\n"
           "- customer-support\n"
           "- conversational\n"
           "model-index:\n"
           "- name: compass-7b-support-lora\n"
           "  results:\n"
           "  - task:\n"
           "      type: text-generation\n"
           "    dataset:\n"
           "      name: Support tickets\n"
           "      type: ada/support-tickets\n"
           "      split: test\n"
           "    metrics:\n"
           "    - type: rouge\n"
           "      name: ROUGE-L\n"
           "      value: 0.412\n"
           "    - type: bertscore\n"
           "      value: 0.887\n"
           "  - task:\n"
           "      type: text-generation\n"
           "    dataset:\n"
           "      name: NorEval\n"
           "      type: openfjord/noreval\n"
           "      config: summaries\n"
           "      split: validation\n"
           "    metrics:\n"
           "    - type: rouge\n"
           "      value: 0.367\n"
           "      verified: true\n"
           "---\n"
           "\n"
           "# Compass 7B, for customer support\n"_s;
}

QString tourCardWithProblems()
{
    return tourCard()
        .replace("license: apache-2.0"_L1, "license: other"_L1)
        .replace("- \"no\""_L1, "- norwegian"_L1)
        .replace("library_name: peft"_L1, "library_name: &lib peft"_L1)
        .replace("text-generation\nbase"_L1, "Text generation\nbase"_L1);
}

// The form over that text; then whatever then says until it is content.
TourStep metadataStep(const QString &name, const QString &what, RepoKind kind, const QString &repo,
                      const QString &card, const std::function<bool(TourStage &)> &then)
{
    const auto isSet = std::make_shared<bool>(false);
    return {.name = name,
            .what = what,
            .prepare =
                [=](TourStage &stage) {
                    *isSet = false;
                    stage.hub().clearFaults();
                    stage.open(kind, repo, HubAddress::Section::Files);
                },
            .ready =
                [=](TourStage &stage) {
                    auto *section = stage.visible<FilesSection>();
                    if (!section || !stage.rowsShown("FileTreeView")) {
                        if (!stage.visible<FileEditor>())
                            return false;
                    } else {
                        section->editMetadata();
                        return false;
                    }
                    auto *form = stage.visible<MetadataForm>();
                    if (!form)
                        return false;
                    if (!*isSet) {
                        *isSet = true;
                        stage.visible<FileEditor>()->text()->selectAll();
                        stage.visible<FileEditor>()->text()->insertPlainText(card);
                        return false;
                    }
                    return then(stage);
                }};
}

bool isRead(TourStage &stage)
{
    return stage.visible<QTableView>();
}

bool isRefusedByForm(TourStage &stage)
{
    for (const auto *button : stage.visible<MetadataForm>()->findChildren<QPushButton *>())
        if (button->isVisible() && button->text() == "Edit as text"_L1)
            return true;
    return false;
}

void pressInForm(TourStage &stage, const QString &text)
{
    for (auto *button : stage.visible<MetadataForm>()->findChildren<QPushButton *>()) {
        if (button->isVisible() && button->isEnabled() && button->text() == text) {
            return button->click();
        }
    }
}

bool isChecked(TourStage &stage)
{
    auto *form = stage.visible<MetadataForm>();
    for (const auto *label : form->findChildren<QLabel *>()) {
        if (label->isVisible() && label->text().contains("looks at"_L1))
            return false; // asked already
        if (label->isVisible() && label->text().contains("must be"_L1)) {
            auto *bar = form->findChild<QScrollArea *>()->verticalScrollBar();
            bar->setValue(bar->maximum());
            return true;
        }
    }
    pressInForm(stage, u"Check with the Hub"_s);
    return false;
}

bool isResultAsked(TourStage &stage)
{
    if (stage.visible<ResultDialog>())
        return true;
    if (isRead(stage))
        pressInForm(stage, u"Add a result…"_s);
    return false;
}

} // namespace

QList<TourScene> metadataScenes()
{
    const QString model = u"ada/compass-7b-support-lora"_s;
    const QString twice = tourCard().replace("library_name: peft"_L1, "license: mit"_L1);
    const auto step = [&](const QString &name, const QString &what, const QString &card,
                          const std::function<bool(TourStage &)> &then) {
        return TourScene{.steps = {metadataStep(name, what, RepoKind::Model, model, card, then)}};
    };
    return {step(u"metadata-form"_s, u"The metadata of a card as a form"_s, tourCard(), isRead),
            step(u"metadata-problems"_s, u"Metadata with problems, told beside the fields"_s,
                 tourCardWithProblems(), isRead),
            step(u"metadata-checked"_s, u"What the Hub says of metadata"_s, tourCardWithProblems(),
                 isChecked),
            step(u"metadata-result"_s, u"A new evaluation result"_s, tourCard(), isResultAsked),
            step(u"metadata-refused"_s, u"A card whose metadata is edited as text only"_s, twice,
                 isRefusedByForm)};
}
