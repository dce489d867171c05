#pragma once

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

// Rows of CSV, TSV and JSON Lines files, taken from the bytes that are there. Pure and bounded:
// what a hostile file makes large (columns, cells, records, quotes that never close) is cut and
// said.

enum class TableFormat { Csv, Tsv, JsonLines };

struct TableRows
{
    QStringList columns; // those given, and for JSON Lines the new ones after them
    QList<QStringList> rows; // a row may be shorter than columns
    qint64 used = 0; // bytes that need not be given again
    bool cut = false; // columns, cells or records were left out
    bool stuck = false; // the next record is longer than can be shown: reading ends here
};

constexpr qsizetype kTableColumns = 1'000;
constexpr qsizetype kTableCell = 4'096; // characters
constexpr qint64 kTableRecord = qint64(1) << 20; // bytes

// ',', ';', '\t' or '|': the one that splits the first records most evenly; ',' in doubt.
char sniffDelimiter(QByteArrayView firstBytes);

// bytes: from the start of a record; last: the file ends with them, so that a record without a line
// end counts. columns: what earlier calls returned, empty at first; then the first record of a CSV
// or TSV file names them.
TableRows readTableRows(QByteArrayView bytes, TableFormat format, char delimiter,
                        const QStringList &columns, bool last);

// The cells as text for the clipboard, rows of cells with tabs between. A cell that a spreadsheet
// would run as a formula gets an apostrophe before it (reliability P07).
QString tableAsText(const QList<QStringList> &rows);
