#include "app/transfer/transfers.h"

#include "app/transfer/transferworker.h"
#include "app/transfer/workerthread.h"

#include <QFileInfo>
#include <QPromise>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace {

// How large a file is, not everybody who asks for it knows.
bool isSameContent(const QHash<QString, ExpectedContent> &a,
                   const QHash<QString, ExpectedContent> &b, const QStringList &paths)
{
    return std::ranges::all_of(
        paths, [&](const QString &path) { return a.value(path).blob == b.value(path).blob; });
}

bool isSameRequest(const DownloadRequest &a, const DownloadRequest &b)
{
    return a.repo == b.repo && a.revision == b.revision && a.paths == b.paths && a.allow == b.allow
        && a.ignore == b.ignore && a.folder == b.folder && a.checks == b.checks
        && isSameContent(a.expected, b.expected, a.paths);
}

constexpr std::chrono::milliseconds kSilence{5'000};

} // namespace

Transfers::Transfers(Config config, QObject *parent)
    : QObject(parent)
    , m_thread(std::make_unique<WorkerThread<TransferWorker>>(u"transfer"_s,
                                                              std::make_unique<TransferWorker>()))
{
    connect(m_thread->worker(), &TransferWorker::snapshotReady, this, &Transfers::takeSnapshot);
    m_silence.setSingleShot(true);
    m_silence.setInterval(kSilence);
    connect(&m_silence, &QTimer::timeout, this, &Transfers::sayNothingComes);
    connect(m_thread->worker(), &TransferWorker::wentOn, this,
            [this](qint64 id, const DownloadRequest &request) { m_active.insert(id, request); });
    connect(m_thread->worker(), &TransferWorker::ended, &m_history, &TransferHistory::add);
    connect(m_thread->worker(), &TransferWorker::accountLeft, &m_history,
            &TransferHistory::leaveAccount);
    connect(m_thread->worker(), &TransferWorker::notKept, this, [this](const QString &why) {
        m_trouble = why;
        emit troubleChanged();
    });
    connect(m_thread->worker(), &TransferWorker::held, this, &Transfers::held);
    connect(m_thread->worker(), &TransferWorker::fileDone, this, &Transfers::fileDone);
    connect(m_thread->worker(), &TransferWorker::groupDone, this,
            [this](qint64 group, bool complete) {
                m_active.remove(group);
                emit groupDone(group, complete);
            });
    setConfig(std::move(config));
}

void Transfers::takeSnapshot(const TransferSnapshot &snapshot)
{
    m_thread->post([](TransferWorker &worker) { worker.shown(); });
    m_snapshot = snapshot;
    if (snapshot.running > 0)
        m_silence.start();
    else
        m_silence.stop();
    emit changed(m_snapshot);
}

// The thread reports while something runs, unless a write to the disk does not return.
void Transfers::sayNothingComes()
{
    const auto stop = [](auto &what) {
        what.bytesPerSecond = 0;
        what.secondsLeft = -1;
    };
    const auto wait = [&stop](auto &what) {
        stop(what);
        what.state = TransferState::Waiting;
        what.reason = tr("The disk does not answer. It goes on by itself when it does; check its "
                         "cable or network.");
        what.patience = {.cause = WaitCause::DiskAway};
    };
    stop(m_snapshot);
    for (TransferGroup &group : m_snapshot.groups)
        group.running > 0 ? wait(group) : stop(group);
    for (TransferFile &file : m_snapshot.files)
        isRunning(file.state) ? wait(file) : stop(file);
    emit changed(m_snapshot);
}

Transfers::~Transfers()
{
    m_thread->worker()->disconnect(this);
}

void Transfers::setConfig(Config config)
{
    m_account = config.account;
    m_endpoint = config.endpoint;
    m_thread->post(
        [config = std::move(config)](TransferWorker &worker) { worker.setConfig(config); });
}

void Transfers::restore(const QString &file)
{
    m_isRestored = true;
    m_history.open(QFileInfo(file).path() + "/history.sqlite"_L1, m_account);
    m_thread->post([file](TransferWorker &worker) { worker.restore(file); });
}

qint64 Transfers::download(const DownloadRequest &request)
{
    const auto same
        = std::find_if(m_active.cbegin(), m_active.cend(),
                       [&request](const DownloadRequest &r) { return isSameRequest(r, request); });
    if (same != m_active.cend()) {
        const qint64 group = same.key();
        resumeGroup(group); // who asks again wants it to go on
        emit askedAgain(group, request.repo);
        return group;
    }
    const qint64 id = ++m_lastId;
    m_active.insert(id, request);
    m_thread->post([id, request](TransferWorker &worker) { worker.download(id, request); });
    return id;
}

void Transfers::cancel(const QList<qint64> &files)
{
    m_thread->post([files](TransferWorker &worker) { worker.cancel(files); });
}

void Transfers::goPastLocks(const QList<qint64> &groups, const QList<qint64> &files)
{
    m_thread->post([groups, files](TransferWorker &worker) { worker.goPastLocks(groups, files); });
}

void Transfers::retry(const QList<qint64> &files)
{
    m_thread->post([files](TransferWorker &worker) { worker.retry(files); });
}

void Transfers::pause(const QList<qint64> &files)
{
    m_thread->post([files](TransferWorker &worker) { worker.pause(files); });
}

void Transfers::resume(const QList<qint64> &files)
{
    m_thread->post([files](TransferWorker &worker) { worker.resume(files); });
}

void Transfers::pauseGroup(qint64 group)
{
    m_thread->post([group](TransferWorker &worker) { worker.pauseGroup(group); });
}

void Transfers::resumeGroup(qint64 group)
{
    m_thread->post([group](TransferWorker &worker) { worker.resumeGroup(group); });
}

void Transfers::resumeGroups(const QList<qint64> &groups)
{
    m_thread->post([groups](TransferWorker &worker) { worker.resumeGroups(groups); });
}

void Transfers::cancelGroup(qint64 group)
{
    m_active.remove(group); // who asks for it again at once wants a new one
    m_thread->post([group](TransferWorker &worker) { worker.cancelGroup(group); });
}

void Transfers::retryGroup(qint64 group)
{
    m_thread->post([group](TransferWorker &worker) { worker.retryGroup(group); });
}

void Transfers::forget(qint64 group)
{
    m_thread->post([group](TransferWorker &worker) { worker.forget(group); });
}

void Transfers::move(const QList<qint64> &groups, const QList<qint64> &files, QueueMove move)
{
    m_thread->post([=](TransferWorker &worker) { worker.move(groups, files, move); });
}

void Transfers::moveBefore(const QList<qint64> &groups, qint64 before)
{
    m_thread->post([=](TransferWorker &worker) { worker.moveBefore(groups, before); });
}

void Transfers::setPriority(const QList<qint64> &groups, const QList<qint64> &files,
                            TransferPriority priority)
{
    m_thread->post([=](TransferWorker &worker) { worker.setPriority(groups, files, priority); });
}

void Transfers::startNow(const QList<qint64> &groups, const QList<qint64> &files)
{
    m_thread->post([=](TransferWorker &worker) { worker.startNow(groups, files); });
}

QFuture<QList<Manifest::Set>> Transfers::manifestOf(const QList<qint64> &groups)
{
    auto promise = std::make_shared<QPromise<QList<Manifest::Set>>>();
    promise->start();
    m_thread->post([promise, groups](TransferWorker &worker) {
        promise->addResult(worker.manifestOf(groups));
        promise->finish();
    });
    return promise->future();
}

void Transfers::renameAccount(const QString &from, const QString &to)
{
    if (from != to && !from.isEmpty() && !to.isEmpty())
        m_history.renameAccount(from, to);
}

void Transfers::leaveAccount()
{
    m_active.removeIf([](const auto &entry) { return !entry->isPublic; });
    m_history.leaveAccount(); // at once: the thread may wait for a disk
    m_thread->post([](TransferWorker &worker) { worker.leaveAccount(); });
}

void Transfers::forgetHidden()
{
    m_thread->post([](TransferWorker &worker) { worker.forgetHidden(); });
}

void Transfers::goOnWithKept()
{
    m_thread->post([](TransferWorker &worker) { worker.reviveKept(); });
}

void Transfers::clearFinished()
{
    m_thread->post([](TransferWorker &worker) { worker.clearFinished(); });
}

void Transfers::setGate(const TransferGate &gate)
{
    m_thread->post([gate](TransferWorker &worker) { worker.setGate(gate); });
}

void Transfers::limitGroup(qint64 group, qint64 bytesPerSecond)
{
    m_thread->post([group, bytesPerSecond](TransferWorker &worker) {
        worker.limitGroup(group, bytesPerSecond);
    });
}

void Transfers::limitFiles(const QList<qint64> &files, qint64 bytesPerSecond)
{
    m_thread->post([files, bytesPerSecond](TransferWorker &worker) {
        worker.limitFiles(files, bytesPerSecond);
    });
}

void Transfers::hold(Pacing::Bucket bucket, std::chrono::milliseconds pause)
{
    m_thread->post([bucket, pause](TransferWorker &worker) { worker.hold(bucket, pause); });
}

void Transfers::networkIsBack()
{
    m_thread->post([](TransferWorker &worker) { worker.networkIsBack(); });
}
