#pragma once

#include "app/hub/pagetrail.h"
#include "app/net/hubclient.h"
#include "app/session/firstpages.h"
#include "models/repolistmodel.h"
#include "ui/search/facetloader.h"
#include "ui/search/quicklookloader.h"
#include "ui/search/searchchoice.h"
#include "ui/viewstate.h"

#include <QCache>
#include <QDateTime>
#include <QObject>

class CacheIndex;

// One search of one kind of repository: turns a choice into requests, and answers into model rows.
// A new choice drops the request of the old one, so that a slow old answer never appears.
class SearchController final : public QObject
{
    Q_OBJECT

public:
    SearchController(RepoKind kind, HubClient &hub, CacheIndex &cache, QObject *parent = nullptr);

    RepoKind kind() const { return m_choice.kind; }
    const QUrl &endpoint() const { return m_hub.endpoint(); }
    const SearchChoice &choice() const { return m_choice; }
    const ViewState &state() const { return m_state; }
    RepoListModel &model() { return m_model; }
    FacetLoader &facets() { return m_facets; }
    QuickLookLoader &quickLook() { return m_quickLook; }

    // Where first pages outlive the program; set before start().
    void setSaved(const FirstPages &saved) { m_saved = &saved; }
    // When the rows were fresh, while they are those of an earlier search.
    std::optional<QDateTime> shownFrom() const { return m_shownFrom; }

    // Searches unless it is the choice that is shown or on its way. The kind is kept.
    void setChoice(SearchChoice choice);
    void start(); // the first search; nothing when there was one already
    void retry(); // what failed: the first page or a later one
    void reload(); // from the first page, whatever is shown
    // Forgets all that was found, also what is on its way, and searches again: somebody else asks.
    void changeAccount();

signals:
    void choiceChanged();
    void stateChanged(const ViewState &state);

private:
    void load();
    void findEarlier(); // on the disk
    void showEarlier(const FirstPages::Page &earlier);
    QString searchKey() const;
    void loadMore();
    void onFirstPage(const Result<RepoPage> &page);
    void onNextPage(const Result<RepoPage> &page);
    void fail(const HubError &error);
    void show(ViewState::Phase phase, std::optional<HubError> error = {});

    HubClient &m_hub;
    RepoListModel m_model;
    FacetLoader m_facets;
    QuickLookLoader m_quickLook;
    SearchChoice m_choice;
    ViewState m_state;
    RequestHandle m_pending;
    PageTrail m_pages;
    QCache<QString, FirstPages::Page> m_remembered; // by key; shown again when offline
    const FirstPages *m_saved = nullptr;
    std::optional<QDateTime> m_shownFrom;
    int m_account = 0; // counts changes: what the disk finds for an earlier one is dropped
    bool m_moreFailed = false; // then only retry() asks again, not scrolling
};
