#include "app/cache/cachewalk.h"

#include "app/cache/reporeader_linux.h"
#include "app/disk/cachelayout.h"
#include "app/disk/sharedstore.h"
#include "app/hub/revision.h"

#include <QFile>

#include <dirent.h>

#include <algorithm>

namespace {

const char kNote[] = ".refs";

void add(CacheWalk::DiskUse &use, const struct stat &facts)
{
    if (S_ISDIR(facts.st_mode) || facts.st_nlink < 2)
        use.bytes += allocatedBy(facts);
    else
        use.manyNamed.emplace_back(facts.st_dev, facts.st_ino, allocatedBy(facts));
}

bool isShared(QByteArrayView prefix, const QByteArray &name)
{
    return prefix.size() == 2 && name.startsWith(prefix) && isSha256Hex(QString::fromLatin1(name));
}

void readStoreFolder(const Directory &folder, const QByteArray &prefix,
                     CacheWalk::StoreReading &reading)
{
    struct stat facts;
    if (fstat(folder.descriptor(), &facts) == 0)
        add(reading.notes, facts);
    for (const FolderEntry &entry : entriesOf(folder.descriptor())) {
        if (!lookAt(folder.descriptor(), entry.name.constData(), &facts))
            continue;
        if (!S_ISREG(facts.st_mode) || !isShared(prefix, entry.name)) {
            add(reading.notes, facts);
            continue;
        }
        const auto note = folder.readFile(entry.name + kNote, SharedStore::kMostNote);
        const auto users = note && note->isValidUtf8() ? SharedStore::usersIn(*note) : std::nullopt;
        struct stat noteFacts = {};
        if (users)
            (void)lookAt(folder.descriptor(), (entry.name + kNote).constData(), &noteFacts);
        reading.blobs << SharedBlob{.hash = entry.name,
                                    .users = users.value_or(QList<QByteArray>()),
                                    .hasNote = users.has_value(),
                                    .note = quint32(allocatedBy(noteFacts)),
                                    .size = facts.st_size,
                                    .allocated = allocatedBy(facts),
                                    .accessedNs = inNs(facts.st_atim),
                                    .modifiedNs = inNs(facts.st_mtim),
                                    .device = facts.st_dev,
                                    .inode = facts.st_ino,
                                    .names = static_cast<quint32>(facts.st_nlink)};
    }
}

} // namespace

DiskResult<CacheWalk::Root> CacheWalk::open(const QString &path)
{
    auto folder = Directory::open(path);
    if (!folder)
        return std::unexpected(folder.error());
    Root root{.folder = std::move(*folder), .path = {}};
    root.path = QFile::encodeName(root.folder.path());
    root.hasStore = SharedStore::isOurVersion(root.folder);
    return root;
}

QList<QByteArray> CacheWalk::reposIn(const Root &root)
{
    QList<QByteArray> names;
    for (const FolderEntry &entry : entriesOf(root.folder.descriptor()))
        if (!isHelper(entry.name) && entry.name != ".locks" && entry.name != CacheLayout::kTagName
            && !(root.hasStore && entry.name == "blobs"))
            names << entry.name;
    std::ranges::sort(names);
    return names;
}

std::optional<CacheWalk::Reading> CacheWalk::readRepo(const Root &root, const QByteArray &name,
                                                      const std::atomic_bool &stopped)
{
    return RepoReader(root, name, stopped).read();
}

bool CacheWalk::Reading::isStillSo(const Root &root) const
{
    return std::ranges::all_of(asRead, [&root](const AsRead &a) {
        struct stat now;
        const bool isThere
            = lookAt(root.folder.descriptor(), a.path.constData(), &now, Follow::Last);
        return isThere ? inNs(now.st_ctim) == a.changedNs : a.changedNs == AsRead::kGone;
    });
}

CacheWalk::StoreReading CacheWalk::readStore(const Root &root, const std::atomic_bool &stopped)
{
    StoreReading reading;
    const auto store = root.hasStore ? root.folder.child("blobs") : std::unexpected(ENOENT);
    if (!store)
        return reading;
    struct stat facts;
    if (fstat(store->descriptor(), &facts) == 0)
        add(reading.notes, facts);
    for (const FolderEntry &entry : entriesOf(store->descriptor())) {
        if (stopped)
            break;
        const auto folder = store->child(entry.name);
        if (folder)
            readStoreFolder(*folder, entry.name, reading);
        else if (lookAt(store->descriptor(), entry.name.constData(), &facts))
            add(reading.notes, facts);
    }
    std::ranges::sort(reading.blobs, {}, &SharedBlob::hash);
    return reading;
}
