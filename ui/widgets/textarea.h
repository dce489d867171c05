#pragma once

#include "ui/widgets/textline.h"
#include "ui/widgets/textsearch.h"

#include <QAbstractScrollArea>
#include <QCache>
#include <QTextLayout>
#include <QTimer>

class TextHighlighter;
class TextSource;

// Draws a text of any size with line numbers: only what is in view is decoded and laid out, a long
// line only by the piece in view. Positions are byte offsets in the file. What is not loaded yet is
// asked of the source and drawn when it comes.
class TextArea final : public QAbstractScrollArea
{
    Q_OBJECT

public:
    explicit TextArea(QWidget *parent = nullptr);
    ~TextArea() override;

    // Not owned; must outlive the next setSource(). Null: empty.
    void setSource(TextSource *source, const QString &fileName);
    void setWrap(bool wrap); // the caret stays in view when it was
    bool wraps() const { return m_wrap; }
    // In order; current: index of the one to be marked, which need not come into view; -1: none.
    void setMatches(const QList<TextMatch> &matches, qsizetype current);
    void setCurrentMatch(qsizetype index); // -1: none; comes into view

    qint64 caret() const { return m_caret; }
    qint64 anchor() const { return m_anchor; }
    QByteArray selectedBytes() const;
    void select(qint64 anchor, qint64 caret);
    qint64 caretLine() const; // from 0
    int caretColumn() const; // characters from 0
    QRect caretRect() const; // in the viewport
    void goToLine(qint64 line); // from 0; the last known one when there are fewer
    // As much of it as is in memory without a gap; copiedPart() follows when that is not all.
    void copySelection();
    void selectAll();
    qint64 topLine() const { return m_top.line; }
    int rowHeight() const { return m_rowHeight; }
    QString lineText(qint64 line) const; // as shown, at most one piece

signals:
    void caretMoved();
    void copiedPart(qint64 bytes, qint64 selected); // bytes 0: nothing, the clipboard is as it was
    void findRequested(); // Ctrl+F
    void goToRequested(); // Ctrl+G
    void escapePressed();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    // A line, or a piece of a line that is too long to be laid out at once, made ready to draw.
    struct Piece
    {
        qint64 offset = 0; // bytes in the file
        ShownText shown;
        QTextLayout layout;
        bool loaded = true;
    };
    struct Place // a row on the screen
    {
        qint64 line = 0;
        qint64 row = 0; // within the line, when wrapped
    };

    // Lines and where they are: textarea.cpp, textareageometry.cpp
    qint64 lineCount() const;
    qint64 lineBytes(qint64 line) const; // without the line's end
    qint64 lineOffset(qint64 line) const;
    bool isLong(qint64 line) const;
    qint64 pieceBytes() const; // of the pieces of a long line
    qint64 rowCount(qint64 line) const;
    Piece *piece(qint64 line, qint64 index) const; // index: 0 but for long lines
    void layOut(Piece &piece, qint64 line) const;
    void moveTop(qint64 rows);
    Place lastTop() const;
    qint64 offsetOf(Place place) const;
    void updateScrollBars();
    void updateSideways();
    void syncScrollBar();
    void showOffset(qint64 offset); // scrolls no more than needed
    QPointF pointOf(qint64 offset) const; // of its row's top, in the viewport
    qint64 offsetAt(const QPointF &point) const;
    Place placeOf(qint64 offset) const;
    int gutterWidth() const;
    double textLeft() const { return gutterWidth() + 8.0; }
    double textWidth() const;
    void onLinesChanged();
    void forget();

    // Painting: textareapaint.cpp
    qint64 paintLine(QPainter &painter, qint64 line, qint64 firstRow, double y, double bottom);
    void paintPiece(QPainter &painter, Piece &piece, QPointF at, qint64 firstRow);
    void paintNumber(QPainter &painter, qint64 line, double y, qint64 caretLine) const;
    void paintMarks(QPainter &painter, const Piece &piece, QPointF at) const;
    void paintRange(QPainter &painter, const Piece &piece, QPointF at, int from, int to,
                    int kind) const;

    // Input: textareainput.cpp
    void moveCaret(qint64 to, bool select);
    qint64 caretSteps(int direction) const;
    qint64 caretRows(qint64 rows) const;
    void selectWordAt(qint64 offset);
    void dragTo(const QPointF &point);

    TextSource *m_source = nullptr;
    TextHighlighter *m_highlighter;
    mutable QCache<QPair<qint64, qint64>, Piece> m_pieces;
    QList<TextMatch> m_matches;
    qsizetype m_match = -1;
    Place m_top;
    qint64 m_caret = 0, m_anchor = 0;
    mutable double m_widest = 0; // of the lines that were laid out, unwrapped; pixels
    double m_charWidth = 8;
    int m_rowHeight = 19;
    qint64 m_unit = 1; // bytes per step of the vertical bar, when wrapped
    bool m_wrap = true;
    bool m_caretExpected = false; // its line is being read, and moves it when it comes
    qint64 m_shownFrom = 0, m_shownTo = 0; // bytes that were painted last
    bool m_syncing = false; // a scroll bar is being set by us
    QTimer m_dragTimer; // scrolls on while the mouse is held outside
    QPointF m_dragPoint;
    double m_wheel = 0; // rows not scrolled yet
};
