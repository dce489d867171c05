#pragma once

#include "app/cache/cachescan.h"

#include <QHash>
#include <QSet>

// The contents of blobs/ that no file of a revision leads to and that can be removed by themselves.
QList<qint32> looseBlobs(const CacheRepo &repo);

// What is ticked in the cache, in as few items as can say it: all files of a revision are that
// revision, all of a repository is that repository.
class CacheTicks final
{
public:
    const QSet<CacheItem> &items() const { return m_items; }
    bool isEmpty() const { return m_items.isEmpty(); }
    Qt::CheckState of(const CacheItem &item) const;
    bool anyIn(const QByteArray &repo) const { return m_parts.value({.repo = repo}).any > 0; }

    // The repository as it is now: before the first tick in it, and whenever it is another. What is
    // gone from it is not ticked any more.
    void know(const CacheRepo &repo);
    void forget(const QByteArray &repo);
    void set(const CacheRepo &repo, const CacheItem &item, bool on);
    void clear();

private:
    struct Parts
    {
        qsizetype whole = 0; // there are
        qsizetype full = 0; // are items
        qsizetype any = 0; // items, of repositories also further below
    };

    struct Known
    {
        QList<QByteArray> commits;
        QSet<QByteArray> loose; // blobs
    };

    static bool exists(const CacheRepo &repo, const Known &known, const CacheItem &item);
    static CacheItem revisionOf(const CacheItem &file);
    bool has(const CacheItem &item) const; // it, or what it is a part of
    void insert(const CacheItem &item);
    void remove(const CacheItem &item);
    void removeBelow(const CacheItem &item);
    void split(const CacheRepo &repo, const CacheItem &item); // into its parts
    void join(const CacheItem &item); // from its parts, where all are there

    QSet<CacheItem> m_items;
    QHash<CacheItem, Parts> m_parts; // of repositories and revisions
    QHash<QByteArray, Known> m_known; // by repository
};
