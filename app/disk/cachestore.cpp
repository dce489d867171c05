#include "app/disk/cachelayout.h"
#include "app/disk/cachestore_p.h"
#include "app/disk/diskerror.h"
#include "app/disk/repofolder.h"
#include "app/disk/sharedstore.h"

#include <array>
#include <cerrno>

using namespace Qt::StringLiterals;

namespace {

bool isRightSize(const EntryFacts &facts, const QByteArray &blob, qint64 size)
{
    static constexpr std::array kEmptyContent{
        "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"};
    if (size >= 0)
        return facts.size == size;
    // Power cuts leave empty files under good names.
    return facts.size > 0 || blob == kEmptyContent[0] || blob == kEmptyContent[1];
}

BlobState stateOfSharedBlob(const Directory &root, const QByteArray &target, qint64 size)
{
    const QByteArray shared = CacheLayout::sharedBlob(target);
    if (shared.isEmpty())
        return BlobState::Foreign;
    const auto store = root.child("blobs");
    if (!store || !store->exists(CacheLayout::kSharedMarker))
        return BlobState::Foreign;
    const bool mayReplace = SharedStore::isOurVersion(root);
    const auto folder = root.child(CacheLayout::folderOf(shared));
    const auto facts
        = folder ? folder->facts(CacheLayout::nameOf(shared)) : std::unexpected(ENOENT);
    const bool good
        = facts && facts->type == EntryFacts::Type::File && isRightSize(*facts, {}, size);
    return good ? BlobState::Good : mayReplace ? BlobState::Damaged : BlobState::Foreign;
}

bool isCommitName(const FileSpec &file)
{
    return isSha1Hex(file.commit);
}

bool isBlobName(const QByteArray &name)
{
    const QString text = QString::fromLatin1(name);
    return isSha1Hex(text) || isSha256Hex(text);
}

} // namespace

BlobState stateOfBlob(const Directory &root, const Directory &blobs, const QByteArray &blob,
                      qint64 size)
{
    const auto facts = blobs.facts(blob);
    if (!facts)
        return BlobState::Missing;
    switch (facts->type) {
    case EntryFacts::Type::File:
        return isRightSize(*facts, blob, size) ? BlobState::Good : BlobState::Damaged;
    case EntryFacts::Type::Link:
        return stateOfSharedBlob(root, blobs.linkTarget(blob).value_or(QByteArray()), size);
    case EntryFacts::Type::Folder:
    case EntryFacts::Type::Other: return BlobState::Foreign;
    }
    Q_UNREACHABLE();
}

CacheStore::CacheStore(const QString &root, Links links)
    : CacheStore(std::make_shared<RootFolder>(root), links)
{ }

CacheStore::CacheStore(std::shared_ptr<RootFolder> root, Links links)
    : m_root(std::move(root))
    , m_links(links)
{ }

QString CacheStore::localPath(const FileSpec &file) const
{
    return name() + u'/' + CacheLayout::repoFolder(file.repo) + "/snapshots/"_L1 + file.commit
        + u'/' + file.path.text();
}

DiskResult<CacheStore::Places> CacheStore::placesFor(const FileSpec &file, bool create) const
{
    const QByteArray repoFolder = CacheLayout::repoFolder(file.repo).toUtf8();
    const QByteArray path = file.path.text().toUtf8();
    const QByteArray parent = CacheLayout::folderOf(path);
    const QByteArray snapshot
        = "snapshots/" + file.commit.toLatin1() + (parent.isEmpty() ? "" : "/") + parent;
    Places p{.entry = CacheLayout::nameOf(path)};
    const auto take = [](Directory &into, DiskResult<Directory> from) -> int {
        if (!from)
            return from.error();
        into = std::move(*from);
        return 0;
    };
    int error = take(p.root, create ? m_root->make() : m_root->open());
    // The repository's folder itself may be a link: people move large ones to other disks.
    if (!error)
        error
            = take(p.repo,
                   create ? makeRepoFolder(p.root, repoFolder) : p.root.childMaybeLink(repoFolder));
    if (!error)
        error = take(p.snapshot, create ? p.repo.makeChild(snapshot) : p.repo.child(snapshot));
    if (!error && create)
        error = take(p.locks, p.root.makeChild(".locks/" + repoFolder));
    if (!error) {
        error = take(p.blobs, create ? p.repo.makeChild("blobs") : p.repo.child("blobs"));
        if (error == ENOENT) // a cache without links has none
            error = 0;
    }
    if (error)
        return std::unexpected(error);
    if (create && !p.root.exists(CacheLayout::kTagName))
        (void)p.root.replaceFile(CacheLayout::kTagName, CacheLayout::kTagContent, p.locks);
    return p;
}

std::optional<QString> CacheStore::present(const FileSpec &file) const
{
    if (!isCommitName(file) || file.isDoubted)
        return {};
    const auto p = placesFor(file, false);
    const auto facts = p ? p->snapshot.facts(p->entry) : std::unexpected(ENOENT);
    if (!facts)
        return {};
    if (facts->type == EntryFacts::Type::File)
        return isRightSize(*facts, file.blob, file.size) ? std::optional(localPath(file))
                                                         : std::nullopt;
    if (facts->type != EntryFacts::Type::Link || !p->blobs.isOpen())
        return {};
    const QByteArray target = p->snapshot.linkTarget(p->entry).value_or(QByteArray());
    const QByteArray blob = CacheLayout::blobOfLink(file.path.text(), target);
    if (blob.isEmpty() || (!file.blob.isEmpty() && blob != file.blob))
        return {};
    if (stateOfBlob(p->root, p->blobs, blob, file.size) != BlobState::Good)
        return {};
    return localPath(file);
}

bool CacheStore::hasContent(const FileSpec &file) const
{
    if (present(file))
        return true;
    const auto root = m_root->open();
    const auto repo = root ? root->childMaybeLink(CacheLayout::repoFolder(file.repo).toUtf8())
                           : std::unexpected(ENOENT);
    const auto blobs = repo ? repo->child("blobs") : std::unexpected(ENOENT);
    if (blobs && isBlobName(file.blob)
        && stateOfBlob(*root, *blobs, file.blob, file.size) == BlobState::Good)
        return true;
    return root && m_links == Links::Symbolic && SharedStore::folderOf(*root, file.xet, file.size);
}

PartFile::Wanted CacheStore::wantedFor(const FileSpec &file,
                                       std::shared_ptr<const std::atomic_bool> leaving) const
{
    return {.stem = file.blob,
            .size = file.size,
            .leaving = std::move(leaving),
            .lockFolder = name() + "/.locks/"_L1 + CacheLayout::repoFolder(file.repo),
            .lockName = file.blob + ".lock"};
}

std::shared_ptr<KeptPart> CacheStore::left(const FileSpec &file,
                                           std::shared_ptr<const std::atomic_bool> leaving) const
{
    const auto p = isCommitName(file) && isBlobName(file.blob) ? placesFor(file, false)
                                                               : std::unexpected(ENOENT);
    return p && p->blobs.isOpen() ? PartFile::left(p->blobs, wantedFor(file, std::move(leaving)))
                                  : nullptr;
}

Result<Prepared> CacheStore::prepare(const FileSpec &file, const Attempt &attempt) const
{
    using State = Prepared::State;
    if (!isCommitName(file) || !isBlobName(file.blob) || file.size < 0)
        return std::unexpected(
            HubError::badReply(u"commit, ETag or size of "_s + file.path.text()));
    if (const auto path = present(file))
        return Prepared{.state = State::Present, .localPath = *path};
    auto places = placesFor(file, true);
    if (!places)
        return std::unexpected(diskError(places.error(), name()));
    FileLock lock = FileLock::tryLock(places->locks, file.blob + ".lock");
    if (lock.state() == FileLock::State::Busy && !attempt.force)
        return Prepared{.state = State::Busy, .holder = lock.holder()};

    const auto unchecked = [this](DiskResult<std::shared_ptr<PartFile>> found) {
        return orDiskError(std::move(found), name())
            .transform([](const std::shared_ptr<PartFile> &part) {
                return Prepared{
                    .state = State::Unchecked, .part = part, .ranges = part->rangesAtFirst()};
            });
    };
    switch (stateOfBlob(places->root, places->blobs, file.blob, file.size)) {
    case BlobState::Good:
        if (attempt.distrust)
            break;
        return unchecked(foundBlob(*places, file, std::move(lock)));
    case BlobState::Foreign:
        return std::unexpected(diskError(ELOOP,
                                         name() + u'/' + CacheLayout::repoFolder(file.repo)
                                             + "/blobs/"_L1 + QString::fromLatin1(file.blob)));
    case BlobState::Missing:
        if (auto store = SharedStore::folderOf(places->root, file.xet, file.size);
            store && m_links == Links::Symbolic && !attempt.distrust)
            return unchecked(PartFile::found(std::move(*store), file.xet, std::move(lock)));
        break;
    case BlobState::Damaged: break;
    }
    PartFile::Wanted wanted = wantedFor(file, attempt.leaving);
    wanted.kept = attempt.kept;
    wanted.borrows = attempt.borrows;
    auto part = PartFile::create(std::move(places->blobs), wanted, std::move(lock));
    if (!part)
        return std::unexpected(diskError(part.error(), name()));
    if (attempt.distrust)
        (*part)->setReplacing();
    return Prepared{.state = State::Ready, .part = *part, .ranges = (*part)->rangesAtFirst()};
}

// Another commit's, or another program's. Its name says what it should be, not what it is.
DiskResult<std::shared_ptr<PartFile>> CacheStore::foundBlob(Places &p, const FileSpec &file,
                                                            FileLock lock)
{
    PartFile::forget(p.blobs, file.blob);
    const auto target = p.blobs.linkTarget(file.blob);
    if (!target)
        return PartFile::found(std::move(p.blobs), file.blob, std::move(lock));
    const QByteArray shared = CacheLayout::sharedBlob(*target);
    auto folder = p.root.child(CacheLayout::folderOf(shared));
    if (!folder)
        return std::unexpected(folder.error());
    return PartFile::found(std::move(*folder), CacheLayout::nameOf(shared), std::move(lock));
}
