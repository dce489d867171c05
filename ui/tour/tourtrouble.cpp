// What the sections of a repository say while they wait, when they fail, and offline.
#include "ui/tour/tourstep.h"

#include "app/localhub/localhub.h"
#include "app/localhub/localstore.h"
#include "ui/widgets/markdownview.h"
#include "ui/widgets/notice.h"
#include "ui/widgets/skeleton.h"

using namespace Qt::StringLiterals;
using Section = HubAddress::Section;

namespace {

struct TroubledSection
{
    QString name; // of the pictures
    QString what;
    RepoKind kind;
    QString id;
    Section section;
    QByteArray asks; // the address it asks begins so
};

QList<TroubledSection> troubledSections()
{
    const QString model = u"openfjord/skald-13b"_s;
    const QString space = u"driftwood/tide-chat-demo"_s;
    const QByteArray api = "/api/models/openfjord/skald-13b";
    return {
        {u"card"_s, u"Card"_s, RepoKind::Model, model, Section::Card,
         "/openfjord/skald-13b/resolve"},
        {u"files"_s, u"Files"_s, RepoKind::Model, model, Section::Files, api + "/tree"},
        {u"community"_s, u"Discussions"_s, RepoKind::Model, model, Section::Community,
         api + "/discussions"},
        {u"history"_s, u"History"_s, RepoKind::Model, model, Section::History, api + "/commits"},
        {u"runtime"_s, u"Runtime"_s, RepoKind::Space, space, Section::Settings,
         "/api/spaces/driftwood/tide-chat-demo/runtime"}};
}

TourScene faultyScene(const TroubledSection &at, const QString &name, const QString &what,
                      const QByteArray &fault, std::function<bool(TourStage &)> ready)
{
    return {.steps = {{.name = at.name + u'-' + name,
                       .what = at.what + u' ' + what,
                       .prepare =
                           [at, fault](TourStage &stage) {
                               stage.hub().setFault(fault, at.asks);
                               stage.open(at.kind, at.id, at.section);
                           },
                       .ready = std::move(ready)}}};
}

// The repository is known, from another section, when the connection goes. path: of the file that
// is to be looked at then, among the files.
TourScene offlineScene(const TroubledSection &at, const QString &path = {})
{
    const bool card = at.section != Section::Card && path.isEmpty();
    return {.steps = {{.name = at.name + u"-offline"_s,
                       .what = at.what + u" in offline mode"_s,
                       .prepare =
                           [at, card](TourStage &stage) {
                               stage.open(at.kind, at.id, card ? Section::Card : Section::Files);
                           },
                       .ready =
                           [at, card, path](TourStage &stage) {
                               if (stage.app().hub().isOffline())
                                   return stage.visible<Notice>() != nullptr;
                               const auto *text = stage.visible<MarkdownView>();
                               const bool known = card ? text && !text->document()->isEmpty()
                                                       : stage.rowsShown("FileTreeView");
                               if (known) {
                                   stage.app().settings().setOffline(true);
                                   stage.open(at.kind, at.id, at.section, path);
                               }
                               return false;
                           }}}};
}

const RepoId &emptyRepo()
{
    static const RepoId repo = *RepoId::parse(RepoKind::Model, u"ada/first-steps"_s);
    return repo;
}

// Made before, without a commit.
TourStep emptySection(const QString &name, const QString &what, Section section)
{
    return {.name = name + u"-empty"_s,
            .what = what + u" of a repository that is new"_s,
            .prepare =
                [section](TourStage &stage) {
                    stage.hub().store().createRepo(emptyRepo());
                    stage.open(RepoKind::Model, emptyRepo().id(), section);
                },
            .ready = [](TourStage &stage) { return stage.visible<Notice>(); }};
}

// A file of a folder that is listed. Its bytes do not come, or there are none.
TourScene previewScene(const QString &name, const QString &what, const QString &path,
                       const QByteArray &fault, std::function<bool(TourStage &)> ready)
{
    return {.steps = {{.name = u"preview-"_s + name,
                       .what = what,
                       .prepare =
                           [path, fault](TourStage &stage) {
                               if (!fault.isEmpty())
                                   stage.hub().setFault(fault, "/orchard/pippin-2b/resolve");
                               else
                                   stage.hub().store().commit(
                                       *RepoId::parse(RepoKind::Model, u"orchard/pippin-2b"_s),
                                       u"main"_s, {.adds = {{path, Content()}}});
                               stage.open(RepoKind::Model, u"orchard/pippin-2b"_s, Section::Files,
                                          path);
                           },
                       .ready =
                           [ready = std::move(ready)](TourStage &stage) {
                               return stage.rowsShown("FileTreeView") && ready(stage);
                           }}}};
}

} // namespace

QList<TourScene> troubleScenes()
{
    QList<TourScene> scenes;
    for (const TroubledSection &at : troubledSections()) {
        scenes << faultyScene(at, u"loading"_s, u"that wait for the Hub"_s, "silent-reply",
                              [](TourStage &stage) { return stage.visible<Skeleton>(); })
               << faultyScene(at, u"failed"_s, u"with an answer that makes no sense"_s,
                              "captive-portal",
                              [](TourStage &stage) { return stage.visible<Notice>(); })
               << offlineScene(at);
    }
    const auto waits = [](TourStage &stage) { return stage.visible<Skeleton>(); };
    const auto says = [](TourStage &stage) { return stage.visible<Notice>(); };
    const TroubledSection files = troubledSections().at(1);
    TourScene previewOffline = offlineScene(files, u"config.json"_s);
    previewOffline.steps.first().name = u"preview-offline"_s;
    previewOffline.steps.first().what = u"A file in offline mode"_s;
    scenes << previewScene(u"loading"_s, u"A file that waits for the Hub"_s, u"config.json"_s,
                           "silent-reply", waits)
           << previewOffline
           << previewScene(u"empty"_s, u"A file without bytes"_s, u"empty.txt"_s, {}, says)
           << TourScene{.steps = {emptySection(u"card"_s, u"Card"_s, Section::Card),
                                  emptySection(u"files"_s, u"Files"_s, Section::Files),
                                  emptySection(u"history"_s, u"History"_s, Section::History)}};
    return scenes;
}
