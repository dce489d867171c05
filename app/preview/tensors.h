#pragma once

#include "app/net/huberror.h"

#include <QList>
#include <QMap>
#include <QString>

#include <variant>

// What the header of a file of weights says: safetensors and GGUF in one form.

struct Tensor
{
    QString name; // foreign text
    QString type; // "BF16", "Q4_K", or what the file says
    QList<qint64> shape; // as stored, outermost first; empty for a scalar
    qint64 parameters = 0;
    qint64 bytes = -1; // -1: a type whose size is not known
    qint64 offset = 0; // from the start of the data
    int file = 0; // index in TensorSet::files

    bool operator==(const Tensor &) const = default;
};

struct TensorSet
{
    QString format; // "safetensors", "GGUF 3"
    QList<Tensor> tensors; // in the order of their offsets
    QList<std::pair<QString, QString>> metadata; // in the file's order; values are foreign text
    QMap<QString, qint64> parametersByType;
    QStringList files; // names of the shards, one for a single file
    QStringList notices; // what is odd but not broken: one translated sentence each
    qint64 parameters = 0;
    qint64 headerBytes = 0; // up to where the data begins
    qint64 tensorCount = 0; // declared; tensors may be incomplete when only a part was read

    void add(Tensor tensor);
    void append(const TensorSet &shard);
};

// What a header reader makes of the first bytes of a file.
struct WantsPrefix
{
    qint64 bytes = 0; // this many from the beginning are needed to get on, more than were given
    TensorSet soFar; // what is known already
};
using HeaderStep = Result<std::variant<WantsPrefix, TensorSet>>;

// prefix: the first bytes of the file, at least one; fileSize in bytes, -1 when not known.
// Pure, bounded in time and memory by the size of the prefix.
HeaderStep readSafetensorsHeader(QByteArrayView prefix, qint64 fileSize);
HeaderStep readGgufHeader(QByteArrayView prefix, qint64 fileSize);

// a * b where both are at least 0, or nothing when the product passes 2^63 - 1.
std::optional<qint64> checkedProduct(qint64 a, qint64 b);
std::optional<qint64> checkedProduct(const QList<qint64> &factors); // 1 for none
