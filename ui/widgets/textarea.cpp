#include "ui/widgets/textarea.h"

#include "app/preview/textsource.h"
#include "ui/theme/tokens.h"
#include "ui/theme/type.h"
#include "ui/widgets/texthighlighter.h"

#include <QScrollBar>

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kLongLine = 8192; // bytes; more is laid out in pieces only
constexpr qint64 kPlainPiece = 2048; // bytes of such a piece, without wrapping
constexpr int kPiecesKept = 400;

} // namespace

TextArea::TextArea(QWidget *parent)
    : QAbstractScrollArea(parent)
    , m_highlighter(new TextHighlighter(this))
    , m_pieces(kPiecesKept)
{
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    viewport()->setCursor(Qt::IBeamCursor);
    viewport()->setAutoFillBackground(false);
    setViewportMargins(0, 6, 0, 0); // air above the first line, in the text's own colour
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    forget();
    connect(m_highlighter, &TextHighlighter::highlighted, this, [this] {
        m_pieces.clear();
        viewport()->update();
    });
    m_dragTimer.setInterval(40);
    connect(&m_dragTimer, &QTimer::timeout, this, [this] { dragTo(m_dragPoint); });
}

TextArea::~TextArea() = default;

void TextArea::setSource(TextSource *source, const QString &fileName)
{
    if (m_source)
        disconnect(m_source, nullptr, this, nullptr);
    m_source = source;
    m_highlighter->setSource(source, fileName);
    m_matches.clear();
    m_match = -1;
    m_top = {};
    m_caret = m_anchor = 0;
    m_caretExpected = false;
    if (source) {
        connect(source, &TextSource::linesChanged, this, &TextArea::onLinesChanged);
        connect(source, &TextSource::loaded, this, &TextArea::onLinesChanged);
        if (lineCount() == 0)
            source->more();
    }
    m_widest = 0;
    horizontalScrollBar()->setValue(0);
    onLinesChanged();
    emit caretMoved();
}

void TextArea::onLinesChanged()
{
    m_pieces.clear(); // the last line may have grown
    updateScrollBars();
    if (m_caretExpected && m_source && m_source->isLoaded(m_caret, 1)) {
        m_caretExpected = false;
        showOffset(m_caret); // the lines above it may take more rows than was known
    }
    viewport()->update();
}

void TextArea::forget()
{
    viewport()->setFont(type::font(type::Scale::Mono));
    const QFontMetricsF measure(viewport()->font());
    m_charWidth = qMax(1.0, measure.horizontalAdvance(u'm'));
    m_rowHeight = qMax(metrics::kCodeLine, int(std::ceil(measure.height())) + 3);
    m_widest = 0;
    m_pieces.clear();
}

void TextArea::setWrap(bool wrap)
{
    if (wrap == m_wrap)
        return;
    const bool caretSeen = viewport()->rect().contains(caretRect());
    m_wrap = wrap;
    m_top.row = 0;
    m_pieces.clear();
    horizontalScrollBar()->setValue(0);
    updateScrollBars();
    if (caretSeen)
        showOffset(m_caret);
    viewport()->update();
}

qint64 TextArea::lineCount() const
{
    return m_source ? m_source->lines().lineCount() : 0;
}

qint64 TextArea::lineOffset(qint64 line) const
{
    return m_source ? m_source->lines().lineStart(line) : 0;
}

qint64 TextArea::lineBytes(qint64 line) const
{
    const qint64 start = lineOffset(line);
    qint64 end = lineOffset(line + 1);
    // The line's end is not drawn; one byte is looked at for each of its characters.
    if (end > start && m_source->bytes(end - 1, 1) == "\n")
        --end;
    if (end > start && m_source->bytes(end - 1, 1) == "\r")
        --end;
    return end - start;
}

bool TextArea::isLong(qint64 line) const
{
    return lineOffset(line + 1) - lineOffset(line) > kLongLine;
}

// Wrapped, a piece of a long line is one row: that is where it is cut.
qint64 TextArea::pieceBytes() const
{
    return m_wrap ? qMax(qint64(8), qint64(textWidth() / m_charWidth)) : kPlainPiece;
}

qint64 TextArea::rowCount(qint64 line) const
{
    if (!m_wrap)
        return 1;
    if (isLong(line))
        return (lineBytes(line) + pieceBytes() - 1) / pieceBytes();
    return qMax(1, piece(line, 0)->layout.lineCount());
}

double TextArea::textWidth() const
{
    return qMax(m_charWidth * 8, viewport()->width() - textLeft() - 8);
}

int TextArea::gutterWidth() const
{
    const int digits = int(QString::number(qMax(qint64(1), lineCount())).size());
    return qMax(38, int(digits * m_charWidth) + 20);
}

TextArea::Piece *TextArea::piece(qint64 line, qint64 index) const
{
    if (Piece *kept = m_pieces.object({line, index}))
        return kept;
    auto made = std::make_unique<Piece>();
    const qint64 start = lineOffset(line);
    qint64 from = 0;
    qint64 to = lineBytes(line);
    if (isLong(line)) {
        from = qMin(index * pieceBytes(), to);
        to = qMin(from + pieceBytes(), to);
    }
    made->offset = start + from;
    made->loaded = m_source->isLoaded(made->offset, to - from);
    if (made->loaded) {
        // Up to three bytes before and behind, so that no character is cut in two.
        const qint64 before = qMin(from, qint64(3));
        const QByteArray bytes = m_source->bytes(made->offset - before, before + to - from + 3);
        const qsizetype first = characterStart(bytes, before);
        const qsizetype last
            = characterStart(bytes, qMin(bytes.size(), qsizetype(before + to - from)));
        made->offset = start + from - before + first;
        made->shown = shownText(QByteArrayView(bytes).sliced(first, last - first));
    } else {
        m_source->want(made->offset, to - from);
        made->shown = {u"…"_s, {0, int(to - from)}, {}};
    }
    layOut(*made, line);
    Piece *result = made.get();
    m_pieces.insert({line, index}, made.release());
    return result; // NOLINT(clang-analyzer-cplusplus.NewDelete): one piece is never too many
}

void TextArea::layOut(Piece &piece, qint64 line) const
{
    const Tokens &tokens = Tokens::of(palette());
    QList<QTextLayout::FormatRange> formats;
    if (!isLong(line)) {
        for (const CodeSpan &span : m_highlighter->spans(line)) {
            QTextCharFormat format;
            format.setForeground(tokens.*toneOf(span.tone));
            formats.append({int(span.start), int(span.length), format});
        }
    }
    for (const int sign : std::as_const(piece.shown.signs)) {
        QTextCharFormat format;
        format.setForeground(tokens.warning);
        formats.append({sign, 1, format});
    }
    QTextOption option;
    option.setWrapMode(m_wrap && !isLong(line) ? QTextOption::WrapAnywhere : QTextOption::NoWrap);
    // A piece of a long line gets as much room as it has bytes: no wider signs in it.
    option.setTabStopDistance(m_charWidth * (isLong(line) ? 1 : 4));
    option.setTextDirection(Qt::LeftToRight); // code keeps its columns
    piece.layout.setText(piece.shown.text);
    piece.layout.setFont(viewport()->font());
    piece.layout.setTextOption(option);
    piece.layout.setFormats(formats);
    piece.layout.beginLayout();
    for (int row = 0;; ++row) {
        QTextLine laid = piece.layout.createLine();
        if (!laid.isValid())
            break;
        laid.setLineWidth(m_wrap ? textWidth() : 1e7);
        laid.setPosition({0, row * double(m_rowHeight) + (m_rowHeight - laid.height()) / 2});
    }
    piece.layout.endLayout();
    if (!m_wrap && !isLong(line) && piece.layout.lineCount() > 0)
        m_widest = qMax(m_widest, piece.layout.lineAt(0).naturalTextWidth());
}
