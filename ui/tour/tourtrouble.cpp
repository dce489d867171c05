// What the sections of a repository say while they wait, when they fail, and offline.
#include "ui/tour/tourstep.h"

#include "app/localhub/localhub.h"
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

// The repository is known when the connection goes.
TourScene offlineScene(const TroubledSection &at)
{
    return {.steps = {{.name = at.name + u"-offline"_s,
                       .what = at.what + u" in offline mode"_s,
                       .prepare = [at](TourStage &stage) { stage.open(at.kind, at.id); },
                       .ready =
                           [at](TourStage &stage) {
                               if (stage.app().hub().isOffline())
                                   return stage.visible<Notice>() != nullptr;
                               const auto *card = stage.visible<MarkdownView>();
                               if (!card || card->document()->isEmpty())
                                   return false;
                               stage.app().settings().setOffline(true);
                               stage.open(at.kind, at.id, at.section);
                               return false;
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
    return scenes;
}
