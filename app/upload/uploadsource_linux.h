#pragma once

#include "app/disk/directory.h"
#include "app/upload/uploadfile.h"

#include <sys/stat.h>

// Files to be uploaded, as the disk has them now.

// To read; regular files only. No link is followed, not even one that took a folder's place since
// the path was found: ELOOP or ENOTDIR then.
DiskResult<FileDescriptor> openSource(const QByteArray &local);
DiskResult<QByteArray> readSource(const QByteArray &local, qint64 max); // EFBIG beyond max

DiskResult<struct stat> statOf(const FileDescriptor &file);
void setFacts(UploadFile &file, const struct stat &facts);
bool hasFacts(const UploadFile &file, const struct stat &facts); // nobody changed it since

bool isAsHashed(const FileDescriptor &file, const UploadFile &hashed); // likewise, as it is now

// The clock of files goes in steps: what was changed a moment ago could change once more without a
// trace in its times. Waits for one step at most, for the clock may have been set back.
void waitWhileYoung(qint64 changedNs);
