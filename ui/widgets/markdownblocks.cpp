// Code boxes and tables of a Markdown document.
#include "ui/widgets/markdownbuilder.h"

#include "app/text/format.h"

#include <QCoreApplication>
#include <QSet>
#include <QTextTable>

using namespace Qt::StringLiterals;

namespace {

constexpr int kMaxTableColumns = 100; // each takes at least its longest letter's width
constexpr int kMaxTableSlots = 60000; // rows by columns that are made, filled or not
constexpr double kLeastTableWidth = 50; // percent, of hundreds of columns
constexpr int kWideTable = 7; // columns from which the text is smaller
constexpr int kMaxCodeLines = 5000;

// Code without a language is taken for commands: in cards it mostly is.
bool isShellCode(const QString &language)
{
    static const QSet<QString> shells{u""_s,     u"bash"_s,  u"sh"_s,         u"shell"_s,
                                      u"zsh"_s,  u"fish"_s,  u"console"_s,    u"shell-session"_s,
                                      u"cmd"_s,  u"bat"_s,   u"powershell"_s, u"ps1"_s,
                                      u"text"_s, u"plain"_s, u"terminal"_s};
    return shells.contains(language.toLower());
}

bool readsRightToLeft(QStringView text)
{
    qsizetype balance = 0;
    for (const QChar c : text) {
        const QChar::Direction direction = c.direction();
        balance += direction == QChar::DirR || direction == QChar::DirAL ? 1
            : direction == QChar::DirL                                   ? -1
                                                                         : 0;
    }
    return balance > 0;
}

} // namespace

qsizetype MarkdownBuilder::closingOf(qsizetype open) const
{
    int depth = 0;
    for (qsizetype i = open; i < m_tokens.size(); ++i) {
        if (m_tokens[i].name != m_tokens[open].name)
            continue;
        depth += m_tokens[i].kind == HtmlToken::Kind::Open ? 1
            : m_tokens[i].kind == HtmlToken::Kind::Close   ? -1
                                                           : 0;
        if (depth == 0)
            return i;
    }
    return m_tokens.size();
}

void MarkdownBuilder::codeBox(const HtmlToken &token)
{
    const qsizetype end = closingOf(m_at - 1);
    QString code;
    for (; m_at < end; ++m_at)
        code += m_tokens[m_at].text;
    m_at = qMin(end + 1, m_tokens.size());
    while (code.endsWith(u'\n'))
        code.chop(1);
    if (code.startsWith(u'\n'))
        code.remove(0, 1);
    ++m_boxes;
    const QString language = token.attribute(u"class").mid(9); // behind "language-"
    if (!language.isEmpty() && !m_syntax)
        m_syntax = std::make_unique<SyntaxEngine>();
    const bool known = !language.isEmpty() && m_syntax->setLanguage(language);
    m_shellCode = isShellCode(language);
    SyntaxState state;
    const QStringList lines = code.split(u'\n');
    const qsizetype shown = qMin(lines.size(), qsizetype(kMaxCodeLines));
    for (qsizetype i = 0; i < shown; ++i)
        codeLine(lines[i], known ? m_syntax->highlight(lines[i], state) : QList<CodeSpan>(), i == 0,
                 i == shown - 1);
    needBlock();
}

void MarkdownBuilder::codeLine(const QString &line, const QList<CodeSpan> &spans, bool first,
                               bool last)
{
    QTextBlockFormat format = blockFormat();
    format.setAlignment(Qt::AlignLeft);
    format.setProperty(markdown::CodeBox, m_boxes);
    format.setProperty(markdown::ShellCode, m_shellCode);
    format.setLeftMargin(format.leftMargin() + markdown::kCodePadding);
    format.setRightMargin(first ? markdown::kCopyRoom : markdown::kCodePadding);
    format.setLineHeight(3, QTextBlockFormat::LineDistanceHeight);
    format.setTopMargin(first ? markdown::kCodePadding + 8 : 0);
    format.setBottomMargin(last ? markdown::kCodePadding + 14 : 0);
    if (!m_levels.isEmpty())
        format.setIndent(int(m_levels.size()));
    placeBlock(format);
    const QTextCharFormat plain = codeFormat();
    m_cursor.setBlockCharFormat(plain);
    qsizetype at = 0;
    for (const CodeSpan &span : spans) {
        QTextCharFormat coloured = plain;
        coloured.setForeground(m_look.tokens.*toneOf(span.tone));
        m_cursor.insertText(line.sliced(at, span.start - at), plain);
        m_cursor.insertText(line.sliced(span.start, span.length), coloured);
        at = span.start + span.length;
    }
    m_cursor.insertText(line.sliced(at), plain);
}

// The cells between here and end with their places in the grid.
QList<MarkdownBuilder::Cell> MarkdownBuilder::readTable(qsizetype end, int &rows,
                                                        int &columns) const
{
    QList<Cell> cells;
    QList<int> busyUntil; // per column, the first row that is free again
    int column = 0;
    rows = columns = 0;
    for (qsizetype i = m_at; i < end; ++i) {
        const HtmlToken &token = m_tokens[i];
        if (token.kind != HtmlToken::Kind::Open)
            continue;
        if (token.name == u"tr") {
            ++rows;
            column = 0;
        } else if (token.name == u"td" || token.name == u"th") {
            const qsizetype close = closingOf(i);
            while (column < busyUntil.size() && busyUntil[column] >= rows)
                ++column;
            const QString align = token.attribute(u"align");
            Cell cell{i + 1,
                      close,
                      token.name == u"th",
                      align == u"right"        ? Qt::AlignRight
                          : align == u"center" ? Qt::AlignHCenter
                                               : Qt::AlignLeft,
                      qMax(1, token.attribute(u"rowspan").toInt()),
                      qMax(1, token.attribute(u"colspan").toInt()),
                      rows - 1,
                      column};
            i = close;
            column += cell.columnSpan;
            columns = qMax(columns, column);
            if (cell.column >= kMaxTableColumns)
                continue;
            cell.columnSpan = qMin(cell.columnSpan, kMaxTableColumns - cell.column);
            const int after = cell.column + cell.columnSpan;
            busyUntil.resize(qMax(busyUntil.size(), qsizetype(after)), 0);
            for (int c = cell.column; c < after; ++c)
                busyUntil[c] = qMax(busyUntil[c], cell.row + cell.rowSpan);
            cells.append(cell);
        }
    }
    return cells;
}

// Columns run, and "left" and "right" are meant, in the direction in which the table is read.
bool MarkdownBuilder::mirror(QList<Cell> &cells, int columns) const
{
    QString words;
    for (const Cell &cell : std::as_const(cells))
        for (qsizetype i = cell.begin; i < cell.end; ++i)
            if (m_tokens[i].kind == HtmlToken::Kind::Text)
                words += m_tokens[i].text;
    if (!readsRightToLeft(words))
        return false;
    for (Cell &cell : cells) {
        cell.column = columns - cell.column - cell.columnSpan;
        if (cell.align != Qt::AlignHCenter)
            cell.align = Qt::AlignAbsolute
                | (cell.align == Qt::AlignRight ? Qt::AlignLeft : Qt::AlignRight);
    }
    return true;
}

void MarkdownBuilder::table()
{
    const qsizetype end = closingOf(m_at - 1);
    int rows = 0;
    int columns = 0;
    QList<Cell> cells = readTable(end, rows, columns);
    const int columnsLeftOut = qMax(0, columns - kMaxTableColumns);
    columns -= columnsLeftOut;
    const int allRows = rows;
    const bool mirrored = mirror(cells, columns);
    if (columns > 0)
        rows = qMin(rows, qMax(1, kMaxTableSlots / columns));
    if (!cells.isEmpty()) {
        QTextBlockFormat before = blockFormat();
        before.setBottomMargin(0);
        placeBlock(before);
        QTextTableFormat format;
        format.setBorder(0);
        format.setBorderCollapse(true);
        format.setCellSpacing(0);
        format.setCellPadding(0);
        format.setBottomMargin(16);
        format.setTopMargin(4);
        format.setLeftMargin(m_contexts.last().quotes * markdown::kQuoteStep
                             + double(m_levels.size()) * markdown::kListStep);
        if (columns > 2) // Qt rounds the width of each column up: a little is left for that
            format.setWidth(QTextLength(QTextLength::PercentageLength,
                                        qMax(kLeastTableWidth, 99 - columns / 6.0)));
        format.setAlignment(mirrored ? Qt::AlignRight : m_contexts.last().align);
        format.setHeaderRowCount(cells.first().header ? 1 : 0);
        QTextTable *made = m_cursor.insertTable(rows, columns, format);
        const Context outside = m_contexts.last();
        const QList<Level> levels = std::exchange(m_levels, {});
        Context inside{.text = outside.text,
                       .cell = true,
                       .tight = true,
                       .share = qMax(1, outside.share / qMax(1, columns))};
        if (columns >= kWideTable)
            inside.text.setFontPointSize(m_look.body.pointSizeF() * 0.9);
        m_contexts.append(inside);
        for (const Cell &cell : cells) {
            if (cell.row < rows)
                fillCell(cell, *made);
        }
        m_contexts.removeLast();
        m_levels = levels;
        m_cursor = made->lastCursorPosition();
        m_cursor.movePosition(QTextCursor::NextBlock);
        m_fresh = true;
        sayLeftOut(columnsLeftOut, allRows - rows);
    }
    m_at = qMin(end + 1, m_tokens.size());
    needBlock();
}

void MarkdownBuilder::sayLeftOut(int columns, int rows)
{
    QStringList said;
    if (columns > 0)
        said << QCoreApplication::translate("MarkdownBuilder",
                                            "%1 more columns of this table are not shown.")
                    .arg(Format::exactCount(columns));
    if (rows > 0)
        said << QCoreApplication::translate("MarkdownBuilder",
                                            "%1 more rows of this table are not shown.")
                    .arg(Format::exactCount(rows));
    if (said.isEmpty())
        return;
    m_contexts.append(Context(m_contexts.last()));
    m_contexts.last().text.setFontItalic(true);
    m_contexts.last().text.setForeground(m_look.tokens.secondary);
    text(said.join(u' '));
    m_contexts.removeLast();
}

void MarkdownBuilder::fillCell(const Cell &cell, QTextTable &table)
{
    const int rowSpan = qMin(cell.rowSpan, table.rows() - cell.row);
    if (rowSpan > 1 || cell.columnSpan > 1)
        table.mergeCells(cell.row, cell.column, rowSpan, cell.columnSpan);
    m_cursor = table.cellAt(cell.row, cell.column).firstCursorPosition();
    m_fresh = true;
    m_blockDue = false;
    m_contexts.append(Context(m_contexts.last()));
    m_contexts.last().align = cell.align;
    if (cell.header) {
        m_contexts.last().text.setForeground(m_look.tokens.secondary);
        m_contexts.last().text.setFontPointSize(m_look.body.pointSizeF() * 0.9);
    }
    m_at = cell.begin;
    run(cell.end);
    m_contexts.removeLast();
    m_dueBreaks = 0;
    formatCell(cell, table);
}

// After the text: a cell keeps its format in its first block's, which filling it writes anew.
void MarkdownBuilder::formatCell(const Cell &cell, QTextTable &table)
{
    QTextTableCell place = table.cellAt(cell.row, cell.column);
    QTextTableCellFormat format;
    format.setTableCellRowSpan(qMin(cell.rowSpan, table.rows() - cell.row)); // else unmerged again
    format.setTableCellColumnSpan(cell.columnSpan);
    format.setTopPadding(6);
    format.setBottomPadding(3); // the tight gap below the text adds to it
    const bool last = cell.column + cell.columnSpan == table.columns();
    const int gap = table.columns() >= kWideTable ? 4 : 8;
    format.setLeftPadding(cell.column ? gap : 0);
    format.setRightPadding(last && cell.align.testFlag(Qt::AlignAbsolute) ? 0 : gap);
    format.setBottomBorder(1);
    format.setBottomBorderStyle(QTextFrameFormat::BorderStyle_Solid);
    format.setBottomBorderBrush(m_look.tokens.border);
    format.setVerticalAlignment(QTextCharFormat::AlignTop);
    place.setFormat(format);
}
