#pragma once

#include "app/disk/directory.h"

// A new file of that name that shares the bytes of source, with the mode and times of like.
// EOPNOTSUPP, ENOTTY, EXDEV or EINVAL where the disk cannot.
DiskResult<void> reflink(const FileDescriptor &source, const FileDescriptor &like,
                         const Directory &folder, const QByteArray &name);
