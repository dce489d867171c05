#include "app/preview/table.h"

#include "app/preview/jsonreader.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace {

struct TableRecord
{
    QStringList cells;
    qsizetype end = -1; // after its line end; -1: not all of it is here
    bool cut = false;
};

QString tableCell(QByteArrayView raw, bool &cut)
{
    // Four bytes at most make a character.
    cut |= raw.size() > kTableCell * 4;
    QString text = QString::fromUtf8(raw.first(qMin(raw.size(), kTableCell * 4)));
    cut |= text.size() > kTableCell;
    return text.left(kTableCell);
}

// Walks over one CSV record (RFC 4180, and what is seen in the wild: quotes inside plain cells).
class CsvRecord final
{
public:
    CsvRecord(QByteArrayView bytes, char delimiter, bool quotes)
        : m_bytes(bytes)
        , m_delimiter(delimiter)
        , m_quotes(quotes)
    { }

    TableRecord read(qsizetype at, bool last)
    {
        TableRecord record;
        for (;;) {
            const qsizetype end = readCell(at, record);
            if (end == m_bytes.size()) {
                if (last && !m_open)
                    record.end = end;
                return record;
            }
            at = end + 1;
            if (m_bytes.at(end) != m_delimiter) { // '\n'
                record.end = at;
                return record;
            }
        }
    }
    bool isOpen() const { return m_open; } // inside a quote

private:
    // Appends the cell at at; returns where its delimiter, line end or the end of the bytes is.
    qsizetype readCell(qsizetype at, TableRecord &record)
    {
        if (m_quotes && at < m_bytes.size() && m_bytes.at(at) == '"')
            return readQuoted(at + 1, record);
        qsizetype end = at;
        while (end < m_bytes.size() && m_bytes.at(end) != m_delimiter && m_bytes.at(end) != '\n')
            ++end;
        const bool crLf = end > at && (end == m_bytes.size() || m_bytes.at(end) == '\n')
            && m_bytes.at(end - 1) == '\r';
        keep(m_bytes.sliced(at, end - at - (crLf ? 1 : 0)), record);
        return end;
    }

    qsizetype readQuoted(qsizetype at, TableRecord &record)
    {
        QByteArray text;
        m_open = true;
        while (at < m_bytes.size()) {
            const qsizetype quote = m_bytes.indexOf('"', at);
            if (quote < 0)
                return m_bytes.size();
            text += m_bytes.sliced(at, quote - at);
            at = quote + 1;
            if (at == m_bytes.size() || m_bytes.at(at) != '"') {
                m_open = false;
                break;
            }
            text += '"';
            ++at;
        }
        qsizetype end = at; // whatever follows a closing quote belongs to the cell
        while (end < m_bytes.size() && m_bytes.at(end) != m_delimiter && m_bytes.at(end) != '\n')
            ++end;
        text += m_bytes.sliced(at, end - at);
        if (text.endsWith('\r'))
            text.chop(1);
        keep(text, record);
        return end;
    }

    static void keep(QByteArrayView raw, TableRecord &record)
    {
        if (record.cells.size() < kTableColumns)
            record.cells.append(tableCell(raw, record.cut));
        else
            record.cut = true;
    }

    QByteArrayView m_bytes;
    char m_delimiter;
    bool m_quotes;
    bool m_open = false;
};

TableRecord readCsvRecord(QByteArrayView bytes, qsizetype at, char delimiter, bool last)
{
    const QByteArrayView window = bytes.first(qMin(bytes.size(), at + qsizetype(kTableRecord)));
    const bool atEnd = last && window.size() == bytes.size();
    CsvRecord quoted(window, delimiter, true);
    TableRecord record = quoted.read(at, atEnd);
    // A quote that does not close within a record's limit, or in the file, is just a character.
    const bool full = window.size() - at >= kTableRecord;
    if (record.end < 0 && quoted.isOpen() && (full || atEnd))
        record = CsvRecord(window, delimiter, false).read(at, atEnd);
    return record;
}

QString jsonCell(JsonReader &json, bool &cut)
{
    using enum JsonReader::Token;
    if (json.token() == String) {
        const QString text = json.string();
        cut |= text.size() > kTableCell;
        return text.left(kTableCell);
    }
    const qsizetype start = json.tokenStart();
    if (!json.skipRest())
        return {};
    return tableCell(json.rawFrom(start), cut);
}

// One line of JSON Lines; new keys become new columns.
QStringList jsonRow(QByteArrayView line, TableRows &out)
{
    using enum JsonReader::Token;
    QStringList cells;
    JsonReader json(line);
    if (json.next() == BeginObject) {
        while (json.next() == Key) {
            const QString key = json.string().left(200);
            qsizetype column = out.columns.indexOf(key);
            if (column < 0 && out.columns.size() < kTableColumns) {
                column = out.columns.size();
                out.columns.append(key);
            }
            json.next();
            const QString cell = jsonCell(json, out.cut);
            out.cut |= column < 0;
            if (column >= cells.size())
                cells.resize(column + 1);
            if (column >= 0)
                cells[column] = cell;
        }
        if (json.token() == EndObject)
            return cells;
    }
    // Not an object, or broken: the line as it is, in the first column.
    if (out.columns.isEmpty())
        out.columns.append(u"value"_s);
    return {tableCell(line.trimmed(), out.cut)};
}

void readJsonLines(QByteArrayView bytes, bool last, TableRows &out)
{
    while (out.used < bytes.size()) {
        const qsizetype from = out.used;
        qsizetype end = bytes.indexOf('\n', from);
        if (end < 0 && !last) {
            out.stuck = bytes.size() - from >= kTableRecord;
            return;
        }
        end = end < 0 ? bytes.size() : end;
        if (end - from > kTableRecord) {
            out.stuck = true;
            return;
        }
        const QByteArrayView line = bytes.sliced(from, end - from);
        if (!line.trimmed().isEmpty())
            out.rows.append(jsonRow(line, out));
        out.used = qMin(bytes.size(), end + 1);
    }
}

// How many of the first records have as many cells as the first, which must have two.
int evenRecords(QByteArrayView bytes, char delimiter)
{
    int even = 0;
    qsizetype cells = 0;
    qsizetype at = 0;
    for (int i = 0; i < 10 && at < bytes.size(); ++i) {
        const TableRecord record = readCsvRecord(bytes, at, delimiter, false);
        if (record.end < 0)
            break;
        if (i == 0)
            cells = record.cells.size();
        even += cells > 1 && record.cells.size() == cells ? 1 : 0;
        at = record.end;
    }
    return even;
}

} // namespace

char sniffDelimiter(QByteArrayView firstBytes)
{
    constexpr std::array kDelimiters{',', '\t', ';', '|'};
    const QByteArrayView sample = firstBytes.first(qMin(firstBytes.size(), qsizetype(64 << 10)));
    return *std::ranges::max_element(kDelimiters, {},
                                     [&sample](char c) { return evenRecords(sample, c); });
}

TableRows readTableRows(QByteArrayView bytes, TableFormat format, char delimiter,
                        const QStringList &columns, bool last)
{
    TableRows out{.columns = columns};
    if (columns.isEmpty() && bytes.startsWith("\xEF\xBB\xBF"))
        out.used = 3;
    if (format == TableFormat::JsonLines) {
        readJsonLines(bytes, last, out);
        return out;
    }
    while (out.used < bytes.size()) {
        const TableRecord record = readCsvRecord(bytes, out.used, delimiter, last);
        if (record.end < 0) {
            out.stuck = bytes.size() - out.used >= kTableRecord;
            break;
        }
        out.cut |= record.cut;
        out.used = record.end;
        if (out.columns.isEmpty())
            out.columns = record.cells;
        else if (record.cells.size() > 1 || !record.cells.first().isEmpty())
            out.rows.append(record.cells);
    }
    return out;
}

QString tableAsText(const QList<QStringList> &rows)
{
    QStringList lines;
    for (const QStringList &row : rows) {
        QStringList cells;
        for (QString cell : row) {
            bool isNumber = false;
            cell.toDouble(&isNumber);
            if (!cell.isEmpty() && u"=+-@\t\r"_s.contains(cell.at(0)) && !isNumber)
                cell.prepend(u'\'');
            cells.append(cell.replace(u'\t', u' ').replace(u'\n', u' ').remove(u'\r'));
        }
        lines.append(cells.join(u'\t'));
    }
    return lines.join(u'\n');
}
