#include "models/transferwords.h"

#include "app/text/format.h"

#include <QCoreApplication>
#include <QLocale>
#include <QTimeZone>

using namespace Qt::StringLiterals;

namespace {

struct TransferWords
{
    Q_DECLARE_TR_FUNCTIONS(TransferModel)
};

constexpr qint64 kCountedSeconds = 90; // longer waits tell the time of day

QString shortCause(WaitCause cause)
{
    switch (cause) {
    case WaitCause::None: return {};
    case WaitCause::RateLimit: return TransferWords::tr("rate limit");
    case WaitCause::Server: return TransferWords::tr("server trouble");
    case WaitCause::Network: return TransferWords::tr("no connection");
    case WaitCause::Disk: return TransferWords::tr("no room on the disk");
    case WaitCause::DiskAway: return TransferWords::tr("the disk is not ready");
    case WaitCause::OpenFiles: return TransferWords::tr("too many files are open");
    case WaitCause::Lock: return TransferWords::tr("another program has it");
    case WaitCause::Offline: return TransferWords::tr("offline mode");
    case WaitCause::Metered: return TransferWords::tr("metered network");
    case WaitCause::Timetable: return TransferWords::tr("timetable");
    case WaitCause::Sleep: return TransferWords::tr("the computer sleeps");
    }
    Q_UNREACHABLE();
}

qint64 secondsTo(const QDateTime &until, const QDateTime &now)
{
    return qMax<qint64>(0, (now.msecsTo(until) + 999) / 1'000);
}

QString timeOfDay(const QDateTime &until, const QDateTime &now)
{
    const QDateTime local = until.toLocalTime();
    QString format = QLocale().timeFormat(QLocale::ShortFormat);
    const QString time = QLocale().toString(local.time(), format.remove(u":ss"_s));
    if (local.date() == now.toLocalTime().date())
        return time;
    return TransferWords::tr("%1 %2", "day, time")
        .arg(QLocale().dayName(local.date().dayOfWeek(), QLocale::ShortFormat), time);
}

// "rate limit until 14:32", "no connection, again in 8 s"
QString withEnd(const QString &what, const QDateTime &until, const QDateTime &now)
{
    if (!until.isValid() || what.isEmpty())
        return what;
    const qint64 seconds = secondsTo(until, now);
    if (seconds > kCountedSeconds)
        return TransferWords::tr("%1 until %2").arg(what, timeOfDay(until, now));
    return TransferWords::tr("%1, again in %2 s").arg(what).arg(seconds);
}

QString silence(const TransferPatience &patience, const QDateTime &now)
{
    const qint64 seconds = qMax<qint64>(0, patience.silentSince.secsTo(now));
    const QString time = Format::duration(std::chrono::seconds(seconds));
    return patience.reconnects ? TransferWords::tr("no data for %1, reconnecting").arg(time)
                               : TransferWords::tr("no data for %1").arg(time);
}

QString worded(TransferState state, const QString &words)
{
    const QString word = transferStateWord(state);
    return words.isEmpty() ? word : TransferWords::tr("%1: %2").arg(word, words);
}

QString pausedText(qint64 at, const QDateTime &now)
{
    const QString word = transferStateWord(TransferState::Paused);
    if (at <= 0)
        return word;
    const QDateTime when = QDateTime::fromMSecsSinceEpoch(at, QTimeZone::UTC);
    return TransferWords::tr("%1 by you at %2").arg(word, timeOfDay(when, now));
}

} // namespace

QString transferStateWord(TransferState state)
{
    switch (state) {
    case TransferState::Queued: return TransferWords::tr("Queued");
    case TransferState::Connecting: return TransferWords::tr("Connecting");
    case TransferState::Downloading: return TransferWords::tr("Downloading");
    case TransferState::Stalled: return TransferWords::tr("Stalled");
    case TransferState::Waiting: return TransferWords::tr("Waiting");
    case TransferState::Paused: return TransferWords::tr("Paused");
    case TransferState::Verifying: return TransferWords::tr("Verifying");
    case TransferState::Done: return TransferWords::tr("Done");
    case TransferState::Failed: return TransferWords::tr("Failed");
    case TransferState::Cancelled: return TransferWords::tr("Cancelled");
    }
    Q_UNREACHABLE();
}

QString transferStateText(TransferState state, const TransferPatience &patience,
                          const QString &reason, const QDateTime &now)
{
    if (state == TransferState::Stalled && patience.silentSince.isValid())
        return worded(state, silence(patience, now));
    if (state == TransferState::Connecting)
        return worded(state, reason);
    if (state != TransferState::Waiting)
        return worded(state, {});
    return worded(state,
                  patience.cause == WaitCause::None
                      ? reason
                      : withEnd(shortCause(patience.cause), patience.until, now));
}

QString transferStateSentence(TransferState state, const TransferPatience &patience,
                              const QString &reason, const QDateTime &now)
{
    const QString text = transferStateText(state, patience, reason, now);
    const bool told
        = reason.isEmpty() || state != TransferState::Waiting || patience.cause == WaitCause::None;
    return told ? text : text + u'\n' + reason;
}

QString transferStateBrief(TransferState state, const TransferPatience &patience,
                           const QDateTime &now)
{
    const QString word = transferStateWord(state);
    if (state != TransferState::Waiting || !patience.until.isValid())
        return word;
    const qint64 seconds = secondsTo(patience.until, now);
    return seconds > kCountedSeconds
        ? TransferWords::tr("%1 until %2").arg(word, timeOfDay(patience.until, now))
        : TransferWords::tr("%1 %2 s", "state, seconds").arg(word).arg(seconds);
}

bool transferTextCounts(TransferState state, const TransferPatience &patience)
{
    return (state == TransferState::Stalled && patience.silentSince.isValid())
        || (state == TransferState::Waiting && patience.until.isValid());
}

QString partOfFiles(int part, int files)
{
    return files == 1 ? TransferWords::tr("%1 of 1 file").arg(part)
                      : TransferWords::tr("%1 of %2 files").arg(part).arg(files);
}

QString filesDoneText(const TransferGroup &group)
{
    return TransferWords::tr("%1 done", "2 of 5 files")
        .arg(partOfFiles(group.filesDone, group.files));
}

QString priorityText(TransferPriority priority)
{
    switch (priority) {
    case TransferPriority::High: return TransferWords::tr("High priority");
    case TransferPriority::Normal: return {};
    case TransferPriority::Low: return TransferWords::tr("Low priority");
    }
    Q_UNREACHABLE();
}

QString transferStateText(const TransferGroup &group, const QDateTime &now)
{
    if (group.error)
        return group.error->message;
    if (group.state == TransferState::Paused)
        return pausedText(group.pausedAt, now);
    if (group.state == TransferState::Failed && group.failed > 0)
        return worded(group.state,
                      group.failed == 1 ? TransferWords::tr("1 file")
                                        : TransferWords::tr("%1 files").arg(group.failed));
    if (group.state == TransferState::Downloading && group.running > 0 && group.files > 1)
        return TransferWords::tr("%1 %2", "state, how many")
            .arg(transferStateWord(group.state),
                 group.running == 1 ? TransferWords::tr("1 file")
                                    : TransferWords::tr("%1 files").arg(group.running));
    if (group.files == 0) // nothing else is known: there is room for the whole reason
        return transferStateText(group.state, {}, group.reason, now);
    return transferStateText(group.state, group.patience, group.reason, now);
}

QString transferStateText(const TransferFile &file, const QDateTime &now)
{
    if (file.error)
        return file.error->message;
    if (file.wasCached)
        return TransferWords::tr("In the cache already");
    if (file.state == TransferState::Paused)
        return pausedText(file.pausedAt, now);
    if (file.state == TransferState::Verifying && file.total > 0)
        return TransferWords::tr("%1 %2", "state, how far")
            .arg(transferStateWord(file.state), Format::percent(file.checked, file.total));
    if (file.state == TransferState::Done)
        return worded(file.state, file.note);
    return transferStateText(file.state, file.patience, file.reason, now);
}
