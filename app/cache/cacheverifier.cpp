#include "app/cache/cacheverifier.h"

#include "app/disk/cachelayout.h"
#include "app/disk/contenthash.h"
#include "app/hub/revision.h"

#include <QPromise>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <thread>

namespace {

constexpr std::chrono::milliseconds kVerifierLook{100};
constexpr qint64 kVerifierStep = qint64(8) << 20; // bytes between two looks whether to stop

bool hasHashForName(const CacheBlob &blob)
{
    return (blob.kind == CacheBlob::Kind::Content || blob.kind == CacheBlob::Kind::Shared)
        && (isSha1Hex(QString::fromLatin1(blob.name))
            || isSha256Hex(QString::fromLatin1(blob.name)));
}

} // namespace

// Shared by the threads, which outlive the verifier when a disk does not answer.
struct CacheVerifier::Run
{
    struct Content
    {
        QByteArray repo;
        QByteArray blob;
        qint64 size = 0;
    };

    Directory root;
    std::atomic<int> of = -1; // contents; -1: not known yet
    std::atomic<qint64> total = 0; // bytes
    QList<Content> contents;
    QPromise<Finding> promise;
    std::atomic<qsizetype> next = 0;
    std::atomic<qint64> bytes = 0;
    std::atomic_int looked = 0;

    bool mayGoOn()
    {
        promise.suspendIfRequested();
        return !promise.isCanceled();
    }
    void begin(const CacheScan &scan, const QSet<QByteArray> &repos);
    static QList<Content> contentsOf(const CacheScan &scan, const QSet<QByteArray> &repos);
    DiskResult<FileDescriptor> open(const Content &content) const;
    // Nothing: it is right, it is not there any more, or nobody wants to know.
    std::optional<Finding> look(const Content &content);
    void work();
};

// The largest first, so that the last ones keep all threads busy.
QList<CacheVerifier::Run::Content> CacheVerifier::Run::contentsOf(const CacheScan &scan,
                                                                  const QSet<QByteArray> &repos)
{
    QList<Content> all;
    QSet<std::pair<quint64, quint64>> seen; // device and number
    for (const CacheRepoPtr &repo : scan.repos) {
        if (!repos.isEmpty() && !repos.contains(repo->folder))
            continue;
        for (const CacheBlob &blob : repo->blobs)
            if (hasHashForName(blob) && !seen.contains({blob.device, blob.inode})) {
                seen.insert({blob.device, blob.inode});
                all.emplaceBack(repo->folder, blob.name, blob.size);
            }
    }
    std::ranges::stable_sort(all, std::ranges::greater(), &Content::size);
    return all;
}

DiskResult<FileDescriptor> CacheVerifier::Run::open(const Content &content) const
{
    const auto blobs = root.childMaybeLink(content.repo).and_then([](const Directory &repo) {
        return repo.childMaybeLink("blobs");
    });
    if (!blobs)
        return std::unexpected(blobs.error());
    const auto target = blobs->linkTarget(content.blob);
    if (!target)
        return blobs->openFile(content.blob);
    const QByteArray shared = CacheLayout::sharedBlob(*target);
    if (shared.isEmpty())
        return std::unexpected(ELOOP);
    return root.child(CacheLayout::folderOf(shared)).and_then([&shared](const Directory &folder) {
        return folder.openFile(CacheLayout::nameOf(shared));
    });
}

std::optional<CacheVerifier::Finding> CacheVerifier::Run::look(const Content &content)
{
    Finding finding{.repo = content.repo, .blob = content.blob};
    const auto failed = [&finding](int error) {
        finding.fault = Fault::Unreadable;
        finding.error = error;
        return error == ENOENT ? std::nullopt : std::optional(finding);
    };
    const auto file = open(content);
    const auto facts = file ? factsOf(*file) : std::unexpected(file.error());
    if (!facts)
        return failed(facts.error());
    ContentHash hash(content.blob, facts->size);
    for (qint64 at = 0; at < facts->size;) {
        if (!mayGoOn())
            return {};
        const qint64 to = std::min(facts->size, at + kVerifierStep);
        willRead(*file, to, kVerifierStep);
        if (const auto read = hash.addRange(*file, at, to); !read)
            return failed(read.error());
        bytes += to - at;
        at = to;
    }
    return hash.result() == content.blob ? std::nullopt : std::optional(finding);
}

void CacheVerifier::Run::begin(const CacheScan &scan, const QSet<QByteArray> &repos)
{
    contents = contentsOf(scan, repos);
    if (auto opened = Directory::open(scan.root))
        root = std::move(*opened);
    qint64 all = 0;
    for (const Content &content : std::as_const(contents))
        all += content.size;
    total = all;
    of = int(contents.size());
}

void CacheVerifier::Run::work()
{
    for (qsizetype i = next++; i < contents.size() && mayGoOn(); i = next++) {
        if (const auto finding = look(contents.at(i)))
            promise.addResult(*finding);
        ++looked;
    }
}

CacheVerifier::CacheVerifier(QObject *parent)
    : QObject(parent)
{
    connect(&m_looks, &QTimer::timeout, this, &CacheVerifier::look);
}

CacheVerifier::~CacheVerifier()
{
    m_found.cancel();
}

void CacheVerifier::start(const CacheScan &scan, const QSet<QByteArray> &repos)
{
    stop();
    m_run = std::make_shared<Run>();
    m_run->promise.start();
    m_found = m_run->promise.future();
    m_progress = {};
    m_isPaused = false;
    m_before = 0;
    m_since.start();
    m_looks.start(kVerifierLook);
    std::thread([run = m_run, scan, repos] {
        run->begin(scan, repos);
        const auto threads = std::min<qsizetype>(std::thread::hardware_concurrency(), run->of);
        for (qsizetype i = 1; i < threads; ++i)
            std::thread([run] { run->work(); }).detach();
        run->work();
    }).detach();
    emit changed();
}

void CacheVerifier::pause()
{
    if (!m_run || m_isPaused)
        return;
    m_isPaused = true;
    m_found.suspend();
    m_progress.bytesPerSecond = 0;
    emit changed();
}

void CacheVerifier::resume()
{
    if (!m_run || !m_isPaused)
        return;
    m_isPaused = false;
    m_before = m_run->bytes;
    m_since.restart();
    m_found.resume();
    emit changed();
}

void CacheVerifier::stop()
{
    if (!m_run)
        return;
    m_found.cancel();
    end(false);
}

void CacheVerifier::look()
{
    const int looked = m_run->looked; // before what they found
    m_progress.of = std::max(0, m_run->of.load());
    m_progress.total = m_run->total;
    m_progress.bytes = m_run->bytes;
    for (int i = int(m_progress.findings.size()); i < m_found.resultCount(); ++i)
        m_progress.findings << m_found.resultAt(i);
    m_progress.contents = looked;
    if (!m_isPaused)
        m_progress.bytesPerSecond = double(m_progress.bytes - m_before) * 1'000
            / double(std::max<qint64>(1, m_since.elapsed()));
    if (looked == m_run->of)
        return end(true);
    emit changed();
}

void CacheVerifier::end(bool complete)
{
    m_looks.stop();
    m_run.reset();
    m_isPaused = false;
    emit changed();
    emit finished(complete);
}
