#pragma once

#include "app/disk/cachestore.h"

// What the parts of CacheStore share.

struct CacheStore::Places
{
    Directory root;
    Directory repo;
    Directory blobs;
    Directory locks; // .locks/<repo folder>; open only when writing
    Directory snapshot; // the folder that holds the file's entry
    QByteArray entry; // the entry's name in it
};

enum class BlobState {
    Missing,
    Good,
    Damaged, // wrong size, or a link into the shared store whose target is gone: replace
    Foreign, // leads somewhere we do not write to
};

BlobState stateOfBlob(const Directory &root, const Directory &blobs, const QByteArray &blob,
                      qint64 size);
