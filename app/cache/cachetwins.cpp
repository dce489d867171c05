#include "app/cache/cachetwins.h"

#include "app/cache/cachetwins_linux.h"
#include "app/disk/filelock.h"
#include "app/hub/revision.h"

#include <QHash>
#include <QSet>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <map>

namespace {

constexpr qint64 kTwinStep = 1 << 20; // bytes, compared in one go
constexpr qint64 kWorthLinking = 4'096; // bytes; less frees a block at most

using TwinKey = std::tuple<QByteArray, qint64, quint64>; // name, size, device

DiskResult<bool> haveSameBytes(const FileDescriptor &a, const FileDescriptor &b, qint64 size,
                               CacheTwins::Watch &watch)
{
    QByteArray one(kTwinStep, Qt::Uninitialized);
    QByteArray other(kTwinStep, Qt::Uninitialized);
    for (qint64 at = 0; at < size;) {
        if (watch.stop)
            return std::unexpected(ECANCELED);
        const auto n = readAt(a, one.data(), one.size(), at);
        const auto m = readAt(b, other.data(), other.size(), at);
        if (!n || !m)
            return std::unexpected(n ? m.error() : n.error());
        if (*n != *m || *n == 0 || std::memcmp(one.constData(), other.constData(), size_t(*n)) != 0)
            return false;
        at += *n;
        watch.bytes += *n;
    }
    return true;
}

class TwinRun final
{
public:
    TwinRun(const Directory &root, const CacheTwins::Set &set, CacheTwins::Watch &watch,
            CacheTwins::Report &report)
        : m_root(root)
        , m_set(set)
        , m_watch(watch)
        , m_report(report)
    { }

    void run()
    {
        const CacheTwins::Place &kept = m_set.places.constFirst();
        const auto blobs = blobsOf(kept);
        const auto file = blobs ? blobs->openFile(m_set.blob) : std::unexpected(blobs.error());
        if (!file)
            return leave(kept, CacheTwins::Left::Why::Failed, file.error());
        if (!isAsSeen(*file, kept))
            return leave(kept, CacheTwins::Left::Why::Changed);
        for (const CacheTwins::Place &place : m_set.places.sliced(1))
            if (!m_watch.stop)
                link(place, *blobs, *file);
    }

private:
    using Why = CacheTwins::Left::Why;

    void leave(const CacheTwins::Place &place, Why why, int error = 0)
    {
        m_report.left << CacheTwins::Left{place.repo, m_set.blob, why, error};
    }
    DiskResult<Directory> blobsOf(const CacheTwins::Place &place) const
    {
        return m_root.child(place.repo + "/blobs");
    }
    bool isAsSeen(const FileDescriptor &file, const CacheTwins::Place &place) const
    {
        const auto facts = factsOf(file);
        return facts && facts->inode == place.inode && facts->device == m_set.device
            && facts->size == m_set.size;
    }
    void link(const CacheTwins::Place &place, const Directory &keptBlobs,
              const FileDescriptor &kept);

    const Directory &m_root;
    const CacheTwins::Set &m_set;
    CacheTwins::Watch &m_watch;
    CacheTwins::Report &m_report;
};

// Of what was compared: another file may have that name by now.
DiskResult<void> linkKept(const Directory &blobs, const QByteArray &name,
                          const FileDescriptor &kept, const Directory &to,
                          const QByteArray &temporary)
{
    const auto linked = blobs.hardLink(name, to, temporary);
    const auto made = to.facts(temporary), was = factsOf(kept);
    return linked && !(made && was && made->isSameFile(*was)) ? std::unexpected(ESTALE) : linked;
}

// The copy is there until one that shares the bytes takes its name.
void TwinRun::link(const CacheTwins::Place &place, const Directory &keptBlobs,
                   const FileDescriptor &kept)
{
    const auto locks = m_root.makeChild(".locks/" + place.repo);
    const FileLock lock = locks ? FileLock::tryLock(*locks, m_set.blob + ".lock") : FileLock();
    if (lock.state() == FileLock::State::Busy)
        return leave(place, Why::Downloading);
    const auto blobs = blobsOf(place);
    const auto copy = blobs ? blobs->openFile(m_set.blob) : std::unexpected(blobs.error());
    if (!copy)
        return leave(place, Why::Failed, copy.error());
    if (!isAsSeen(*copy, place))
        return leave(place, Why::Changed);
    const auto same = haveSameBytes(kept, *copy, m_set.size, m_watch);
    if (!same)
        return same.error() == ECANCELED ? void() : leave(place, Why::Failed, same.error());
    if (!*same)
        return leave(place, Why::Different);
    const QByteArray temporary = uniqueName(m_set.blob, "incomplete");
    auto done = reflink(kept, *copy, *blobs, temporary);
    if (!done)
        done = linkKept(keptBlobs, m_set.blob, kept, *blobs, temporary);
    done
        = done.and_then([&] { return blobs->rename(temporary, *blobs, m_set.blob); }).and_then([&] {
              return blobs->sync();
          });
    if (!done) {
        (void)blobs->remove(temporary);
        return leave(place, Why::Failed, done.error());
    }
    ++m_report.linked;
    const auto before = factsOf(*copy); // it has no name any more, or others elsewhere
    m_report.freed += before && before->names == 0 ? m_set.allocated : 0;
}

// What most places have already is kept: the least is to be done, and an inode that keeps a name
// frees nothing.
void keepOne(CacheTwins::Set &set)
{
    QHash<quint64, quint32> found; // names here, by inode
    for (const CacheTwins::Place &place : std::as_const(set.places))
        ++found[place.inode];
    const CacheTwins::Place kept
        = *std::ranges::max_element(set.places, {}, [&found](const CacheTwins::Place &place) {
              return found.value(place.inode);
          });
    set.places.removeIf(
        [&kept](const CacheTwins::Place &place) { return place.inode == kept.inode; });
    QSet<quint64> freed;
    for (const CacheTwins::Place &place : std::as_const(set.places))
        if (found.value(place.inode) == place.names)
            freed << place.inode;
    set.saved = set.allocated * freed.size();
    set.places.prepend(kept);
}

} // namespace

QList<CacheTwins::Set> CacheTwins::of(const CacheScan &scan)
{
    std::map<TwinKey, Set> sets;
    for (const CacheRepoPtr &repo : scan.repos)
        for (const CacheBlob &blob : repo->blobs) {
            const QString name = QString::fromLatin1(blob.name);
            if (repo->isLink || blob.kind != CacheBlob::Kind::Content || blob.size < kWorthLinking
                || (!isSha1Hex(name) && !isSha256Hex(name)))
                continue;
            Set &set = sets[{blob.name, blob.size, blob.device}];
            set.blob = blob.name;
            set.size = blob.size;
            set.allocated = std::max(set.allocated, blob.allocated);
            set.device = blob.device;
            set.places << Place{repo->folder, blob.inode, blob.names};
        }
    QList<Set> all;
    for (auto &[key, set] : sets) {
        keepOne(set);
        if (set.places.size() > 1)
            all << set;
    }
    std::ranges::sort(all, std::ranges::greater(),
                      [](const Set &set) { return std::pair(set.allocated, set.blob); });
    return all;
}

qint64 CacheTwins::savedBy(const QList<Set> &sets)
{
    qint64 bytes = 0;
    for (const Set &set : sets)
        bytes += set.saved;
    return bytes;
}

CacheTwins::Report CacheTwins::link(const QString &root, const QList<Set> &sets, Watch &watch)
{
    Report report;
    const auto folder = Directory::open(root);
    if (!folder)
        report.error = folder.error();
    for (const Set &set : sets)
        if (folder && !watch.stop)
            TwinRun(*folder, set, watch, report).run();
    return report;
}
