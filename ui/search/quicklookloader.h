#pragma once

#include "app/net/hubclient.h"
#include "ui/repo/hubimages.h"

#include <QCache>
#include <QObject>
#include <QTimer>

#include <optional>

// What the quick look knows about one repository so far.
struct QuickLook
{
    RepoSummary summary;
    std::optional<RepoInfo> info;
    std::optional<HubError> error; // why there is no info
    QString card; // the beginning of its README as Markdown, without front matter
    bool loadingCard = false;

    qint64 totalSize() const; // bytes of all files; -1 while unknown
};

// Looks closer at the repository that is selected: first what the list knows, then its info and
// the first screen of its card. Only the last one asked for is ever reported.
class QuickLookLoader final : public QObject
{
    Q_OBJECT

public:
    explicit QuickLookLoader(HubClient &hub, QObject *parent = nullptr);

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

    HubClient &m_hub;
    HubImages m_images;
    std::optional<QuickLook> m_current;
    QCache<RepoId, QuickLook> m_known; // complete ones, so that going back shows them at once
    QTimer m_settle;
    RequestHandle m_info;
    RequestHandle m_card;
};
