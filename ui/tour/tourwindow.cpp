#include "ui/tour/tourstep.h"

#include "ui/account/accountmenu.h"
#include "ui/mainwindow.h"
#include "ui/repo/newrepodialog.h"
#include "ui/settings/settingspane.h"
#include "ui/window/omnibox.h"
#include "ui/window/startpage.h"
#include "ui/window/toast.h"
#include "ui/window/windowactions.h"

#include <QCheckBox>
#include <QLineEdit>
#include <QMenu>

using namespace Qt::StringLiterals;

namespace {

TourStep pageStep(const QString &name, const QString &what, PageId page,
                  std::function<bool(TourStage &)> ready)
{
    return {.name = name,
            .what = what,
            .prepare = [page](TourStage &stage) { stage.window().openPage(page); },
            .ready = std::move(ready)};
}

bool startShown(TourStage &stage)
{
    return stage.visible<StartPage>() && stage.app().session().state() != Session::State::Checking;
}

auto settingsShown(Session::State state)
{
    return [state](TourStage &stage) {
        return stage.visible<SettingsPane>() && stage.app().session().state() == state;
    };
}

TourStep accountStep()
{
    return {.name = u"account"_s,
            .what = u"The account's menu"_s,
            .prepare =
                [](TourStage &stage) {
                    auto *menu = stage.window().findChild<AccountMenu *>();
                    const QPoint corner = stage.window().geometry().topRight();
                    menu->popup(corner + QPoint(-menu->sizeHint().width() - 52, 44));
                },
            .ready = [](TourStage &stage) { return stage.overlayShown(); }};
}

TourStep newsStep()
{
    return {.name = u"download-done"_s,
            .what = u"The message when a download is complete"_s,
            .prepare =
                [](TourStage &stage) {
                    stage.window().openPage(PageId::Models);
                    stage.fetch(RepoKind::Model, u"orchard/pippin-2b"_s,
                                {u"README.md"_s, u"config.json"_s, u"tokenizer.json"_s});
                },
            .ready = [](TourStage &stage) { return stage.visible<Toast>(); }};
}

TourScene chromeScene()
{
    return {.steps = {{.name = u"omnibox"_s,
                       .what = u"Suggestions below the search field"_s,
                       .prepare =
                           [](TourStage &stage) {
                               stage.window().openPage(PageId::Models);
                               auto *box = stage.visible<Omnibox>();
                               box->setFocus();
                               box->setText(u"compass"_s);
                           },
                       .ready = [](TourStage &stage) { return stage.overlayShown(); }},
                      {.name = u"menu"_s,
                       .what = u"The menu"_s,
                       .prepare =
                           [](TourStage &stage) {
                               stage.visible<Omnibox>()->clear();
                               QMenu *menu = stage.window().findChild<WindowActions *>()->menu();
                               const QPoint corner = stage.window().geometry().topRight();
                               menu->popup(corner + QPoint(-menu->sizeHint().width() - 12, 44));
                           },
                       .ready = [](TourStage &stage) { return stage.overlayShown(); }},
                      accountStep(),
                      newsStep(),
                      {.name = u"tabs"_s,
                       .what = u"Many tabs"_s,
                       .prepare =
                           [](TourStage &stage) {
                               for (const auto &id :
                                    {u"openfjord/skald-13b"_s, u"مختبر-اللغة/نص-عربي-7b"_s,
                                     u"northwind/compass-7b-instruct"_s,
                                     u"driftwood/tide-4b-long-context-instruct-256k-preview"_s,
                                     u"kestrel/hover-8b-code"_s, u"tabula/rasa-1b-base"_s,
                                     u"lumen-ai/lantern-3b"_s, u"meridian/atlas-12b"_s,
                                     u"青空研究所/aozora-7b-chat"_s, u"abacus/abacus-3b-math"_s})
                                   stage.open(RepoKind::Model, id, HubAddress::Section::Files);
                           },
                       .ready = [](TourStage &stage) { return stage.rowsShown("FileTreeView"); }}}};
}

// The question for a new repository; of one that is there already, as soon as it is asked for.
TourStep newRepoStep(const QString &name, const QString &what, PageId page, const QString &typed)
{
    return {.name = name,
            .what = what,
            .prepare = [page](TourStage &stage) { stage.window().openPage(page); },
            .ready =
                [typed](TourStage &stage) {
                    auto *dialog = stage.visible<NewRepoDialog>();
                    if (dialog && !dialog->findChild<QLineEdit *>()->text().isEmpty())
                        return dialog->isSettled();
                    if (!dialog && stage.app().session().account())
                        stage.window().findChild<WindowActions *>()->newRepo->trigger();
                    if (dialog) {
                        dialog->findChild<QLineEdit *>()->setText(typed);
                        if (typed.startsWith("compass"_L1))
                            dialog->create();
                    }
                    return false;
                }};
}

} // namespace

QList<TourScene> windowScenes()
{
    using enum Session::State;
    using Start = TourStage::Start;
    const auto settings = [](const QString &name, const QString &what, Session::State state) {
        return pageStep(name, what, PageId::Settings, settingsShown(state));
    };
    return {
        {.steps = {pageStep(u"start"_s, u"Start page, signed in"_s, PageId::Start, startShown),
                   settings(u"settings"_s, u"Settings, signed in"_s, SignedIn)}},
        {.start = Start::SignedOut,
         .steps
         = {pageStep(u"start-signed-out"_s, u"Start page, signed out"_s, PageId::Start, startShown),
            settings(u"settings-signed-out"_s, u"Settings, signed out"_s, SignedOut)}},
        {.start = Start::TokenRefused,
         .steps = {settings(u"settings-token-refused"_s, u"Settings, the token is not accepted"_s,
                            Rejected)}},
        {.start = Start::Checking,
         .steps = {settings(u"settings-checking"_s, u"Settings while the token is being checked"_s,
                            Checking)}},
        {.start = Start::Offline,
         .steps = {pageStep(u"settings-offline"_s, u"Settings in offline mode"_s, PageId::Settings,
                            [](TourStage &stage) {
                                const auto *box = stage.visible<QCheckBox>();
                                return settingsShown(Unchecked)(stage) && box && box->isChecked();
                            })}},
        {.start = Start::NoNetwork,
         .steps = {pageStep(u"start-no-network"_s, u"First start without a network"_s,
                            PageId::Start, startShown)}},
        {.steps
         = {newRepoStep(u"repo-new"_s, u"A new Space"_s, PageId::Spaces, u"harbour-bell"_s)}},
        {.steps = {newRepoStep(u"repo-new-taken"_s, u"A name that is taken"_s, PageId::Models,
                               u"compass-7b-support-lora"_s)}},
        chromeScene()};
}

QList<TourScene> tourScenes()
{
    return windowScenes() + searchScenes() + repoScenes() + fileScenes() + transferScenes()
        + troubleScenes() + updateScenes() + cacheScenes() + uploadScenes() + commitScenes()
        + metadataScenes() + watchScenes();
}
