#include "app/cache/reporeader_linux.h"

#include "app/disk/cachelayout.h"
#include "app/disk/systemcall_linux.h"

#include <dirent.h>
#include <fcntl.h>

#include <algorithm>
#include <array>

namespace {

constexpr qint64 kMostRefContent = 4096; // a commit, and what somebody made of it

bool isUnfinished(const QByteArray &name) // of Python, npm and Hubnaut; of the Rust client
{
    return name.endsWith(".incomplete") || name.endsWith(".part");
}

DiskResult<QByteArray> contentOf(int folder, const QByteArray &name)
{
    const FileDescriptor file(untilNotInterrupted([&] {
        return openat(folder, name.constData(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    }));
    struct stat facts;
    if (!file.isOpen() || fstat(file.get(), &facts) < 0)
        return lastErrno();
    if (!S_ISREG(facts.st_mode))
        return std::unexpected(EINVAL);
    QByteArray content(qMin<qint64>(facts.st_size, kMostRefContent), Qt::Uninitialized);
    const auto n = readAt(file, content.data(), content.size(), 0);
    return n.transform([&content](qint64 size) { return content.first(size); });
}

// It is there, but what is in it cannot be told: not for want of a right only.
bool isClosed(int error)
{
    return error != ENOENT && error != ENOTDIR && error != ELOOP;
}

} // namespace

RepoReader::RepoReader(const CacheWalk::Root &root, const QByteArray &name,
                       const std::atomic_bool &stopped)
    : m_root(root)
    , m_stopped(stopped)
    , m_path(root.path + '/' + name)
{
    m_repo.folder = name;
    m_repo.id = CacheLayout::repoOf(QString::fromUtf8(name));
}

void RepoReader::problem(Kind kind, const QByteArray &path, const QByteArray &detail)
{
    m_repo.problems.emplace_back(kind, joined(m_repo.folder, path), copyOf(detail));
}

void RepoReader::note(const struct stat &facts)
{
    const qint64 allocated = allocatedBy(facts);
    if (S_ISDIR(facts.st_mode) || facts.st_nlink < 2) {
        m_notes.bytes += allocated;
    } else {
        if (m_manyNamed.contains(numberOf(facts)))
            return;
        m_manyNamed << numberOf(facts);
        m_notes.manyNamed.emplace_back(facts.st_dev, facts.st_ino, allocated);
    }
    m_repo.notes += allocated;
}

void RepoReader::asRead(const QByteArray &path, const struct stat &facts)
{
    constexpr qint64 kClockTickNs = 20'000'000; // the clock of files is that coarse, at most
    constexpr qint64 kCoarseNs = 2'000'000'000; // FAT's
    timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    const qint64 age = inNs(now) - inNs(facts.st_ctim);
    const bool isYoung = age < (facts.st_ctim.tv_nsec == 0 ? kCoarseNs : kClockTickNs);
    m_asRead.emplace_back(joined(m_repo.folder, path),
                          isYoung ? CacheWalk::AsRead::kTooYoung : inNs(facts.st_ctim));
}

void RepoReader::noteEntry(int folder, const FolderEntry &entry)
{
    struct stat facts;
    if (typeOf(folder, entry) != DT_DIR) {
        if (lookAt(folder, entry.name.constData(), &facts))
            note(facts);
        return;
    }
    FolderWalk walk(openFolderAt(folder, entry.name.constData()));
    while (!m_stopped && walk.next()) {
        note(walk.facts());
        for (const FolderEntry &below : entriesOf(walk.folder())) {
            if (typeOf(walk.folder(), below) == DT_DIR)
                walk.enter(below.name);
            else if (lookAt(walk.folder(), below.name.constData(), &facts))
                note(facts);
        }
    }
}

// The folder, or the one that a link in its place leads to: then said.
FileDescriptor RepoReader::openPart(int folder, const QByteArray &name, const QByteArray &path)
{
    struct stat facts;
    if (!lookAt(folder, name.constData(), &facts))
        return {};
    const bool isLink = S_ISLNK(facts.st_mode);
    FileDescriptor part
        = openFolderAt(folder, name.constData(), isLink ? Follow::Last : Follow::No);
    if (!part.isOpen() && isClosed(errno))
        problem(Kind::Unreadable, path);
    if (isLink || !part.isOpen())
        note(facts);
    if (isLink && part.isOpen())
        problem(Kind::FolderIsLink, path, pathOfDescriptor(part.get()));
    if (part.isOpen() && fstat(part.get(), &facts) == 0) {
        note(facts);
        asRead(path, facts);
    } else if (lookAt(folder, name.constData(), &facts, Follow::Last)) {
        asRead(path, facts); // it may be opened once its rights are others
    } else {
        m_asRead.emplace_back(joined(m_repo.folder, path), CacheWalk::AsRead::kGone);
    }
    return part;
}

std::optional<CacheWalk::Reading> RepoReader::read()
{
    struct stat facts;
    const int root = m_root.folder.descriptor();
    if (!lookAt(root, m_repo.folder.constData(), &facts))
        return {};
    m_repo.isLink = S_ISLNK(facts.st_mode);
    const FileDescriptor repo = openPart(root, m_repo.folder, {});
    if (repo.isOpen() && fstat(repo.get(), &facts) == 0) {
        m_repo.accessedNs = inNs(facts.st_atim);
        m_repo.modifiedNs = inNs(facts.st_mtim);
        m_repo.device = facts.st_dev;
        m_repo.inode = facts.st_ino;
    } else if (m_repo.problems.isEmpty()) {
        problem(Kind::NotAFolder, {});
    }
    const auto dashes = m_repo.folder.indexOf("--");
    if (repo.isOpen() && dashes < 0) {
        problem(Kind::NotARepo, {});
        for (const FolderEntry &entry : entriesOf(repo.get()))
            noteEntry(repo.get(), entry);
    } else if (repo.isOpen()) {
        constexpr std::array<QByteArrayView, 4> kTypes{"models", "datasets", "spaces", "kernels"};
        if (!std::ranges::contains(kTypes, QByteArrayView(m_repo.folder).first(dashes)))
            problem(Kind::UnknownType, {});
        readParts(repo.get());
    }
    if (m_stopped)
        return {};
    return CacheWalk::Reading{std::make_shared<const CacheRepo>(std::move(m_repo)),
                              std::move(m_notes), std::move(m_asRead)};
}

void RepoReader::readParts(int repo)
{
    // Contents come before the links to them, as they are written.
    m_blobsFolder = openPart(repo, "blobs", "blobs");
    readBlobs();
    const auto problems = m_repo.problems.size();
    const FileDescriptor snapshots = openPart(repo, "snapshots", "snapshots");
    if (!snapshots.isOpen() && m_repo.problems.size() == problems)
        problem(Kind::NoSnapshots, "snapshots");
    readRefs(repo);
    if (snapshots.isOpen())
        readSnapshots(snapshots.get());
    joinRefs();
    for (const FolderEntry &entry : entriesOf(repo))
        if (entry.name == ".no_exist" || entry.name == "trees")
            readListings(repo, entry);
        else if (entry.name != "blobs" && entry.name != "snapshots" && entry.name != "refs")
            noteEntry(repo, entry);
}

// What is noted about a revision goes with it.
void RepoReader::readListings(int repo, const FolderEntry &entry)
{
    const FileDescriptor folder = openFolderAt(repo, entry.name.constData());
    struct stat facts;
    if (!folder.isOpen() || fstat(folder.get(), &facts) < 0)
        return noteEntry(repo, entry);
    note(facts);
    for (const FolderEntry &each : entriesOf(folder.get())) {
        const qint64 before = m_notes.bytes;
        noteEntry(folder.get(), each);
        const bool isTree = each.name.endsWith(".json");
        if (isTree == (entry.name == "trees"))
            if (CacheRevision *of = revisionOf(isTree ? each.name.chopped(5) : each.name))
                of->notes += m_notes.bytes - before;
    }
}

qint32 RepoReader::addBlob(CacheBlob::Kind kind, const QByteArray &name, const struct stat &facts)
{
    const bool isOutside = kind == CacheBlob::Kind::Elsewhere || kind == CacheBlob::Kind::Other;
    m_repo.blobs << CacheBlob{.kind = kind,
                              .name = name,
                              .target = {},
                              .size = facts.st_size,
                              .allocated = isOutside ? 0 : allocatedBy(facts),
                              .accessedNs = inNs(facts.st_atim),
                              .modifiedNs = inNs(facts.st_mtim),
                              .device = facts.st_dev,
                              .inode = facts.st_ino,
                              .names = static_cast<quint32>(facts.st_nlink)};
    return qint32(m_repo.blobs.size() - 1);
}

void RepoReader::readBlobs()
{
    if (!m_blobsFolder.isOpen())
        return;
    QList<FolderEntry> entries;
    if (!eachEntry(m_blobsFolder.get(), [&entries](const FolderEntry &entry) {
            entries.emplace_back(copyOf(entry.name), entry.type);
        }))
        problem(Kind::Unreadable, "blobs");
    m_blobs.reserve(entries.size());
    m_repo.blobs.reserve(entries.size());
    for (const FolderEntry &entry : std::as_const(entries))
        if (!m_stopped)
            readBlob(entry.name);
}

qint32 RepoReader::readBlob(const QByteArray &name)
{
    struct stat facts;
    if (!m_blobsFolder.isOpen() || !lookAt(m_blobsFolder.get(), name.constData(), &facts))
        return kNotThere;
    const qint64 before = m_notes.bytes;
    qint32 blob = kFolder;
    if (S_ISREG(facts.st_mode)) {
        const bool half = isUnfinished(name);
        if (half)
            asRead("blobs/" + name, facts); // it grows, and no folder tells
        blob = addBlob(half ? CacheBlob::Kind::Unfinished : CacheBlob::Kind::Content, name, facts);
    } else if (S_ISLNK(facts.st_mode)) {
        note(facts);
        blob = readBlobLink(name);
        m_repo.blobs.last().link = quint32(m_notes.bytes - before);
    } else if (S_ISDIR(facts.st_mode)) {
        noteEntry(m_blobsFolder.get(), {name, DT_DIR});
        facts.st_size = 0;
        addBlob(CacheBlob::Kind::Other, name, facts);
        m_repo.blobs.last().link = quint32(m_notes.bytes - before);
    } else {
        note(facts);
        problem(Kind::NotAFile, "blobs/" + name);
        blob = addBlob(CacheBlob::Kind::Other, name, facts);
    }
    m_blobs.insert(name, blob);
    return blob;
}

qint32 RepoReader::readBlobLink(const QByteArray &name)
{
    const QByteArray target = linkTargetAt(m_blobsFolder.get(), name.constData());
    const QByteArray end = linkEnd(m_path + "/blobs", target);
    const QByteArray store = end.startsWith(m_root.path + '/')
        ? CacheLayout::sharedBlob("../../" + end.sliced(m_root.path.size() + 1))
        : QByteArray();
    struct stat facts;
    // By way of the link: text alone is wrong where the repository's folder is one, too.
    const bool isThere = lookAt(m_blobsFolder.get(), name.constData(), &facts, Follow::Last);
    const bool isFolder = isThere && S_ISDIR(facts.st_mode);
    if (!isThere || isFolder)
        facts = {};
    if (!store.isEmpty() && !isFolder) {
        const qint32 blob
            = addBlob(isThere ? CacheBlob::Kind::Shared : CacheBlob::Kind::Lost, name, facts);
        m_repo.blobs[blob].target = store;
        return blob;
    }
    problem(Kind::LeadsElsewhere, "blobs/" + name, target);
    const qint32 blob = addBlob(CacheBlob::Kind::Other, name, facts);
    m_repo.blobs[blob].target = realPathAt(m_blobsFolder.get(), name.constData());
    return isFolder ? kFolder : isThere ? blob : kNotThere;
}

void RepoReader::readRefs(int repo)
{
    const auto problems = m_repo.problems.size();
    FileDescriptor refs = openPart(repo, "refs", "refs");
    struct stat facts;
    if (!refs.isOpen()) {
        if (m_repo.problems.size() == problems && lookAt(repo, "refs", &facts, Follow::Last))
            problem(S_ISREG(facts.st_mode) ? Kind::RefsIsFile : Kind::NotAFile, "refs");
        return;
    }
    FolderWalk walk(std::move(refs));
    while (!m_stopped && walk.next()) {
        if (walk.depth() > 0) {
            note(walk.facts());
            asRead(joined("refs", walk.path()), walk.facts());
        }
        for (const FolderEntry &entry : entriesOf(walk.folder())) {
            if (typeOf(walk.folder(), entry) == DT_DIR) {
                walk.enter(entry.name);
            } else if (lookAt(walk.folder(), entry.name.constData(), &facts)) {
                const qint64 before = m_notes.bytes;
                note(facts);
                const auto known = m_refs.size();
                if (!isHelper(entry.name))
                    readRef(walk, entry.name, facts);
                if (m_refs.size() > known)
                    m_refs.last().bytes = m_notes.bytes - before;
            }
        }
    }
    for (const QByteArray &closed : walk.closed()) {
        problem(Kind::Unreadable, "refs/" + closed);
        if (lookAt(repo, ("refs/" + closed).constData(), &facts))
            asRead("refs/" + closed, facts);
    }
}

void RepoReader::readRef(const FolderWalk &walk, const QByteArray &name, const struct stat &facts)
{
    const QByteArray path = joined(walk.path(), name);
    struct stat end;
    const auto take = [&] {
        if (const auto content = contentOf(walk.folder(), name))
            m_refs.emplace_back(path, *content);
        else if (isClosed(content.error()))
            problem(Kind::Unreadable, "refs/" + path);
    };
    if (S_ISREG(facts.st_mode)) {
        asRead("refs/" + path, facts);
        take();
    } else if (S_ISLNK(facts.st_mode)) {
        problem(Kind::LeadsElsewhere, "refs/" + path,
                linkTargetAt(walk.folder(), name.constData()));
        if (lookAt(walk.folder(), name.constData(), &end, Follow::Last) && S_ISREG(end.st_mode))
            take();
    } else {
        problem(Kind::NotAFile, "refs/" + path);
    }
}

void RepoReader::joinRefs()
{
    std::ranges::sort(m_refs, {}, &Ref::name);
    std::ranges::sort(m_repo.revisions, {}, &CacheRevision::commit);
    for (const auto &[name, content, bytes] : std::as_const(m_refs)) {
        CacheRevision *revision = revisionOf(content);
        if (!revision) { // Python takes a newline for a part of the commit
            problem(Kind::DanglingRef, "refs/" + name, content);
            revision = revisionOf(content.trimmed());
        }
        if (revision) {
            revision->refs << name;
            revision->notes += bytes;
        }
    }
}

CacheRevision *RepoReader::revisionOf(const QByteArray &commit)
{
    const auto at = std::ranges::lower_bound(m_repo.revisions, commit, {}, &CacheRevision::commit);
    return at != m_repo.revisions.end() && at->commit == commit ? &*at : nullptr;
}
