#include "ui/upload/uploadwords.h"

#include "app/text/format.h"
#include "app/text/safetext.h"
#include "models/transferwords.h"
#include "ui/widgets/hubsentence.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

struct UploadSums
{
    Q_DECLARE_TR_FUNCTIONS(UploadWords)
};

QString fileCount(qint64 files)
{
    return Format::plural(files, UploadSums::tr("1 file"), UploadSums::tr("%1 files"));
}

QString commitCount(qint64 commits)
{
    return Format::plural(commits, UploadSums::tr("1 commit"), UploadSums::tr("%1 commits"));
}

QString rowLine(const UploadRow &row)
{
    const QByteArray id = row.local.isEmpty() ? QByteArray("-") : row.local;
    QString state;
    switch (row.state) {
    case UploadState::Committed:
        state = row.isConfirmed() ? UploadSums::tr("confirmed") : UploadSums::tr("not confirmed");
        break;
    case UploadState::Unchanged: state = UploadSums::tr("was the same"); break;
    case UploadState::Ignored: state = UploadSums::tr("left out by the .gitignore"); break;
    case UploadState::Failed:
        state = UploadSums::tr("failed: %1").arg(row.error ? row.error->message : QString());
        break;
    case UploadState::Waiting:
    case UploadState::Sending:
    case UploadState::Sent: state = UploadSums::tr("not committed"); break;
    }
    return u"%1\t%2\t%3\t%4"_s.arg(SafeText::line(row.path.text()), QString::number(row.size),
                                   QString::fromLatin1(id), SafeText::line(state));
}

} // namespace

namespace UploadWords {

QString place(const UploadTarget &target)
{
    const QString branch = SafeText::isolated(SafeText::line(target.revision.name()));
    return target.folder.isEmpty()
        ? UploadSums::tr("to %1").arg(branch)
        : UploadSums::tr("to %1, folder %2").arg(branch, SafeText::path(target.folder));
}

QString button(const UploadPlan &plan)
{
    using Verdict = UploadPlan::Verdict;
    const qsizetype files = plan.tally(Verdict::New).files + plan.tally(Verdict::Changed).files
        + plan.tally(Verdict::Unsure).files;
    const qsizetype deleted = plan.deleted().size();
    if (files == 0 && deleted == 0)
        return UploadSums::tr("Upload");
    if (files == 0)
        return UploadSums::tr("Delete %1").arg(fileCount(deleted));
    return deleted == 0
        ? UploadSums::tr("Upload %1").arg(fileCount(files))
        : UploadSums::tr("Upload %1, delete %2").arg(fileCount(files), Format::exactCount(deleted));
}

QString step(const UploadProgress &progress)
{
    const UploadTally &sums = progress.tally;
    QString what;
    switch (progress.step) {
    case UploadStep::Asking: what = UploadSums::tr("Asking the Hub how each file is kept."); break;
    case UploadStep::Sending:
        what = UploadSums::tr("Sending: %1, %2 of %3 files.")
                   .arg(Format::sizeOf(sums.sent, sums.bytes), Format::exactCount(sums.filesDone),
                        Format::exactCount(sums.files));
        break;
    case UploadStep::Committing:
        what = progress.allCommits > 1 ? UploadSums::tr("Committing: part %1 of %2.")
                                             .arg(progress.commits.size() + 1)
                                             .arg(progress.allCommits)
                                       : UploadSums::tr("Committing.");
        break;
    case UploadStep::Checking:
        what = UploadSums::tr("Comparing what the Hub has with what is here.");
        break;
    case UploadStep::Paused: what = UploadSums::tr("Paused."); break;
    case UploadStep::Done:
    case UploadStep::Stopped:
    case UploadStep::Failed: return outcome(progress);
    }
    if (progress.reason.isEmpty())
        return what;
    return what + u' '
        + transferStateSentence(TransferState::Waiting, progress.patience, progress.reason,
                                QDateTime::currentDateTimeUtc());
}

double share(const UploadProgress &progress)
{
    const UploadTally &sums = progress.tally;
    if (progress.step == UploadStep::Asking || sums.bytes == 0)
        return -1;
    return double(sums.sent) / double(sums.bytes);
}

QString outcome(const UploadProgress &progress)
{
    const UploadTally &sums = progress.tally;
    const QString made = commitCount(progress.commits.size());
    const QString confirmed = UploadSums::tr("%1 of %2 confirmed.")
                                  .arg(Format::exactCount(sums.confirmed), fileCount(sums.files));
    switch (progress.step) {
    case UploadStep::Stopped:
        return UploadSums::tr("Stopped after %1.").arg(made) + u' ' + confirmed;
    case UploadStep::Failed: {
        const QString why = progress.error ? hubSentence(*progress.error) : QString();
        if (progress.commits.isEmpty() && progress.mayHaveMore)
            return why;
        return progress.commits.isEmpty()
            ? why + u' ' + UploadSums::tr("Nothing was committed.")
            : why + u' ' + UploadSums::tr("%1 made before. %2").arg(made, confirmed);
    }
    case UploadStep::Done:
    case UploadStep::Asking:
    case UploadStep::Sending:
    case UploadStep::Committing:
    case UploadStep::Checking:
    case UploadStep::Paused: break;
    }
    if (progress.commits.isEmpty() && sums.files == 0)
        return UploadSums::tr("The Hub had all of it already. No commit was made.");
    if (progress.isConfirmed())
        return (UploadSums::tr("Done in %1: the Hub has what is here. %2").arg(made, confirmed)
                + u' ' + SafeText::line(progress.words))
            .trimmed();
    return UploadSums::tr("Done in %1, but %2 not as they should be. %3")
        .arg(made, fileCount(sums.troubled), confirmed);
}

QString receipt(const UploadProgress &progress, const UploadTarget &target, const QUrl &web)
{
    QStringList lines{SafeText::line(target.repo.id()), web.toString(),
                      SafeText::line(progress.revision.name()), SafeText::line(outcome(progress))};
    if (!progress.pullRequest.isEmpty())
        lines << progress.pullRequest.toString();
    for (const QByteArray &commit : progress.commits)
        lines << UploadSums::tr("commit %1").arg(QString::fromLatin1(commit));
    for (const UploadRow &row : progress.rows)
        lines << rowLine(row);
    return lines.join(u'\n') + u'\n';
}

QUrl page(const UploadProgress &progress, const QUrl &web)
{
    if (!progress.pullRequest.isEmpty())
        return progress.pullRequest;
    if (progress.commits.isEmpty())
        return {};
    QUrl page = web;
    page.setPath(web.path() + u"/commit/"_s + QString::fromLatin1(progress.commits.last()));
    return page;
}

} // namespace UploadWords
