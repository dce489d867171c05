#pragma once

#include "app/hub/repoid.h"
#include "app/hub/revision.h"
#include "app/upload/uploadfile.h"
#include "app/upload/uploadscan.h"

#include <QStringList>

#include <expected>

// What somebody wants uploaded, as the command line of the Python client says it.
struct UploadWish
{
    RepoId repo;
    Revision revision;
    QByteArray folder; // of the repository; the patterns start there; empty: the root
    QList<UploadSource> sources;
    QStringList allow; // empty: everything
    QStringList ignore;
    QStringList remove; // on the Hub
    QStringList meant; // of the sources' files, by their places in the repository
    QStringList leftOut; // the others, by patterns or by hand: never sent
    QStringList spared = {}; // of the Hub, that remove matches and that stay
    QList<UploadLeft> left; // what was not looked at
    QString summary;
    QString description;
    bool pullRequest = false;

    // Of a file that was found under another name: it becomes a source of its own.
    void rename(const UploadFile &file, const QString &found);
};

// "hf upload owner/name /home/ada/drop drop": for a POSIX shell, safe whatever the names are. A
// line for each source, as it takes one at a time; each makes a commit of its own. What no pattern
// says is left out by name. Else a sentence why there is none.
std::expected<QString, QString> hfCommandOf(const UploadWish &wish);
