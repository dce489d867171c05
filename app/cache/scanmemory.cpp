#include "app/cache/scanmemory.h"

#include "app/disk/cachelayout.h"

#include <QDataStream>
#include <QDir>
#include <QFileInfo>
#include <QSaveFile>

#include <algorithm>

namespace {

constexpr quint32 kVersion = 0x48430003; // of the program's own fields below
constexpr qint64 kMostBytes = qint64(256) << 20;
constexpr qsizetype kMostItems = 10'000'000; // of one list: more is a broken file

// Each struct is described once, by the order of its fields, for both directions.
class Writer final
{
public:
    explicit Writer(QIODevice *file)
        : m_stream(file)
    { }
    template<typename T>
    bool operator()(const T &value)
    {
        if constexpr (std::is_enum_v<T>)
            m_stream << qint32(value);
        else
            m_stream << value;
        return m_stream.status() == QDataStream::Ok;
    }

private:
    QDataStream m_stream;
};

class Reader final
{
public:
    explicit Reader(QIODevice *file)
        : m_stream(file)
    { }
    template<typename T>
    bool operator()(T &value)
    {
        if constexpr (std::is_enum_v<T>) {
            qint32 number = 0;
            m_stream >> number;
            value = T(number);
        } else {
            m_stream >> value;
        }
        return m_stream.status() == QDataStream::Ok;
    }

private:
    QDataStream m_stream;
};

template<typename Io, typename... T>
bool all(Io &io, T &...values)
{
    return (io(values) && ...);
}

template<typename Io, typename List, typename Each>
bool list(Io &io, List &items, Each each)
{
    qint64 size = items.size();
    if (!io(size) || size < 0 || size > kMostItems)
        return false;
    for (qint64 i = 0; i < size; ++i) {
        if (items.size() == i)
            items.emplace_back();
        if (!each(io, items[i]))
            return false;
    }
    return true;
}

constexpr auto kBlob = [](auto &io, CacheBlob &b) {
    return all(io, b.kind, b.link, b.name, b.target, b.size, b.allocated, b.accessedNs,
               b.modifiedNs, b.device, b.inode, b.names, b.uses);
};
constexpr auto kName = [](auto &io, QByteArray &name) { return io(name); };
constexpr auto kFile = [](auto &io, CacheEntry &f) { return all(io, f.path, f.blob, f.link); };
constexpr auto kRevision = [](auto &io, CacheRevision &r) {
    return all(io, r.commit, r.modifiedNs, r.notes) && list(io, r.refs, kName)
        && list(io, r.files, kFile);
};
constexpr auto kProblem
    = [](auto &io, CacheProblem &p) { return all(io, p.kind, p.path, p.detail); };
constexpr auto kManyNamed
    = [](auto &io, CacheWalk::ManyNamed &m) { return all(io, m.device, m.inode, m.allocated); };
constexpr auto kUse = [](auto &io, CacheWalk::DiskUse &u) {
    return io(u.bytes) && list(io, u.manyNamed, kManyNamed);
};
constexpr auto kAsRead
    = [](auto &io, CacheWalk::AsRead &a) { return all(io, a.path, a.changedNs); };
constexpr auto kShared = [](auto &io, SharedBlob &b) {
    return all(io, b.hash, b.hasNote, b.note, b.size, b.allocated, b.accessedNs, b.modifiedNs,
               b.device, b.inode, b.names)
        && list(io, b.users, kName);
};

template<typename Io>
bool repoOf(Io &io, CacheRepo &r)
{
    return all(io, r.folder, r.accessedNs, r.modifiedNs, r.notes, r.device, r.inode, r.isLink)
        && list(io, r.blobs, kBlob) && list(io, r.revisions, kRevision)
        && list(io, r.problems, kProblem);
}

template<typename Io>
bool head(Io &io, quint32 &version, CacheParts &parts, qint64 &repos)
{
    if (!io(version) || version != kVersion
        || !all(io, parts.root, parts.hasStore, parts.free, parts.disk, repos)
        || !list(io, parts.store.blobs, kShared) || !kUse(io, parts.store.notes))
        return false;
    for (CacheWalk::DiskUse &use : parts.others)
        if (!kUse(io, use))
            return false;
    return true;
}

// Numbers in it are of the list before it; a broken file must not lead out of that.
bool isSound(const CacheRepo &repo)
{
    for (const CacheRevision &revision : repo.revisions)
        for (const CacheEntry &file : revision.files)
            if (file.blob < -1 || file.blob >= repo.blobs.size())
                return false;
    const auto isKnown = [](const auto &item, auto last) { return item.kind <= last; };
    return std::ranges::all_of(
               repo.blobs, [&](const CacheBlob &b) { return isKnown(b, CacheBlob::Kind::Other); })
        && std::ranges::all_of(repo.problems, [&](const CacheProblem &p) {
               return isKnown(p, CacheProblem::Kind::NotAFile);
           });
}

} // namespace

void ScanMemory::write(const QString &file, const CacheParts &parts)
{
    QDir().mkpath(QFileInfo(file).path());
    QSaveFile out(file);
    if (!out.open(QIODevice::WriteOnly))
        return;
    out.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    Writer io(&out);
    CacheParts copy = parts;
    quint32 version = kVersion;
    qint64 repos = copy.repos.size();
    bool isWritten = head(io, version, copy, repos);
    for (CacheWalk::Reading &reading : copy.repos) {
        CacheRepo repo = *reading.repo;
        isWritten = isWritten && repoOf(io, repo) && kUse(io, reading.notes)
            && list(io, reading.asRead, kAsRead);
    }
    if (isWritten)
        out.commit();
}

bool ScanMemory::hadRepos(const QString &file, const QString &root)
{
    QFile in(file);
    Reader io(&in);
    CacheParts parts{.root = {}, .repos = {}, .store = {}};
    quint32 version = 0;
    qint64 repos = 0;
    return in.open(QIODevice::ReadOnly) && in.size() <= kMostBytes
        && head(io, version, parts, repos) && parts.root == root && repos > 0;
}

std::optional<CacheParts> ScanMemory::read(const QString &file, const QString &root)
{
    QFile in(file);
    if (!in.open(QIODevice::ReadOnly) || in.size() > kMostBytes)
        return {};
    const auto folder = CacheWalk::open(root);
    Reader io(&in);
    CacheParts parts{.root = {}, .repos = {}, .store = {}};
    quint32 version = 0;
    qint64 repos = 0;
    if (!folder || !head(io, version, parts, repos) || parts.root != root)
        return {};
    for (qint64 i = 0; i < repos; ++i) {
        CacheRepo repo;
        CacheWalk::Reading reading;
        if (!repoOf(io, repo) || !kUse(io, reading.notes) || !list(io, reading.asRead, kAsRead)
            || !isSound(repo))
            return {};
        repo.id = CacheLayout::repoOf(QString::fromUtf8(repo.folder));
        const QByteArray name = repo.folder;
        reading.repo = std::make_shared<const CacheRepo>(std::move(repo));
        if (!reading.asRead.isEmpty() && reading.isStillSo(*folder))
            parts.repos.insert(name, reading);
    }
    return parts;
}
