#pragma once

#include "app/cache/cachescan.h"
#include "app/net/hubclient.h"
#include "app/transfer/transferstatus.h"

#include <QObject>

// Finds which file of the Hub an unfinished content is the beginning of: in the revisions that are
// being downloaded, in those that the cache has, in main. One after the other, until one has it.
class PartFinder final : public QObject
{
    Q_OBJECT

public:
    struct Place
    {
        RepoId repo;
        QString commit;
        QString path;
        QByteArray part;
    };

    explicit PartFinder(HubClient &hub, QObject *parent = nullptr);

    // What the part becomes when it is complete, 40 or 64 hex; empty: its name does not say it.
    static QString contentOf(const QByteArray &part);
    static QList<Revision> revisionsOf(const CacheRepo &repo, const TransferSnapshot &now);
    // Instead of what is being looked for.
    void find(const CacheRepo &repo, const QByteArray &part, const TransferSnapshot &now);

signals:
    void found(const PartFinder::Place &place);
    void gone(const CacheItem &part); // no revision that is asked for has such a content
    void failed(const HubError &error);

private:
    void askNext();
    void take(const Result<RepoInfo> &info);

    HubClient &m_hub;
    CacheItem m_part;
    std::optional<RepoId> m_repo;
    QList<Revision> m_waiting;
    RequestHandle m_asking;
};

// A file of the queue that is not complete, into the cache; null: it does not know it.
const TransferFile *unfinishedIn(const TransferSnapshot &now, const PartFinder::Place &place);
