#pragma once

#include "app/hub/repoid.h"
#include "app/hub/revision.h"
#include "app/net/huberror.h"
#include "app/text/repopath.h"

#include <QByteArray>
#include <QList>
#include <QUrl>

#include <optional>

// A commit that may be made: what it takes to look for it.
struct RepoSent
{
    QByteArray head; // that the branch was at
    bool pullRequest = false;
    QStringList pulls; // pull requests that were there before the one that it opens
};

// A small change of a repository that becomes one commit. What it takes from another commit is
// named by its path there: what is large is not fetched.
struct RepoChange
{
    struct Write
    {
        RepoPath path;
        QByteArray content;

        bool operator==(const Write &) const = default;
    };
    struct Copy
    {
        RepoPath path;
        RepoPath from; // of source

        bool operator==(const Copy &) const = default;
    };

    RepoId repo;
    Revision revision = {}; // a branch
    QByteArray parent = {}; // commit that it is made on top of; empty: the branch has none
    QString title = {};
    QString description = {};
    bool pullRequest = false; // to be opened with it
    QList<Write> writes = {};
    QByteArray source = {}; // commit that copies are of
    std::optional<RepoId> sourceRepo = {}; // that has it; none: repo
    QList<Copy> copies = {};
    QList<RepoPath> deletedFiles = {};
    QList<RepoPath> deletedFolders = {};
    std::optional<RepoSent> sent = {}; // by an earlier try: it is looked for first

    const RepoId &from() const { return sourceRepo ? *sourceRepo : repo; }
    // What it gives new content to or deletes; folders among them stand for all below them.
    QStringList touched() const;
    // What puts everything back once it is made. files: all that its parent has, in order.
    RepoChange undone(const QByteArray &made, const QStringList &files) const;
    // Adds a file or folder of source under another name. files: all that source has, in order.
    void move(const RepoPath &from, const RepoPath &to, const QStringList &files);
};

// What became of one.
struct RepoChanged
{
    std::optional<HubError> error; // it was not made, as far as is known
    std::optional<RepoSent> sent; // with an error: it may be made; for the next try
    QByteArray commit;
    Revision revision; // that it went to
    QUrl pullRequest; // its page; empty: none
    // With a conflict: what the branch is at now, and what of the change is another there.
    QByteArray newer;
    QStringList moved;
};
