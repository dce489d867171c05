#include "app/disk/repofolder.h"

#include <cerrno>

DiskResult<Directory> makeRepoFolder(const Directory &root, const QByteArray &name)
{
    if (auto there = root.childMaybeLink(name); there || there.error() != ENOENT)
        return there;
    const auto locks = root.makeChild(".locks/" + name);
    if (!locks)
        return std::unexpected(locks.error());
    const QByteArray temporary = "new.tmp"; // always the same, so that killed programs leave one
    const auto made = locks->makeChild(temporary + "/snapshots").and_then([&](const Directory &) {
        return locks->renameNew(temporary, root, name); // others may have opened an empty one
    });
    if (!made) { // another program was faster, or .locks is on another disk
        if (const auto left = locks->child(temporary))
            (void)left->removeFolder("snapshots");
        (void)locks->removeFolder(temporary);
    }
    return root.makeChildMaybeLink(name);
}
