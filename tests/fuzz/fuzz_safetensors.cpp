#include "app/preview/shards.h"
#include "app/preview/tensors.h"

#include <QtEndian>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    (void)readSafetensorsHeader(bytes, -1);
    (void)readSafetensorsHeader(bytes, bytes.size());
    // The same bytes as a header whose length is right, so that the JSON is reached.
    QByteArray header(8, '\0');
    qToLittleEndian<quint64>(size, header.data());
    (void)readSafetensorsHeader(header + bytes, qint64(1) << 40);
    (void)readShardIndex(bytes, QStringLiteral("folder/"));
    return 0;
}
