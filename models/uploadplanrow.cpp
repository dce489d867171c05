// What a plan says of each file, in words.
#include "models/uploadtree.h"

#include "app/disk/diskerror.h"

#include <QCoreApplication>
#include <QFile>
#include <QHash>

#include <cerrno>

namespace {

using Group = UploadPlanRow::Group;
using Mood = UploadPlanRow::Mood;
using Verdict = UploadPlan::Verdict;

struct UploadRowWords
{
    Q_DECLARE_TR_FUNCTIONS(UploadPlanRow)
};

Group groupOf(Verdict verdict)
{
    switch (verdict) {
    case Verdict::New: return Group::New;
    case Verdict::Changed:
    case Verdict::Unsure: return Group::Changed;
    case Verdict::Unchanged: return Group::Unchanged;
    case Verdict::Conflict: return Group::Conflict;
    case Verdict::Unreadable:
    case Verdict::NotAllowed:
    case Verdict::Ignored:
    case Verdict::IgnoredByHub:
    case Verdict::LeftByHand: return Group::LeftOut;
    }
    Q_UNREACHABLE_RETURN(Group::LeftOut);
}

bool mayHoldSecret(const UploadPlan::Given &given, qsizetype file)
{
    return given.secrets.contains(file) || Secrets::isSecretName(given.files.at(file).path.text());
}

QString secretWords(const UploadPlan::Given &given, qsizetype file)
{
    const QList<Secrets::Found> found = given.secrets.value(file);
    if (!found.isEmpty())
        return UploadRowWords::tr("Line %1 looks like %2.")
            .arg(found.first().line)
            .arg(Secrets::words(found.first().kind));
    return mayHoldSecret(given, file) ? UploadRowWords::tr("May hold a password or a key.")
                                      : QString();
}

QString reasonOf(const UploadPlan::Given &given, const UploadPlan &plan, qsizetype file)
{
    using Words = UploadRowWords;
    const UploadPlan::Row row = plan.row(file);
    switch (row.verdict) {
    case Verdict::New:
    case Verdict::Changed: {
        const QString secret = secretWords(given, file);
        const QString found = given.renamed.value(given.files.at(file).path.text());
        return !secret.isEmpty() || found.isEmpty() ? secret
                                                    : Words::tr("Here it is %1").arg(found);
    }
    case Verdict::Unsure: return Words::tr("Same size, not compared yet");
    case Verdict::Unchanged: return {};
    case Verdict::Conflict: return Words::tr("A file and a folder would have the same name.");
    case Verdict::Unreadable: {
        const int why = given.failures.value(file);
        return why == EAGAIN
            ? Words::tr("It does not stop changing.")
            : diskError(why, QFile::decodeName(given.files.at(file).local)).message;
    }
    case Verdict::NotAllowed: return Words::tr("No pattern takes it");
    case Verdict::Ignored:
        return Words::tr("Left out by %1").arg(given.choice.ignore.value(row.pattern));
    case Verdict::IgnoredByHub: return Words::tr("Left out by the .gitignore");
    case Verdict::LeftByHand: {
        const QString secret = secretWords(given, file);
        return secret.isEmpty() ? Words::tr("Unticked by hand")
                                : secret + u' ' + Words::tr("Left out until you tick it.");
    }
    }
    Q_UNREACHABLE_RETURN({});
}

Mood moodOf(const UploadPlan::Given &given, const UploadPlan &plan, qsizetype file)
{
    const Verdict verdict = plan.row(file).verdict;
    if (verdict == Verdict::Unreadable || verdict == Verdict::Conflict)
        return Mood::Bad;
    if (mayHoldSecret(given, file) && verdict != Verdict::Unchanged)
        return Mood::Warning;
    return plan.row(file).isSent() ? Mood::Plain : Mood::Quiet;
}

} // namespace

QString UploadPlanRow::word(Group group)
{
    using Words = UploadRowWords;
    switch (group) {
    case Group::New: return Words::tr("New");
    case Group::Changed: return Words::tr("Changed");
    case Group::Unchanged: return Words::tr("Unchanged");
    case Group::Conflict: return Words::tr("In conflict");
    case Group::LeftOut: return Words::tr("Left out");
    case Group::ToDelete: return Words::tr("To be deleted");
    }
    Q_UNREACHABLE_RETURN({});
}

// How much of each local path is the folder that all of them lie in, with its slash: it says
// nothing. 0: only the root has them all.
static qsizetype sharedFolder(const QList<UploadFile> &files, const QList<UploadLeft> &left)
{
    QByteArrayView shared = left.first().local;
    shared = shared.first(shared.lastIndexOf('/') + 1);
    const auto shorten = [&shared](const QByteArray &local) {
        while (shared.size() > 1 && !local.startsWith(shared))
            shared = shared.first(shared.chopped(1).lastIndexOf('/') + 1);
    };
    for (const UploadFile &file : files)
        shorten(file.local);
    for (const UploadLeft &each : left)
        shorten(each.local);
    return shared.size() > 1 ? shared.size() : 0;
}

QList<UploadPlanRow> UploadPlanRow::of(const UploadPlan::Given &given, const UploadPlan &plan,
                                       const QList<UploadLeft> &left)
{
    QList<UploadPlanRow> rows;
    rows.reserve(given.files.size() + left.size() + plan.deleted().size());
    for (qsizetype i = 0; i < given.files.size(); ++i) {
        const UploadFile &file = given.files.at(i);
        const Verdict verdict = plan.row(i).verdict;
        const auto word = given.words.constFind(file.path.text());
        const bool isLarge
            = word == given.words.cend() ? UploadPlan::isProbablyLarge(file) : word->isLarge;
        rows << UploadPlanRow{.group = groupOf(verdict),
                              .store = isLarge ? Store::Apart : Store::Git,
                              .mood = moodOf(given, plan, i),
                              .mayTick = verdict != Verdict::Unchanged
                                  && verdict != Verdict::Unreadable
                                  && verdict != Verdict::IgnoredByHub,
                              .isTicked = groupOf(verdict) != Group::LeftOut,
                              .needsOwnTick = verdict == Verdict::Ignored
                                  || verdict == Verdict::NotAllowed || mayHoldSecret(given, i),
                              .mayRename = verdict != Verdict::Unreadable,
                              .path = file.path.text(),
                              .size = file.size,
                              .reason = reasonOf(given, plan, i),
                              .inTheWay = plan.inTheWay(i)};
    }
    const qsizetype shared = left.isEmpty() ? 0 : sharedFolder(given.files, left);
    for (const UploadLeft &each : left) {
        const QString place = QFile::decodeName(each.place);
        rows << UploadPlanRow{
            .group = Group::LeftOut,
            .mood = each.why == UploadLeft::Why::Unreadable ? Mood::Bad : Mood::Quiet,
            .path = place.isEmpty() ? QFile::decodeName(each.local.sliced(shared)) : place,
            .reason = each.reason()};
    }
    if (plan.deleted().isEmpty() && plan.spared().isEmpty())
        return rows;
    QHash<QString, const TreeEntry *> there;
    for (const TreeEntry &entry : given.remote)
        there.insert(entry.path, &entry);
    const auto add = [&rows, &there](const QString &path, bool isDeleted) {
        const TreeEntry *entry = there.value(path);
        rows << UploadPlanRow{.group = Group::ToDelete,
                              .store = !entry                      ? Store::Unknown
                                  : entry->storage == Storage::Git ? Store::Git
                                                                   : Store::Apart,
                              .mood = isDeleted ? Mood::Warning : Mood::Quiet,
                              .mayTick = true,
                              .isTicked = isDeleted,
                              .needsOwnTick = true,
                              .path = path,
                              .size = entry ? entry->size : -1,
                              .reason
                              = isDeleted ? QString() : UploadRowWords::tr("Unticked by hand")};
    };
    for (const RepoPath &path : plan.deleted())
        add(path.text(), true);
    for (const QString &path : plan.spared())
        add(path, false);
    return rows;
}
