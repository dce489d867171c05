#include "app/cache/cleanwords.h"

#include "app/text/format.h"
#include "app/text/safetext.h"

#include <QFile>

#include <cstring>

using namespace Qt::StringLiterals;

namespace {

QString programOf(qint64 process)
{
    QFile name(u"/proc/%1/comm"_s.arg(process));
    return name.open(QIODevice::ReadOnly) ? SafeText::line(QString::fromLocal8Bit(name.readAll()))
                                          : QString();
}

QString shownName(const QByteArray &name)
{
    return SafeText::line(QString::fromUtf8(name));
}

} // namespace

QString CleanWords::reason(const DeletePlan::Kept &kept, const QString &by)
{
    using Reason = DeletePlan::Kept::Reason;
    switch (kept.reason) {
    case Reason::UsedByRevision: return tr("Revision %1 needs it.").arg(by);
    case Reason::UsedByRepo: return tr("%1 has the same content.").arg(by);
    case Reason::LinkedElsewhere:
        return tr("The file has another name elsewhere on the disk: removing this one frees "
                  "nothing.");
    case Reason::NoNote:
        return tr("The shared store does not say who uses it, so nobody may remove it.");
    case Reason::StoreReadOnly:
        return tr("The shared store is of a version that this program only reads.");
    case Reason::Outside: return tr("It lies outside the cache: only the link goes.");
    case Reason::Pinned: return tr("It is pinned.");
    case Reason::NotARepo:
        return tr("No client of the Hub made it. Remove it with your file manager if it is yours.");
    case Reason::FolderIsLink:
        return tr("%1 is a link to another place. Put the folder back or remove the link first.")
            .arg(shownName(kept.by));
    }
    Q_UNREACHABLE();
}

QString CleanWords::reason(const CleanReport::Stayed &stayed)
{
    using Why = CleanReport::Stayed::Why;
    switch (stayed.why) {
    case Why::Downloading: {
        const QString program = stayed.by > 0 ? programOf(stayed.by) : QString();
        if (stayed.by == QCoreApplication::applicationPid() || stayed.by == 0)
            return tr("It is being downloaded here, or shown: cancel that or close it first.");
        return tr("Process %1 (%2) is downloading it.")
            .arg(QString::number(stayed.by), program.isEmpty() ? u"?"_s : program);
    }
    case Why::Changed: return tr("It changed after the cache was looked at. Look again.");
    case Why::Used: return tr("Something began to use it after the cache was looked at.");
    case Why::Failed:
        return tr("The disk refused: %1.")
            .arg(QString::fromLocal8Bit(strerrordesc_np(stayed.error)));
    case Why::Stopped: return tr("You stopped before it.");
    }
    Q_UNREACHABLE();
}

QString CleanWords::sentence(const Quarantine::Returned &returned)
{
    if (returned.stayed.isEmpty() && returned.failed.isEmpty())
        return tr("Everything is back as it was.");
    if (returned.failed.isEmpty())
        return Format::plural(
            returned.stayed.size(),
            tr("Everything is back but one thing: something else is there now. It was left as it "
               "is."),
            tr("Everything is back but %1 things: something else is there now. It was left as it "
               "is."));
    return Format::plural(returned.failed.size(),
                          tr("One thing could not be put back. It is still in the quarantine."),
                          tr("%1 things could not be put back. They are still in the quarantine."));
}

QString CleanWords::partOf(const QString &what)
{
    return tr("A part of: %1").arg(what);
}

QString CleanWords::list(const DeletePlan &plan)
{
    QStringList lines{tr("Frees %1, of what was ticked %2 stay.")
                          .arg(Format::size(plan.frees), Format::size(plan.stays))};
    for (const DeletePlan::Step &step : plan.steps) {
        QByteArray path = step.repo;
        if (!step.path.isEmpty())
            path += (path.isEmpty() ? "" : "/") + step.path;
        lines << tr("goes") + u'\t' + QString::number(step.bytes) + u'\t' + shownName(path);
    }
    for (const DeletePlan::Kept &kept : plan.kept) {
        QByteArray path = kept.item.repo;
        for (const QByteArray &part : {kept.item.commit, kept.item.path, kept.blob})
            path += part.isEmpty() ? QByteArray() : '/' + part;
        lines << tr("stays") + u'\t' + QString::number(kept.bytes) + u'\t' + shownName(path) + u'\t'
                + reason(kept,
                         shownName(kept.reason == DeletePlan::Kept::Reason::UsedByRevision
                                       ? kept.by.left(7)
                                       : kept.by));
    }
    return lines.join(u'\n') + u'\n';
}
