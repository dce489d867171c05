#pragma once

#include "app/disk/byterange.h"
#include "app/transfer/exchange.h"

// What the answers of a resolve address say about the file. Pure; source: hub-api 7.1.
struct FileMeta
{
    QString commit; // 40 hex
    QByteArray blob; // 40 or 64 hex
    qint64 size = -1; // -1: not said

    bool operator==(const FileMeta &) const = default;
};

// Only answers of the endpoint's own origin count: a storage host's ETag is not the content's hash.
Result<FileMeta> fileMetaOf(const QList<Answer> &hops, const QUrl &endpoint);

// "bytes 5-9/20": exactly this range of a file of so many bytes.
bool isRangeOf(const QByteArray &contentRange, ByteRange range, qint64 size);
