#pragma once

#include "app/localhub/content.h"

#include <QJsonObject>
#include <QList>

// The shape of an invented language model, from which its weight files follow.
struct DemoModel
{
    qint64 hidden = 256;
    qint64 intermediate = 768;
    qint64 layers = 4;
    qint64 heads = 4;
    qint64 kvHeads = 2;
    qint64 vocab = 2048;

    static DemoModel fromJson(const QJsonObject &json);
};

struct DemoTensor
{
    QByteArray name;
    QByteArray type; // "BF16", "F32"
    QList<qint64> shape;

    qint64 parameters() const;
    qint64 bytes() const;
};

QList<DemoTensor> demoTensors(const DemoModel &model);

// Which tensors lie in which of so many files: in order, about the same number of bytes each.
QList<QList<DemoTensor>> demoShards(const DemoModel &model, int shards);

// A safetensors file: a real header, then made-up numbers. Source of the format: hub-api 32.
Content demoSafetensors(const QList<DemoTensor> &tensors, quint64 seed, const QByteArray &sha256);
QByteArray demoShardIndex(const DemoModel &model, int shards);

// A GGUF file: real keys and tensor list, then made-up numbers. Source:
// hub-api 33.
Content demoGguf(const DemoModel &model, const QString &name, int fileType, quint64 seed,
                 const QByteArray &sha256);
