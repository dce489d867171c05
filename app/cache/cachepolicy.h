#pragma once

#include "app/cache/deleteplan.h"

#include <QCoreApplication>
#include <QString>

// What the user wants a cache kept to. Nothing goes by itself: it only proposes, with the reason
// beside each.
struct CachePolicy
{
    int keepRevisions = 0; // of each repository beside those with refs; 0: all
    int mostDays = 0; // since a repository was last used; 0: any
    qint64 mostBytes = 0; // of all repositories; 0: any
    QSet<QByteArray> pins; // as for DeletePlan

    QByteArray toJson() const;
    static CachePolicy fromJson(const QByteArray &json); // what is odd in it counts as not set
    bool operator==(const CachePolicy &) const = default;
};

struct CacheProposal
{
    Q_DECLARE_TR_FUNCTIONS(CacheProposal)

public:
    enum class Why { OldRevision, NotUsed, TooMuch };

    CacheItem item;
    Why why = Why::OldRevision;
    qint64 frees = 0; // bytes, alone
    int days = 0; // since its last use
    qint64 limit = 0; // of the policy: revisions, days or bytes

    QString reason() const; // a sentence
    bool operator==(const CacheProposal &) const = default;
};

// The least recently used first. Pure; any thread.
QList<CacheProposal> proposals(const CacheScan &scan, const CachePolicy &policy, qint64 nowMs);
