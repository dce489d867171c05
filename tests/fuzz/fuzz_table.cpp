#include "app/preview/filekind.h"
#include "app/preview/lineindex.h"
#include "app/preview/table.h"
#include "app/preview/textencoding.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    (void)fileKind(u"a.csv", bytes);
    (void)toUtf8(bytes, detectEncoding(bytes));
    LineIndex index;
    index.append(bytes);
    for (qint64 line = 0; line < qMin(index.lineCount(), qint64(100)); ++line) {
        if (index.lineAt(index.lineStart(line)) != line)
            std::abort();
    }
    for (const TableFormat format : {TableFormat::Csv, TableFormat::Tsv, TableFormat::JsonLines}) {
        const char delimiter = format == TableFormat::Tsv ? '\t' : sniffDelimiter(bytes);
        for (const bool last : {true, false}) {
            const TableRows rows = readTableRows(bytes, format, delimiter, {}, last);
            if (rows.used > bytes.size() || (last && !rows.stuck && rows.used < bytes.size()))
                std::abort();
            (void)tableAsText(rows.rows);
        }
    }
    return 0;
}
