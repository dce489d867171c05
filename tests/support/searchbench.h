#pragma once

#include "app/cache/cacheindex.h"
#include "app/settings/settings.h"
#include "tests/support/scriptedhub.h"
#include "ui/search/searchcontroller.h"
#include "ui/search/searchpane.h"

#include <QMenu>
#include <QNetworkAccessManager>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

// The pane that searches for models, on a Hub that says what the test told it to say.
struct SearchBench
{
    SearchBench()
        : store(folder.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat)
        , settings(store)
        , client(hub.url(), nam)
        , cache(folder.path())
        , controller(RepoKind::Model, client, cache)
        , pane(controller, settings)
    {
        QObject::connect(&pane, &SearchPane::openRequested, &pane,
                         [this](const HubAddress &address, bool background) {
                             opened << std::pair(address.repo.id(), background);
                         });
        hub.reply("tags-by-type", {.body = "{}"});
        hub.reply("/revision/", {.body = R"({"id":"owner/name-1"})"});
        pane.resize(1228, 800);
    }

    bool show()
    {
        pane.show();
        pane.activateWindow();
        if (!QTest::qWaitForWindowActive(&pane))
            return false;
        pane.start();
        return QTest::qWaitFor([this] {
            const ViewState::Phase phase = controller.state().phase;
            return phase != ViewState::Phase::Idle && phase != ViewState::Phase::Loading;
        });
    }
    template<typename T>
    T *child() const
    {
        return pane.findChild<T *>();
    }

    ScriptedHub hub;
    QTemporaryDir folder;
    QSettings store;
    Settings settings;
    QNetworkAccessManager nam;
    HubClient client;
    CacheIndex cache;
    SearchController controller;
    SearchPane pane;
    QList<std::pair<QString, bool>> opened; // id, in the background
};

// Clicks the entry of an open menu; false: there is none that can be clicked.
inline bool clickEntry(QMenu *menu, const QString &text)
{
    for (QAction *action : menu->actions())
        if (action->text() == text && action->isEnabled() && menu->isVisible()) {
            const QPoint at = menu->actionGeometry(action).center();
            for (int step = 8; step >= 0; --step) // it takes no click of a hand that did not move
                QTest::mouseMove(menu, at - QPoint(step * 3, 0));
            QTest::mouseClick(menu, Qt::LeftButton, {}, at);
            return true;
        }
    return false;
}
