#include "app/watch/watchround.h"

#include "app/disk/background.h"
#include "app/text/format.h"

#include <QCryptographicHash>
#include <QFile>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace {

QByteArray digestOf(const UploadScan &scan)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    const auto add = [&hash](auto number) {
        hash.addData(QByteArrayView(reinterpret_cast<const char *>(&number), sizeof number));
    };
    for (const UploadFile &file : scan.files) {
        hash.addData(file.path.text().toUtf8());
        hash.addData(QByteArrayView("", 1));
        add(file.size);
        add(file.modifiedNs);
        add(file.changedNs);
        add(file.inode);
    }
    for (const UploadLeft &left : scan.left)
        hash.addData(left.local);
    return hash.result();
}

int numberOfPull(const Revision &revision)
{
    const QString start = u"refs/pr/"_s;
    return revision.name().startsWith(start) ? revision.name().sliced(start.size()).toInt() : 0;
}

} // namespace

WatchRound::WatchRound(HubClient &hub, const WatchedFolder &folder, const Setup &setup,
                       QObject *parent)
    : QObject(parent)
    , m_hub(hub)
    , m_folder(folder)
    , m_setup(setup)
    , m_revision(folder.wish.revision)
    , m_lister(hub)
    , m_hash(setup.hashes)
{
    m_hash.setPatience(setup.patience);
    connect(&m_scan, &QFutureWatcherBase::finished, this, [this] {
        if (!m_scan.isCanceled() && m_scan.future().resultCount() > 0)
            onScanned();
    });
    connect(&m_hash, &UploadHash::changed, this, &WatchRound::changed);
    connect(&m_hash, &UploadHash::finished, this, [this](bool complete) {
        if (complete)
            plan();
    });
}

WatchRound::~WatchRound()
{
    m_hash.disconnect(this);
    m_scan.cancel();
}

void WatchRound::start(const std::optional<WatchMemory> &memory, const Seen &seen)
{
    if (!memory)
        return fail(HubError::disk(
            tr("What was sent before cannot be read on this computer, so nothing is sent.")));
    m_memory = m_kept = *memory;
    m_seen = seen;
    // A disk that does not answer holds up this folder only.
    onOwnThread([local = m_folder.wish.local] {
        return QFile::encodeName(QFileInfo(QFile::decodeName(local)).canonicalFilePath());
    }).then(this, [this](const QByteArray &root) { scan(root); });
}

void WatchRound::scan(const QByteArray &root)
{
    m_root = root.isEmpty() ? m_folder.wish.local : root;
    m_scan.setFuture(
        UploadScan::begin({UploadSource{m_root, m_folder.wish.folder.toUtf8(), QByteArray()}}));
}

void WatchRound::onScanned()
{
    m_found = m_scan.result();
    const WatchWish &wish = m_folder.wish;
    QString gone = WatchPlan::whyGone(wish, m_found->files, m_found->left, m_memory);
    if (!gone.isEmpty() && m_setup.beginsAnew && !m_found->files.isEmpty()) {
        m_memory = {};
        gone.clear();
    }
    if (!gone.isEmpty()) {
        m_end.gone = gone;
        return finish();
    }
    inBackground(
        *QThreadPool::globalInstance(), this, [scan = *m_found] { return digestOf(scan); },
        [this](const QByteArray &digest) {
            m_digest = digest;
            if (m_folder.wish.pullRequest && numberOfPull(m_folder.pull) > 0)
                askForPull();
            else
                askForHead();
        });
}

// One that was merged or closed takes no more: the next one is opened. What was only in one that
// was closed is nowhere, and offered again.
void WatchRound::askForPull()
{
    m_request = m_hub.discussion(
        m_folder.wish.repo, numberOfPull(m_folder.pull), [this](const auto &thread) {
            if (!thread && thread.error().kind != HubError::Kind::NotFound)
                return fail(thread.error());
            if (thread && (thread->head.status == "open"_L1 || thread->head.status == "draft"_L1))
                m_revision = m_end.pull = m_folder.pull;
            else if (!thread || thread->head.status != "merged"_L1)
                m_memory = {};
            askForHead();
        });
}

void WatchRound::askForHead()
{
    const auto isWanted = [this](const RepoInfo &info) {
        m_end.seen = {info.commit.toLatin1(), m_digest};
        m_end.isAsSeen = m_end.seen == m_seen;
        if (m_end.isAsSeen)
            finish();
        return !m_end.isAsSeen;
    };
    m_lister.start(
        m_folder.wish.repo, m_revision,
        [this](const Result<RepoLister::Listing> &listing) {
            if (!listing)
                return fail(listing.error());
            m_listing = *listing;
            read();
        },
        isWanted);
}

void WatchRound::read()
{
    m_hash.start(m_found->files);
    emit changed();
}

void WatchRound::plan()
{
    const WatchWish &wish = m_folder.wish;
    const std::chrono::nanoseconds quiet = m_setup.quiet;
    WatchPlan::Given given{.wish = wish,
                           .upload = {.kind = wish.repo.kind(),
                                      .folder = wish.folder,
                                      .files = m_hash.files(),
                                      .secrets = m_hash.secrets(),
                                      .failures = m_hash.failures(),
                                      .card = m_found->card,
                                      .remote = m_listing->entries,
                                      .licence = m_listing->info.license,
                                      .choice = {.allow = wish.allow, .ignore = wish.ignore}},
                           .scanned = m_found->files,
                           .left = m_found->left,
                           .memory = m_memory,
                           .nowNs = QDateTime::currentMSecsSinceEpoch() * 1'000'000,
                           .quietNs = quiet.count()};
    inBackground(
        *QThreadPool::globalInstance(), this,
        [given = std::move(given)] { return WatchPlan::of(given); },
        [this](const WatchPlan &made) { takePlan(made); });
}

void WatchRound::takePlan(const WatchPlan &made)
{
    m_end.plan = made;
    m_end.isMemoryNew = made.memory != m_kept;
    if (!made.isEmpty())
        m_end.order = orderOf(made);
    if (!made.isEmpty() || made.young > 0)
        m_end.seen = {}; // there is more to do
    finish();
}

// To a pull request that is opened now goes what is not on the branch, whatever that is at by then.
UploadOrder WatchRound::orderOf(const WatchPlan &made) const
{
    const bool opens = m_folder.wish.pullRequest && m_end.pull == Revision();
    QString summary = made.files.size() == 1
        ? tr("Update %1").arg(made.files.constFirst().path.text())
        : tr("Update %1 files").arg(made.files.size());
    if (made.files.isEmpty())
        summary = Format::plural(made.deleted.size(), tr("Delete 1 file"), tr("Delete %1 files"));
    return {.repo = m_folder.wish.repo,
            .revision = m_revision,
            .parent = opens ? QByteArray() : m_listing->info.commit.toLatin1(),
            .summary = summary,
            .description = {},
            .pullRequest = opens,
            .files = made.files,
            .deletedFiles = made.deleted,
            .deletedFolders = {},
            .origin = m_folder.id};
}

void WatchRound::fail(const HubError &error)
{
    m_end.error = error;
    finish();
}

void WatchRound::finish()
{
    if (std::exchange(m_isOver, true))
        return;
    emit finished();
}
