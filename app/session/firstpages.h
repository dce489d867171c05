#pragma once

#include "app/hub/types.h"

#include <QDateTime>
#include <QFuture>
#include <QString>

#include <optional>

// The first page of a search as it was when it was last seen: a start shows it at once, and offline
// it is what there is. One file a search; reading and writing run on the pool. What an account
// could see goes when it signs out (reliability A11).
class FirstPages final
{
public:
    struct Page
    {
        RepoPage page; // without a next one
        QDateTime at; // when it was fresh
    };

    // Absolute; need not exist yet. Empty: nothing is kept and nothing found.
    explicit FirstPages(QString folder);

    // search: whatever tells one search on one Hub from all others.
    QFuture<std::optional<Page>> find(RepoKind kind, const QString &search) const;
    void keep(const QString &search, const RepoPage &page) const;
    void clear() const;

private:
    QString fileOf(const QString &search) const;

    QString m_folder;
};
