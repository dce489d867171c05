#include "app/disk/partfile.h"

#include <cerrno>
#include <utility>

PartFile::PartFile(FileLock lock, Directory folder, FileDescriptor file, QByteArray name,
                   ByteRanges ranges)
    : m_lock(std::move(lock))
    , m_folder(std::move(folder))
    , m_file(std::move(file))
    , m_name(std::move(name))
    , m_rangesAtFirst(std::move(ranges))
{ }

PartFile::~PartFile()
{
    if (!m_name.isEmpty() && !m_isFound)
        (void)m_folder.remove(m_name);
}

DiskResult<FileDescriptor> PartFile::takeUp(const Directory &folder, KeptPart &kept)
{
    if (kept.m_taken.exchange(true))
        return std::unexpected(ESTALE); // another job goes on with it
    auto file = folder.openToWrite(kept.m_name);
    const auto facts = file ? factsOf(*file) : std::unexpected(file.error());
    if (facts && facts->isSameFile(kept.m_facts) && facts->size == kept.m_facts.size) {
        dropFromMemory(*file); // what reached the disk is hashed from there again
        return file;
    }
    kept.m_taken = false;
    return std::unexpected(ESTALE);
}

DiskResult<std::shared_ptr<PartFile>> PartFile::create(Directory folder, const QByteArray &stem,
                                                       FileLock lock,
                                                       const std::shared_ptr<KeptPart> &kept)
{
    if (kept)
        if (auto file = takeUp(folder, *kept))
            return std::shared_ptr<PartFile>(new PartFile(std::move(lock), std::move(folder),
                                                          std::move(*file), kept->m_name,
                                                          kept->m_ranges));
    const QByteArray name = uniqueName(stem, "incomplete");
    auto file = folder.createFile(name);
    if (!file)
        return std::unexpected(file.error());
    return std::shared_ptr<PartFile>(
        new PartFile(std::move(lock), std::move(folder), std::move(*file), name, {}));
}

DiskResult<std::shared_ptr<PartFile>> PartFile::found(Directory folder, const QByteArray &name,
                                                      FileLock lock)
{
    auto file = folder.openFile(name);
    const auto facts = file ? factsOf(*file) : std::unexpected(file.error());
    if (!facts)
        return std::unexpected(facts.error());
    auto part = std::shared_ptr<PartFile>(new PartFile(std::move(lock), std::move(folder),
                                                       std::move(*file), name, {{0, facts->size}}));
    part->m_isFound = true;
    return part;
}

std::shared_ptr<KeptPart> PartFile::putAside(const ByteRanges &ranges)
{
    if (m_isFound || ranges.isEmpty())
        return {};
    const QString folder = m_folder.path();
    const auto facts = factsOf(m_file);
    if (folder.isEmpty() || !facts || !check(ranges.constLast().to))
        return {};
    m_lock = {};
    return std::make_shared<KeptPart>(folder, std::exchange(m_name, {}), *facts, ranges);
}

DiskResult<void> PartFile::check(qint64 size) const
{
    const auto open = factsOf(m_file);
    if (!open)
        return std::unexpected(open.error());
    const auto named = m_folder.facts(m_name);
    if (!named || !named->isSameFile(*open))
        return std::unexpected(ESTALE);
    if (open->size != size)
        return std::unexpected(EIO);
    return {};
}

DiskResult<void> PartFile::renameNew(const Directory &to, const QByteArray &name)
{
    auto done = m_folder.renameNew(m_name, to, name);
    if (done)
        m_name.clear();
    return done;
}

DiskResult<void> PartFile::replace(const Directory &to, const QByteArray &name)
{
    auto done = m_folder.rename(m_name, to, name);
    if (done)
        m_name.clear();
    return done;
}
