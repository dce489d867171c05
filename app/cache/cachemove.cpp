#include "app/cache/cachemove.h"

#include "app/disk/cachelayout.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstring>
#include <ranges>
#include <utility>

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMoveStep = 1 << 20; // bytes, read and written in one go
constexpr char kOurs[] = ".hubnaut-move"; // what is not complete; of any length of a name
constexpr char kMark[] = ".locks/.hubnaut-move"; // says where the new place has its content from
constexpr qint64 kMostMark = PATH_MAX; // bytes
constexpr char kLocks[] = ".locks"; // of the old place; they hold nothing
constexpr char kQuarantine[] = ".hubnaut-quarantine"; // the one thing in there that is moved
constexpr qsizetype kDeepest = 1'000; // folders
constexpr int kMostRounds = 5; // somebody may download all the time

bool hasVanished(int error)
{
    return error == ENOENT || error == ENOTDIR;
}

// Disks keep times in units of their own and cut off the rest.
bool isSameTime(qint64 ns, qint64 kept)
{
    constexpr std::array kUnits{1LL,          100LL,           1'000LL,
                                10'000'000LL, 1'000'000'000LL, 2'000'000'000LL};
    return std::ranges::any_of(kUnits,
                               [&](qint64 unit) { return ns == kept || ns - ns % unit == kept; });
}

// Of the new place: what stands in the way is not the same as something that vanished from the old.
int inTheWay(int error)
{
    return hasVanished(error) || error == ELOOP ? EEXIST : error;
}

} // namespace

CacheMove::CacheMove(Directory from, Directory to, std::function<bool(qint64)> tick)
    : m_from(std::move(from))
    , m_to(std::move(to))
    , m_tick(std::move(tick))
{ }

QString CacheMove::refusal(const QString &from, const QString &to)
{
    const auto tr = [](const char *text) { return QCoreApplication::translate("CacheMove", text); };
    if (!QDir::isAbsolutePath(to))
        return tr("The new place has to be a whole path, beginning with a slash.");
    const QString old = QFileInfo(from).canonicalFilePath();
    QString there = QDir::cleanPath(to);
    QStringList missing;
    while (!QFileInfo::exists(there) && there != u"/") {
        missing.prepend(QFileInfo(there).fileName());
        there = QFileInfo(there).path();
    }
    const QString real
        = QDir::cleanPath(QFileInfo(there).canonicalFilePath() + u'/' + missing.join(u'/'));
    if (old.isEmpty())
        return tr("There is no cache to move.");
    if (real == old)
        return tr("The cache is there already.");
    if (real.startsWith(old + u'/') || old.startsWith(real + u'/'))
        return tr("One of the two folders lies in the other. Choose another place.");
    if (missing.isEmpty() && !QFileInfo(real).isDir())
        return tr("There is a file of this name. Choose a folder.");
    return {};
}

CacheMove::Outcome<void> CacheMove::claim()
{
    const auto fail = [](int error) { return std::unexpected(Failure{error, {}}); };
    const QByteArray from = m_from.path().toUtf8();
    const auto mark = m_to.child(CacheLayout::folderOf(kMark)).and_then([](const Directory &d) {
        return d.readFile(CacheLayout::nameOf(kMark), kMostMark);
    });
    if (mark == from)
        return {};
    auto names = m_to.names();
    if (!names)
        return fail(names.error());
    names->removeOne("lost+found");
    if (!names->isEmpty())
        return fail(ENOTEMPTY);
    const auto marked
        = m_to.makeChild(CacheLayout::folderOf(kMark)).and_then([&from](const Directory &d) {
              return d.replaceFile(CacheLayout::nameOf(kMark), from);
          });
    return marked ? Outcome<void>() : fail(marked.error());
}

// A link may name its place by an absolute path below the old cache: then by one below the new. One
// that leads out of the old cache by a relative path has to name that as a whole.
QByteArray CacheMove::retargeted(const QByteArray &target, const QByteArray &path) const
{
    const QByteArray old = m_from.path().toUtf8() + '/';
    if (target.startsWith(old))
        return m_to.path().toUtf8() + '/' + target.mid(old.size());
    const QByteArray below
        = QDir::cleanPath(QString::fromUtf8(CacheLayout::folderOf(path) + '/' + target)).toUtf8();
    if (target.startsWith('/') || !(below == ".." || below.startsWith("../")))
        return target;
    return QDir::cleanPath(QString::fromUtf8(old + below)).toUtf8();
}

// Folders are visited before what is in them; what vanishes meanwhile is left out.
CacheMove::Outcome<void> CacheMove::visit(const Visit &each)
{
    QList<QByteArray> waiting{{}};
    while (!waiting.isEmpty()) {
        const QByteArray path = waiting.takeLast();
        m_at = path;
        const auto folder = m_from.child(path);
        if (!folder && hasVanished(folder.error()))
            continue;
        const auto names = folder ? folder->names() : std::unexpected(folder.error());
        if (!names)
            return std::unexpected(Failure{names.error(), path});
        for (const QByteArray &name : *names) {
            const QByteArray below = path.isEmpty() ? name : path + '/' + name;
            const auto facts = folder->facts(name);
            if ((path == kLocks && name != kQuarantine) || (!facts && hasVanished(facts.error())))
                continue;
            if (!facts)
                return std::unexpected(Failure{facts.error(), below});
            m_at = below;
            if (!m_tick(0))
                return std::unexpected(Failure{ECANCELED, below});
            if (const auto done = each({*folder, below, name, *facts});
                !done && !hasVanished(done.error()))
                return std::unexpected(Failure{done.error(), below});
            if (facts->type == EntryFacts::Type::Folder) {
                if (below.count('/') >= kDeepest)
                    return std::unexpected(Failure{ENAMETOOLONG, below});
                waiting << below;
            }
        }
    }
    return {};
}

bool CacheMove::isThere(const Entry &entry, const Directory &to) const
{
    const auto facts = to.facts(entry.name);
    if (!facts || facts->type != entry.facts.type)
        return false;
    if (facts->type == EntryFacts::Type::Link)
        return to.linkTarget(entry.name)
            == entry.folder.linkTarget(entry.name).transform([&](const QByteArray &target) {
                   return retargeted(target, entry.path);
               });
    return facts->size == entry.facts.size && isSameTime(entry.facts.modifiedNs, facts->modifiedNs);
}

CacheMove::Outcome<CacheMove::Work> CacheMove::measure()
{
    Work work;
    QSet<Number> counted;
    const auto done = visit([&](const Entry &entry) -> DiskResult<void> {
        if (entry.facts.type != EntryFacts::Type::File)
            return {};
        const auto to = m_to.child(CacheLayout::folderOf(entry.path));
        const bool missing = !to || !isThere(entry, *to);
        work.all.bytes += entry.facts.size;
        ++work.all.files;
        const Number number(entry.facts.device, entry.facts.inode);
        if (missing && !counted.contains(number)) {
            counted << number;
            work.missing.bytes += entry.facts.size;
            ++work.missing.files;
        }
        return {};
    });
    return done.transform([&work] { return work; });
}

CacheMove::Outcome<CacheMove::Size> CacheMove::copy()
{
    Size all;
    for (int round = 0; round < kMostRounds; ++round) {
        Size size;
        const auto done = visit([&](const Entry &entry) -> DiskResult<void> {
            using Type = EntryFacts::Type;
            const auto to = m_to.makeChild(CacheLayout::folderOf(entry.path));
            if (!to)
                return std::unexpected(inTheWay(to.error()));
            if (entry.facts.type == Type::Folder)
                return to->makeChild(entry.name)
                    .transform([](const Directory &) { })
                    .transform_error(inTheWay);
            if (entry.facts.type == Type::Other)
                return {}; // a socket or a pipe is of no use elsewhere
            if (isThere(entry, *to)) {
                if (entry.facts.names > 1)
                    m_named.insert({entry.facts.device, entry.facts.inode}, entry.path);
                return {};
            }
            ++size.files;
            if (entry.facts.type == Type::Link)
                return copyLink(entry, *to);
            size.bytes += entry.facts.size;
            return copyFile(entry, *to);
        });
        if (!done)
            return std::unexpected(done.error());
        all.bytes += size.bytes;
        all.files += size.files;
        if (size.files == 0)
            return all;
    }
    return std::unexpected(Failure{EBUSY, m_at});
}

DiskResult<void> CacheMove::copyLink(const Entry &entry, const Directory &to)
{
    const QByteArray temporary = kOurs;
    (void)to.remove(temporary);
    return entry.folder.linkTarget(entry.name)
        .and_then([&](const QByteArray &target) {
            return to.makeLink(temporary, retargeted(target, entry.path));
        })
        .and_then([&] { return to.rename(temporary, to, entry.name); });
}

bool CacheMove::nameAgain(const QByteArray &path, const Directory &folder, const QByteArray &name)
{
    const auto first = m_to.child(CacheLayout::folderOf(path));
    return first && first->hardLink(CacheLayout::nameOf(path), folder, name);
}

DiskResult<void> CacheMove::copyFile(const Entry &entry, const Directory &to)
{
    const QByteArray temporary = kOurs;
    (void)to.remove(temporary);
    if (const auto first = m_named.constFind({entry.facts.device, entry.facts.inode});
        entry.facts.names > 1 && first != m_named.cend() && nameAgain(*first, to, temporary))
        return to.rename(temporary, to, entry.name);
    const auto source = entry.folder.openFile(entry.name);
    if (!source)
        return std::unexpected(source.error());
    const auto copy = to.createFile(temporary);
    if (!copy)
        return std::unexpected(copy.error());
    QByteArray buffer(kMoveStep, Qt::Uninitialized);
    DiskResult<void> done;
    for (qint64 at = 0; done;) {
        const auto n = readAt(*source, buffer.data(), buffer.size(), at);
        if (!n || *n == 0) {
            done = n.transform([](qint64) { });
            break;
        }
        done = writeAt(*copy, buffer.constData(), *n, at);
        at += *n;
        if (!m_tick(*n))
            done = std::unexpected(ECANCELED);
    }
    done = done.and_then([&] { return copyFacts(*source, *copy); })
               .and_then([&] { return syncFile(*copy); })
               .and_then([&] { return to.rename(temporary, to, entry.name); })
               .and_then([&] { return to.sync(); });
    if (!done)
        (void)to.remove(temporary);
    else if (entry.facts.names > 1)
        m_named.insert({entry.facts.device, entry.facts.inode}, entry.path);
    return done;
}

DiskResult<bool> CacheMove::isSame(const FileDescriptor &a, const FileDescriptor &b, qint64 size)
{
    QByteArray one(kMoveStep, Qt::Uninitialized);
    QByteArray other(kMoveStep, Qt::Uninitialized);
    for (qint64 at = 0; at < size;) {
        const auto n = readAt(a, one.data(), one.size(), at);
        const auto m = readAt(b, other.data(), other.size(), at);
        if (!n || !m)
            return std::unexpected(n ? m.error() : n.error());
        if (*n != *m || *n == 0 || std::memcmp(one.constData(), other.constData(), size_t(*n)) != 0)
            return false;
        at += *n;
        if (!m_tick(*n))
            return std::unexpected(ECANCELED);
    }
    return true;
}

CacheMove::Outcome<CacheMove::Size> CacheMove::compare()
{
    Size size;
    const auto done = visit([&](const Entry &entry) -> DiskResult<void> {
        const auto to = m_to.child(CacheLayout::folderOf(entry.path));
        if (!to)
            return std::unexpected(hasVanished(to.error()) ? EILSEQ : to.error());
        if (entry.facts.type == EntryFacts::Type::Other)
            return {};
        if (entry.facts.type == EntryFacts::Type::Folder)
            return finishFolder(entry, *to);
        if (!isThere(entry, *to))
            return std::unexpected(EILSEQ); // it came or changed since
        if (entry.facts.type == EntryFacts::Type::Link)
            return {};
        const auto ours = entry.folder.openFile(entry.name);
        const auto theirs = to->openFile(entry.name);
        if (!ours || !theirs)
            return std::unexpected(ours ? theirs.error() : ours.error());
        dropFromMemory(*theirs); // what the disk has counts
        const auto same = isSame(*ours, *theirs, entry.facts.size);
        if (!same)
            return std::unexpected(same.error());
        if (!*same) {
            (void)to->remove(entry.name);
            return std::unexpected(EILSEQ);
        }
        size.bytes += entry.facts.size;
        ++size.files;
        return {};
    });
    if (const auto synced = m_to.sync(); done && !synced)
        return std::unexpected(Failure{synced.error(), {}});
    return done.transform([&size] { return size; });
}

// Its names are durable before the old ones may go: two disks write in no common order.
DiskResult<void> CacheMove::finishFolder(const Entry &entry, const Directory &to)
{
    const auto ours = entry.folder.child(entry.name);
    const auto theirs = to.child(entry.name);
    if (!ours || !theirs)
        return std::unexpected(ours ? EILSEQ : ours.error());
    return theirs->sync().and_then([&] { return copyFacts(*ours, *theirs); });
}

// Links before what they lead to.
CacheMove::Outcome<CacheMove::Size> CacheMove::remove()
{
    Size left;
    for (const bool linksOnly : {true, false}) {
        left = {};
        const auto done = visit([&](const Entry &entry) -> DiskResult<void> {
            const bool isLink = entry.facts.type == EntryFacts::Type::Link;
            if (entry.facts.type == EntryFacts::Type::Folder || isLink != linksOnly)
                return {};
            const auto to = m_to.child(CacheLayout::folderOf(entry.path));
            if (to && isThere(entry, *to) && entry.folder.remove(entry.name)) {
                (void)m_tick(entry.facts.size);
                return {};
            }
            left.bytes += entry.facts.size;
            ++left.files;
            return {};
        });
        if (!done)
            return std::unexpected(done.error());
    }
    if (const auto done = removeFolders(); !done)
        return std::unexpected(Failure{done.error(), m_at});
    if (const auto locks = m_to.child(CacheLayout::folderOf(kMark)))
        (void)locks->remove(CacheLayout::nameOf(kMark));
    return left;
}

// The empty ones, the deepest first.
DiskResult<void> CacheMove::removeFolders()
{
    QList<QByteArray> folders;
    const auto done = visit([&folders](const Entry &entry) -> DiskResult<void> {
        if (entry.facts.type == EntryFacts::Type::Folder)
            folders << entry.path;
        return {};
    });
    if (!done)
        return std::unexpected(done.error().error);
    for (const QByteArray &path : std::views::reverse(folders)) {
        const auto parent = m_from.child(CacheLayout::folderOf(path));
        if (parent)
            (void)parent->removeFolder(CacheLayout::nameOf(path)); // not when something came
    }
    return {};
}
