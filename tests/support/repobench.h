#pragma once

#include "app/cache/cacheindex.h"
#include "app/hub/hubaddress.h"
#include "app/net/hubclient.h"
#include "tests/support/samplerepo.h"

#include <QNetworkAccessManager>
#include <QPushButton>
#include <QTemporaryDir>

// What every test needs: a scripted Hub with the sample, a client, an empty cache.
struct RepoBench
{
    explicit RepoBench(const QString &id = QStringLiteral("openfjord/skald-13b"))
        : sample(server, id)
        , hub(server.url(), nam)
        , cache(folder.path())
        , address{.repo = *RepoId::parse(RepoKind::Model, id)}
    { }

    QTemporaryDir folder;
    ScriptedHub server;
    SampleRepo sample;
    QNetworkAccessManager nam;
    HubClient hub;
    CacheIndex cache;
    HubAddress address;
};

inline QPushButton *buttonWith(const QWidget &pane, const QString &text)
{
    for (auto *button : pane.findChildren<QPushButton *>())
        if (button->text().contains(text) && button->isVisible())
            return button;
    return nullptr;
}
