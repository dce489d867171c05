#include "app/cache/quarantine.h"

#include "app/disk/cachelayout.h"
#include "app/disk/diskerror.h"

#include <QDateTime>
#include <QSet>
#include <QTimeZone>

#include <algorithm>
#include <cerrno>
#include <utility>

using namespace Qt::StringLiterals;

namespace {

constexpr char kHome[] = ".locks/.hubnaut-quarantine";
constexpr qint64 kMostManifest = qint64(1) << 30; // bytes
constexpr qint64 kMostState = 64 << 10;

DiskResult<Cleaning> stateIn(const Directory &home, const QByteArray &id, const QByteArray &state)
{
    const auto json = home.child(id).and_then(
        [&state](const Directory &box) { return box.readFile(state, kMostState); });
    if (!json)
        return std::unexpected(json.error());
    auto cleaning = Cleaning::fromJson(*json);
    if (!cleaning)
        return std::unexpected(EBADMSG); // of a later version, or damaged
    cleaning->id = id;
    return *cleaning;
}

// In the blocks that it has: a full disk has no others.
DiskResult<void> overwrite(const Directory &folder, const QByteArray &name,
                           const QByteArray &content)
{
    return folder.openToWrite(name).and_then([&content](const FileDescriptor &file) {
        return writeAt(file, content.constData(), content.size(), 0)
            .and_then([&] { return truncateFile(file, content.size()); })
            .and_then([&] { return syncFile(file); });
    });
}

} // namespace

DiskResult<Quarantine> Quarantine::open(const QString &root)
{
    Quarantine quarantine;
    auto folder = Directory::open(root);
    if (!folder)
        return std::unexpected(folder.error());
    auto home = folder->makeChild(kHome);
    if (!home)
        return std::unexpected(home.error());
    quarantine.m_lock = FileLock::tryLock(*home, "lock");
    if (quarantine.m_lock.state() == FileLock::State::Busy)
        return std::unexpected(EBUSY);
    quarantine.m_root = std::move(*folder);
    quarantine.m_home = std::move(*home);
    return quarantine;
}

QList<Cleaning> Quarantine::cleanings(const QString &root)
{
    QList<Cleaning> all;
    const auto home
        = Directory::open(root).and_then([](const Directory &d) { return d.child(kHome); });
    if (!home)
        return all;
    for (const QByteArray &id : home->names().value_or(QList<QByteArray>()))
        if (const auto cleaning = stateIn(*home, id, kState))
            all << *cleaning;
    std::ranges::sort(all, std::ranges::greater(),
                      [](const Cleaning &c) { return std::pair(c.atMs, c.id); });
    return all;
}

DiskResult<Cleaning> Quarantine::cleaning(const QByteArray &id) const
{
    return isPlainPath(id) ? stateIn(m_home, id, kState) : std::unexpected(EINVAL);
}

void Quarantine::makeReserve()
{
    constexpr qint64 kReserveBytes = 256 << 10;
    if (const auto room = m_home.room(); room && room->usable() > kReserveBytes)
        if (const auto file = m_home.createFile(kReserve))
            (void)writeAt(*file, QByteArray(kReserveBytes, '.').constData(), kReserveBytes, 0);
}

DiskResult<Directory> Quarantine::base(const QByteArray &base) const
{
    return base.isEmpty() ? m_root.child({}) : m_root.childMaybeLink(base);
}

DiskResult<Directory> Quarantine::box(const QByteArray &of, const Cleaning &cleaning, bool create)
{
    if (of.isEmpty())
        return create ? m_home.makeChild(cleaning.id) : m_home.child(cleaning.id);
    const auto folder = base(of);
    if (!folder)
        return std::unexpected(folder.error());
    const QByteArray path = QByteArray(kHomeInRepo) + '/' + cleaning.id;
    return create ? folder->makeChild(path) : folder->child(path);
}

DiskResult<CleaningManifest> Quarantine::manifest(const Cleaning &cleaning) const
{
    const auto bytes = m_home.child(cleaning.id).and_then([](const Directory &d) {
        return d.readFile(kManifest, kMostManifest);
    });
    if (!bytes && bytes.error() == ENOENT)
        return CleaningManifest(); // the last thing to go: nothing is left to do
    if (!bytes)
        return std::unexpected(bytes.error());
    const auto manifest = CleaningManifest::fromBytes(*bytes);
    if (!manifest)
        return std::unexpected(EIO);
    return *manifest;
}

DiskResult<void> Quarantine::write(const Cleaning &cleaning, State state)
{
    Cleaning changed = cleaning;
    changed.state = state;
    return m_home.child(cleaning.id).and_then([&changed](const Directory &d) {
        return d.replaceFile(kState, changed.toJson())
            .or_else([&](int error) {
                return isNoSpace(error) ? overwrite(d, kState, changed.toJson())
                                        : DiskResult<void>(std::unexpected(error));
            })
            .and_then([&d] { return d.sync(); });
    });
}

QList<CleaningFolder> Quarantine::foldersOf(const QList<CleaningMove> &moves) const
{
    QList<CleaningFolder> folders;
    QSet<std::pair<QByteArray, QByteArray>> seen;
    const auto look = [&](const QByteArray &of, const QByteArray &path) {
        if (seen.contains({of, path}))
            return;
        seen << std::pair(of, path);
        const auto folder
            = base(of).and_then([&path](const Directory &d) { return d.child(path); });
        const auto facts = folder ? folder->facts(".") : std::unexpected(ENOENT);
        const auto names = folder ? folder->names() : std::unexpected(ENOENT);
        if (facts && names)
            folders << CleaningFolder{of, path, facts->modifiedNs, facts->inode,
                                      digestOfNames(*names)};
    };
    for (const CleaningMove &move : moves) {
        if (!move.base.isEmpty())
            look(move.base, {}); // where our box comes
        look(move.base, CacheLayout::folderOf(move.path));
    }
    return folders;
}

DiskResult<Cleaning> Quarantine::begin(Cleaning cleaning, const QList<CleaningMove> &moves)
{
    const auto at = QDateTime::fromMSecsSinceEpoch(cleaning.atMs, QTimeZone::UTC);
    cleaning.id = uniqueName(at.toString(u"yyyyMMdd-HHmmss-zzz"_s).toLatin1(), "c");
    cleaning.state = State::Moving;
    m_manifest = {.moves = moves, .folders = foldersOf(moves)};
    const auto note = [&] {
        return m_home.makeChild(cleaning.id)
            .and_then([&](const Directory &own) {
                return own.replaceFile(kManifest, m_manifest.toBytes());
            })
            .and_then([&] { return write(cleaning, State::Moving); })
            .and_then([&] { return m_home.sync(); });
    };
    auto noted = note();
    if (!noted && isNoSpace(noted.error()) && m_home.remove(kReserve))
        noted = note();
    if (!noted)
        return std::unexpected(noted.error());
    QSet<QByteArray> bases{QByteArray()};
    for (const CleaningMove &move : moves)
        bases << move.base;
    for (const QByteArray &of : std::as_const(bases))
        if (!of.isEmpty()) // where that disk refuses, its steps fail one by one
            (void)box(of, cleaning, true);
    return cleaning;
}

DiskResult<Quarantine::Ends> Quarantine::endsOf(const Cleaning &cleaning, const CleaningMove &move)
{
    auto folder = base(move.base).and_then(
        [&move](const Directory &d) { return d.child(CacheLayout::folderOf(move.path)); });
    auto into = box(move.base, cleaning, false);
    if (!folder || !into)
        return std::unexpected(folder ? into.error() : folder.error());
    return Ends{std::move(*folder), std::move(*into)};
}

DiskResult<void> Quarantine::take(const Cleaning &cleaning, qsizetype index)
{
    const CleaningMove &move = m_manifest.moves.at(index);
    return endsOf(cleaning, move).and_then([&](const Ends &ends) {
        const QByteArray name = CacheLayout::nameOf(move.path), number = QByteArray::number(index);
        auto done = ends.folder.renameNew(name, ends.box, number);
        if (done || done.error() != EEXIST)
            return done;
        const auto there = ends.folder.facts(name), held = ends.box.facts(number);
        const bool isHeld = there && held && there->isSameFile(*held);
        return isHeld ? ends.folder.remove(name) : done;
    });
}

DiskResult<void> Quarantine::putBack(const Cleaning &cleaning, qsizetype index)
{
    return giveBack(cleaning, m_manifest.moves.at(index), QByteArray::number(index));
}

DiskResult<void> Quarantine::hold(const Cleaning &cleaning, qsizetype index)
{
    const CleaningMove &move = m_manifest.moves.at(index);
    return endsOf(cleaning, move).and_then([&](const Ends &ends) {
        return ends.folder.hardLink(CacheLayout::nameOf(move.path), ends.box,
                                    QByteArray::number(index));
    });
}

DiskResult<void> Quarantine::finish(Cleaning &cleaning)
{
    sync(m_manifest.folders);
    cleaning.state = State::Kept;
    const auto done = write(cleaning, cleaning.state);
    makeReserve();
    return done;
}

void Quarantine::sync(const QList<CleaningFolder> &folders)
{
    for (const CleaningFolder &folder : folders)
        if (const auto open = base(folder.base).and_then([&folder](const Directory &d) {
                return d.child(folder.path);
            }))
            (void)open->sync();
}
