#pragma once

#include "app/hub/pagetrail.h"
#include "app/net/hubclient.h"
#include "app/transfer/transferstatus.h"
#include "models/filetreemodel.h"
#include "ui/repo/filelisting.h"
#include "ui/repo/repoplace.h"
#include "ui/viewstate.h"

#include <QObject>
#include <QSet>

#include <map>
#include <optional>

class CacheIndex;

// Fills the tree of one commit: level by level with details as folders are opened, or everything
// at once, streamed page after page. Owns its requests: a new place drops them all.
class FilesController final : public QObject
{
    Q_OBJECT

public:
    FilesController(HubClient &hub, CacheIndex &cache, QObject *parent = nullptr);

    FileTreeModel *model() { return &m_model; }
    bool isCached(const QString &path) const { return m_model.isCached(path); }
    const FileListing &listing() const { return m_listing; }
    const std::optional<RepoPlace> &place() const { return m_place; }

    void open(const RepoPlace &place);
    void retry(const QString &folder);
    void loadAll(); // nothing when everything is here or on its way
    bool isLoadingAll() const { return m_all != nullptr; }
    FileListing::Sum selection(const QStringList &paths) const
    {
        return m_listing.below(paths, m_cached);
    }
    // Percentages of the files of this commit that download now.
    void showTransfers(const TransferSnapshot &snapshot);
    void addCached(const QString &commit, const QString &path);

signals:
    void stateChanged(const ViewState &state);
    void allLoadingChanged(bool loading);
    void allFailed(const HubError &error); // what came before stays

private:
    void askLevel(const QString &folder);
    void takeLevel(const QString &folder, const Result<TreePage> &page);
    void takeAll(const Result<TreePage> &page);
    void onFilesKnown(const RepoId &repo, const QString &commit, const QSet<QString> &paths);
    void show(ViewState::Phase phase, std::optional<HubError> error = {});

    HubClient &m_hub;
    CacheIndex &m_cache;
    FileTreeModel m_model;
    std::optional<RepoPlace> m_place;
    FileListing m_listing;
    QSet<QString> m_cached;
    std::map<QString, RequestHandle> m_levels; // by folder
    std::map<QString, PageTrail> m_pages; // by folder
    RequestHandle m_all;
    PageTrail m_allPages;
};
