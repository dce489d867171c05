#pragma once

#include "app/net/hubclient.h"
#include "app/transfer/transfers.h"
#include "models/updatesmodel.h"
#include "ui/viewstate.h"

#include <QObject>

#include <deque>
#include <map>

// The update radar: what of the cache has moved on the Hub. Only when asked: one small request a
// repository, a few at a time; what moved is compared with one more. Nothing is fetched by itself.
class UpdatesController final : public QObject
{
    Q_OBJECT

public:
    UpdatesController(HubClient &hub, QString cacheRoot, QObject *parent = nullptr);

    UpdatesModel &model() { return m_model; }
    const UpdatesModel &model() const { return m_model; }
    void setCacheRoot(const QString &root); // forgets what was found out
    void check(); // from the beginning
    void stop();
    bool isChecking() const
    {
        return m_isReading || m_comparing > 0 || !m_running.empty() || !m_waiting.empty();
    }
    int asked() const { return m_asked; } // repositories, of this check
    int repositories() const { return m_repositories; }
    int count(UpdateRow::State state) const; // rows
    int moved() const { return count(UpdateRow::State::Moved); }
    qint64 bytes() const; // of all updates
    // What brings the rows up to date; they are then on their way.
    QList<DownloadRequest> update(const QList<int> &rows);
    QList<int> updatableRows() const;
    // What update() asked for is this group of the transfers.
    void noteBegun(const DownloadRequest &request, qint64 group);
    void noteEnded(qint64 group, bool complete); // complete: its files are there

signals:
    void stateChanged(const ViewState &state);
    void changed();

private:
    void takeCached(const QList<CachedRevision> &cached);
    void askNext();
    void takeRefs(const RepoId &repo, const Result<QList<Ref>> &refs);
    void compare(int row, const QString &newest);
    void takeNewest(int row, const Result<RepoInfo> &info);
    void takeBefore(int row, const RepoInfo &newest, const Result<RepoInfo> &before);
    void finish(int row, const RepoInfo &newest, const std::optional<QSet<QString>> &before);
    void setState(int row, UpdateRow::State state, const std::optional<HubError> &error = {});
    QList<int> rowsOf(const RepoId &repo) const; // without those on their way

    HubClient &m_hub;
    QString m_root;
    UpdatesModel m_model;
    QList<CachedRevision> m_cached; // by row
    std::deque<RepoId> m_waiting;
    std::map<QString, RequestHandle> m_running; // by what is asked
    bool m_isReading = false;
    int m_comparing = 0; // rows whose files are being compared
    int m_round = 0;
    int m_asked = 0;
    int m_repositories = 0;
};
