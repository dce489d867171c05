#pragma once

#include "app/disk/directory.h"

// Opens a repository's folder in the cache, or makes it together with its snapshots/ at once: the
// Python client warns of one that has none. The folder may be a link: people move large
// repositories to other disks.
DiskResult<Directory> makeRepoFolder(const Directory &root, const QByteArray &name);
