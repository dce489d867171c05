#include "app/preview/tensors.h"

std::optional<qint64> checkedProduct(qint64 a, qint64 b)
{
    qint64 product = 0;
    if (a < 0 || b < 0 || qMulOverflow(a, b, &product))
        return {};
    return product;
}

std::optional<qint64> checkedProduct(const QList<qint64> &factors)
{
    if (factors.contains(0))
        return 0;
    std::optional<qint64> product = 1;
    for (const qint64 factor : factors) {
        product = checkedProduct(*product, factor);
        if (!product)
            return {};
    }
    return product;
}

void TensorSet::add(Tensor tensor)
{
    // A sum that overflows is a lie of the file: it stays at the largest number.
    const auto sum = [](qint64 a, qint64 b) {
        qint64 out = 0;
        return qAddOverflow(a, b, &out) ? std::numeric_limits<qint64>::max() : out;
    };
    parameters = sum(parameters, tensor.parameters);
    qint64 &ofType = parametersByType[tensor.type];
    ofType = sum(ofType, tensor.parameters);
    tensors.append(std::move(tensor));
}

void TensorSet::append(const TensorSet &shard)
{
    const int base = static_cast<int>(files.size());
    files += shard.files;
    if (format.isEmpty())
        format = shard.format;
    if (metadata.isEmpty())
        metadata = shard.metadata;
    tensors.reserve(tensors.size() + shard.tensors.size());
    for (Tensor tensor : shard.tensors) {
        tensor.file += base;
        add(std::move(tensor));
    }
    notices += shard.notices;
    headerBytes += shard.headerBytes;
    tensorCount += shard.tensorCount;
}
