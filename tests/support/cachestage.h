#pragma once

#include "app/net/hubclient.h"
#include "tests/support/cachefolder.h"
#include "tests/support/scriptedhub.h"
#include "ui/cache/cachedialog.h"
#include "ui/cache/cachepane.h"
#include "ui/cache/cacheview.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/searchbox.h"

#include <QNetworkAccessManager>
#include <QPushButton>
#include <QTest>

#include <algorithm>

// The page of the cache over a small one of its own, with a Hub that says what the test wants.

inline const QByteArray kPlainRepo = "models--ada--plain";

// A repository with a current and an old revision, another with one, and what goes wrong.
inline void fillCache(const CacheFolder &folder)
{
    const QByteArray &repo = CacheFolder::kRepo;
    folder.cached(repo, "config.json", QByteArray(20'000, 'c'));
    folder.cached(repo, "model.bin", QByteArray(60'000, 'm'));
    folder.cached(repo, "model.bin", QByteArray(60'000, 'm'), CacheFolder::kOther, {});
    folder.cached(repo, "old.bin", QByteArray(90'000, 'o'), CacheFolder::kOther, {});
    folder.cached(kPlainRepo, "weights.gguf", QByteArray(30'000, 'w'));
    folder.file(kPlainRepo + "/refs/lost", QByteArray(40, 'f'));
}

inline CacheItem repoItem()
{
    return {.repo = CacheFolder::kRepo};
}

inline CacheItem oldRevision()
{
    return {.repo = CacheFolder::kRepo, .commit = CacheFolder::kOther};
}

struct CacheStage
{
    using Fill = void (*)(const CacheFolder &);

    explicit CacheStage(Fill fill = fillCache)
    {
        if (fill)
            fill(folder);
        scanner.setPlaces({.root = folder.path(),
                           .home = folder.home(),
                           .xet = folder.home() + QStringLiteral("/xet"),
                           .assets = folder.home() + QStringLiteral("/assets"),
                           .otherStores = {{OtherStore::Program::LlamaCpp,
                                            folder.home() + QStringLiteral("/llama")}}});
        pane.resize(1'200, 760);
        pane.show();
        pane.activateWindow();
    }

    bool isSettled()
    {
        return !scanner.isScanning() && !pane.controller().digest().wishes.isEmpty()
            && !cleaner.isBusy();
    }
    bool isPlanned() { return isSettled() && pane.controller().hasPlan(); }
    CacheController &controller() { return pane.controller(); }
    CacheView &view() { return *pane.findChild<CacheView *>(); }
    CacheTreeModel &model() { return pane.controller().model(); }
    bool says(const QString &words) const
    {
        return std::ranges::any_of(
            pane.findChildren<ElidedLabel *>(),
            [&words](const ElidedLabel *label) { return label->text().contains(words); });
    }
    Chip *chip(const QString &words)
    {
        for (Chip *each : pane.findChildren<Chip *>())
            if (each->text().contains(words) && !each->isHidden())
                return each;
        return nullptr;
    }
    QPushButton *button(const QString &text, const QWidget *in = nullptr)
    {
        const QWidget &place = in ? *in : pane;
        for (QPushButton *each : place.findChildren<QPushButton *>())
            if ((each->text() == text || each->accessibleName() == text) && each->isVisible()
                && each->window() == place.window())
                return each;
        return nullptr;
    }
    SearchBox *findBox() const { return pane.findChild<SearchBox *>(QStringLiteral("cacheFind")); }
    void find(const QString &text)
    {
        findBox()->setText(text);
        QTest::keyClick(findBox(), Qt::Key_Return);
    }
    CacheDialog *dialog(const QString &name) { return pane.findChild<CacheDialog *>(name); }

    CacheFolder folder;
    CacheScanner scanner;
    CacheCleaner cleaner{folder.path()};
    ScriptedHub server;
    QNetworkAccessManager network;
    HubClient hub{server.url(), network};
    CachePane pane{scanner, cleaner, hub};
};
