#include "app/disk/rootfolder.h"

#include <QFileInfo>

#include <cerrno>

RootFolder::RootFolder(QString path, const Seen &before)
    : m_path(std::move(path))
    , m_device(before.device)
    , m_inode(before.inode)
{ }

void RootFolder::expect(const Seen &before)
{
    if (m_inode != 0)
        return;
    m_device = before.device;
    m_inode = before.inode;
}

DiskResult<Directory> RootFolder::open()
{
    return take(Directory::open(m_path));
}

DiskResult<Directory> RootFolder::make()
{
    auto there = Directory::open(m_path);
    if (!there && there.error() == ENOENT && !isGone())
        there = Directory::make(m_path);
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
    m_isFresh = true;
    return opened;
}

// The numbers of devices pass from one disk to another, those of files mostly do not: what is there
// counts, too.
bool RootFolder::isElsewhere(const Directory &folder, const EntryFacts &facts) const
{
    if (m_inode == 0 || facts.device == m_device)
        return false;
    const bool mayBeIt = facts.inode == m_inode || !m_isFresh || !folder.keepsNumbers();
    return !mayBeIt || folder.names().value_or(QList<QByteArray>()).isEmpty();
}

// Not only removed: what is left of its path is on another disk.
bool RootFolder::isGone() const
{
    if (m_inode == 0)
        return false;
    for (QString above = QFileInfo(m_path).path();; above = QFileInfo(above).path())
        if (const auto folder = Directory::open(above)) {
            const auto facts = folder->facts(".");
            return !facts || facts->device != m_device;
        } else if (above == QFileInfo(above).path()) {
            return true;
        }
}
