#pragma once

#include "app/net/hubclient.h"
#include "ui/repo/hubimages.h"

#include <QCache>
#include <QObject>
#include <QSet>
#include <QTimer>

#include <optional>

class CacheIndex;

// What the quick look knows about one repository so far.
struct QuickLook
{
    RepoSummary summary;
    std::optional<RepoInfo> info;
    std::optional<HubError> error; // why there is no info
    QString card; // the beginning of its README as Markdown, without front matter
    bool loadingCard = false;

    QSet<QString> cached = {}; // files of that commit, as far as is known

    qint64 totalSize() const; // bytes of all files; -1 while unknown
    qint64 missingSize() const; // of those that are not cached; -1 while unknown
    int cachedFiles() const;
};

// Looks closer at the repository that is selected: first what the list knows, then its info and
// the first screen of its card. Only the last one asked for is ever reported.
class QuickLookLoader final : public QObject
{
    Q_OBJECT

public:
    QuickLookLoader(HubClient &hub, CacheIndex &cache, QObject *parent = nullptr);

    void look(const RepoSummary &repo);
    void retry();
    void clear();
    void forget(); // also what was looked at before
    const std::optional<QuickLook> &current() const { return m_current; }
    HubImages &images() { return m_images; } // of the current card
    const QUrl &endpoint() const { return m_hub.endpoint(); }

signals:
    void changed();

private:
    void load();
    void loadCard();
    void lookIntoCache();

    HubClient &m_hub;
    CacheIndex &m_cache;
    HubImages m_images;
    std::optional<QuickLook> m_current;
    QCache<RepoId, QuickLook> m_known; // complete ones, so that going back shows them at once
    QTimer m_settle;
    RequestHandle m_info;
    RequestHandle m_card;
};
