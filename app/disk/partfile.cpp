#include "app/disk/partfile.h"

#include <QCryptographicHash>
#include <QSysInfo>

#include <unistd.h>

#include <cerrno>
#include <utility>

namespace {

// Locks do not always reach from one machine to another that shares the disk.
QByteArray lastingName(const QByteArray &stem)
{
    static const QByteArray who
        = QCryptographicHash::hash(QSysInfo::machineUniqueId() + '/' + QByteArray::number(getuid()),
                                   QCryptographicHash::Sha256); // the id is read from a file
    return stem + '.' + who.toHex().first(8) + ".incomplete";
}

// ESTALE is what we say of a file that another program replaced.
int ofDisk(int error)
{
    return error == ESTALE ? ENODEV : error;
}

} // namespace

bool PartFile::isLasting(const QByteArray &name)
{
    return name == lastingName(name.first(qMax<qsizetype>(0, name.indexOf('.'))));
}

PartFile::PartFile(FileLock lock, Directory folder, FileDescriptor file, QByteArray name,
                   qint64 size)
    : m_lock(std::move(lock))
    , m_folder(std::move(folder))
    , m_file(std::move(file))
    , m_name(std::move(name))
    , m_size(size)
    , m_inode(factsOf(m_file).value_or(EntryFacts()).inode)
{ }

PartFile::~PartFile()
{
    if (!m_isOurs || m_isFound || m_isBorrowed || (m_lasts && m_leaving && *m_leaving))
        return;
    (void)m_folder.remove(m_name);
    PartJournal::remove(m_folder, m_name);
}

DiskResult<FileDescriptor> PartFile::takeUp(const Directory &folder, KeptPart &kept)
{
    if (kept.m_taken.exchange(true))
        return std::unexpected(ESTALE); // another job goes on with it
    auto file = folder.openToWrite(kept.m_what.name);
    const auto facts = file ? factsOf(*file) : std::unexpected(file.error());
    if (facts && folder.isStill(*facts, kept.m_what.facts)
        && facts->size == kept.m_what.facts.size) {
        dropFromMemory(*file); // what reached the disk is hashed from there again
        return file;
    }
    kept.m_taken = false;
    return std::unexpected(ESTALE);
}

// What an earlier start of the program left, cut to what it wrote down.
DiskResult<std::pair<FileDescriptor, PartJournal::Left>>
PartFile::openLeft(const Directory &folder, const QByteArray &name, qint64 size, Loss &loss)
{
    auto file = folder.openToWrite(name);
    const auto facts = file ? factsOf(*file) : std::unexpected(file.error());
    if (!facts)
        return std::unexpected(facts.error());
    if (facts->names != 1)
        return std::unexpected(EMLINK); // somebody keeps it under another name, too
    auto noted = PartJournal::read(folder, name, facts->inode, size);
    if (!noted) {
        loss = Loss::Changed;
        return std::unexpected(ESTALE);
    }
    ByteRanges &ranges = noted->ranges;
    if (ranges.isEmpty() && facts->size > 0)
        loss = Loss::NoNotes;
    if (!ranges.isEmpty() && ranges.constLast().to > facts->size) {
        loss = Loss::Short;
        ranges.clear();
    }
    dropFromMemory(*file); // what reached the disk is hashed from there again
    return truncateFile(*file, ranges.isEmpty() ? 0 : ranges.constLast().to).transform([&] {
        return std::pair(std::move(*file), std::move(*noted));
    });
}

DiskResult<std::shared_ptr<PartFile>> PartFile::create(Directory folder, const Wanted &wanted,
                                                       FileLock lock)
{
    const QByteArray lasting = lastingName(wanted.stem);
    Loss loss = Loss::None;
    const auto made = [&](FileDescriptor file, const QByteArray &name,
                          const PartJournal::Left &left) {
        auto part = std::shared_ptr<PartFile>(
            new PartFile(std::move(lock), std::move(folder), std::move(file), name, wanted.size));
        part->m_rangesAtFirst = left.ranges;
        part->m_marksAtFirst = left.marks;
        part->m_lasts = name == lasting;
        part->m_leaving = wanted.leaving;
        part->m_lockFolder = wanted.lockFolder;
        part->m_lockName = wanted.lockName;
        part->m_loss = loss;
        return part;
    };
    // A later start finds it by its name: so may another program, unless we hold its lock.
    const bool isHeld = lock.state() == FileLock::State::Held;
    if (wanted.kept && !wanted.kept->m_what.isLeft && (isHeld || !wanted.kept->m_what.lasts)) {
        if (auto file = takeUp(folder, *wanted.kept))
            return made(std::move(*file), wanted.kept->m_what.name,
                        {.ranges = wanted.kept->ranges(), .marks = wanted.kept->m_what.marks});
        if (!wanted.kept->m_taken) // by another job
            loss = Loss::Changed;
    }
    QByteArray name = lasting;
    // Whatever stands there is this one's from now on, and not removed with what was kept.
    if (wanted.kept && wanted.kept->m_what.name == lasting && isHeld)
        wanted.kept->m_taken = true;
    if (!isHeld) {
        name = uniqueName(wanted.stem, "incomplete");
    } else if (auto left = openLeft(folder, name, wanted.size, loss)) {
        auto part = made(std::move(left->first), name, left->second);
        part->m_isBorrowed = wanted.borrows && !left->second.ranges.isEmpty();
        return part;
    } else if (left.error() != ENOENT) {
        name = uniqueName(wanted.stem, "incomplete"); // that is not ours
    } else {
        PartJournal::remove(folder, name); // of a part that somebody removed
    }
    auto file = folder.createFile(name);
    if (!file)
        return std::unexpected(file.error());
    return made(std::move(*file), name, {});
}

std::shared_ptr<KeptPart> PartFile::left(const Directory &folder, const Wanted &wanted)
{
    const QByteArray name = lastingName(wanted.stem);
    const auto facts = folder.facts(name);
    if (!facts || facts->type != EntryFacts::Type::File || facts->names != 1)
        return {};
    const auto noted = PartJournal::read(folder, name, facts->inode, wanted.size);
    if (!noted)
        return {};
    const bool isShort = !noted->ranges.isEmpty() && noted->ranges.constLast().to > facts->size;
    return std::make_shared<KeptPart>(
        KeptPart::What{.folder = folder.path(),
                       .name = name,
                       .facts = *facts,
                       .size = wanted.size,
                       .written = isShort ? ByteRanges() : noted->ranges,
                       .marks = noted->marks,
                       .lasts = true,
                       .isLeft = true,
                       .lockFolder = wanted.lockFolder,
                       .lockName = wanted.lockName,
                       .leaving = wanted.leaving});
}

void PartFile::forget(const Directory &folder, const QByteArray &stem)
{
    PartJournal::remove(folder, lastingName(stem));
}

DiskResult<std::shared_ptr<PartFile>> PartFile::found(Directory folder, const QByteArray &name,
                                                      FileLock lock)
{
    auto file = folder.openFile(name);
    const auto facts = file ? factsOf(*file) : std::unexpected(file.error());
    if (!facts)
        return std::unexpected(facts.error());
    auto part = std::shared_ptr<PartFile>(
        new PartFile(std::move(lock), std::move(folder), std::move(*file), name, facts->size));
    part->m_rangesAtFirst = {{0, facts->size}};
    part->m_isFound = true;
    return part;
}

std::shared_ptr<KeptPart> PartFile::putAside(const ByteRanges &ranges, const HashMarks &marks)
{
    if (m_isFound || ranges.isEmpty())
        return {};
    const QString folder = m_folder.path();
    const qint64 end = ranges.constLast().to;
    if (const auto now = factsOf(m_file); now && now->size > end)
        (void)truncateFile(m_file, end); // what came before is not known to be right
    const auto facts = factsOf(m_file);
    if (folder.isEmpty() || !facts || !check(end))
        return {};
    m_lock = {};
    m_isOurs = false;
    return std::make_shared<KeptPart>(KeptPart::What{.folder = folder,
                                                     .name = m_name,
                                                     .facts = *facts,
                                                     .size = m_size,
                                                     .written = ranges,
                                                     .marks = marks,
                                                     .lasts = m_lasts,
                                                     .isLeft = m_isBorrowed,
                                                     .lockFolder = m_lockFolder,
                                                     .lockName = m_lockName,
                                                     .leaving = m_leaving});
}

void PartFile::noteDown(const ByteRanges &written, const HashMarks &marks, bool durable) const
{
    if (m_lasts)
        (void)PartJournal::write(
            m_folder, m_name, {.inode = m_inode, .size = m_size, .ranges = written, .marks = marks},
            durable);
}

DiskResult<void> PartFile::makeDurable()
{
    const auto done = syncFile(m_file);
    if (!done) {
        m_lostWrites = done.error();
        dropFromMemory(m_file);
    }
    return done;
}

DiskResult<void> PartFile::check(qint64 size) const
{
    const auto open = factsOf(m_file).transform_error(ofDisk);
    if (!open)
        return std::unexpected(open.error());
    const auto named = m_folder.facts(m_name).transform_error(ofDisk);
    if (!named && named.error() != ENOENT)
        return std::unexpected(named.error());
    if (!named || !named->isSameFile(*open))
        return std::unexpected(ESTALE);
    if (open->size != size)
        return std::unexpected(EIO);
    return {};
}

bool PartFile::isRemoved() const
{
    const auto named = m_folder.facts(m_name);
    return !m_isFound && !named && named.error() == ENOENT;
}

DiskResult<void> PartFile::renameNew(const Directory &to, const QByteArray &name)
{
    return m_folder.renameNew(m_name, to, name).transform_error(ofDisk).transform([this] {
        published();
    });
}

DiskResult<void> PartFile::replace(const Directory &to, const QByteArray &name)
{
    return m_folder.rename(m_name, to, name).transform_error(ofDisk).transform([this] {
        published();
    });
}

void PartFile::published()
{
    m_isOurs = false;
    PartJournal::remove(m_folder, m_name);
}
