#include "ui/watch/watchwords.h"

#include "app/hub/hubaddress.h"
#include "app/text/format.h"
#include "app/text/safetext.h"
#include "ui/upload/uploadwords.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace {

struct WatchTexts
{
    Q_DECLARE_TR_FUNCTIONS(WatchWords)
};

QString watchFiles(qint64 files)
{
    return Format::plural(files, WatchTexts::tr("1 file"), WatchTexts::tr("%1 files"));
}

QString watchCommitted(const WatchResult &sent)
{
    if (sent.deleted == 0)
        return WatchTexts::tr("%1 committed").arg(watchFiles(sent.files));
    if (sent.files == 0)
        return WatchTexts::tr("%1 deleted").arg(watchFiles(sent.deleted));
    return WatchTexts::tr("%1 committed, %2 deleted")
        .arg(watchFiles(sent.files), Format::exactCount(sent.deleted));
}

QString watchEvery(int minutes)
{
    if (minutes > 60)
        return WatchTexts::tr("Every %1.").arg(Format::duration(std::chrono::minutes(minutes)));
    return Format::plural(minutes, WatchTexts::tr("Every minute."),
                          WatchTexts::tr("Every %1 minutes."));
}

} // namespace

namespace WatchWords {

QString place(const WatchWish &wish)
{
    QString place = SafeText::repoName(wish.repo.owner(), wish.repo.name());
    place += u" · "_s
        + (wish.pullRequest ? WatchTexts::tr("a pull request")
                            : SafeText::isolated(SafeText::line(wish.revision.name())));
    if (!wish.folder.isEmpty())
        place += u" · "_s + SafeText::path(wish.folder);
    return place;
}

QString state(const WatchStatus &status, const UploadProgress &upload, const QDateTime &now)
{
    using Phase = WatchStatus::Phase;
    switch (status.phase) {
    case Phase::Looking: return WatchTexts::tr("Looking at the folder and at the repository.");
    case Phase::Reading:
        return WatchTexts::tr("Reading the files: %1, %2 of %3.")
            .arg(Format::sizeOf(status.reading.bytes, status.reading.total),
                 Format::exactCount(status.reading.files), Format::exactCount(status.reading.of));
    case Phase::Sending: return UploadWords::step(upload);
    case Phase::Idle: break;
    }
    if (!status.whyNot.isEmpty())
        return status.whyNot;
    const std::chrono::seconds left{now.secsTo(status.next)};
    const QString every = watchEvery(status.folder.wish.minutes) + u' ';
    return left.count() > 0 ? every + WatchTexts::tr("Next in %1.").arg(Format::duration(left))
                            : every + WatchTexts::tr("Next now.");
}

QString result(const WatchedFolder &folder, const QDateTime &now)
{
    const WatchResult &last = folder.last;
    const QString ago = Format::ago(last.at, now);
    QStringList parts;
    switch (last.kind) {
    case WatchResult::Kind::None: return WatchTexts::tr("It was not looked at yet.");
    case WatchResult::Kind::Same: parts << WatchTexts::tr("Nothing to send, %1.").arg(ago); break;
    case WatchResult::Kind::Sent:
        parts << WatchTexts::tr("%1, %2.").arg(watchCommitted(last), ago);
        break;
    case WatchResult::Kind::Waits:
    case WatchResult::Kind::Failed:
        parts << SafeText::line(last.words) + u' ' + WatchTexts::tr("(%1)").arg(ago);
        break;
    }
    if (last.kind != WatchResult::Kind::Sent && folder.sent.kind == WatchResult::Kind::Sent)
        parts << WatchTexts::tr("Last commit: %1, %2.")
                     .arg(watchCommitted(folder.sent), Format::ago(folder.sent.at, now));
    if (last.young > 0)
        parts << Format::plural(
            last.young, WatchTexts::tr("1 file was being written and waits for the next round."),
            WatchTexts::tr("%1 files were being written and wait for the next round."));
    if (last.others > 0)
        parts << Format::plural(
            last.others, WatchTexts::tr("1 file was changed on the Hub only and stays as it is."),
            WatchTexts::tr("%1 files were changed on the Hub only and stay as they are."));
    return parts.join(u' ');
}

QString held(const WatchResult &last)
{
    if (last.allHeld == 0 || last.held.isEmpty())
        return {};
    return Format::plural(last.allHeld, WatchTexts::tr("1 file waits for you."),
                          WatchTexts::tr("%1 files wait for you."))
        + u' ' + allHeld({.held = last.held.first(1)});
}

QString allHeld(const WatchResult &last)
{
    QStringList lines;
    for (const WatchHeld &each : last.held)
        lines << (each.why.contains(each.path)
                      ? SafeText::line(each.why)
                      : WatchTexts::tr("%1: %2").arg(SafeText::path(each.path),
                                                     SafeText::line(each.why)));
    return lines.join(u'\n');
}

bool isTrouble(const WatchResult &last)
{
    return last.kind == WatchResult::Kind::Failed || last.kind == WatchResult::Kind::Waits;
}

QString lost(const WatchedFolders &watched)
{
    if (watched.aside().isEmpty())
        return {};
    return WatchTexts::tr("The list of watched folders could not be read and was put aside as %1. "
                          "What was in it is not watched any more.")
        .arg(SafeText::path(watched.aside()));
}

QString unkept(const WatchedFolders &watched)
{
    if (watched.isKept())
        return {};
    return WatchTexts::tr("The list of watched folders cannot be written on this computer: the "
                          "next start does not know what has changed in it. Make room on the "
                          "disk.");
}

QUrl page(const WatchedFolder &folder)
{
    UploadProgress sent;
    sent.pullRequest = folder.pullPage;
    if (!folder.sent.commit.isEmpty())
        sent.commits << folder.sent.commit;
    return UploadWords::page(sent,
                             HubAddress{.repo = folder.wish.repo}.webUrl(folder.owner.endpoint));
}

} // namespace WatchWords
