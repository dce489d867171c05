#include "ui/upload/uploadcontroller.h"

#include "app/disk/background.h"
#include "app/text/format.h"

#include <QSet>

#include <utility>

using namespace Qt::StringLiterals;

UploadController::UploadController(HubClient &hub, Uploads &uploads, UploadTarget target,
                                   const QList<UploadSource> &sources, const QString &memory,
                                   QObject *parent)
    : QObject(parent)
    , m_hub(hub)
    , m_uploads(uploads)
    , m_target(std::move(target))
    , m_sources(sources)
    , m_lister(hub)
    , m_hash(memory)
    , m_storage(hub, m_target)
{
    connect(&m_scan, &QFutureWatcherBase::progressValueChanged, this, &UploadController::changed);
    connect(&m_scan, &QFutureWatcherBase::finished, this, [this] {
        if (m_scan.isCanceled() || m_scan.future().resultCount() == 0)
            return;
        takeScan(m_scan.result());
    });
    connect(&m_hash, &UploadHash::changed, this, &UploadController::changed);
    connect(&m_hash, &UploadHash::finished, this, &UploadController::onRead);
    connect(&m_storage, &StorageQuestion::answered, this, &UploadController::refresh);
    connect(&m_model, &UploadModel::ticked, this, &UploadController::tick);
    connect(&m_uploads, &Uploads::changed, this,
            [this](qint64 upload, const QList<qsizetype> &rows) {
                if (upload != m_upload)
                    return;
                m_model.changeProgress(progress(), rows);
                emit changed();
            });
    connect(&m_uploads, &Uploads::ended, this, &UploadController::onSent);
}

UploadController::~UploadController()
{
    m_hash.disconnect(this);
    m_scan.cancel();
}

void UploadController::start()
{
    m_phase = Phase::Looking;
    m_progress = {};
    m_hash.stop();
    m_storage.restart(m_target);
    m_scan.cancel();
    m_found.reset();
    m_listing.reset();
    m_error.reset();
    m_made = {};
    ++m_round;
    m_isPlanning = m_isOutdated = false;
    m_isBehind = true;
    m_model.setTree({});
    m_scan.setFuture(UploadScan::begin(m_sources));
    askForRepo();
    emit changed();
}

// The commit that it is now at, whatever an open page still shows: the plan is for that one.
void UploadController::askForRepo()
{
    m_lister.start(m_target.repo, m_target.revision, [this](const auto &listing) {
        if (!listing)
            return fail(listing.error());
        m_listing = *listing;
        read();
    });
}

void UploadController::fail(const HubError &error)
{
    m_error = error;
    emit changed();
}

void UploadController::read()
{
    if (!m_found || !m_listing)
        return emit changed();
    m_phase = Phase::Reading;
    m_hash.start(m_found->files);
    replan();
}

// What looks like a secret is sent only when somebody says so.
void UploadController::onRead(bool complete)
{
    if (!complete || m_phase != Phase::Reading)
        return;
    m_phase = Phase::Planned;
    for (qsizetype file = 0; file < m_hash.files().size(); ++file) {
        const QString &here = m_hash.files().at(file).path.text();
        const QString path = m_names.nameOf(here);
        if (!m_hash.secrets().contains(file) && !Secrets::isSecretName(path))
            continue;
        if (!m_secrets.contains(here) || !m_choice.byHand.contains(path))
            m_choice.byHand.insert(path, false); // whatever was ticked before it was known
        m_secrets.insert(here);
    }
    replan();
}

void UploadController::setPatterns(const QStringList &allow, const QStringList &ignore,
                                   const QStringList &remove)
{
    if (m_choice.allow == allow && m_choice.ignore == ignore && m_choice.remove == remove)
        return;
    m_choice.allow = allow;
    m_choice.ignore = ignore;
    m_choice.remove = remove;
    replan();
}

void UploadController::tick(const QStringList &paths, bool on)
{
    for (const QString &path : paths)
        m_choice.byHand.insert(path, on);
    replan();
}

void UploadController::setGone(const QStringList &paths)
{
    m_choice.gone = {paths.cbegin(), paths.cend()};
    replan();
}

void UploadController::setMirror(bool on)
{
    m_isMirroring = on;
    replan();
}

void UploadController::takeScan(const UploadScan &scan)
{
    m_found = scan;
    m_names.settle(scan.files);
    m_folders.clear();
    m_unseen.clear();
    const qsizetype start = m_target.folder.isEmpty() ? 0 : m_target.folder.size() + 1;
    for (const UploadFile &file : scan.files)
        if (const auto slash = file.path.text().indexOf(u'/', start); slash > start)
            m_folders.insert(file.path.text().first(slash));
    for (const UploadLeft &left : scan.left)
        if (left.why != UploadLeft::Why::EmptyFolder)
            m_unseen.insert(QString::fromUtf8(left.place));
    read();
}

// What is left out until somebody says otherwise.
static void warnOfLeft(const UploadPlan::Given &given, qsizetype file,
                       QList<UploadWarning> &warnings)
{
    const QString &path = given.files.at(file).path.text();
    for (const Secrets::Found &found : given.secrets.value(file))
        warnings << UploadWarning{.kind = UploadWarning::Kind::SecretInside,
                                  .path = path,
                                  .line = found.line,
                                  .other = Secrets::words(found.kind)};
    if (!given.secrets.contains(file) && Secrets::isSecretName(path))
        warnings << UploadWarning{.kind = UploadWarning::Kind::SecretName, .path = path};
}

UploadController::Made UploadController::make(const UploadPlan::Given &given,
                                              const QList<UploadLeft> &left)
{
    Made made{.plan = UploadPlan::of(given), .given = given, .tree = {}, .warnings = {}};
    const QList<UploadPlanRow> rows = UploadPlanRow::of(given, made.plan, left);
    made.tree = UploadTree::of(rows);
    for (const UploadPlanRow &row : rows)
        if (row.group == UploadPlanRow::Group::ToDelete && row.isTicked)
            made.deletedBytes += qMax<qint64>(row.size, 0);
    for (qsizetype i = 0; i < given.files.size(); ++i)
        if (made.plan.row(i).verdict == UploadPlan::Verdict::LeftByHand)
            warnOfLeft(given, i, made.warnings);
    made.warnings << made.plan.warnings();
    return made;
}

void UploadController::replan()
{
    m_isBehind = true;
    refresh();
}

void UploadController::refresh()
{
    emit changed();
    if (m_phase != Phase::Reading && m_phase != Phase::Planned)
        return;
    m_isOutdated = true;
    if (m_isPlanning)
        return;
    m_isPlanning = true;
    m_isOutdated = false;
    UploadPlan::Choice choice = m_choice;
    if (m_isMirroring)
        choice.mirror = m_folders;
    const UploadPlan::Given given{.kind = m_target.repo.kind(),
                                  .folder = m_target.folder,
                                  .files = m_names.applied(m_hash.files()),
                                  .secrets = m_hash.secrets(),
                                  .failures = m_hash.failures(),
                                  .card = m_found->card,
                                  .remote = m_listing->entries,
                                  .licence = m_listing->info.license,
                                  .choice = choice,
                                  .words = m_storage.words(),
                                  .renamed = m_names.renamed(),
                                  .unseen = m_unseen};
    inBackground(
        *QThreadPool::globalInstance(), this,
        [given, left = m_found->left] { return make(given, left); },
        [this, round = m_round](const Made &made) {
            if (round != m_round || m_phase > Phase::Planned)
                return;
            m_isPlanning = false;
            m_made = made;
            m_model.setTree(made.tree);
            if (m_phase == Phase::Planned && !m_isOutdated) // all are read
                m_storage.ask(made.plan.sent(made.given.files), m_found->gitIgnore);
            m_isBehind = m_isOutdated;
            if (m_isOutdated)
                refresh();
            emit planned();
            emit changed();
        });
}

ViewState UploadController::state() const
{
    if (m_error)
        return {ViewState::Phase::Failed, m_error};
    if (m_phase == Phase::Looking)
        return {ViewState::Phase::Loading, {}};
    if (m_model.fileCount() > 0)
        return {ViewState::Phase::Ready, {}};
    return {m_isPlanning ? ViewState::Phase::Loading : ViewState::Phase::Empty, {}};
}

qsizetype UploadController::found() const
{
    return m_found ? m_found->files.size() + m_found->left.size() : 0;
}

QString UploadController::storageTrouble() const
{
    if (m_storage.error())
        return m_storage.error()->message;
    return m_storage.isPart() ? tr("It is asked about %1 files at most.")
                                    .arg(Format::exactCount(StorageQuestion::kMostFiles))
                              : QString();
}

QString UploadController::whyNot() const
{
    if (m_hub.isOffline())
        return m_hub.offlineReason();
    if (!m_hub.hasToken())
        return tr("Sign in to upload.");
    if (m_error)
        return m_error->message;
    switch (m_phase) {
    case Phase::Looking: return tr("The files and the repository are looked at first.");
    case Phase::Reading: return tr("The files are read first.");
    case Phase::Sending: return tr("It is being sent.");
    case Phase::Over: return tr("It is over.");
    case Phase::Planned: break;
    }
    if (m_isBehind)
        return tr("The plan is being made.");
    if (const qsizetype files = m_made.plan.tally(UploadPlan::Verdict::Conflict).files; files > 0)
        return Format::plural(
            files,
            tr("1 file is in conflict with what is there. Rename it, leave it out, or delete "
               "what is in its way."),
            tr("%1 files are in conflict with what is there. Rename them, leave them out, or "
               "delete what is in their way."));
    return m_made.plan.commits() > 0 ? QString()
                                     : tr("There is nothing to send: the Hub has it already, or "
                                          "it is left out.");
}

const UploadProgress &UploadController::progress() const
{
    return m_upload ? m_uploads.progress(*m_upload) : m_progress;
}

void UploadController::send(const Want &want)
{
    if (!whyNot().isEmpty())
        return;
    m_phase = Phase::Sending;
    // A pull request is for whatever the branch is at by then.
    const UploadOrder order{.repo = m_target.repo,
                            .revision = m_target.revision,
                            .parent
                            = want.pullRequest ? QByteArray() : m_listing->info.commit.toLatin1(),
                            .summary = want.summary,
                            .description = want.description,
                            .pullRequest = want.pullRequest,
                            .files = m_made.plan.sent(m_made.given.files),
                            .deletedFiles = m_made.plan.deleted(),
                            .deletedFolders = {}};
    m_upload = std::exchange(m_failed, std::nullopt);
    if (m_upload && m_order == order && m_uploads.all().contains(*m_upload)) {
        m_uploads.resume(*m_upload);
    } else {
        if (m_upload)
            m_uploads.forget(*m_upload);
        m_order = order;
        m_upload = m_uploads.begin(order);
    }
    emit changed();
}

void UploadController::stop()
{
    if (m_upload)
        m_uploads.cancel(*m_upload);
}

void UploadController::startNow()
{
    if (m_upload)
        m_uploads.startNow(*m_upload);
}

void UploadController::onSent(qint64 upload)
{
    if (upload != m_upload)
        return;
    m_progress = progress();
    m_upload.reset();
    if (m_progress.step == UploadStep::Failed)
        m_failed = upload;
    m_phase = Phase::Over;
    m_model.setProgress(m_progress, true);
    emit changed();
    emit sent();
}
