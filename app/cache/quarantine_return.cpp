#include "app/cache/quarantine.h"

#include "app/cache/treeremoval.h"
#include "app/disk/cachelayout.h"
#include "app/disk/sharedstore.h"

#include <algorithm>
#include <cerrno>
#include <tuple>
#include <utility>

// The ways out of the quarantine: back, or gone.

namespace {

constexpr qint64 kHistoryMs = qint64(180) * 24 * 60 * 60 * 1'000;

DiskResult<void> unlessMissing(DiskResult<void> done)
{
    return done || done.error() == ENOENT ? DiskResult<void>() : done;
}

bool isOfStore(const CleaningMove &move)
{
    return move.base.isEmpty() && move.path.startsWith("blobs/");
}

// The same link, or the same content: one of the name of its hash, fetched anew.
bool isSame(const Directory &ours, const Directory &theirs, const QByteArray &name, bool isContent)
{
    using Type = EntryFacts::Type;
    const auto a = ours.facts(name), b = theirs.facts(name);
    if (!a || !b || a->type != b->type || a->size != b->size)
        return false;
    if (a->type == Type::Link)
        return ours.linkTarget(name) == theirs.linkTarget(name);
    constexpr qint64 kSmall = 4096; // bytes; refs and notes
    return a->type == Type::File
        && (isContent
            || (a->size <= kSmall && ours.readFile(name, kSmall) == theirs.readFile(name, kSmall)));
}

// A folder that somebody made anew gets what it lacks; what it has stays, and ours of that, too,
// where it is another. Contents come before what leads to them. May be done again. EEXIST: some of
// ours is left.
DiskResult<void> merge(const Directory &from, const QByteArray &name, const Directory &to,
                       const QByteArray &as)
{
    const auto ours = from.child(name);
    const auto theirs = to.child(as);
    if (!ours || !theirs)
        return std::unexpected(ours ? EEXIST : ours.error());
    auto names = ours->names();
    if (!names)
        return std::unexpected(names.error());
    std::ranges::sort(*names, {}, [](const QByteArray &each) {
        return std::tuple(each != "blobs", each != "snapshots", each);
    });
    DiskResult<void> left;
    for (const QByteArray &each : std::as_const(*names)) {
        auto done = ours->renameNew(each, *theirs, each);
        if (!done && done.error() == EEXIST) {
            const auto facts = ours->facts(each);
            if (facts && facts->type == EntryFacts::Type::Folder)
                done = merge(*ours, each, *theirs, each);
            else if (isSame(*ours, *theirs, each, as == "blobs"))
                done = ours->remove(each);
        }
        if (!done && (left || left.error() == EEXIST))
            left = done;
    }
    return left.and_then([&] { return from.removeFolder(name); });
}

} // namespace

DiskResult<void> Quarantine::cancel(Cleaning &cleaning)
{
    return undo(cleaning).transform([&](const Returned &) {
        if (cleaning.state == State::Returned) {
            forget(cleaning);
            cleaning = {};
        }
    });
}

DiskResult<void> Quarantine::giveBack(const Cleaning &cleaning, const CleaningMove &move,
                                      const QByteArray &number)
{
    const auto from = box(move.base, cleaning, false);
    const auto there = from ? from->facts(number) : std::unexpected(from.error());
    if (!there)
        return unlessMissing(std::unexpected(there.error())); // it was not taken, or is back
    const auto folder = base(move.base).and_then(
        [&move](const Directory &d) { return d.makeChild(CacheLayout::folderOf(move.path)); });
    if (!folder)
        return std::unexpected(folder.error());
    const QByteArray name = CacheLayout::nameOf(move.path);
    const auto done = from->renameNew(number, *folder, name);
    if (done || done.error() != EEXIST)
        return done;
    if (there->type == EntryFacts::Type::Folder)
        return merge(*from, number, *folder, name);
    return isThereAgain(*from, number, *folder, move.path) ? from->remove(number) : done;
}

// Who clears up the shared store meanwhile finds contents without links to them, and takes one of
// their two names only.
void Quarantine::showAgain(const Cleaning &cleaning, const CleaningManifest &notes)
{
    const auto from = m_home.child(cleaning.id);
    for (qsizetype i = 0; from && i < notes.moves.size(); ++i)
        if (const CleaningMove &move = notes.moves.at(i); isOfStore(move))
            (void)m_root.makeChild(CacheLayout::folderOf(move.path))
                .and_then([&](const Directory &folder) {
                    const QByteArray number = QByteArray::number(i);
                    const QByteArray name = CacheLayout::nameOf(move.path);
                    return from->hardLink(number, folder, name).or_else([&](int error) {
                        return error == EEXIST ? DiskResult<void>()
                                               : from->renameNew(number, folder, name);
                    });
                });
}

// What was only held, and the note of a content of the shared store that somebody fetched anew
// meanwhile: what uses it must be in that, too.
bool Quarantine::isThereAgain(const Directory &from, const QByteArray &number,
                              const Directory &folder, const QByteArray &path)
{
    const QByteArray name = CacheLayout::nameOf(path);
    const auto ours = from.facts(number), there = folder.facts(name);
    if (ours && there && ours->isSameFile(*there))
        return true;
    if (!path.startsWith("blobs/") || !name.endsWith(".refs"))
        return false;
    const auto lines = from.readFile(number, SharedStore::kMostNote);
    const FileLock lock = SharedStore::lockOf(folder, name.chopped(5));
    return lines && folder.append(name, *lines);
}

// Only a folder with the same names as before is the same again: who goes by its time must not
// miss what came meanwhile.
void Quarantine::restoreTimes(const QList<CleaningFolder> &folders)
{
    for (const CleaningFolder &was : folders) {
        const auto folder
            = base(was.base).and_then([&was](const Directory &d) { return d.child(was.path); });
        const auto names = folder ? folder->names() : std::unexpected(ENOENT);
        if (names && digestOfNames(*names) == was.digest)
            (void)folder->setModified(was.modifiedNs);
    }
}

// Repositories whose other disk is not there now: what was moved on it is not lost.
QSet<QByteArray> Quarantine::awayOf(const CleaningManifest &notes) const
{
    QSet<QByteArray> away;
    for (const CleaningFolder &was : notes.folders) {
        if (was.base.isEmpty() || !was.path.isEmpty())
            continue;
        const auto folder = base(was.base);
        const auto facts = folder ? folder->facts(".") : std::unexpected(folder.error());
        if (!facts || (facts->inode != was.inode && folder->keepsNumbers()))
            away << was.base;
    }
    return away;
}

// Removes the empty ones, and with the last of a repository its quarantine.
void Quarantine::closeBoxes(const Cleaning &cleaning, const CleaningManifest &manifest)
{
    QSet<QByteArray> closed;
    for (const CleaningMove &move : manifest.moves) {
        if (move.base.isEmpty() || closed.contains(move.base))
            continue;
        closed << move.base;
        const auto folder = base(move.base);
        const auto home = folder ? folder->child(kHomeInRepo) : std::unexpected(ENOENT);
        if (home) {
            (void)home->removeFolder(cleaning.id);
            (void)folder->removeFolder(kHomeInRepo);
        }
    }
    if (const auto own = m_home.child(cleaning.id))
        (void)own->remove(kManifest);
}

DiskResult<Quarantine::Returned> Quarantine::undo(Cleaning &cleaning)
{
    if (cleaning.state == State::Freed || cleaning.state == State::Returned)
        return std::unexpected(ENODATA);
    const auto notes = manifest(cleaning);
    if (!notes)
        return std::unexpected(notes.error());
    if (cleaning.state != State::Moving)
        if (const auto written = write(cleaning, State::Returning); !written)
            return std::unexpected(written.error());
    const QSet<QByteArray> away = awayOf(*notes);
    Returned returned;
    showAgain(cleaning, *notes);
    QList<qsizetype> order; // from the last one, the store's after what leads to them
    for (qsizetype i = notes->moves.size() - 1; i >= 0; --i)
        order << i;
    std::ranges::stable_partition(order,
                                  [&](qsizetype i) { return !isOfStore(notes->moves.at(i)); });
    for (const qsizetype i : std::as_const(order)) {
        const CleaningMove &move = notes->moves.at(i);
        const auto done = away.contains(move.base)
            ? std::unexpected(ENODEV)
            : giveBack(cleaning, move, QByteArray::number(i));
        const QByteArray path = move.base + (move.base.isEmpty() ? "" : "/") + move.path;
        if (done)
            ++returned.back;
        else
            (done.error() == EEXIST ? returned.stayed : returned.failed) << path;
    }
    restoreTimes(notes->folders);
    const bool complete = returned.stayed.isEmpty() && returned.failed.isEmpty();
    sync(notes->folders);
    if (complete) {
        closeBoxes(cleaning, *notes);
        restoreTimes(notes->folders); // of those that had our box
    }
    const State after = complete ? State::Returned : State::Kept;
    const bool wasComplete = std::exchange(cleaning.state, after) != State::Moving;
    if (complete && !wasComplete)
        return returned; // it is forgotten
    return write(cleaning, after).transform([&] { return returned; });
}

DiskResult<Quarantine::Freed> Quarantine::free(Cleaning &cleaning, const IsStopped &isStopped)
{
    const auto notes = manifest(cleaning);
    if (!notes)
        return std::unexpected(notes.error());
    if (const auto written = write(cleaning, State::Freeing); !written)
        return std::unexpected(written.error());
    cleaning.state = State::Freeing;
    const QSet<QByteArray> away = awayOf(*notes);
    Freed freed{.failed = {away.begin(), away.end()}};
    QSet<QByteArray> bases{QByteArray()};
    for (const CleaningMove &move : notes->moves)
        bases << move.base;
    bases -= away;
    for (const QByteArray &of : std::as_const(bases)) {
        const auto from = box(of, cleaning, false);
        QList<QByteArray> names
            = from ? from->names().value_or(QList<QByteArray>()) : QList<QByteArray>();
        erase_if(names, [](const QByteArray &name) { return name == kManifest || name == kState; });
        if (!names.isEmpty())
            freed.failed += TreeRemoval::removeAll(*from, names, isStopped);
    }
    if ((isStopped && isStopped()) || !freed.failed.isEmpty())
        return freed;
    closeBoxes(cleaning, *notes);
    freed.complete = true;
    return write(cleaning, State::Freed).transform([&] {
        cleaning.state = State::Freed;
        return freed;
    });
}

void Quarantine::forget(const Cleaning &cleaning)
{
    const auto own = m_home.child(cleaning.id);
    if (!own)
        return;
    const auto names = own->names();
    if (!names || std::ranges::any_of(*names, [](const QByteArray &name) {
            return name != kManifest && name != kState;
        }))
        return; // something is in here: it stays
    (void)own->remove(kManifest); // the state last: without one nothing is in here
    (void)own->remove(kState);
    (void)m_home.removeFolder(cleaning.id);
}

void Quarantine::recover(qint64 nowMs, const IsStopped &isStopped, const QByteArray &spared)
{
    for (const QByteArray &id : m_home.names().value_or(QList<QByteArray>())) {
        if (id == "lock" || id == kReserve || (isStopped && isStopped()))
            continue;
        const auto noted = cleaning(id);
        if (!noted && noted.error() != ENOENT)
            continue;
        if (const auto own = m_home.child(id)) // a note that was not finished
            for (const QByteArray &name : own->names().value_or(QList<QByteArray>()))
                if (name.endsWith(".tmp"))
                    (void)own->remove(name);
        Cleaning each = noted.value_or(Cleaning{.id = id, .what = {}});
        switch (each.state) {
        case State::Moving:
            if (noted)
                (void)cancel(each);
            else
                forget(each);
            break;
        case State::Returning: (void)undo(each); break;
        case State::Kept:
            if (each.untilMs <= nowMs && id != spared)
                (void)free(each, isStopped);
            break;
        case State::Freeing: (void)free(each, isStopped); break;
        case State::Returned:
        case State::Freed:
            if (each.atMs < nowMs - kHistoryMs)
                forget(each);
            break;
        }
    }
}
