#include "app/disk/rootfolder.h"

#include <QFileInfo>

#include <cerrno>

namespace {

QString parentOf(const QString &path)
{
    return QFileInfo(path).path();
}

DiskResult<EntryFacts> factsAt(const QString &path)
{
    return Directory::open(path).and_then(
        [](const Directory &folder) { return folder.facts("."); });
}

} // namespace

RootFolder::RootFolder(QString path, const Seen &before)
    : m_path(std::move(path))
    , m_device(before.device)
    , m_inode(before.inode)
    , m_parent(before.parent)
{ }

void RootFolder::expect(const Seen &before)
{
    if (m_inode != 0)
        return;
    m_device = before.device;
    m_inode = before.inode;
    m_parent = before.parent;
}

DiskResult<Directory> RootFolder::open()
{
    return take(Directory::open(m_path));
}

DiskResult<Directory> RootFolder::make()
{
    auto there = Directory::open(m_path);
    if (!there && there.error() == ENOENT && !isGone()) {
        there = Directory::make(m_path);
        if (there)
            m_inode = 0; // another one than was there
    }
    return take(std::move(there));
}

DiskResult<Directory> RootFolder::take(DiskResult<Directory> opened)
{
    if (!opened) {
        const bool isMissing = opened.error() == ENOENT || opened.error() == ENOTDIR;
        return std::unexpected(
            (isMissing && isGone()) || opened.error() == ESTALE ? ENODEV : opened.error());
    }
    const auto facts = opened->facts(".");
    if (!facts)
        return std::unexpected(facts.error());
    if (isElsewhere(*opened, *facts))
        return std::unexpected(ENODEV);
    m_device = facts->device;
    m_inode = facts->inode;
    if (!m_isFresh.exchange(true))
        m_parent = factsAt(parentOf(m_path))
                       .transform([&](const EntryFacts &above) {
                           return above.device == facts->device ? above.inode : 0;
                       })
                       .value_or(0);
    return opened;
}

// The numbers of devices pass from one disk to another, those of files mostly do not: what is there
// counts, too.
bool RootFolder::isElsewhere(const Directory &folder, const EntryFacts &facts) const
{
    if (m_inode == 0 || facts.device == m_device || (facts.inode == m_inode && !m_isFresh))
        return false;
    const bool mayBeIt = facts.inode == m_inode || !m_isFresh || !folder.keepsNumbers();
    return !mayBeIt || folder.names().value_or(QList<QByteArray>()).isEmpty();
}

// Not only removed: what is left of its path is on another disk.
bool RootFolder::isGone() const
{
    if (m_inode == 0)
        return false;
    // After a restart the disk may have another number; where a disk is missing, the folder that
    // it is mounted on has another inode.
    if (const auto parent = factsAt(parentOf(m_path));
        !m_isFresh && m_parent != 0 && parent && parent->inode == m_parent)
        return false;
    for (QString above = parentOf(m_path);; above = parentOf(above))
        if (const auto folder = Directory::open(above)) {
            const auto facts = folder->facts(".");
            return !facts || facts->device != m_device;
        } else if (above == parentOf(above)) {
            return true;
        }
}
