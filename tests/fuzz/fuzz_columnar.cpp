#include "app/preview/columnar.h"

#include <cstdlib>

// Any bytes as a Parquet or Arrow file: there is always a sentence, and a file that does not end
// with its mark is never called whole.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArrayView file(data, qsizetype(size));
    const QByteArrayView first = file.first(qMin(file.size(), qsizetype(kColumnarEnd)));
    const QByteArrayView last = file.last(first.size());
    for (const FileKind kind : {FileKind::Parquet, FileKind::Arrow}) {
        const QByteArrayView mark = kind == FileKind::Parquet ? "PAR1" : "ARROW1";
        for (const qint64 claimed : {qint64(size), qint64(1) << 62}) {
            const QString said = columnarFinding(kind, first, last, claimed);
            if (said.isEmpty()
                || (said.contains(QLatin1StringView("is whole")) && !file.endsWith(mark)))
                std::abort();
        }
    }
    return 0;
}
