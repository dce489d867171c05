#include "app/disk/sharedstore.h"

#include "app/disk/cachelayout.h"
#include "app/disk/filelock.h"
#include "app/hub/revision.h"

#include <cerrno>
#include <thread>

namespace {

constexpr char kStoreVersion[] = "1\n";
constexpr qint64 kMaxMark = 16; // bytes
constexpr int kLockTries = 50;
constexpr std::chrono::milliseconds kLockEvery{20}; // others hold it for a few system calls

// For everybody who may write to the cache, as the Python client makes it.
FileLock lockOfContent(const Directory &folder, const QByteArray &xet)
{
    FileLock lock;
    for (int i = 0; i < kLockTries; ++i) {
        lock = FileLock::tryLock(folder, xet + ".lock", FileLock::For::Everybody);
        if (lock.state() == FileLock::State::Held)
            break;
        std::this_thread::sleep_for(kLockEvery);
    }
    return lock;
}

} // namespace

bool SharedStore::isOurVersion(const Directory &root)
{
    const auto mark = root.child("blobs").and_then([](const Directory &store) {
        return store.readFile(CacheLayout::kSharedMarker, kMaxMark);
    });
    return mark == kStoreVersion;
}

std::optional<Directory> SharedStore::folderOf(const Directory &root, const QByteArray &xet,
                                               qint64 size)
{
    if (!isSha256Hex(QString::fromLatin1(xet)) || !isOurVersion(root))
        return {};
    auto folder = root.child("blobs/" + xet.first(2));
    const auto facts = folder ? folder->facts(xet) : std::unexpected(folder.error());
    if (!facts || facts->type != EntryFacts::Type::File || facts->size != size)
        return {};
    return std::move(*folder);
}

DiskResult<void> SharedStore::add(const Directory &root, const Directory &blobs,
                                  const NewLink &link)
{
    const QByteArray content = "blobs/" + link.xet.first(2);
    const auto folder = root.child(content);
    if (!folder)
        return std::unexpected(folder.error());
    const FileLock lock = lockOfContent(*folder, link.xet);
    if (lock.state() != FileLock::State::Held)
        return std::unexpected(EAGAIN);
    const auto now = folder->facts(link.xet);
    if (!now || !now->isSameFile(link.checked) || now->size != link.checked.size)
        return std::unexpected(ESTALE); // nobody used it, so it was removed
    const QByteArray temporary = '.' + uniqueName(link.etag, "shared");
    const QByteArray line = link.repoFolder + "/blobs/" + link.etag + '\n';
    // Who clears up believes the note only when the link is there: the note comes first.
    const auto done = blobs.makeLink(temporary, "../../" + content + '/' + link.xet)
                          .and_then([&] { return folder->append(link.xet + ".refs", line); })
                          .and_then([&] { return blobs.renameNew(temporary, blobs, link.etag); });
    if (!done)
        (void)blobs.remove(temporary);
    return done;
}
