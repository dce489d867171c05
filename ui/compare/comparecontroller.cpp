#include "ui/compare/comparecontroller.h"

#include "app/disk/background.h"
#include "app/disk/diskerror.h"

#include <QFile>
#include <QFileInfo>

#include <algorithm>

CompareController::CompareController(HubClient &hub, Target target, const QString &memory,
                                     const CompareTrash::Move &move, QObject *parent)
    : QObject(parent)
    , m_hub(hub)
    , m_target(std::move(target))
    , m_move(move)
    , m_lister(hub)
    , m_hash(memory)
{
    connect(&m_scan, &QFutureWatcherBase::progressValueChanged, this, &CompareController::changed);
    connect(&m_scan, &QFutureWatcherBase::finished, this, [this] {
        if (m_scan.isCanceled() || m_scan.future().resultCount() == 0)
            return;
        m_found = m_scan.result();
        read();
    });
    connect(&m_hash, &UploadHash::changed, this, &CompareController::changed);
    connect(&m_hash, &UploadHash::finished, this, [this](bool complete) {
        if (complete && m_phase == Phase::Reading)
            compare();
    });
}

CompareController::~CompareController()
{
    m_hash.disconnect(this);
    m_scan.cancel();
}

void CompareController::start()
{
    m_phase = Phase::Looking;
    m_hash.stop();
    m_scan.cancel();
    m_found.reset();
    m_commit.reset();
    m_listing.reset();
    m_error.reset();
    m_outcome.reset();
    m_plan = {};
    m_model.setRows({});
    onOwnThread([local = m_target.local] {
        return QFile::encodeName(QFileInfo(QFile::decodeName(local)).canonicalFilePath());
    }).then(this, [this, round = ++m_round](const QByteArray &root) {
        if (round == m_round)
            scan(root);
    });
    askForRepo();
    emit changed();
}

void CompareController::scan(const QByteArray &root)
{
    m_root = root.isEmpty() ? m_target.local : root;
    m_scan.setFuture(UploadScan::begin({UploadSource{m_root, QByteArray(), QByteArray()}}));
}

// The commit that it is now at: what is fetched later is what was compared.
void CompareController::askForRepo()
{
    m_lister.start(m_target.repo, m_target.revision, [this](const auto &listing) {
        if (!listing)
            return fail(listing.error());
        m_listing = *listing;
        m_commit = Revision::parse(listing->info.commit);
        read();
    });
}

void CompareController::fail(const HubError &error)
{
    m_error = error;
    emit changed();
}

// A folder that cannot be read is not an empty one.
void CompareController::read()
{
    if (!m_found || !m_listing || m_error)
        return emit changed();
    for (const UploadLeft &left : std::as_const(m_found->left))
        if (left.local == m_root && left.why == UploadLeft::Why::Unreadable)
            return fail(diskError(left.error, QFile::decodeName(m_root)));
    m_phase = Phase::Reading;
    m_hash.start(m_found->files);
    emit changed();
}

void CompareController::compare()
{
    ComparePlan::Given given{.root = m_root,
                             .files = m_hash.files(),
                             .failures = m_hash.failures(),
                             .left = m_found->left,
                             .remote = m_listing->entries};
    inBackground(
        *QThreadPool::globalInstance(), this,
        [given = std::move(given)] { return ComparePlan::of(given); },
        [this, round = m_round](const ComparePlan &plan) {
            if (round != m_round)
                return;
            m_phase = Phase::Compared;
            m_plan = plan;
            m_model.setRows(plan.rows);
            emit changed();
        });
}

ViewState CompareController::state() const
{
    if (m_error)
        return {ViewState::Phase::Failed, m_error};
    if (m_phase < Phase::Compared)
        return {ViewState::Phase::Loading, {}};
    return {m_model.rowCount() > 0 ? ViewState::Phase::Ready : ViewState::Phase::Empty, {}};
}

QString CompareController::whyNot() const
{
    if (m_error)
        return m_error->message;
    switch (m_phase) {
    case Phase::Looking: return tr("The folder and the repository are looked at first.");
    case Phase::Reading: return tr("The files are read first.");
    case Phase::Moving: return tr("Files are being moved to the trash.");
    case Phase::Compared: break;
    }
    if (m_hub.isOffline())
        return m_hub.offlineReason();
    if (m_model.way() == CompareWay::ToHub && !m_hub.hasToken())
        return tr("Sign in to upload.");
    return m_model.choice().isEmpty() ? tr("Nothing is ticked.") : QString();
}

qint64 CompareController::bytesToFetch() const
{
    const CompareChoice choice = m_model.choice();
    const QStringList all = choice.sent + choice.replaced;
    const QSet<QString> wanted(all.cbegin(), all.cend());
    qint64 bytes = 0;
    for (const CompareRow &row : m_plan.rows)
        if (wanted.contains(row.path))
            bytes += std::max<qint64>(row.there, 0);
    return bytes;
}

void CompareController::fetch()
{
    if (!whyNot().isEmpty() || m_model.way() != CompareWay::ToFolder)
        return;
    const CompareChoice choice = m_model.choice();
    const QStringList paths = choice.replaced + choice.removed;
    const QSet<QString> gone(paths.cbegin(), paths.cend());
    QList<UploadFile> files;
    for (const UploadFile &file : m_hash.files())
        if (gone.contains(file.path.text()))
            files << file;
    m_phase = Phase::Moving;
    emit changed();
    CompareTrash::begin(files, m_move).then(this, [this, choice](const CompareTrash &done) {
        finish(choice, done);
    });
}

// What could not make place is not fetched: nothing is written over.
void CompareController::finish(const CompareChoice &choice, const CompareTrash &done)
{
    const QSet<QString> moved(done.moved.cbegin(), done.moved.cend());
    QStringList paths = choice.sent;
    for (const QString &path : choice.replaced)
        if (moved.contains(path))
            paths << path;
    m_outcome = Outcome{.fetched = paths.size(), .trashed = done.moved, .kept = done.kept};
    m_phase = Phase::Compared;
    if (!paths.isEmpty() && m_commit)
        emit fetchWanted({.repo = m_target.repo,
                          .revision = *m_commit,
                          .paths = paths,
                          .allow = {},
                          .ignore = {},
                          .folder = QFile::decodeName(m_root)});
    emit changed();
}
