#include "app/cache/cacheproblem.h"

#include "app/text/safetext.h"

#include <QCoreApplication>

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(CacheProblem)
};

using Kind = CacheProblem::Kind;

QString shown(const QByteArray &name)
{
    return SafeText::path(QString::fromUtf8(name));
}

bool isStoreFolder(const CacheProblem &problem)
{
    return problem.kind == Kind::NotARepo && problem.path == "blobs";
}

// The commit is right, and something stands around it.
bool isUntidyRef(const CacheProblem &problem)
{
    return problem.detail.trimmed().size() == 40 && problem.detail.size() > 40;
}

} // namespace

bool hidesFromPython(Kind kind)
{
    return kind <= Kind::DanglingRef;
}

QString problemTitle(const CacheProblem &problem)
{
    const QString path = shown(problem.path);
    const QString detail = shown(problem.detail);
    switch (problem.kind) {
    case Kind::NotAFolder: return Words::tr("%1 is not a folder.").arg(path);
    case Kind::NotARepo:
        return isStoreFolder(problem)
            ? Words::tr("The folder of shared contents is of a version that is not known here.")
            : Words::tr("%1 is not the folder of a repository.").arg(path);
    case Kind::UnknownType: return Words::tr("%1 is of no known type of repository.").arg(path);
    case Kind::NoSnapshots: return Words::tr("There is no folder of snapshots: %1.").arg(path);
    case Kind::RefsIsFile: return Words::tr("%1 is a file where a folder should be.").arg(path);
    case Kind::FileAmongSnapshots:
        return Words::tr("%1 is a file among folders of revisions.").arg(path);
    case Kind::MissingBlob: return Words::tr("The content of %1 is missing.").arg(path);
    case Kind::DanglingRef:
        return problem.detail.isEmpty() ? Words::tr("%1 is empty.").arg(path)
            : isUntidyRef(problem)
            ? Words::tr("%1 has more in it than a commit.").arg(path)
            : Words::tr("%1 names a revision that is not in the cache: %2.").arg(path, detail);
    case Kind::LeadsElsewhere:
        return problem.detail.isEmpty()
            ? Words::tr("%1 lies on another disk.").arg(path)
            : Words::tr("%1 leads out of its repository's contents, to %2.").arg(path, detail);
    case Kind::FolderIsLink: return Words::tr("%1 is a link to %2.").arg(path, detail);
    case Kind::Unreadable: return Words::tr("%1 cannot be read.").arg(path);
    case Kind::NotAFile: return Words::tr("%1 is neither a file nor a folder.").arg(path);
    }
    return {};
}

QString problemAdvice(const CacheProblem &problem)
{
    switch (problem.kind) {
    case Kind::NotAFolder:
        return Words::tr("No client made it: move it out of the cache, or remove it.");
    case Kind::NotARepo:
        return isStoreFolder(problem)
            ? Words::tr("A newer version may know it; until then nothing of it is removed.")
            : Words::tr("No client made it: move it out of the cache, or remove it.");
    case Kind::UnknownType:
        return Words::tr("A newer client may know it; remove it if no program of yours does.");
    case Kind::NoSnapshots:
        return Words::tr("A download was broken off: download it again, or remove the repository.");
    case Kind::RefsIsFile: return Words::tr("Remove the repository and download it again.");
    case Kind::FileAmongSnapshots: return Words::tr("Remove the file: nothing reads it.");
    case Kind::MissingBlob: return Words::tr("Download the file again, or remove the revision.");
    case Kind::DanglingRef:
        return isUntidyRef(problem)
            ? Words::tr("Download the revision again: that writes the commit anew.")
            : Words::tr("Download that revision again, or remove the name.");
    case Kind::LeadsElsewhere:
        return Words::tr("Cleaning removes the link only, never what it leads to.");
    case Kind::FolderIsLink:
        return Words::tr(
            "Nothing needs mending if you moved it; cleaning asks before it goes there.");
    case Kind::Unreadable:
        return Words::tr(
            "Look whether you may read it and whether its disk is well; until then its "
            "bytes are not counted, and nothing is called unused.");
    case Kind::NotAFile: return Words::tr("No client made it: remove it.");
    }
    return {};
}
