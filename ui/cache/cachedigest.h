#pragma once

#include "app/cache/deleteplan.h"
#include "app/cache/inuse.h"
#include "app/cache/refetch.h"
#include "models/cachetreemodel.h"

#include <QCoreApplication>

// Ticks that people often want, and what they would free together.
struct CacheWish
{
    enum class What { OldRevisions, Unfinished, NotUsed, Duplicates, Superseded, Broken };

    What what = What::OldRevisions;
    QSet<CacheItem> items;
    qint64 frees = 0; // bytes
};

// What the page wants to know of a scan beside its rows. Pure, for the pool.
struct CacheDigest
{
    static CacheDigest of(const CacheScan &scan, int days, qint64 nowMs);

    CacheTreeModel::Frees frees() const;

    std::shared_ptr<const CacheUses> uses;
    QHash<CacheItem, qint64> known; // of repositories and revisions, what each frees alone
    QList<CacheWish> wishes; // in the order in which they are shown
};

// A plan in words.
struct CachePlanWords
{
    Q_DECLARE_TR_FUNCTIONS(CachePlanWords)

public:
    static CachePlanWords of(const DeletePlan &plan, const CacheScan &scan,
                             const QSet<CacheItem> &ticked, const CacheUses &uses);

    void noteUsers(const QList<InUse> &found); // other programs that read what goes

    struct Line
    {
        QString what;
        qint64 bytes = -1;
        QString why;
        CacheItem item = {}; // that goes

        bool operator==(const Line &) const = default;
    };

    QString title; // "Frees 48.3 GB"
    QString counts; // "6 revisions, 31 files · 2.1 GB stay: main"
    QString what; // for the history
    QString users; // "python3 has some of it open"; mostly empty
    QString detail;
    QList<Line> goes;
    QList<Line> refs; // that vanish
    QList<Line> stays;
    GoingCommits going;
    QHash<CacheItem, QString> staying; // of files, why in a word

private:
    void takeKept(const DeletePlan &plan, const CacheScan &scan); // into stays, staying, counts
};

QString cacheItemName(const CacheScan &scan, const CacheItem &item);
QString cacheRepoName(const CacheScan &scan, const QByteArray &folder);
