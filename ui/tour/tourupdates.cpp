// Many downloads at once, and what of the cache has moved.
#include "ui/tour/tourstep.h"

#include "app/localhub/localhub.h"
#include "app/localhub/localstore.h"
#include "ui/mainwindow.h"
#include "ui/paste/pastedialog.h"
#include "ui/paste/pastedoor.h"
#include "ui/updates/updatespane.h"
#include "ui/widgets/notice.h"

#include <QDateTime>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

const char kPastedSample[] = "northwind/compass-7b-instruct-GGUF\n"
                             "- datasets/openfjord/nordic-dialogues\n"
                             "hf download meridian/atlas-12b --include '*.json'\n"
                             "hf download orchard/pippin-2b config.json\n"
                             "https://example.org/orchard/pippin-2b\n"
                             "orchard/nobody-has-this\n"
                             "orchard/pippin-2b weights\n";

TourScene pasteScene()
{
    return {.steps = {{.name = u"download-many"_s,
                       .what = u"A pasted list: what each line is"_s,
                       .prepare =
                           [](TourStage &stage) {
                               stage.window().openPage(PageId::Transfers);
                               stage.window().findChild<PasteDoor *>()->open(
                                   QString::fromLatin1(kPastedSample));
                           },
                       .ready =
                           [](TourStage &stage) {
                               auto *dialog = stage.window().findChild<PasteDialog *>();
                               return dialog && dialog->isVisible()
                                   && dialog->controller().good() > 0
                                   && dialog->controller().checking() == 0;
                           }}}};
}

void commitSomething(TourStage &stage, const QString &id)
{
    CommitInput commit;
    commit.title = u"Say more"_s;
    commit.adds = {{u"NOTES.md"_s,
                    Content::bytes(QByteArray(9'000, 'n')
                                   + QByteArray::number(QDateTime::currentMSecsSinceEpoch()))}};
    stage.hub().store().commit(*RepoId::parse(RepoKind::Model, id), u"main"_s, commit);
}

TourScene updatesScene()
{
    return {.steps
            = {{.name = u"updates-idle"_s,
                .what = u"The update radar before it is asked"_s,
                .prepare = [](TourStage &stage) { stage.window().openPage(PageId::Updates); },
                .ready = [](TourStage &stage) { return stage.visible<Notice>(); }},
               {.name = u"updates"_s,
                .what = u"What of the cache has moved"_s,
                .prepare =
                    [](TourStage &stage) {
                        stage.fetch(RepoKind::Space, u"driftwood/tide-chat-demo"_s, {});
                        stage.fetch(RepoKind::Model, u"archive/field-notes-1b"_s, {u"README.md"_s});
                        stage.fetch(RepoKind::Model, u"tabula/rasa-ner"_s, {u"config.json"_s});
                        stage.window().openPage(PageId::Updates);
                    },
                .ready =
                    [](TourStage &stage) {
                        auto *pane = stage.visible<UpdatesPane>();
                        const auto &groups = stage.app().transfers().snapshot().groups;
                        if (!pane || groups.size() < 3
                            || std::ranges::any_of(groups, [](const TransferGroup &group) {
                                   return group.state != TransferState::Done;
                               }))
                            return false;
                        if (!pane->property("asked").toBool()) {
                            pane->setProperty("asked", true);
                            commitSomething(stage, u"archive/field-notes-1b"_s);
                            pane->controller().check();
                            return false;
                        }
                        return !pane->controller().isChecking() && pane->controller().moved() > 0;
                    }}}};
}

} // namespace

QList<TourScene> updateScenes()
{
    return {pasteScene(), updatesScene()};
}
