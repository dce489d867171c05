#include "app/cache/reporeader_linux.h"

#include <dirent.h>

#include <algorithm>

void RepoReader::readSnapshots(int snapshots)
{
    for (const FolderEntry &entry : entriesOf(snapshots)) {
        if (m_stopped)
            return;
        if (isHelper(entry.name)) {
            noteEntry(snapshots, entry);
            continue;
        }
        struct stat facts;
        const QByteArray path = "snapshots/" + entry.name;
        if (!lookAt(snapshots, entry.name.constData(), &facts, Follow::Last)) {
            noteEntry(snapshots, entry);
            m_asRead.emplace_back(joined(m_repo.folder, path), CacheWalk::AsRead::kGone);
            const QByteArray target = linkTargetAt(snapshots, entry.name.constData());
            if (!target.isEmpty()) // else it is gone since
                problem(Kind::LeadsElsewhere, path, target);
        } else if (S_ISDIR(facts.st_mode)) {
            readRevision(snapshots, entry.name);
        } else {
            noteEntry(snapshots, entry);
            problem(S_ISREG(facts.st_mode) ? Kind::FileAmongSnapshots : Kind::NotAFile, path);
        }
    }
}

void RepoReader::readRevision(int snapshots, const QByteArray &commit)
{
    const qint64 before = m_notes.bytes;
    FileDescriptor folder = openPart(snapshots, commit, "snapshots/" + commit);
    CacheRevision revision{.commit = commit, .refs = {}, .files = {}};
    struct stat facts;
    if (!lookAt(snapshots, commit.constData(), &facts, Follow::Last))
        return;
    revision.modifiedNs = inNs(facts.st_mtim);
    m_linkBytes.clear(); // this one may lie on another disk
    if (!m_repo.revisions.isEmpty()) // revisions mostly have as many files as the one before
        revision.files.reserve(m_repo.revisions.constLast().files.size());
    FolderWalk walk(std::move(folder));
    while (!m_stopped && walk.next()) {
        if (walk.depth() > 0) {
            note(walk.facts());
            asRead(joined("snapshots/" + commit, walk.path()), walk.facts());
        }
        if (walk.facts().st_dev != facts.st_dev) {
            problem(Kind::LeadsElsewhere, joined("snapshots/" + commit, walk.path()));
            continue;
        }
        if (!eachEntry(walk.folder(),
                       [&](const FolderEntry &entry) { readEntry(walk, entry, revision); }))
            problem(Kind::Unreadable, joined("snapshots/" + commit, walk.path()));
    }
    for (const QByteArray &closed : walk.closed()) {
        problem(Kind::Unreadable, joined("snapshots/" + commit, closed));
        if (lookAt(snapshots, joined(commit, closed).constData(), &facts))
            asRead(joined("snapshots/" + commit, closed), facts);
    }
    revision.notes = m_notes.bytes - before;
    std::ranges::sort(revision.files, {}, &CacheEntry::path);
    m_repo.revisions << std::move(revision);
}

// Most of a scan is here: no copies of names but the first of each, no call that is not needed.
void RepoReader::readEntry(FolderWalk &walk, const FolderEntry &entry, CacheRevision &revision)
{
    const char *name = entry.name.constData();
    const auto type = typeOf(walk.folder(), entry);
    if (type == DT_DIR)
        return walk.enter(copyOf(entry.name));
    m_entryPath.truncate(0);
    if (!walk.path().isEmpty())
        m_entryPath.append(walk.path()).append('/');
    m_entryPath.append(entry.name);
    const auto inRepo = [&] { return "snapshots/" + revision.commit + '/' + m_entryPath; };
    qint32 blob = kNotThere;
    quint32 link = 0;
    struct stat facts;
    if (type == DT_LNK) {
        LinkBuffer buffer;
        const QByteArray target = linkTargetIn(buffer, walk.folder(), name);
        if (target.isEmpty())
            return; // gone since
        link = noteLink(walk.folder(), name, target.size());
        blob = blobOfLink(walk, entry.name, target, revision.commit);
        if (blob == kFolder)
            return problem(Kind::LeadsElsewhere, inRepo(), target);
        if (blob == kNotThere || m_repo.blobs.at(blob).kind == CacheBlob::Kind::Lost)
            problem(Kind::MissingBlob, inRepo(), target);
        else if (m_repo.blobs.at(blob).kind == CacheBlob::Kind::Elsewhere)
            problem(Kind::LeadsElsewhere, inRepo(), target);
    } else if (lookAt(walk.folder(), name, &facts)) {
        blob = addBlob(CacheBlob::Kind::InSnapshot, inRepo(), facts);
        if (!S_ISREG(facts.st_mode))
            problem(Kind::NotAFile, inRepo());
    } else {
        return;
    }
    if (blob >= 0)
        ++m_repo.blobs[blob].uses;
    const auto shared = m_names.constFind(m_entryPath);
    revision.files.emplace_back(
        shared != m_names.constEnd() ? *shared : *m_names.insert(copyOf(m_entryPath)), blob, link);
}

// What a link takes on the disk is a matter of its length: one is asked for all of that length.
quint32 RepoReader::noteLink(int folder, const char *name, qsizetype length)
{
    struct stat facts;
    if (const auto known = m_linkBytes.constFind(length); known != m_linkBytes.constEnd()) {
        m_notes.bytes += *known;
        m_repo.notes += *known;
        return quint32(*known);
    }
    if (!lookAt(folder, name, &facts))
        return 0;
    note(facts);
    if (facts.st_nlink > 1)
        return 0; // it may have another name elsewhere
    return quint32(*m_linkBytes.insert(length, allocatedBy(facts)));
}

qint32 RepoReader::blobOfLink(const FolderWalk &walk, const QByteArray &name,
                              const QByteArray &target, const QByteArray &commit)
{
    const auto blobNamed = [this](const QByteArray &blob) {
        const auto known = m_blobs.constFind(blob);
        return known != m_blobs.constEnd() ? *known : readBlob(copyOf(blob));
    };
    // What clients write, told without taking it apart: this is most of a scan.
    static const QByteArray kUp = QByteArray("../").repeated(64);
    static constexpr QByteArrayView kBlobs = "blobs/";
    const auto up = qMin(qsizetype(3) * (walk.depth() + 2), kUp.size());
    const auto start = up + kBlobs.size();
    if (target.size() > start && target.startsWith(QByteArrayView(kUp).first(up))
        && QByteArrayView(target).sliced(up).startsWith(kBlobs) && target.indexOf('/', start) < 0
        && QByteArrayView(target).sliced(start) != "."
        && QByteArrayView(target).sliced(start) != "..")
        return blobNamed(
            QByteArray::fromRawData(target.constData() + start, target.size() - start));

    const QByteArray end = linkEnd(joined(m_path + "/snapshots/" + commit, walk.path()), target);
    const QByteArray blobs = m_path + "/blobs/";
    if (end.startsWith(blobs) && end.indexOf('/', blobs.size()) < 0)
        return blobNamed(end.sliced(blobs.size()));
    return elsewhere(walk, name, end);
}

qint32 RepoReader::elsewhere(const FolderWalk &walk, const QByteArray &name, const QByteArray &end)
{
    if (const auto known = m_elsewhere.constFind(end); known != m_elsewhere.constEnd())
        return *known;
    struct stat facts;
    qint32 blob = kNotThere;
    if (lookAt(walk.folder(), name.constData(), &facts, Follow::Last)) {
        blob = S_ISDIR(facts.st_mode) ? kFolder : addBlob(CacheBlob::Kind::Elsewhere, end, facts);
        if (blob >= 0)
            m_repo.blobs[blob].target = realPathAt(walk.folder(), name.constData());
    }
    m_elsewhere.insert(end, blob);
    return blob;
}
