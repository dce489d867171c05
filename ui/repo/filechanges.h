#pragma once

#include "app/upload/repochange.h"
#include "ui/repo/filelisting.h"
#include "ui/repo/repoplace.h"

// What deleting, renaming and moving files of a place would be as a commit, with its words, before
// anybody is asked. Pure.
struct FileChange
{
    RepoChange change;
    FileListing before; // all that its branch has at its parent
    QString question; // names what it concerns
    QString hint; // the commit's message when none is typed
    QString done; // for when it is made
    QString whyNot; // a sentence; empty: it can be made

    // chosen: files and folders of the listing, which is all of the place.
    static FileChange deletion(const RepoPlace &place, const FileListing &listing,
                               const QStringList &chosen);
    // One of them: to is what it is called then. Several: to is the folder they then lie in.
    static FileChange movement(const RepoPlace &place, const FileListing &listing,
                               const QStringList &chosen, const QString &to);
    // What each of them is called then.
    static QStringList movedTo(const QStringList &chosen, const QString &to);
    static FileChange edit(const RepoPlace &place, const FileListing &listing, const QString &path,
                           const QByteArray &content);
    static FileChange addition(const RepoPlace &place, const FileListing &listing,
                               const QString &path, const QByteArray &content);
    // Files as they are in an older commit, old with its listing; place: of the branch they go to.
    static FileChange restoration(const RepoPlace &place, const FileListing &listing,
                                  const RepoPlace &old, const FileListing &oldListing,
                                  const QStringList &chosen);
    // The same files in another repository, below folder there. place, listing: of that one.
    static FileChange copy(const RepoPlace &place, const FileListing &listing,
                           const QString &folder, const RepoPlace &from,
                           const FileListing &fromListing, const QStringList &chosen);
    // The commit that puts everything back once this one is made. made: that commit.
    RepoChange undone(const QByteArray &made) const;
    // Without what lies in a folder that is chosen, too.
    static QStringList topmost(QStringList chosen);
};
