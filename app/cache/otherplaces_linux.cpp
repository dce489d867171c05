#include "app/cache/cacheledger.h"

#include "app/disk/folderwalk_linux.h"

#include <QFile>

#include <dirent.h>
#include <fcntl.h>

#include <algorithm>

namespace {

using Place = CacheLedger::Place;
using Uses = std::array<CacheWalk::DiskUse, CacheLedger::kPlaces>;

Place placeOfHome(const QByteArray &name)
{
    return name == "token" || name.startsWith("stored_tokens") ? Place::Tokens
        : name == "datasets"                                   ? Place::DatasetsLibrary
        : name == "modules"                                    ? Place::Modules
        : name == "assets"                                     ? Place::Assets
        : name == "xet"                                        ? Place::Xet
                                                               : Place::Other;
}

Place placeOfFile(Place folder, const QByteArray &name)
{
    if (folder == Place::Tokens || folder == Place::Locks)
        return folder;
    return name.endsWith(".lock")      ? Place::Locks
        : name.endsWith(".incomplete") ? Place::Unfinished
                                       : folder;
}

using PlaceOf = Place (*)(const QByteArray &path); // below the folder that is counted

Place inHome(const QByteArray &path)
{
    return placeOfHome(path.first(path.contains('/') ? path.indexOf('/') : path.size()));
}

Place inXet(const QByteArray &)
{
    return Place::Xet;
}

Place inAssets(const QByteArray &)
{
    return Place::Assets;
}

Place inLocks(const QByteArray &path)
{
    return path.startsWith(".hubnaut") ? Place::Other : Place::Locks; // what was put aside
}

// What was put aside is that, whatever it is called.
Place placeIn(PlaceOf placeOf, const QByteArray &path)
{
    const Place folder = placeOf(path);
    return path.startsWith(".hubnaut") ? folder : placeOfFile(folder, path);
}

Place inOther(const QByteArray &)
{
    return Place::Other;
}

// Counts folders, none twice, whichever place leads to it first.
class Counting final
{
public:
    explicit Counting(const std::atomic_bool &stopped)
        : m_stopped(stopped)
    { }

    void add(Place place, const struct stat &facts)
    {
        CacheWalk::DiskUse &use = uses[size_t(place)];
        files += S_ISREG(facts.st_mode) ? 1 : 0;
        if (S_ISDIR(facts.st_mode) || facts.st_nlink < 2)
            use.bytes += allocatedBy(facts);
        else
            use.manyNamed.emplace_back(facts.st_dev, facts.st_ino, allocatedBy(facts));
    }

    bool isNew(const struct stat &folder)
    {
        const auto before = m_folders.size();
        m_folders << numberOf(folder);
        return m_folders.size() > before;
    }

    void count(FileDescriptor folder, PlaceOf placeOf)
    {
        struct stat facts;
        FolderWalk walk(std::move(folder));
        while (!m_stopped && walk.next()) {
            if (!isNew(walk.facts()))
                continue;
            add(placeOf(walk.path()), walk.facts());
            for (const FolderEntry &entry : entriesOf(walk.folder())) {
                if (typeOf(walk.folder(), entry) == DT_DIR)
                    walk.enter(entry.name);
                else if (lookAt(walk.folder(), entry.name.constData(), &facts))
                    add(placeIn(placeOf, joined(walk.path(), entry.name)), facts);
            }
        }
    }

    // All but what the scan reads as repositories and as the shared store.
    void countRest(const CacheWalk::Root &root)
    {
        struct stat facts;
        const int fd = root.folder.descriptor();
        if (fstat(fd, &facts) < 0 || !isNew(facts))
            return;
        add(Place::Other, facts);
        const QList<QByteArray> repos = CacheWalk::reposIn(root);
        for (const FolderEntry &entry : entriesOf(fd)) {
            if (std::ranges::binary_search(repos, entry.name)
                || (root.hasStore && entry.name == "blobs"))
                continue;
            if (typeOf(fd, entry) == DT_DIR)
                count(openFolderAt(fd, entry.name.constData()),
                      entry.name == ".locks" ? inLocks : inOther);
            else if (lookAt(fd, entry.name.constData(), &facts))
                add(Place::Other, facts);
        }
    }

    Uses uses;
    qint64 files = 0;

private:
    const std::atomic_bool &m_stopped;
    QSet<FileNumber> m_folders;
};

} // namespace

Uses readOtherPlaces(const CachePlaces &places, const CacheWalk::Root *root,
                     const std::atomic_bool &stopped)
{
    Counting counting(stopped);
    if (root)
        counting.countRest(*root);
    const std::array<std::pair<QString, PlaceOf>, 3> rest{
        {{places.xet, inXet}, {places.assets, inAssets}, {places.home, inHome}}};
    for (const auto &[path, placeOf] : rest)
        if (!path.isEmpty())
            counting.count(
                openFolderAt(AT_FDCWD, QFile::encodeName(path).constData(), Follow::Last), placeOf);
    return std::move(counting.uses);
}

QList<OtherStore> readOtherStores(const QList<OtherStore> &stores, const std::atomic_bool &stopped)
{
    QList<OtherStore> there;
    for (OtherStore store : stores) {
        Counting counting(stopped);
        counting.count(
            openFolderAt(AT_FDCWD, QFile::encodeName(store.folder).constData(), Follow::Last),
            inOther);
        store.files = counting.files;
        CacheParts sum{.root = {}, .repos = {}, .store = {}};
        sum.others = std::move(counting.uses);
        store.bytes = ledgerOf(sum).total();
        if (store.files > 0)
            there << store;
    }
    return there;
}
