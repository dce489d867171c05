#include "ui/window/transfernews.h"

#include "app/text/format.h"
#include "app/text/safetext.h"
#include "app/transfer/transfers.h"
#include "app/upload/uploads.h"
#include "ui/window/desktopnotice.h"
#include "ui/window/launcherprogress.h"
#include "ui/window/sidebar.h"
#include "ui/window/statusline.h"
#include "ui/window/toast.h"
#include "ui/window/transfertotals.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

// Where the group's files are: its folder, or the first one in the cache.
QString placeOf(const TransferGroup &group, const QList<TransferFile> &files)
{
    if (!group.folder.isEmpty())
        return group.folder;
    const auto there = std::ranges::find_if(files, [&](const TransferFile &file) {
        return file.group == group.id && !file.localPath.isEmpty();
    });
    return there == files.end() ? QString() : there->localPath;
}

// The one file of the group; null when there are more.
const TransferFile *onlyFile(const TransferGroup &group, const QList<TransferFile> &files)
{
    const auto file = std::ranges::find(files, group.id, &TransferFile::group);
    return group.files == 1 && file != files.end() ? &*file : nullptr;
}

Toast::Line newsTitle(const TransferGroup &group, const TransferFile *only)
{
    const QString name = SafeText::repoName(group.repo.owner(), group.repo.name());
    if (group.state == TransferState::Failed)
        return {TransferNews::tr("%1 could not be fetched").arg(name), name};
    if (only) {
        const QString file = SafeText::line(only->path.section(u'/', -1));
        return {TransferNews::tr("%1 is downloaded").arg(file), file};
    }
    return {
        TransferNews::tr("%1 files of %2 are downloaded").arg(QString::number(group.files), name),
        name};
}

// What all failed files of the group failed for; empty when each has a story of its own.
QString commonError(const TransferGroup &group, const QList<TransferFile> &files)
{
    QString common;
    for (const TransferFile &file : files) {
        if (file.group != group.id || !file.error)
            continue;
        if (!common.isEmpty() && common != file.error->message)
            return {};
        common = file.error->message;
    }
    return common;
}

Toast::Line newsDetail(const TransferGroup &group, const QList<TransferFile> &files)
{
    if (group.error)
        return {group.error->message, {}};
    if (const QString why = commonError(group, files);
        group.state == TransferState::Failed && !why.isEmpty())
        return {why, {}};
    const int missing = group.files - group.filesDone;
    if (group.state == TransferState::Failed && missing == 1)
        return {group.files == 1 ? TransferNews::tr("The file is missing.")
                                 : TransferNews::tr("1 of %1 files is missing.").arg(group.files),
                {}};
    if (group.state == TransferState::Failed)
        return {TransferNews::tr("%1 of %2 files are missing.").arg(missing).arg(group.files), {}};
    const QString name = onlyFile(group, files)
        ? SafeText::repoName(group.repo.owner(), group.repo.name())
        : QString();
    QStringList parts{name, Format::size(group.total),
                      group.folder.isEmpty()
                          ? TransferNews::tr("in the cache")
                          : TransferNews::tr("in %1").arg(SafeText::line(group.folder))};
    parts.removeAll(QString());
    const QString folder = group.folder.isEmpty() ? QString() : parts.last();
    return {parts.join(u" · "_s), folder.size() > name.size() ? folder : name};
}

} // namespace

TransferNews::TransferNews(Transfers &transfers, Uploads &uploads, Sidebar &sidebar,
                           StatusLine &status, Toast &toast, QObject *parent)
    : QObject(parent)
    , m_transfers(transfers)
    , m_uploads(uploads)
    , m_sidebar(sidebar)
    , m_status(status)
    , m_toast(toast)
    , m_launcher(new LauncherProgress(&DesktopNotice::sessionBus, this))
{
    connect(&transfers, &Transfers::changed, this, [this](const TransferSnapshot &snapshot) {
        m_downloads = snapshot;
        showProgress();
    });
    connect(&uploads, &Uploads::changed, this, &TransferNews::showProgress);
    connect(&uploads, &Uploads::ended, this, &TransferNews::showProgress);
    connect(&uploads, &Uploads::listChanged, this, &TransferNews::showProgress);
    connect(&transfers, &Transfers::groupDone, this, &TransferNews::onGroupDone);
    connect(&transfers, &Transfers::askedAgain, this, &TransferNews::onAskedAgain);
}

void TransferNews::setQuiet(bool quiet)
{
    m_quiet = quiet;
    if (quiet)
        m_toast.leave(); // it would stand over the newest rows and their buttons
}

void TransferNews::showProgress()
{
    const TransferTotals now = TransferTotals::of(m_downloads, m_uploads.all());
    m_status.showTransfers(m_downloads, now.uploads);
    m_launcher->show(now.share());
    SidebarEntry *entry = m_sidebar.entry(PageId::Transfers);
    if (!entry)
        return;
    entry->setProgress(now.share());
    if (now.count == 0)
        entry->setNote(now.hasPaused ? tr("paused") : QString());
    else
        entry->setNote(now.isKnown()
                           ? u"%1 · %2"_s.arg(now.count).arg(Format::percent(now.done, now.total))
                           : QString::number(now.count));
}

void TransferNews::onGroupDone(qint64 id)
{
    const QList<TransferGroup> &groups = m_transfers.snapshot().groups;
    const auto group = std::ranges::find(groups, id, &TransferGroup::id);
    if (group == groups.end()
        || (group->state != TransferState::Done && group->state != TransferState::Failed))
        return;
    if (!m_toast.isActiveWindow())
        tellDesktop(*group);
    if (m_quiet)
        return;
    if (!m_toast.isVisible())
        m_together.clear();
    m_together << id;
    if (m_together.size() == 1)
        tell(*group);
    else
        tellTogether();
}

void TransferNews::onAskedAgain(qint64 id, const RepoId &repo)
{
    if (m_quiet)
        return;
    const QList<TransferGroup> &groups = m_transfers.snapshot().groups;
    const auto group = std::ranges::find(groups, id, &TransferGroup::id);
    const bool paused = group != groups.end() && group->state == TransferState::Paused;
    const QString name = SafeText::repoName(repo.owner(), repo.name());
    m_together.clear();
    m_toast.say(u"download"_s, &Tokens::secondary,
                {tr("%1 is in the queue already").arg(name), name},
                {paused ? tr("It was paused and goes on now.")
                        : tr("The same files are asked for there: nothing was added."),
                 {}},
                {{tr("Show transfers"), [this] { emit transfersWanted(); }}});
}

void TransferNews::tellDesktop(const TransferGroup &group)
{
    if (!m_desktop)
        m_desktop = new DesktopNotice(&DesktopNotice::sessionBus, this);
    QList<DesktopNotice::Action> actions{{u"default"_s, tr("Open")}, {u"open"_s, tr("Open")}};
    if (group.state == TransferState::Failed)
        actions << DesktopNotice::Action{u"retry"_s, tr("Try again")};
    const TransferFile *only = onlyFile(group, m_transfers.snapshot().files);
    m_desktop->show(newsTitle(group, only).text,
                    newsDetail(group, m_transfers.snapshot().files).text, actions,
                    [this, id = group.id, repo = group.repo](const QString &key) {
                        onDesktopAction(id, repo, key);
                    });
}

void TransferNews::onDesktopAction(qint64 group, const RepoId &repo, const QString &key)
{
    if (key == "retry"_L1)
        return m_transfers.retryGroup(group);
    m_toast.window()->activateWindow();
    m_toast.window()->raise();
    emit openRequested(repo);
}

void TransferNews::tell(const TransferGroup &group)
{
    const bool failed = group.state == TransferState::Failed;
    QList<Toast::Offer> offers;
    if (failed) {
        offers << Toast::Offer{tr("Try again"),
                               [this, id = group.id] { m_transfers.retryGroup(id); }};
        offers << Toast::Offer{tr("Show transfers"), [this] { emit transfersWanted(); }};
    }
    offers << Toast::Offer{tr("Open"), [this, repo = group.repo] { emit openRequested(repo); }};
    if (const QString path = placeOf(group, m_transfers.snapshot().files);
        !failed && !path.isEmpty())
        offers << Toast::Offer{tr("Show in folder"), [this, path] { emit showRequested(path); }};
    const TransferFile *only = onlyFile(group, m_transfers.snapshot().files);
    m_toast.say(failed ? u"error"_s : u"ok"_s, failed ? &Tokens::danger : &Tokens::good,
                newsTitle(group, only), newsDetail(group, m_transfers.snapshot().files), offers);
}

void TransferNews::tellTogether()
{
    const bool failed
        = std::ranges::any_of(m_transfers.snapshot().groups, [this](const TransferGroup &group) {
              return m_together.contains(group.id) && group.state == TransferState::Failed;
          });
    m_toast.say(
        failed ? u"warning"_s : u"ok"_s, failed ? &Tokens::warning : &Tokens::good,
        {tr("%1 downloads have ended").arg(m_together.size()), {}},
        {failed ? tr("Not all of them are complete.") : tr("All of them are complete."), {}},
        {{tr("Show transfers"), [this] { emit transfersWanted(); }}});
}
