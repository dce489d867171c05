#pragma once

#include "app/net/hubclient.h"
#include "ui/repo/repoplace.h"
#include "ui/viewstate.h"

#include <QObject>

#include <optional>

// The repository of one tab: its facts at a revision, and its refs. An answer to an earlier
// revision never arrives, because its handle is dropped with the question.
class RepoController final : public QObject
{
    Q_OBJECT

public:
    RepoController(HubClient &hub, RepoId repo, QObject *parent = nullptr);

    const RepoId &repo() const { return m_repo; }
    const Revision &revision() const { return m_revision; }
    const std::optional<RepoPlace> &place() const { return m_place; } // none until the first answer
    const QList<Ref> &refs() const { return m_refs; }
    const ViewState &state() const { return m_state; }
    // Whether the repository is there, as far as is known: if so, a NotFound is the revision's.
    bool exists() const { return m_exists; }

    void open(const Revision &revision); // the same one again: nothing
    void reload();
    void askAccess(); // of a gated repository; again when somebody else is signed in

signals:
    void stateChanged(const ViewState &state);
    void placeChanged(const RepoPlace &place);
    void refsChanged();
    void accessChanged(RepoAccess access);
    void commitDateKnown(const QDateTime &date); // of a place that is not the newest

private:
    void ask();
    void askDate();
    void takeInfo(Result<RepoInfo> info);
    void takeRefs(Result<QList<Ref>> refs);
    void show(ViewState::Phase phase, std::optional<HubError> error = {});

    HubClient &m_hub;
    RepoId m_repo;
    Revision m_revision;
    std::optional<RepoPlace> m_place;
    QList<Ref> m_refs;
    ViewState m_state;
    std::optional<HubError> m_notFound; // waits for the refs
    bool m_exists = false;
    RequestHandle m_info;
    RequestHandle m_refsRequest;
    RequestHandle m_access;
    RequestHandle m_date;
};
