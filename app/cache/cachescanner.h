#pragma once

#include "app/cache/cachelook.h"
#include "app/cache/folderwatch.h"
#include "app/net/huberror.h"

#include <QObject>
#include <QSet>
#include <QTimer>

// Looks at the cache on threads of its own and keeps what was found; the window never waits for a
// disk, and the end of the program for none of these threads. GUI thread.
class CacheScanner final : public QObject
{
    Q_OBJECT

public:
    explicit CacheScanner(QObject *parent = nullptr);
    ~CacheScanner() override;

    void setPlaces(const CachePlaces &places); // forgets what was found elsewhere
    const CachePlaces &places() const { return m_places; }

    // Where the last scan is kept, so that the first one here begins with what is still so of it:
    // current() has that before finished. Before the first scan; empty: nowhere.
    void setMemory(const QString &file) { m_memory = file; }

    void scan(); // asked for during a scan: once more after it
    void stop(); // current() stays what it was
    bool isScanning() const { return m_look != nullptr; }
    // Reads one repository again, then finished. During a scan: after it.
    void refresh(const QByteArray &repoFolder);
    // Looks at what changed, by itself, from the first scan on.
    void setFollowing(bool following);

    // Of the last scan that was finished; root empty: there was none, or the root could not be read
    // since.
    const CacheScan &current() const { return m_current; }

signals:
    void begun();
    // As they are read, in no certain order, at most ten times a second.
    void found(const QList<CacheRepoPtr> &repos);
    void finished(); // current() is complete and new
    void failed(const HubError &error);

private:
    void onResults(int begin, int end);
    void tellFound();
    void endLook();
    void know(const CacheKnownPtr &known);
    void fail(int error);
    void refreshNext();
    void lookForChanges();
    void lookWithin(std::chrono::milliseconds time);
    template<typename Work, typename Then>
    void elsewhere(Work work, Then then);

    void remember();

    CachePlaces m_places;
    QString m_memory;
    CacheScan m_current;
    CacheKnownPtr m_known; // null: no scan was finished
    bool m_isFailed = false; // the root could not be read
    std::shared_ptr<CacheLook> m_look; // the scan under way
    std::unique_ptr<QObject> m_watcher; // of its results
    bool m_again = false;
    QList<CacheRepoPtr> m_untold;
    QTimer m_telling; // runs: something was told less than a tenth of a second ago
    QSet<QByteArray> m_changed; // to be read again
    bool m_refreshing = false;
    bool m_lookingForChanges = false;
    int m_generation = 0; // answers about other places are dropped
    bool m_following = false;
    QTimer m_nextLook;
    std::unique_ptr<FolderWatch> m_watch; // of what m_known says is there
    bool m_watchesAll = false;
};
