#pragma once

#include "app/text/cardtokens.h"
#include "ui/widgets/markdowndocument.h"
#include "ui/widgets/syntax.h"

#include <QPointer>
#include <QTextCursor>
#include <QTextList>

// Writes safe HTML into a document with formats of our own: the importer of Qt garbles what cards
// are made of and its boxes cannot be painted. Relies on sanitizeHtml's well-formedness.
class MarkdownBuilder final
{
public:
    MarkdownBuilder(QTextDocument &document, const MarkdownLook &look);

    QHash<QString, int> build(const QString &html); // anchor -> position

private:
    struct Cell
    {
        qsizetype begin, end; // tokens inside
        bool header;
        Qt::Alignment align;
        int rowSpan, columnSpan;
        int row = 0, column = 0;
    };
    struct Level // one open list
    {
        QPointer<QTextList> list;
        QTextListFormat format;
    };
    // What an open element changes, given back when it closes.
    struct Context
    {
        QTextCharFormat text;
        Qt::Alignment align = Qt::AlignLeft;
        int quotes = 0;
        int quoteBox = 0;
        QString alert;
        int heading = 0;
        bool itemStart = false; // the next block gets the item's marker
        bool cell = false; // within a table
        bool code = false; // inline
        bool tight = false; // in a list or a cell: less space below
        int share = 100; // percent of the column an image may take
    };

    void run(qsizetype end);
    void open(const HtmlToken &token);
    void openInline(const HtmlToken &token);
    void openBlock(const HtmlToken &token);
    void startAlert(const QString &kind);
    void close(const HtmlToken &token);
    void text(const QString &text);
    void image(const HtmlToken &token);
    void rule();
    void codeBox(const HtmlToken &token);
    void codeLine(const QString &line, const QList<CodeSpan> &spans, bool first, bool last);
    void table();
    QList<Cell> readTable(qsizetype end, int &rows, int &columns) const;
    bool mirror(QList<Cell> &cells, int columns) const;
    void sayLeftOut(int columns, int rows); // below a table
    void fillCell(const Cell &cell, QTextTable &table);
    void formatCell(const Cell &cell, QTextTable &table);
    qsizetype closingOf(qsizetype open) const;

    void needBlock() { m_blockDue = true; }
    void startTask(bool done);
    void startContent(); // makes the block that is due
    void placeBlock(const QTextBlockFormat &format);
    QTextBlockFormat blockFormat() const;
    QTextCharFormat headingFormat(int level) const;
    QTextCharFormat codeFormat() const;

    const MarkdownLook &m_look;
    QTextDocument &m_document;
    QTextCursor m_cursor;
    QList<HtmlToken> m_tokens;
    qsizetype m_at = 0;
    QList<Context> m_contexts;
    QList<Level> m_levels;
    QHash<QString, int> m_anchors;
    QString m_dueAnchor;
    std::unique_ptr<SyntaxEngine> m_syntax; // made for the first code in a known language
    int m_boxes = 0;
    bool m_shellCode = false; // of the box being written
    int m_dueBreaks = 0; // a break at the end of a block is none
    bool m_blockDue = false;
    bool m_fresh = true; // the cursor's block has not been used yet
    bool m_afterSpace = true;
};
