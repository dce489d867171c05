#pragma once

#include "app/cache/refetch.h"
#include "app/net/hubclient.h"

#include <QObject>
#include <QTimer>

#include <deque>
#include <map>

// Asks the Hub whether it would give again what a plan removes: one small request a repository and
// one a revision, a few at a time, and only when told to. What it said is remembered while the same
// account asks the same Hub.
class RefetchCheck final : public QObject
{
    Q_OBJECT

public:
    explicit RefetchCheck(HubClient &hub, QObject *parent = nullptr);

    void ask(const DeletePlan &plan, const GoingCommits &going); // what is not known of them
    void stop();
    bool isAsking() const { return !m_waiting.empty() || !m_running.empty(); }
    // None: not said yet, or not a thing of the Hub that goes.
    std::optional<Refetch> of(const CacheItem &item) const;

signals:
    void changed(); // at most three a second: long lists are built anew

private:
    using Question = std::pair<QByteArray, QByteArray>; // folder and commit; without that the repo

    void want(const QByteArray &folder);
    void wantRevisions(const QByteArray &folder);
    void askNext();
    void take(const Question &question, const std::optional<HubError> &error);

    HubClient &m_hub;
    std::pair<QUrl, QByteArray> m_asker; // endpoint and token
    GoingCommits m_going;
    QHash<QByteArray, RepoId> m_repos; // by folder
    QHash<Question, Refetch> m_known;
    std::deque<Question> m_waiting;
    std::map<Question, RequestHandle> m_running;
    QTimer m_beat;
};
