#include "app/disk/sharedstore.h"

#include "app/disk/cachelayout.h"
#include "app/hub/revision.h"

#include <cerrno>
#include <thread>

namespace {

constexpr char kStoreVersion[] = "1\n";
constexpr qint64 kMaxMark = 16; // bytes
constexpr int kLockTries = 50;
constexpr std::chrono::milliseconds kLockEvery{20}; // others hold it for a few system calls

// It certainly leads nowhere: it is not there, or no link.
bool isNoLink(int error)
{
    return error == ENOENT || error == ENOTDIR || error == EINVAL;
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

FileLock SharedStore::lockOf(const Directory &folder, const QByteArray &xet)
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

std::optional<QList<QByteArray>> SharedStore::usersIn(const QByteArray &note)
{
    QList<QByteArray> users;
    for (const QByteArray &line : note.split('\n')) {
        const QList<QByteArray> names = line.split('/');
        if (line.isEmpty())
            continue;
        if (names.size() != 3 || names.at(1) != "blobs" || names.at(2).isEmpty()
            || names.at(2) == "." || names.at(2) == ".." || names.at(2).contains('\0')
            || !CacheLayout::repoOf(QString::fromUtf8(names.at(0))))
            return {};
        users << line;
    }
    return users;
}

DiskResult<bool> SharedStore::hasUsers(const Directory &root, const Directory &folder,
                                       const QByteArray &xet)
{
    const auto note = folder.readFile(xet + ".refs", kMostNote);
    if (!note)
        return std::unexpected(note.error());
    const auto users = usersIn(*note);
    if (!users)
        return std::unexpected(EBADMSG);
    for (const QByteArray &user : *users) {
        const QList<QByteArray> names = user.split('/');
        const auto blobs = root.childMaybeLink(names.at(0)).and_then([](const Directory &d) {
            return d.child("blobs");
        });
        const auto target = blobs ? blobs->linkTarget(names.at(2)) : std::unexpected(blobs.error());
        if (target && CacheLayout::nameOf(*target) == xet)
            return true;
        if (!target && !isNoLink(target.error()))
            return std::unexpected(target.error());
    }
    return false;
}

DiskResult<void> SharedStore::add(const Directory &root, const Directory &blobs,
                                  const NewLink &link)
{
    const QByteArray content = "blobs/" + link.xet.first(2);
    const auto folder = root.child(content);
    if (!folder)
        return std::unexpected(folder.error());
    const FileLock lock = lockOf(*folder, link.xet);
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
