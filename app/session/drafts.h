#pragma once

#include "app/hub/repoid.h"
#include "app/hub/revision.h"

#include <QDateTime>
#include <QFuture>
#include <QList>
#include <QThreadPool>
#include <QUrl>

// A text of a repository that was typed and is not committed yet.
struct Draft
{
    struct Place
    {
        QUrl endpoint;
        RepoId repo;
        Revision revision; // a branch

        bool operator==(const Place &) const = default;
    };

    Place place;
    QString opened; // path of the file that was opened; empty: a new one. A draft each
    QString path; // that it is to have
    bool isNew = false; // nothing is replaced
    QString commit; // 40 hex; that it is based on; empty: of an empty repository
    QByteArray base; // the file's content there
    QString text; // as it was typed
    QDateTime at; // when; UTC

    bool operator==(const Draft &) const = default;
};

// Keeps drafts over any end of the program (reliability U19), readable for their owner only. One
// file a draft, replaced as a whole. GUI thread; what touches the disk has a thread of its own,
// which the destructor waits for.
class Drafts final
{
public:
    explicit Drafts(QString folder); // absolute; need not exist yet; empty: nothing is kept

    // A translated sentence why it could not be kept; empty: it is on the disk.
    QFuture<QString> keep(const Draft &draft) const;
    void forget(const Draft::Place &place, const QString &opened) const;
    QFuture<QList<Draft>> all(const Draft::Place &place) const; // the newest first

private:
    QString folderOf(const Draft::Place &place) const;
    QString fileOf(const Draft::Place &place, const QString &opened) const;

    const QString m_folder;
    mutable QThreadPool m_disk; // one thread: in the order of the calls
};
