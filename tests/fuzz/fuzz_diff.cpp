#include "app/text/unifieddiff.h"

#include <cstdlib>

// Any text as a diff: a row a line at most, nothing made up (a new name stands twice), and sums
// that the lines bear out.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    using enum DiffRow::Kind;
    const QString text = QString::fromUtf8(reinterpret_cast<const char *>(data), qsizetype(size));
    const QList<DiffRow> rows = readUnifiedDiff(text);
    qsizetype characters = 0;
    int added = 0;
    int removed = 0;
    for (const DiffRow &row : rows) {
        characters += row.text.size();
        if (row.before < 0 || row.after < 0 || (row.kind == Added && row.before != 0)
            || (row.kind == Removed && row.after != 0))
            std::abort();
        if (row.kind != File)
            continue;
        added += row.added;
        removed += row.removed;
    }
    // Lines before the first file belong to none.
    bool inFile = false;
    for (const DiffRow &row : rows) {
        inFile = inFile || row.kind == File;
        added -= inFile && row.kind == Added ? 1 : 0;
        removed -= inFile && row.kind == Removed ? 1 : 0;
    }
    if (added != 0 || removed != 0 || characters > 2 * text.size()
        || rows.size() > text.count(u'\n') + 1)
        std::abort();
    return 0;
}
