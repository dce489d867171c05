#include "app/upload/uploads.h"

#include "app/transfer/workerthread.h"
#include "app/upload/uploadworker.h"

using namespace Qt::StringLiterals;

Uploads::Uploads(const QString &file, QObject *parent)
    : QObject(parent)
    , m_thread(std::make_unique<WorkerThread<UploadWorker>>(u"upload"_s,
                                                            std::make_unique<UploadWorker>()))
{
    connect(m_thread->worker(), &UploadWorker::told, this, &Uploads::take);
    connect(m_thread->worker(), &UploadWorker::held, this, &Uploads::held);
    connect(m_thread->worker(), &UploadWorker::loaded, this, &Uploads::loaded);
    connect(m_thread->worker(), &UploadWorker::notKept, this, [this](const QString &why) {
        m_trouble = why;
        emit troubleChanged();
    });
    m_thread->post([file](UploadWorker &worker) { worker.open(file); });
}

Uploads::~Uploads()
{
    m_thread->worker()->disconnect(this);
}

const UploadProgress &Uploads::progress(qint64 upload) const
{
    static const UploadProgress kNone{.step = UploadStep::Stopped};
    const auto it = m_all.find(upload);
    return it == m_all.end() ? kNone : it->second.progress;
}

// What was left or forgotten meanwhile is not listed again.
void Uploads::take(const UploadNews &news)
{
    m_thread->post([](UploadWorker &worker) { worker.shown(); });
    if (news.round != m_round)
        return;
    const qint64 id = news.status.id;
    if (news.isFirst && id <= kRestoredIds && m_all.emplace(id, news.status).second)
        emit listChanged();
    const auto it = m_all.find(id);
    if (it == m_all.end())
        return;
    UploadProgress &progress = it->second.progress;
    progress.takeNews(news.status.progress);
    QList<qsizetype> rows;
    if (!news.rows.isEmpty())
        progress.setRows(news.rows);
    for (qsizetype i = 0; i < news.rows.size(); ++i)
        rows << i;
    for (const auto &[i, row] : news.changes) {
        progress.setRow(i, row);
        rows << i;
    }
    emit changed(id, rows);
    if (news.isOver)
        emit ended(id);
}

void Uploads::setConfig(const Config &config)
{
    m_thread->post([config](UploadWorker &worker) { worker.setConfig(config); });
}

void Uploads::leaveAccount()
{
    ++m_round;
    m_thread->post([](UploadWorker &worker) { worker.leaveAccount(); });
    QList<qint64> left;
    for (auto &[id, status] : m_all) {
        if (!isOver(status.progress.step))
            left << id;
        status.progress.step = UploadStep::Stopped;
    }
    for (const qint64 id : std::as_const(left))
        emit ended(id);
    m_all.clear();
    emit listChanged();
}

qint64 Uploads::begin(const UploadOrder &order)
{
    const qint64 id = ++m_lastId;
    m_all.emplace(id,
                  UploadStatus{.id = id,
                               .repo = order.repo,
                               .summary = order.summary,
                               .origin = order.origin,
                               .deletes = order.deletedFiles.size()});
    m_thread->post([id, order](UploadWorker &worker) { worker.begin(id, order); });
    emit listChanged();
    return id;
}

void Uploads::pause(qint64 upload)
{
    m_thread->post([upload](UploadWorker &worker) { worker.pause(upload); });
}

void Uploads::resume(qint64 upload)
{
    m_thread->post([upload](UploadWorker &worker) { worker.resume(upload); });
}

void Uploads::lookFor(qint64 upload)
{
    m_thread->post([upload](UploadWorker &worker) { worker.lookFor(upload); });
}

void Uploads::cancel(qint64 upload)
{
    m_thread->post([upload](UploadWorker &worker) { worker.cancel(upload); });
}

void Uploads::forget(qint64 upload)
{
    const auto it = m_all.find(upload);
    if (it == m_all.end() || !isOver(it->second.progress.step))
        return;
    m_all.erase(it);
    m_thread->post([upload](UploadWorker &worker) { worker.forget(upload); });
    emit listChanged();
}

void Uploads::networkIsBack()
{
    m_thread->post([](UploadWorker &worker) { worker.networkIsBack(); });
}

void Uploads::hold(Pacing::Bucket bucket, std::chrono::milliseconds pause)
{
    m_thread->post([bucket, pause](UploadWorker &worker) { worker.hold(bucket, pause); });
}

void Uploads::setGate(const TransferGate &gate)
{
    m_thread->post([gate](UploadWorker &worker) { worker.setGate(gate); });
}

void Uploads::startNow(qint64 upload)
{
    m_thread->post([upload](UploadWorker &worker) { worker.startNow(upload); });
}

bool Uploads::isRunning() const
{
    return std::ranges::any_of(m_all, [](const auto &each) {
        const UploadProgress &now = each.second.progress;
        return !isOver(now.step) && now.step != UploadStep::Paused && !now.isHeld();
    });
}
