#include "app/localhub/gzip.h"

#include <QtEndian>

#include <array>

namespace {

constexpr std::array<quint32, 256> kCrcTable = [] {
    std::array<quint32, 256> table{};
    for (quint32 i = 0; i < 256; ++i) {
        quint32 c = i;
        for (int bit = 0; bit < 8; ++bit)
            c = (c & 1) ? 0xEDB88320u ^ (c >> 1) : c >> 1;
        table[i] = c;
    }
    return table;
}();

quint32 crc32Of(const QByteArray &bytes)
{
    quint32 crc = 0xFFFFFFFFu;
    for (const char c : bytes)
        crc = kCrcTable[(crc ^ quint8(c)) & 0xFF] ^ (crc >> 8);
    return ~crc;
}

} // namespace

QByteArray gzipped(const QByteArray &bytes)
{
    // qCompress: 4 bytes of length, 2 of zlib header, deflate data, 4 of Adler-32.
    const QByteArray deflated = qCompress(bytes, 9).mid(6).chopped(4);
    QByteArray out = QByteArray::fromHex("1f8b0800000000000003") + deflated;
    char tail[8];
    qToLittleEndian(crc32Of(bytes), tail);
    qToLittleEndian(quint32(bytes.size()), tail + 4);
    return out.append(tail, sizeof tail);
}
