#include "app/disk/partfile.h"

#include <cerrno>

PartFile::PartFile(FileLock lock, Directory folder, FileDescriptor file, QByteArray name)
    : m_lock(std::move(lock))
    , m_folder(std::move(folder))
    , m_file(std::move(file))
    , m_name(std::move(name))
{ }

PartFile::~PartFile()
{
    if (!m_name.isEmpty())
        (void)m_folder.remove(m_name);
}

DiskResult<std::shared_ptr<PartFile>> PartFile::create(Directory folder, const QByteArray &stem,
                                                       FileLock lock)
{
    const QByteArray name = uniqueName(stem, "incomplete");
    auto file = folder.createFile(name);
    if (!file)
        return std::unexpected(file.error());
    return std::shared_ptr<PartFile>(
        new PartFile(std::move(lock), std::move(folder), std::move(*file), name));
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
