#include "app/upload/uploadhash.h"

#include "app/disk/background.h"
#include "app/upload/uploadsource_linux.h"

#include <QPromise>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <thread>

namespace {

constexpr std::chrono::milliseconds kHashLook{100};

} // namespace

// Shared by the threads, which outlive the face when a disk does not answer.
struct UploadHash::Run
{
    QList<UploadFile> files;
    QList<qsizetype> order; // of those that are read
    Patience patience;
    QPromise<Read> promise;
    std::atomic<qsizetype> next = 0;
    std::atomic<qint64> bytes = 0;
    std::atomic<qsizetype> running = 0; // threads

    bool mayGoOn() const { return !promise.isCanceled(); }
    void work();
    // False: it changed meanwhile, and nothing is said.
    bool read(qsizetype file, QByteArray &buffer);
    bool waitUntilQuiet(const UploadFile &file) const;
};

bool UploadHash::Run::read(qsizetype file, QByteArray &buffer)
{
    qint64 count = 0;
    auto result = SourceHash::of(files.at(file), buffer, [this, &count](qint64 more) {
        count += more;
        bytes += more;
        return mayGoOn();
    });
    const bool hasChanged = !result && result.error() == EAGAIN;
    if (!result)
        bytes -= count;
    if (!hasChanged)
        promise.addResult(Read{file, std::move(result)});
    return !hasChanged;
}

bool UploadHash::Run::waitUntilQuiet(const UploadFile &file) const
{
    const auto facts = [&file] {
        return openSource(file.local).and_then(statOf).transform([&file](const struct stat &s) {
            UploadFile now = file;
            setFacts(now, s);
            return now;
        });
    };
    auto before = facts();
    for (int i = 0; i < patience.looks && mayGoOn(); ++i) {
        std::this_thread::sleep_for(patience.between);
        const auto now = facts();
        if (now == before)
            return true;
        before = now;
    }
    return false;
}

void UploadHash::Run::work()
{
    QByteArray buffer;
    QList<qsizetype> again;
    for (qsizetype i = next++; i < order.size() && mayGoOn(); i = next++)
        if (!read(order.at(i), buffer))
            again << order.at(i);
    for (const qsizetype file : std::as_const(again))
        if (!mayGoOn() || !waitUntilQuiet(files.at(file)) || !read(file, buffer))
            promise.addResult(Read{file, std::unexpected(EAGAIN)});
    if (--running == 0)
        promise.finish();
}

UploadHash::UploadHash(const QString &memory, QObject *parent)
    : QObject(parent)
    , m_memory(memory)
{
    m_pool.setMaxThreadCount(1);
    m_pool.setExpiryTimeout(-1); // a database belongs to one thread
    connect(&m_looks, &QTimer::timeout, this, &UploadHash::look);
}

UploadHash::~UploadHash()
{
    m_read.cancel();
    m_pool.start([this] { m_store.reset(); });
}

void UploadHash::start(const QList<UploadFile> &files)
{
    stop();
    m_run = std::make_shared<Run>();
    m_run->patience = m_patience;
    m_run->promise.start();
    m_read = m_run->promise.future();
    m_gathered = 0;
    m_files = files;
    m_secrets.clear();
    m_failures.clear();
    m_progress = {.of = files.size()};
    for (const UploadFile &file : files)
        m_progress.total += file.size;
    const auto recall = [this, run = m_run, files] {
        QList<UploadFile> known = files;
        if (!m_store && !m_memory.isEmpty())
            m_store = std::make_unique<HashMemory>(m_memory);
        if (m_store)
            m_store->recall(known, [&run] { return run->mayGoOn(); });
        return known;
    };
    inBackground(m_pool, this, recall, [this, run = m_run](const QList<UploadFile> &known) {
        if (m_run == run)
            begin(run, known);
    });
}

// The largest first, so that the last ones keep all threads busy.
void UploadHash::begin(const std::shared_ptr<Run> &run, const QList<UploadFile> &known)
{
    m_files = run->files = known;
    for (qsizetype i = 0; i < known.size(); ++i) {
        if (known.at(i).sha256.isEmpty()) {
            run->order << i;
        } else {
            run->bytes += known.at(i).size;
            ++m_progress.files;
        }
    }
    std::ranges::stable_sort(run->order, std::ranges::greater(),
                             [&known](qsizetype i) { return known.at(i).size; });
    const auto threads
        = std::min<qsizetype>(std::thread::hardware_concurrency(), run->order.size());
    run->running = threads;
    m_read.then(this, [this, run](const QFuture<Read> &) {
        if (m_run == run)
            look();
    });
    for (qsizetype i = 0; i < threads; ++i)
        std::thread([run] { run->work(); }).detach();
    m_looks.start(kHashLook);
    look();
}

void UploadHash::stop()
{
    if (!m_run)
        return;
    gather();
    m_read.cancel();
    end(false);
}

void UploadHash::look()
{
    gather();
    if (m_progress.files == m_progress.of)
        return end(true);
    emit changed();
}

void UploadHash::gather()
{
    QList<UploadFile> read;
    for (; m_gathered < m_read.resultCount(); ++m_gathered) {
        const Read each = m_read.resultAt(int(m_gathered));
        ++m_progress.files;
        if (!each.result) {
            m_failures.insert(each.file, each.result.error());
            continue;
        }
        m_files[each.file] = each.result->file;
        if (each.result->secrets.isEmpty())
            read << each.result->file;
        else
            m_secrets.insert(each.file, each.result->secrets);
    }
    m_progress.bytes = m_run->bytes;
    if (!read.isEmpty() && !m_memory.isEmpty())
        m_pool.start([this, read] { m_store->remember(read); });
}

void UploadHash::end(bool complete)
{
    m_looks.stop();
    m_run.reset();
    emit changed();
    emit finished(complete);
}
