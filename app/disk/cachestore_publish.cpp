#include "app/disk/cachelayout.h"
#include "app/disk/cachestore_p.h"
#include "app/disk/contenthash.h"
#include "app/disk/diskerror.h"
#include "app/disk/sharedstore.h"

#include <cerrno>

// How what is there and right gets its names: in blobs, then in the snapshot.

namespace {

constexpr qint64 kOwnCopyStep = 1 << 20; // bytes

bool areLinksImpossible(int error)
{
    return error == EPERM || error == ENOTSUP || error == ENOSYS;
}

// Of a content that was found right; hashed once more, because it is read once more: ESTALE when it
// is not right any more.
DiskResult<std::shared_ptr<PartFile>> ownCopy(const FileDescriptor &source, const FileSpec &file,
                                              const Directory &blobs)
{
    auto folder = blobs.child({});
    if (!folder)
        return std::unexpected(folder.error());
    if (const auto room = folder->room(); room && room->usable() < file.size)
        return std::unexpected(ENOSPC);
    auto part = PartFile::create(std::move(*folder), {.stem = file.blob}, {});
    if (!part)
        return part;
    ContentHash hash(file.blob, file.size);
    QByteArray buffer(kOwnCopyStep, Qt::Uninitialized);
    for (qint64 at = 0; at < file.size;) {
        const auto n = readAt(source, buffer.data(), qMin(kOwnCopyStep, file.size - at), at);
        if (!n || *n == 0)
            return std::unexpected(n ? EIO : n.error());
        hash.add(QByteArrayView(buffer).first(*n));
        if (auto written = writeAt((*part)->file(), buffer.constData(), *n, at); !written)
            return std::unexpected(written.error());
        at += *n;
    }
    if (hash.result() != file.blob)
        return std::unexpected(ESTALE);
    return (*part)->makeDurable().transform([&part] { return *part; });
}

} // namespace

// Whether what came under the content's name meanwhile is the content: other clients look at its
// size only.
bool CacheStore::isRight(const Places &p, const FileSpec &file)
{
    const auto target = p.blobs.linkTarget(file.blob);
    const QByteArray shared = target ? CacheLayout::sharedBlob(*target) : QByteArray();
    const auto open = target
        ? p.root.child(CacheLayout::folderOf(shared)).and_then([&shared](const Directory &folder) {
              return folder.openFile(CacheLayout::nameOf(shared));
          })
        : p.blobs.openFile(file.blob);
    const auto hash
        = open ? ContentHash::ofFile(*open, file.blob, file.size) : std::unexpected(open.error());
    return hash == file.blob;
}

// Under the content's name, durably. What has it already stays when it is right: another program
// was faster, and has readers.
DiskResult<void> CacheStore::nameContent(const Places &p, const FileSpec &file, PartFile &part)
{
    const auto named = part.renameNew(p.blobs, file.blob);
    if (named || named.error() != EEXIST)
        return named.and_then([&p] { return p.blobs.sync(); });
    switch (stateOfBlob(p.root, p.blobs, file.blob, file.size)) {
    case BlobState::Good:
        if (!part.isReplacing() && isRight(p, file))
            return p.blobs.sync();
        break;
    case BlobState::Missing:
    case BlobState::Damaged: break;
    case BlobState::Foreign: return std::unexpected(ELOOP);
    }
    return part.replace(p.blobs, file.blob).and_then([&p] { return p.blobs.sync(); });
}

// What the repositories share gets a link. Whatever prevents that, the content is right and here:
// the repository then gets a copy of its own.
DiskResult<void> CacheStore::nameShared(const Places &p, const FileSpec &file, const PartFile &part)
{
    const auto linked = factsOf(part.file()).and_then([&](const EntryFacts &checked) {
        return SharedStore::add(p.root, p.blobs,
                                {.repoFolder = CacheLayout::repoFolder(file.repo).toUtf8(),
                                 .etag = file.blob,
                                 .xet = file.xet,
                                 .checked = checked});
    });
    if (linked)
        return p.blobs.sync();
    return ownCopy(part.file(), file, p.blobs).and_then([&](const auto &copy) {
        return nameContent(p, file, *copy);
    });
}

DiskResult<void> CacheStore::showFound(const Places &p, const FileSpec &file,
                                       const PartFile &part) const
{
    const bool isNamed = m_links == Links::None || p.blobs.exists(file.blob);
    return (isNamed ? p.blobs.sync() : nameShared(p, file, part)).and_then([&] {
        return show(p, file, part);
    });
}

DiskResult<void> CacheStore::copyToSnapshot(const Places &p, const FileSpec &file,
                                            const PartFile &part)
{
    return ownCopy(part.file(), file, p.blobs).and_then([&](const auto &copy) {
        return copy->replace(p.snapshot, p.entry);
    });
}

// As the Python client does it where links are impossible: nobody else uses a content that is new.
DiskResult<void> CacheStore::moveToSnapshot(const Places &p, const FileSpec &file,
                                            const PartFile &part)
{
    const auto ours = factsOf(part.file());
    const auto named = p.blobs.facts(file.blob);
    if (part.isFound() || !ours || !named || !named->isSameFile(*ours))
        return copyToSnapshot(p, file, part);
    return p.blobs.rename(file.blob, p.snapshot, p.entry).and_then([&p] {
        return p.snapshot.sync();
    });
}

// The entry in the snapshot. What was found right is copied where links are impossible: the blob
// may be a link itself.
DiskResult<void> CacheStore::show(const Places &p, const FileSpec &file, const PartFile &part) const
{
    const auto facts = p.snapshot.facts(p.entry);
    if (facts
        && (facts->type == EntryFacts::Type::Folder || facts->type == EntryFacts::Type::Other))
        return std::unexpected(EISDIR);
    if (m_links == Links::None)
        return copyToSnapshot(p, file, part);

    const QByteArray target = CacheLayout::linkTarget(file.path.text(), file.blob);
    if (p.snapshot.linkTarget(p.entry) == target)
        return {};
    auto linked = p.snapshot.makeLink(p.entry, target);
    if (!linked && linked.error() == EEXIST) {
        if (p.snapshot.linkTarget(p.entry) == target)
            return {}; // another program was as fast
        // Made beside the snapshots, where nobody takes it for a file of one; the locks may be on
        // another disk.
        const QByteArray temporary = uniqueName(file.blob, "tmp");
        linked = p.repo.makeLink(temporary, target).and_then([&] {
            return p.repo.rename(temporary, p.snapshot, p.entry);
        });
        if (!linked)
            (void)p.repo.remove(temporary);
    }
    if (!linked && areLinksImpossible(linked.error()))
        return moveToSnapshot(p, file, part);
    return linked;
}

std::expected<QString, PublishFailure>
CacheStore::publish(const FileSpec &file, const std::shared_ptr<PartFile> &part) const
{
    const QString where = localPath(file);
    return publishIn(file, part)
        .transform([&where] { return where; })
        .transform_error([&where](int error) { return publishFailureOf(error, where); });
}

DiskResult<void> CacheStore::publishIn(const FileSpec &file,
                                       const std::shared_ptr<PartFile> &part) const
{
    const auto p = placesFor(file, true);
    if (!p)
        return std::unexpected(p.error());
    DiskResult<void> done = part->check(file.size);
    if (done && part->isFound())
        return showFound(*p, file, *part);
    done = done.and_then([&] { return part->makeDurable(); });
    if (!done)
        return done;
    if (m_links == Links::None)
        return part->replace(p->snapshot, p->entry).and_then([&] { return p->snapshot.sync(); });

    // The name first, durably, then the link to it: a link to nothing hides the whole repository
    // from the Python client.
    return nameContent(*p, file, *part).and_then([&] { return show(*p, file, *part); });
}
