#include "app/preview/columnar.h"

#include "app/text/format.h"

#include <QCoreApplication>
#include <QtEndian>

namespace {

constexpr QByteArrayView kParquetMagic = "PAR1";
constexpr QByteArrayView kParquetSealed = "PARE"; // the footer is encrypted
constexpr QByteArrayView kArrowMagic = "ARROW1";
constexpr QByteArrayView kArrowStream = "\xFF\xFF\xFF\xFF"; // marks a message of a stream
constexpr QByteArrayView kFeather1 = "FEA1";

struct ColumnarText
{
    Q_DECLARE_TR_FUNCTIONS(Columnar)
};

QString cutOff()
{
    return ColumnarText::tr("It does not end as such a file does: it is cut off or broken.");
}

// Footer, its length in four bytes, magic. heads: bytes at the beginning that are no footer.
QString footerFinding(QByteArrayView last, qsizetype magic, qint64 heads, qint64 fileSize)
{
    const auto footer = qFromLittleEndian<quint32>(last.data() + last.size() - magic - 4);
    if (footer == 0 || footer > fileSize - heads - magic - 4)
        return ColumnarText::tr("Its footer claims %1, which the file does not have: it is broken.")
            .arg(Format::size(footer));
    return ColumnarText::tr("It is whole: it begins and ends as it should, with a footer of %1.")
        .arg(Format::size(footer));
}

} // namespace

QString columnarFinding(FileKind kind, QByteArrayView first, QByteArrayView last, qint64 fileSize)
{
    if (kind == FileKind::Arrow) {
        if (first.startsWith(kArrowStream))
            return ColumnarText::tr("It is a stream, which has no footer to check.");
        if (first.startsWith(kFeather1))
            return ColumnarText::tr("It is of the first version of Feather.");
        if (!first.startsWith(kArrowMagic))
            return ColumnarText::tr("It does not begin as an Arrow file does.");
        if (last.size() < kArrowMagic.size() + 4 || !last.endsWith(kArrowMagic))
            return cutOff();
        return footerFinding(last, kArrowMagic.size(), 8, fileSize);
    }
    if (!first.startsWith(kParquetMagic) && !first.startsWith(kParquetSealed))
        return ColumnarText::tr("It does not begin as a Parquet file does.");
    if (last.endsWith(kParquetSealed))
        return ColumnarText::tr("Its footer is encrypted.");
    if (last.size() < kParquetMagic.size() + 4 || !last.endsWith(kParquetMagic))
        return cutOff();
    return footerFinding(last, kParquetMagic.size(), 4, fileSize);
}
