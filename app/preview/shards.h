#pragma once

#include "app/net/huberror.h"

#include <QByteArray>
#include <QStringList>

// A model whose weights are spread over several files.
struct ShardIndex
{
    QStringList files; // in the repository, each once; with the folder of the index
    qint64 tensors = 0;
    qint64 bytes = -1; // metadata.total_size
};

// "dir/model-00002-of-00006.safetensors" -> the six names; empty when the name is not of that form
// or counts more than a thousand. GGUF likewise.
QStringList shardNames(const QString &path);
// "dir/model.safetensors.index.json" for such a name; empty for GGUF and others.
QString shardIndexPath(const QString &path);

constexpr qint64 kShardIndexBytes = qint64(4) << 20; // larger ones are not read

// bytes: of the index file; folder: where it lies, with a trailing slash, or empty. Files that
// point out of that folder are left out. Source: hub-api 32.
Result<ShardIndex> readShardIndex(const QByteArray &bytes, const QString &folder);
