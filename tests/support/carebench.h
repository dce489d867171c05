#pragma once

#include "app/net/hubclient.h"
#include "tests/support/cachefolder.h"
#include "ui/cache/cachecare.h"
#include "ui/cache/cachecontroller.h"

#include <QNetworkAccessManager>
#include <QPushButton>
#include <QSignalSpy>

// The care of the cache at that place without its page, beside a Hub that cannot be reached.
struct CareBench
{
    explicit CareBench(const QString &root)
        : cleaner(root)
    {
        scanner.setPlaces({.root = root});
    }

    bool look()
    {
        QSignalSpy scanned(&scanner, &CacheScanner::finished);
        controller.look();
        return scanned.wait();
    }

    CacheScanner scanner;
    CacheCleaner cleaner;
    CacheController controller{scanner, cleaner};
    QWidget page;
    QNetworkAccessManager network;
    HubClient hub{QUrl(QStringLiteral("http://127.0.0.1:1")), network};
    CacheCare care{controller, hub, &page};
};

inline QPushButton *buttonIn(const QWidget &in, const QString &text)
{
    for (auto *each : in.findChildren<QPushButton *>())
        if (each->text() == text && each->isVisibleTo(&in))
            return each;
    return nullptr;
}

// Without the marks around what comes from elsewhere.
inline QString plain(QString text)
{
    return text.remove(QChar(0x2068)).remove(QChar(0x2069));
}
