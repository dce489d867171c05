#pragma once

#include "app/hub/types.h"

#include <QDateTime>
#include <QFuture>
#include <QString>
#include <QThreadPool>
#include <QUrl>

#include <optional>

// The first page of a search as it was when it was last seen: a start shows it at once, and offline
// it is what there is. One file a search, in a folder of the account that saw it. Only one
// account's pages are on the disk: those of others go when it is known who is signed in
// (reliability A11).
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

    // Tells accounts apart without telling who they are or what the token is. 32 hex digits.
    static QString accountName(const QUrl &endpoint, const QByteArray &token);

    // Whose pages are found and kept from now on; what others saw is removed. Until the first call
    // nothing is found or kept. endpoint and token stand for the account; empty: nobody's.
    void setAccount(const QUrl &endpoint, const QByteArray &token);

    // search: whatever tells one search from all others.
    QFuture<std::optional<Page>> find(RepoKind kind, const QString &search) const;
    void keep(const QString &search, const RepoPage &page) const;

private:
    QString fileOf(const QString &search) const;

    QString m_folder;
    QString m_own; // the account's folder in it; empty: not known yet
    mutable QThreadPool m_disk; // one thread: what is kept for an account goes with it
};
