#include "ui/repo/filechanges.h"

#include "app/text/format.h"
#include "app/text/safetext.h"
#include "app/upload/uploadpath.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

struct ChangeWords
{
    Q_DECLARE_TR_FUNCTIONS(FileChange)
};

RepoChange changeOf(const RepoPlace &place)
{
    const QByteArray commit = place.info.commit.toLatin1();
    return {.repo = place.repo(), .revision = place.revision, .parent = commit, .source = commit};
}

QString nameOf(const QString &path)
{
    return path.section(u'/', -1);
}

// "README.md", "the folder data with 3 files", "5 files".
QString wordsFor(const QStringList &chosen, const FileListing &listing, qsizetype files)
{
    if (chosen.size() != 1)
        return FileListing::countText(files);
    const QString path = SafeText::path(chosen.first());
    return listing.find(chosen.first())
        ? path
        : ChangeWords::tr("the folder %1 with %2").arg(path, FileListing::countText(files));
}

// For a commit's message: plain, as it is.
QString titleFor(const QStringList &chosen, qsizetype files)
{
    return chosen.size() == 1 ? chosen.first() : FileListing::countText(files);
}

// Why nothing can be there by that name: something else is.
QString takenBy(const QString &path, const FileListing &listing)
{
    for (qsizetype slash = path.indexOf(u'/'); slash > 0; slash = path.indexOf(u'/', slash + 1))
        if (listing.find(path.first(slash)))
            return ChangeWords::tr("%1 is a file.").arg(SafeText::path(path.first(slash)));
    if (listing.find(path))
        return ChangeWords::tr("There is a file %1 already.").arg(SafeText::path(path));
    return listing.isFolder(path)
        ? ChangeWords::tr("There is a folder %1 already.").arg(SafeText::path(path))
        : QString();
}

QString addMove(RepoChange &change, const QString &from, const QString &to,
                const FileListing &listing)
{
    const auto path = uploadPath(to.toUtf8());
    if (!path)
        return path.error();
    if (path->text() == from)
        return ChangeWords::tr("%1 has that name already.").arg(SafeText::path(from));
    if ((path->text() + u'/').startsWith(from + u'/'))
        return listing.find(from) ? ChangeWords::tr("%1 is a file.").arg(SafeText::path(from))
                                  : ChangeWords::tr("A folder cannot be moved into itself.");
    if (QString taken = takenBy(path->text(), listing); !taken.isEmpty())
        return taken;
    const auto old = RepoPath::parse(from);
    if (!old)
        return old.error();
    change.move(*old, *path, listing.below({from}).paths);
    return {};
}

} // namespace

RepoChange FileChange::undone(const QByteArray &made) const
{
    RepoChange undo = change.undone(made, before.below(change.touched()).paths);
    undo.title = ChangeWords::tr("Revert “%1”").arg(change.title);
    return undo;
}

QStringList FileChange::topmost(QStringList chosen)
{
    std::ranges::sort(chosen);
    const QSet<QString> all(chosen.cbegin(), chosen.cend());
    chosen.removeIf([&all](const QString &path) {
        for (qsizetype slash = path.indexOf(u'/'); slash > 0; slash = path.indexOf(u'/', slash + 1))
            if (all.contains(path.first(slash)))
                return true;
        return path.isEmpty(); // of a row that waits
    });
    return chosen;
}

FileChange FileChange::deletion(const RepoPlace &place, const FileListing &listing,
                                const QStringList &chosen)
{
    FileChange made{.change = changeOf(place), .before = listing};
    const FileListing::Sum sum = listing.below(chosen);
    for (const QString &path : chosen) {
        const auto valid = RepoPath::parse(path);
        if (!valid)
            made.whyNot = valid.error();
        else if (listing.find(path))
            made.change.deletedFiles << *valid;
        else
            made.change.deletedFolders << *valid;
    }
    if (sum.files == 0)
        made.whyNot = ChangeWords::tr("Nothing is chosen.");
    const QString what = wordsFor(chosen, listing, sum.files);
    made.question = ChangeWords::tr("Delete %1, %2, from %3?")
                        .arg(what, Format::size(sum.bytes),
                             SafeText::isolated(SafeText::line(place.revision.name())));
    made.hint = ChangeWords::tr("Delete %1").arg(titleFor(chosen, sum.files));
    made.done = ChangeWords::tr("Deleted %1").arg(what);
    return made;
}

QStringList FileChange::movedTo(const QStringList &chosen, const QString &to)
{
    if (chosen.size() == 1)
        return {to};
    const QString folder = to.isEmpty() || to.endsWith(u'/') ? to : to + u'/';
    QStringList names;
    for (const QString &path : chosen)
        names << folder + nameOf(path);
    return names;
}

FileChange FileChange::movement(const RepoPlace &place, const FileListing &listing,
                                const QStringList &chosen, const QString &to)
{
    FileChange made{.change = changeOf(place), .before = listing};
    const FileListing::Sum sum = listing.below(chosen);
    const QStringList targets = movedTo(chosen, to);
    const bool single = chosen.size() == 1;
    for (qsizetype i = 0; i < chosen.size() && made.whyNot.isEmpty(); ++i)
        made.whyNot = addMove(made.change, chosen.at(i), targets.at(i), listing);
    QStringList names = made.change.touched();
    names.sort();
    if (std::ranges::adjacent_find(names) != names.end())
        made.whyNot = ChangeWords::tr("Two of them would have the same name.");
    const QString what = wordsFor(chosen, listing, sum.files);
    made.question = ChangeWords::tr("Rename or move %1, %2?").arg(what, Format::size(sum.bytes));
    const bool stays = single && to.section(u'/', 0, -2) == chosen.first().section(u'/', 0, -2);
    const QString target = to.isEmpty() ? ChangeWords::tr("the top") : to;
    made.hint = (stays ? ChangeWords::tr("Rename %1 to %2") : ChangeWords::tr("Move %1 to %2"))
                    .arg(titleFor(chosen, sum.files), stays ? nameOf(to) : target);
    made.done = (stays ? ChangeWords::tr("Renamed %1") : ChangeWords::tr("Moved %1")).arg(what);
    return made;
}

FileChange FileChange::edit(const RepoPlace &place, const FileListing &listing, const QString &path,
                            const QByteArray &content)
{
    FileChange made{.change = changeOf(place), .before = listing};
    if (const auto valid = RepoPath::parse(path))
        made.change.writes = {{*valid, content}};
    else
        made.whyNot = valid.error();
    made.hint = ChangeWords::tr("Edit %1").arg(path);
    made.done = ChangeWords::tr("Saved %1").arg(SafeText::path(path));
    return made;
}

FileChange FileChange::addition(const RepoPlace &place, const FileListing &listing,
                                const QString &path, const QByteArray &content)
{
    FileChange made{.change = changeOf(place), .before = listing};
    const auto valid = uploadPath(path.toUtf8());
    if (valid)
        made.change.writes = {{*valid, content}};
    made.whyNot = valid ? takenBy(valid->text(), listing) : valid.error();
    made.hint = ChangeWords::tr("Add %1").arg(path);
    made.done = ChangeWords::tr("Added %1").arg(SafeText::path(path));
    return made;
}

FileChange FileChange::restoration(const RepoPlace &place, const FileListing &listing,
                                   const RepoPlace &old, const FileListing &oldListing,
                                   const QStringList &chosen)
{
    FileChange made{.change = changeOf(place), .before = listing};
    made.change.source = old.info.commit.toLatin1();
    const FileListing::Sum sum = oldListing.below(chosen);
    for (const QString &path : sum.paths) {
        const RepoFile *now = listing.find(path);
        if (now && !now->blob.isEmpty() && now->blob == oldListing.find(path)->blob)
            continue;
        const auto valid = RepoPath::parse(path);
        if (!valid)
            made.whyNot = valid.error();
        else if (QString taken = now ? QString() : takenBy(path, listing); !taken.isEmpty())
            made.whyNot = taken;
        else
            made.change.copies << RepoChange::Copy{*valid, *valid};
    }
    const QString branch = SafeText::isolated(SafeText::line(place.revision.name()));
    if (made.change.copies.isEmpty() && made.whyNot.isEmpty())
        made.whyNot = ChangeWords::tr("%1 has the same already.").arg(branch);
    const QString what = wordsFor(chosen, oldListing, sum.files);
    const QString commit = old.info.commit.left(7);
    made.question = ChangeWords::tr("Put %1, %2, back on %3 as of commit %4?")
                        .arg(what, Format::size(sum.bytes), branch, commit);
    made.hint = ChangeWords::tr("Restore %1 as of %2").arg(titleFor(chosen, sum.files), commit);
    made.done = ChangeWords::tr("Restored %1").arg(what);
    return made;
}

FileChange FileChange::copy(const RepoPlace &place, const FileListing &listing,
                            const QString &folder, const RepoPlace &from,
                            const FileListing &fromListing, const QStringList &chosen)
{
    FileChange made{.change = changeOf(place), .before = listing};
    made.change.source = from.info.commit.toLatin1();
    if (from.repo() != place.repo())
        made.change.sourceRepo = from.repo();
    const QString start = folder.isEmpty() || folder.endsWith(u'/') ? folder : folder + u'/';
    qsizetype replaced = 0;
    for (const QString &each : chosen) {
        const qsizetype above = each.lastIndexOf(u'/') + 1; // a folder keeps its own name
        for (const QString &file : fromListing.below({each}).paths) {
            const auto old = RepoPath::parse(file);
            const auto path = uploadPath((start + file.sliced(above)).toUtf8());
            const bool isThere = path && listing.find(path->text());
            if (!old || !path)
                made.whyNot = !old ? old.error() : path.error();
            else if (QString taken = isThere ? QString() : takenBy(path->text(), listing);
                     !taken.isEmpty())
                made.whyNot = taken;
            else
                made.change.copies << RepoChange::Copy{*path, *old};
            replaced += isThere;
        }
    }
    const FileListing::Sum sum = fromListing.below(chosen);
    if (sum.files == 0)
        made.whyNot = ChangeWords::tr("Nothing is chosen.");
    const auto shown = [](const RepoId &id) { return SafeText::repoName(id.owner(), id.name()); };
    const QString what = wordsFor(chosen, fromListing, sum.files);
    made.question = ChangeWords::tr("Copy %1, %2, to %3?")
                        .arg(what, Format::size(sum.bytes), shown(place.repo()));
    if (replaced > 0)
        made.question += u' '
            + Format::plural(replaced, ChangeWords::tr("1 file there is replaced."),
                             ChangeWords::tr("%1 files there are replaced."));
    made.hint
        = ChangeWords::tr("Copy %1 from %2").arg(titleFor(chosen, sum.files), from.repo().id());
    made.done = ChangeWords::tr("Copied %1 to %2").arg(what, shown(place.repo()));
    return made;
}
